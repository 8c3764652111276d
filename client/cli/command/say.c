/* `convene say`: a message, or an announcement to everybody. */
#include "client/cli/act/act.h"
#include "client/cli/act/announce.h"
#include "client/cli/session/attach.h"
#include "client/cli/session/output.h"
#include "client/cli/text/nearest.h"
#include "client/cli/text/recipients.h"
#include "client/cli/text/words.h"
#include "client/cli/text/wrap.h"
#include "client/lib/driver.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct say {
	struct session_options connection;
	uint64_t thread, correct;
	struct option_list to, about, attach, only, in;
	const char *subject, *as, *channel;
	bool everyone, urgent;

	struct party_list from;
	struct recipients whom; /* of --to */
	Convene__V1__Channel channel_value;
	Convene__V1__Attachment attachments[16];
	Convene__V1__Attachment *attachment_pointers[16]; /* borrowed: into `attachments` */
	uint8_t hashes[16][CONVENE_SHA256_SIZE];
	char *text;     /* owned */
	char said[440]; /* what is said when it is done */
};

/* What the options say, checked. -1: go on. */
static int check(const struct command *command, const struct option *options, struct say *say)
{
	party_list_init(&say->from);
	if ((say->thread != 0) + (say->correct != 0) + (say->to.count > 0) + say->everyone != 1) {
		return options_usage(command,
		    "say where: one of --thread NUMBER, --to WHOM, --everyone, --correct NUMBER");
	}
	char why[400];
	if (!options_fit(options,
	        say->everyone       ? "--everyone"
	        : say->thread != 0  ? "--thread"
	        : say->correct != 0 ? "--correct"
	                            : "--to",
	        why, sizeof(why))) {
		return options_usage(command, "%s", why);
	}
	if (say->as != NULL && (!party_list_add(&say->from, say->as) || say->from.count != 1)) {
		return options_usage(command, "--as wants one entity, or control");
	}
	if (say->attach.count > 16) {
		return options_usage(command, "at most 16 files can be attached");
	}
	say->channel_value = CONVENE__V1__CHANNEL__CHANNEL_EMAIL;
	if (say->channel == NULL) {
		return -1;
	}
	int channel = words_choice(&convene__v1__channel__descriptor, "channel", say->channel,
	    strlen(say->channel), why, sizeof(why));
	if (channel < 0) {
		return options_usage(command, "%s", why);
	}
	say->channel_value = (Convene__V1__Channel)channel;
	return -1;
}

/* What a message is made of, whether it opens a thread or goes into one; packed only, never written
 * to. */
#define FILL_MESSAGE(message, say)                                                                 \
	do {                                                                                       \
		(message)->from = (say)->from.count > 0 ? (say)->from.pointers[0] : NULL;          \
		(message)->text = (say)->text;                                                     \
		(message)->n_attachments = (say)->attach.count;                                    \
		(message)->attachments = (say)->attachment_pointers;                               \
		(message)->n_inject_ids = (say)->about.count;                                      \
		(message)->inject_ids = (char **)(uintptr_t)(say)->about.values;                   \
	} while (0)

static void no_party(const struct view *view, const char *word)
{
	struct nearest nearest;
	nearest_init(&nearest, word);
	nearest_offer_parties(&nearest, view);
	char meant[80];
	cli_complain("not sent: there is no team or entity \"%s\"%s", word,
	    nearest_question(&nearest, meant, sizeof(meant)));
}

/* Whom the options name, who all have to be somebody; a text's first word that is one, too, was
 * probably meant as a further one. */
static int find_recipients(
    struct say *say, const struct view *view, const struct operands *operands)
{
	struct buf all = {0};
	struct recipients *whom = &say->whom;
	for (size_t i = 0; i < say->to.count; i++) {
		buf_printf(&all, "%s%s", i > 0 ? "," : "", say->to.values[i]);
	}
	buf_append_byte(&all, '\0');
	bool good = recipients_read(view, (const char *)all.data, whom) && whom->text[0] == '\0';
	if (whom->too_many) {
		cli_complain("not sent: a message goes to at most %d at once", PARTIES_MAX);
	} else if (!good) {
		no_party(view, whom->wrong[0] != '\0' ? whom->wrong : whom->text);
	}
	if (good && operands->count > 1 && recipients_is_party(view, operands->values[0])) {
		cli_complain("not sent: \"%s\" would be a further receiver: --to %s,%s for all of "
		             "them; a text that begins so goes in quotes",
		    operands->values[0], (const char *)all.data, operands->values[0]);
		good = false;
	}
	char named[400];
	if (good) {
		snprintf(say->said, sizeof(say->said), "said to %s",
		    recipients_named(whom, whom->count, named, sizeof(named)));
	}
	buf_deinit(&all);
	return good ? CLI_OK : CLI_USAGE;
}

/* To everybody, or to some teams. */
static int announce_it(struct say *say, struct session *session)
{
	struct announce announce;
	char why[400];
	bool good = true;
	announce_init(&announce);
	announce.body.text = say->text;
	announce.body.urgent = say->urgent;
	for (size_t i = 0; i < say->only.count && good; i++) {
		good =
		    announce_only(&announce, session->view, say->only.values[i], why, sizeof(why));
	}
	for (size_t i = 0; i < say->in.count && good; i++) {
		good =
		    announce_in(&announce, (char *)(uintptr_t)say->in.values[i], why, sizeof(why));
	}
	if (!good) {
		cli_complain("not sent: %s", why);
		return CLI_USAGE;
	}
	return output_command(session, &announce.command, &say->connection, "said");
}

static int correct_it(struct say *say, struct session *session)
{
	struct act act;
	char why[ACT_WHY_SIZE];
	if (act_correct(&act, session->view, say->correct, say->text, why, sizeof(why))) {
		return output_command(session, &act.command, &say->connection, act.done);
	}
	cli_complain("%s", why);
	return CLI_REFUSED;
}

