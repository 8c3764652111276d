/* Verbs of players, simulators and controllers: saying, answering, deciding. */
#include "client/cli/join/conduct_state.h"
#include "client/cli/join/join.h"
#include "proto/reflect.h"
#include "proto/utf8.h"

#include <stdio.h>
#include <string.h>

static void post(struct join *join, uint64_t thread_id, Convene__V1__Party *from, char *text)
{
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__PostMessage message = CONVENE__V1__POST_MESSAGE__INIT;

	message.thread_id = thread_id;
	message.from = from;
	message.text = text;
	message.attachments = documents_take(join, &message.n_attachments);
	command.body_case = CONVENE__V1__COMMAND__BODY_POST_MESSAGE;
	command.post_message = &message;
	join_send(join, &command, NULL);
}

/* A party that exists, under its canonical id. */
bool talk_canonical(struct join *join, Convene__V1__Party *party)
{
	const Convene__V1__TeamCard *team;
	const Convene__V1__EntityCard *entity;
	const char *id = view_party(party);
	char meant[80];

	if (party->kind_case == CONVENE__V1__PARTY__KIND_CONTROL)
		return true;
	team = view_team(join->session.view, id);
	entity = view_entity(join->session.view, id);
	if (team != NULL) {
		party->kind_case = CONVENE__V1__PARTY__KIND_TEAM_ID;
		party->team_id = team->id;
	} else if (entity != NULL) {
		party->kind_case = CONVENE__V1__PARTY__KIND_ENTITY_ID;
		party->entity_id = entity->id;
	} else {
		join_refuse(join, "There is no \"%s\"%s `whom` lists whom you can write to.", id,
		    join_meant_party(join, id, meant, sizeof(meant))[0] != '\0' ? meant : ";");
	}
	return team != NULL || entity != NULL;
}

/* Takes `"subject":` off the front of `*text`; NULL when there is none. */
static char *take_subject(char **text)
{
	char *subject = *text + 1, *end;

	if (**text != '"')
		return NULL;
	end = strstr(subject, "\":");
	if (end == NULL || end == subject || memchr(subject, '\n', (size_t)(end - subject)) != NULL)
		return NULL;
	*end = '\0';
	*text = end + 2 + strspn(end + 2, " \n");
	return subject;
}

static void open_thread(
    struct join *join, struct party_list *to, Convene__V1__Party *from, char *text)
{
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__OpenThread open = CONVENE__V1__OPEN_THREAD__INIT;
	char subject[64], *given;

	for (size_t i = 0; i < to->count; i++)
		if (!talk_canonical(join, &to->parties[i]))
			return;
	given = take_subject(&text);
	if (text[0] == '\0') {
		join_refuse(join, "Say what?");
		return;
	}
	snprintf(
	    subject, sizeof(subject), "%.*s", (int)utf8_cut(text, strcspn(text, "\n"), 60), text);
	open.subject = given != NULL ? given : subject;
	open.n_parties = to->count;
	open.parties = to->pointers;
	open.channel = join->channel != 0 ? join->channel : CONVENE__V1__CHANNEL__CHANNEL_EMAIL;
	open.from = from;
	open.text = text;
	open.attachments = documents_take(join, &open.n_attachments);
	command.body_case = CONVENE__V1__COMMAND__BODY_OPEN_THREAD;
	command.open_thread = &open;
	join_send(join, &command, NULL);
	join->channel = 0;
}

static bool find_channel(struct join *join, const char *name, size_t len)
{
	const ProtobufCEnumValue *channel =
	    reflect_enum_value(&convene__v1__channel__descriptor, name, len);

	if (channel == NULL || channel->value == 0) {
		join_refuse(join,
		    "There is no channel \"%.*s\": phone, email, secure-police, judicial, fiu, "
		    "focal-point, database, media, live or plenary.",
		    (int)(len < 40 ? len : 40), name);
		return false;
	}
	join->channel = (Convene__V1__Channel)channel->value;
	return true;
}

