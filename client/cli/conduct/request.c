/* `convene request`: formal requests between authorities. */
#include "client/cli/conduct/find.h"
#include "client/cli/conduct/request_content.h"
#include "client/cli/conduct/request_show.h"
#include "client/cli/text/inject_yaml.h"
#include "proto/words.h"
#include "proto/xalloc.h"

#include <string.h>

static enum conduct_outcome draft(struct conduct *conduct, int argc, char **argv)
{
	Convene__V1__RequestContent *content;
	Convene__V1__DraftRequest *draft;
	uint64_t id;

	conduct->why[0] = '\0';
	if (!request_content(conduct, argc, argv, &id, &content))
		return CONDUCT_REFUSED;
	if (content == NULL)
		return conduct_usage(conduct, "say what is to be in it: --file FILE");
	draft = conduct_begin(conduct, CONVENE__V1__COMMAND__BODY_DRAFT_REQUEST, "drafted");
	draft->request_id = id;
	draft->content = content;
	return CONDUCT_SEND;
}

static enum conduct_outcome send_request(struct conduct *conduct, int argc, char **argv)
{
	const struct option_list *also = &conduct->words.to;
	Convene__V1__RequestContent *content;
	Convene__V1__SendRequest *command;
	uint64_t id;

	if (!request_content(conduct, argc, argv, &id, &content))
		return CONDUCT_REFUSED;
	command = conduct_begin(conduct, CONVENE__V1__COMMAND__BODY_SEND_REQUEST, "sent");
	command->request_id = id;
	command->content = content;
	command->anyway = conduct->words.anyway;
	command->also_to =
	    xcheck(arena_array(conduct->arena, also->count + 1, sizeof(*command->also_to)));
	for (size_t i = 0; i < also->count; i++) {
		Convene__V1__Party *party = conduct_find_party(conduct, also->values[i]);

		if (party == NULL)
			return CONDUCT_REFUSED;
		command->also_to[command->n_also_to++] = party;
	}
	return CONDUCT_SEND;
}

static enum conduct_outcome move(struct conduct *conduct, int argc, char **argv,
    Convene__V1__RequestState state, const char *done)
{
	const struct view_request *request;
	Convene__V1__MoveRequest *command;

	if (argc < 2)
		return conduct_usage(conduct, "request %s wants the request's number", argv[0]);
	request = conduct_find_request(conduct, argv[1]);
	if (request == NULL)
		return CONDUCT_REFUSED;
	command = conduct_begin(conduct, CONVENE__V1__COMMAND__BODY_MOVE_REQUEST, done);
	command->request_id = request->id;
	command->state = state;
	command->text =
	    argc > 2 ? conduct_rest(conduct, argc, argv, 2) : conduct_text(conduct->words.text);
	command->n_missing = conduct->words.missing.count;
	command->missing = conduct_list(conduct, &conduct->words.missing);
	command->anyway = conduct->words.anyway;
	command->attachments = request_documents(conduct, NULL, 0, &command->n_attachments);
	return request_values(conduct, &command->values, &command->n_values) ? CONDUCT_SEND
	                                                                     : CONDUCT_USAGE;
}

static enum conduct_outcome show(struct conduct *conduct, int argc, char **argv)
{
	const struct view_request *request;
	const Convene__V1__Instrument *instrument;

	if (argc < 2)
		return conduct_usage(conduct, "request %s wants to know which", argv[0]);
	if (strcmp(argv[0], "template") == 0) {
		instrument = CONDUCT_FIND(conduct, INSTRUMENT, Instrument, "instrument", argv[1]);
		if (instrument == NULL)
			return CONDUCT_REFUSED;
		request_template(conduct, instrument);
		return CONDUCT_SHOWN;
	}
	request = conduct_find_request(conduct, argv[1]);
	if (request == NULL)
		return CONDUCT_REFUSED;
	if (strcmp(argv[0], "export") == 0)
		yaml_write(&conduct->out, &request->content->base);
	else
		request_show(conduct, request);
	conduct_look(conduct, VIEW_LOOK_REQUEST, request->id);
	return CONDUCT_SHOWN;
}

static void instruments(struct conduct *conduct)
{
	for (size_t i = 0; i < view_declared_count(conduct->view, INSTRUMENT); i++) {
		const Convene__V1__Instrument *instrument =
		    view_declared_at(conduct->view, INSTRUMENT, Instrument, i);

		buf_printf(&conduct->out, "  %-28s %s\n", instrument->id,
		    view_title(conduct->view, VIEW_INSTRUMENT, instrument->id));
	}
}