static int send_it(struct say *say, struct session *session)
{
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__PostMessage post = CONVENE__V1__POST_MESSAGE__INIT;
	Convene__V1__OpenThread open = CONVENE__V1__OPEN_THREAD__INIT;
	if (say->everyone || say->correct != 0) {
		return say->everyone ? announce_it(say, session) : correct_it(say, session);
	}
	for (size_t i = 0; i < say->attach.count; i++) {
		convene__v1__attachment__init(&say->attachments[i]);
		say->attachment_pointers[i] = &say->attachments[i];
		int status = attach_file(
		    session, say->attach.values[i], &say->attachments[i], say->hashes[i]);
		if (status != CLI_OK) {
			return status;
		}
	}
	/* controllers write as control unless they say otherwise */
	if (say->from.count == 0 &&
	    convene_role(driver_peek(session->client)) == CONVENE__V1__ROLE__ROLE_CONTROLLER) {
		party_list_add(&say->from, "control");
	}
	char subject[SUBJECT_SIZE];
	if (say->thread != 0) {
		post.thread_id = say->thread;
		FILL_MESSAGE(&post, say);
		command.body_case = CONVENE__V1__COMMAND__BODY_POST_MESSAGE;
		command.post_message = &post;
	} else {
		/* a subject is wanted; without one the text's beginning serves */
		wrap_beginning(subject, SUBJECT_SIZE, say->text, SUBJECT_COLUMNS);
		open.subject = say->subject != NULL ? (char *)(uintptr_t)say->subject : subject;
		open.n_parties = say->whom.count;
		open.parties = say->whom.pointers;
		open.channel = say->channel_value;
		FILL_MESSAGE(&open, say);
		command.body_case = CONVENE__V1__COMMAND__BODY_OPEN_THREAD;
		command.open_thread = &open;
	}
	return output_command(
	    session, &command, &say->connection, say->said[0] != '\0' ? say->said : "said");
}

static int run(const struct command *command, int argc, char **argv)
{
	struct say say = {.thread = 0};
	struct session session = {.driver = NULL};
	const struct option options[] = {SESSION_OPTIONS(&say.connection),
	    {"thread", "NUMBER", OPTION_NUMBER, &say.thread, NULL, "answer in this thread"},
	    {"to", "WHOM", OPTION_LIST, &say.to, NULL,
	        "open a thread with: teams (AL-NGO), entities (clinic), control"},
	    {"everyone", NULL, OPTION_FLAG, &say.everyone, NULL, "announce (controllers)"},
	    {"correct", "NUMBER", OPTION_NUMBER, &say.correct, NULL,
	        "a message, or your last one in a thread, says this instead"},
	    {"only", "TEAM", OPTION_LIST, &say.only, "--everyone", "not everybody: this team"},
	    {"in", "LANGUAGE=TEXT", OPTION_LIST, &say.in, "--everyone",
	        "the same in another language: fr=TEXT"},
	    {"urgent", NULL, OPTION_FLAG, &say.urgent, "--everyone", "to be seen at once"},
	    {"subject", "TEXT", OPTION_TEXT, &say.subject, "--to", "of the new thread"},
	    {"channel", "NAME", OPTION_TEXT, &say.channel, "--to",
	        "phone, email (default), secure-police, judicial, fiu, ..."},
	    {"as", "ENTITY", OPTION_TEXT, &say.as, "--to, --thread",
	        "write as (simulators, controllers)"},
	    {"about", "INJECT", OPTION_LIST, &say.about, "--to, --thread",
	        "an inject that it is about"},
	    {"attach", "FILE", OPTION_LIST, &say.attach, "--to, --thread", "a file to send along"},
	    SESSION_JSON(&say.connection), {.name = NULL}};
	struct operands operands;
	int status = options_parse(command, options, argc, argv, &operands);
	if (status >= 0) {
		return status;
	}
	status = check(command, options, &say);
	if (status >= 0) {
		return status;
	}
	status = output_text(command, &operands, &say.text);
	if (status != CLI_OK) {
		return status;
	}
	status = session_open(&session, &say.connection,
	    say.to.count > 0 || say.correct != 0 || say.only.count > 0 ? SESSION_CAUGHT_UP
	                                                               : SESSION_WITHOUT_EVENTS);
	if (status == CLI_OK) {
		if (say.to.count > 0) {
			status = find_recipients(&say, session.view, &operands);
		}
		if (status == CLI_OK) {
			status = send_it(&say, &session);
		}
		session_close(&session);
	}
	free(say.text);
	return status;
}

const struct command say_command = {.name = "say",
    .operands = "TEXT... | -",
    .summary = "send a message to teams, entities or everybody",
    .help = "Sends a message: into a thread that exists (--thread), as the beginning of a new\n"
            "one (--to), as an announcement (--everyone), or in the place of what you wrote\n"
            "(--correct). The text is the operands, or what\n"
            "is on standard input when there is none or it is \"-\". Prints the number of the\n"
            "message, or with --to, of the thread.",
    .examples =
        "  convene say --to TO-NGO --subject \"Worker W1\" \"Can you see the family today?\"\n"
        "  convene say --to \"AL-POL and AL-LI\" \"We meet at noon.\"\n"
        "  convene say --thread 214350 --attach list.pdf Here is the list.\n"
        "  convene say --as clinic --thread 220871 - < reply.txt\n"
        "  convene say --everyone \"Lunch until 13:30\"\n"
        "  convene say --everyone --urgent --only AL-POL \"Come down, please.\"\n"
        "  convene say --correct 214350 \"We meet at three.\"",
    .run = run};