/* `where` is a thread's number or whom to open one with. */
void talk_to(struct join *join, const char *where, Convene__V1__Party *from, char *text)
{
	struct party_list to;
	uint64_t thread;
	Convene__V1__Party control = CONVENE__V1__PARTY__INIT;

	if (from == NULL && join->session.view->role == CONVENE__V1__ROLE__ROLE_CONTROLLER) {
		control.kind_case = CONVENE__V1__PARTY__KIND_CONTROL;
		control.control = true;
		from = &control;
	}
	if (text[0] == '\0') {
		join_refuse(join, "Say what?");
		return;
	}
	if (options_number(where, &thread)) {
		post(join, thread, from, text);
		return;
	}
	party_list_init(&to);
	if (!party_list_add(&to, where)) {
		join_refuse(join, "Say to whom: a thread's number, a team, an entity; `whom` lists "
		                  "them.");
		return;
	}
	open_thread(join, &to, from, text);
}

static void verb_say(struct join *join, char *rest)
{
	const char *where = verbs_word(&rest);
	uint64_t thread;

	if (strncmp(rest, "by ", 3) == 0 && !options_number(where, &thread)) {
		const char *name = rest + 3 + strspn(rest + 3, " ");
		size_t len = strcspn(name, " \n");

		if (!find_channel(join, name, len))
			return;
		rest += (size_t)(name - rest) + len;
		rest += strspn(rest, " \n");
	}
	talk_to(join, where, NULL, rest);
}

static void verb_channel(struct join *join, char *rest)
{
	if (find_channel(join, rest, strlen(rest)))
		join_say(join, "The next thread that you open goes by %s.",
		    timeline_channel(join->channel));
}

static void verb_answer(struct join *join, char *rest)
{
	char word[80];
	const char *id;
	struct act act;
	char why[160];

	snprintf(word, sizeof(word), "%.*s", (int)strcspn(rest, " "), rest);
	if (join_conduct_answers(join, word)) {
		join_conduct_answer(join, rest);
		return;
	}
	id = verbs_word(&rest);
	if (rest[0] == '\0') {
		join_refuse(join, "Answer what? `answer INJECT TEXT`.");
		return;
	}
	if (view_inject(join->session.view, id) == NULL) {
		join_refuse(join, "There is no inject \"%s\"%s", id,
		    join_meant_inject(join, id, why, sizeof(why)));
		return;
	}
	if (!act_answer(&act, join->session.view, id, rest, why, sizeof(why))) {
		join_refuse(join, "%s", why);
		return;
	}
	act.answer.attachments = documents_take(join, &act.answer.n_attachments);
	join_send(join, &act.command, NULL);
}

static void verb_decide(struct join *join, char *rest)
{
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__LogDecision decision = CONVENE__V1__LOG_DECISION__INIT;
	char *because = strstr(rest, " because ");
	char none[] = "";

	if (rest[0] == '\0') {
		join_refuse(join, "Decide what? `decide TEXT because REASON`.");
		return;
	}
	decision.text = rest;
	decision.reason = none;
	if (because != NULL) {
		*because = '\0';
		decision.reason = because + strlen(" because ");
	}
	decision.attachments = documents_take(join, &decision.n_attachments);
	command.body_case = CONVENE__V1__COMMAND__BODY_LOG_DECISION;
	command.log_decision = &decision;
	join_send(join, &command, NULL);
}

static void verb_attach(struct join *join, char *rest)
{
	if (rest[0] == '\0')
		join_refuse(join, "Attach which file?");
	else
		documents_attach(join, rest);
}

#define TALKERS (PLAYERS | CONTROLLERS)

const struct verb verbs_talk[] = {
    {"say", "THREAD | WHOM TEXT",
        "write to a thread, teams, entities, control;\n"
        "                                 for a new one: WHOM [by CHANNEL] [\"SUBJECT\":] TEXT",
        TALKERS, 1, verb_say},
    {"channel", "CHANNEL", "of your next new thread: phone, fiu, ...", TALKERS | SIMULATORS, -1,
        verb_channel},
    {"answer", "INJECT TEXT", "answer an inject; questionnaires: `questions`", PLAYERS, 1,
        verb_answer},
    {"decide", "TEXT because REASON", "record a decision of your team", PLAYERS, 0, verb_decide},
    {"attach", "FILE", "a file for your next message", PLAYERS | SIMULATORS | CONTROLLERS, -1,
        verb_attach},
    {.name = NULL}};