static enum conduct_outcome run(struct conduct *conduct, int argc, char **argv)
{
	static const struct {
		const char *verb, *done;
		Convene__V1__RequestState state;
	} moves[] = {
	    {"ack", "acknowledged", CONVENE__V1__REQUEST_STATE__REQUEST_STATE_ACKNOWLEDGED},
	    {"answer", "answered", CONVENE__V1__REQUEST_STATE__REQUEST_STATE_ANSWERED},
	    {"refuse", "refused", CONVENE__V1__REQUEST_STATE__REQUEST_STATE_REFUSED},
	    {"return", "returned", CONVENE__V1__REQUEST_STATE__REQUEST_STATE_RETURNED},
	    {"withdraw", "withdrawn", CONVENE__V1__REQUEST_STATE__REQUEST_STATE_WITHDRAWN}};
	const char *verb = argc > 0 ? argv[0] : "list";

	if (strcmp(verb, "list") == 0) {
		request_list(conduct);
		return CONDUCT_SHOWN;
	}
	if (strcmp(verb, "instruments") == 0) {
		instruments(conduct);
		return CONDUCT_SHOWN;
	}
	if (strcmp(verb, "show") == 0 || strcmp(verb, "export") == 0 ||
	    strcmp(verb, "template") == 0)
		return show(conduct, argc, argv);
	if (strcmp(verb, "draft") == 0 || strcmp(verb, "new") == 0)
		return draft(conduct, argc, argv);
	if (strcmp(verb, "send") == 0)
		return send_request(conduct, argc, argv);
	for (size_t i = 0; i < sizeof(moves) / sizeof(moves[0]); i++)
		if (strcmp(moves[i].verb, verb) == 0)
			return move(conduct, argc, argv, moves[i].state, moves[i].done);
	return conduct_no_verb(conduct, &conduct_request, verb);
}

static size_t options(struct conduct_words *words, struct option *table)
{
	const struct option list[] = {
	    {"file", "FILE", OPTION_TEXT, &words->file, "with draft, send: what it says, in YAML"},
	    {"urgency", "NAME", OPTION_TEXT, &words->urgency, "one of the instrument's"},
	    {"subject", "TEXT", OPTION_TEXT, &words->subject, "in a line"},
	    {"purpose", "TEXT", OPTION_TEXT, &words->purpose, "what it is for"},
	    {"basis", "TEXT", OPTION_TEXT, &words->basis, "the legal basis"},
	    {"channel", "NAME", OPTION_TEXT, &words->channel, "else the instrument's first"},
	    {"case", "CASE", OPTION_LIST, &words->cases, "a case that it is about"},
	    {"about", "INJECT", OPTION_LIST, &words->injects, "an inject that it is about"},
	    {"set", "FIELD=VALUE", OPTION_LIST, &words->values, "what the instrument asks for"},
	    {"also-to", "WHOM", OPTION_LIST, &words->to, "with send: a further receiver"},
	    {"missing", "FIELD", OPTION_LIST, &words->missing, "with return: what is wanted"},
	    {"attach", "FILE", OPTION_LIST, &words->attach, "a document that goes with it"},
	    {"text", "TEXT", OPTION_TEXT, &words->text, "instead of the operands"},
	    {"anyway", NULL, OPTION_FLAG, &words->anyway, "although something is not right"}};

	memcpy(table, list, sizeof(list));
	return sizeof(list) / sizeof(list[0]);
}

static const struct conduct_verb verbs[] = {{"list", EVERYBODY}, {"show", EVERYBODY},
    {"instruments", EVERYBODY}, {"template", EVERYBODY}, {"new", MAY_DRAFT_REQUEST},
    {"draft", MAY_DRAFT_REQUEST}, {"export", EVERYBODY}, {"send", MAY_SEND_REQUEST},
    {"ack", MAY_MOVE_REQUEST}, {"answer", MAY_MOVE_REQUEST}, {"refuse", MAY_MOVE_REQUEST},
    {"return", MAY_MOVE_REQUEST}, {"withdraw", PLAYERS}, {.name = NULL}};

const char conduct_request_usage[] =
    "[list | show ID | instruments | template INSTRUMENT |\n"
    "    draft [ID] INSTRUMENT WHOM [TEXT] | export ID | send [ID] |\n"
    "    ack ID | answer ID TEXT | refuse ID TEXT | return ID | withdraw ID]";

const struct conduct_noun conduct_request = {
    .name = "request", .options = options, .run = run, .verbs = verbs};
