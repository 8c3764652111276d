/* `convene request`: formal requests between authorities. */
#include "client/cli/conduct/find.h"
#include "client/cli/conduct/request_content.h"
#include "client/cli/conduct/request_draft.h"
#include "client/cli/conduct/request_show.h"
#include "proto/words.h"
#include "proto/xalloc.h"

static enum conduct_outcome draft(struct conduct *conduct)
{
	Convene__V1__RequestContent *content;
	uint64_t id;
	uint32_t revision;
	enum conduct_outcome outcome = request_content(conduct, &id, &revision, &content);
	if (outcome != CONDUCT_SEND) {
		return outcome;
	}
	if (content == NULL) {
		return conduct_usage(conduct, "say what is to be in it: --file FILE");
	}
	Convene__V1__DraftRequest *draft =
	    conduct_begin(conduct, CONVENE__V1__COMMAND__BODY_DRAFT_REQUEST, "drafted");
	draft->request_id = id;
	draft->revision = revision;
	draft->content = content;
	return CONDUCT_SEND;
}

static enum conduct_outcome send_request(struct conduct *conduct)
{
	const struct option_list *also = &conduct_value(conduct, "also-to")->list;
	Convene__V1__RequestContent *content;
	uint64_t id;
	uint32_t revision;
	enum conduct_outcome outcome = request_content(conduct, &id, &revision, &content);
	if (outcome != CONDUCT_SEND) {
		return outcome;
	}
	Convene__V1__SendRequest *command =
	    conduct_begin(conduct, CONVENE__V1__COMMAND__BODY_SEND_REQUEST, "sent");
	command->request_id = id;
	command->revision = revision;
	command->content = content;
	command->anyway = conduct_value(conduct, "anyway")->flag;
	command->also_to =
	    xcheck(arena_array(conduct->arena, also->count + 1, sizeof(*command->also_to)));
	for (size_t i = 0; i < also->count; i++) {
		Convene__V1__Party *party = conduct_find_party(conduct, also->values[i]);
		if (party == NULL) {
			return CONDUCT_REFUSED;
		}
		command->also_to[command->n_also_to++] = party;
	}
	return CONDUCT_SEND;
}

static enum conduct_outcome move(struct conduct *conduct)
{
	const struct view_request *request = conduct->subject;
	Convene__V1__MoveRequest *command =
	    conduct_begin(conduct, CONVENE__V1__COMMAND__BODY_MOVE_REQUEST, conduct->verb->done);
	command->state = (Convene__V1__RequestState)conduct->verb->state;
	command->request_id = request->id;
	command->text = conduct_rest(conduct, 2, "text");
	command->missing = conduct_list(conduct, "missing", &command->n_missing);
	command->anyway = conduct_value(conduct, "anyway")->flag;
	command->attachments = request_documents(conduct, NULL, 0, &command->n_attachments);
	return request_values(conduct, &command->values, &command->n_values) ? CONDUCT_SEND
	                                                                     : CONDUCT_USAGE;
}

static enum conduct_outcome find(struct conduct *conduct)
{
	conduct->subject = conduct_find_request(conduct, conduct->words[1]);
	return conduct->subject != NULL ? CONDUCT_SHOWN : CONDUCT_REFUSED;
}

static enum conduct_outcome show(struct conduct *conduct)
{
	const struct view_request *request = conduct->subject;
	request_show(conduct, request);
	conduct_look(conduct, VIEW_LOOK_REQUEST, request->id);
	return CONDUCT_SHOWN;
}

static enum conduct_outcome export_request(struct conduct *conduct)
{
	const struct view_request *request = conduct->subject;
	request_draft_export(&conduct->out, request);
	conduct_look(conduct, VIEW_LOOK_REQUEST, request->id);
	return CONDUCT_SHOWN;
}

static enum conduct_outcome show_template(struct conduct *conduct)
{
	const Convene__V1__Instrument *instrument =
	    CONDUCT_FIND(conduct, INSTRUMENT, Instrument, "instrument", conduct->words[1]);
	if (instrument == NULL) {
		return CONDUCT_REFUSED;
	}
	request_template(conduct, instrument);
	return CONDUCT_SHOWN;
}

static enum conduct_outcome list(struct conduct *conduct)
{
	request_list(conduct);
	return CONDUCT_SHOWN;
}

static enum conduct_outcome instruments(struct conduct *conduct)
{
	for (size_t i = 0; i < view_declared_count(conduct->view, INSTRUMENT); i++) {
		const Convene__V1__Instrument *instrument =
		    view_declared_at(conduct->view, INSTRUMENT, Instrument, i);
		buf_printf(&conduct->out, "  %-28s %s\n", instrument->id,
		    view_title(conduct->view, VIEW_INSTRUMENT, instrument->id));
	}
	return CONDUCT_SHOWN;
}

#define WRITING "new, draft, send"
#define MOVING  "ack, answer, refuse, return, withdraw"

static const struct option options[] = {
    {"file", "FILE", OPTION_TEXT, NULL, WRITING, "what it says, in YAML"},
    {"urgency", "NAME", OPTION_TEXT, NULL, WRITING, "one of the instrument's"},
    {"subject", "TEXT", OPTION_TEXT, NULL, WRITING, "in a line"},
    {"purpose", "TEXT", OPTION_TEXT, NULL, WRITING, "what it is for"},
    {"basis", "TEXT", OPTION_TEXT, NULL, WRITING, "the legal basis"},
    {"channel", "NAME", OPTION_TEXT, NULL, WRITING, "else the instrument's first"},
    {"case", "CASE", OPTION_LIST, NULL, WRITING, "a case that it is about"},
    {"about", "INJECT", OPTION_LIST, NULL, WRITING, "an inject that it is about"},
    {"set", "FIELD=VALUE", OPTION_LIST, NULL, WRITING ", answer", "what the instrument asks for"},
    {"also-to", "WHOM", OPTION_LIST, NULL, "send", "a further receiver"},
    {"missing", "FIELD", OPTION_LIST, NULL, "return", "what is wanted"},
    {"attach", "FILE", OPTION_LIST, NULL, WRITING ", " MOVING, "a document that goes with it"},
    {"text", "TEXT", OPTION_TEXT, NULL, WRITING ", " MOVING, "in the place of TEXT"},
    {"anyway", NULL, OPTION_FLAG, NULL, "send, answer", "although something is not right"},
    {.name = NULL}};

#define WANTS_NUMBER " the request's number"

static const struct conduct_verb verbs[] = {{.name = "list", .roles = EVERYBODY, .run = list},
    {"show", EVERYBODY, show, find, 1, 1, .wants = " to know which"},
    {.name = "instruments", .roles = EVERYBODY, .run = instruments},
    {"template", EVERYBODY, show_template, NULL, 1, 1, .wants = " to know which"},
    {.name = "new", .roles = MAY_DRAFT_REQUEST, .run = draft},
    {.name = "draft", .roles = MAY_DRAFT_REQUEST, .run = draft},
    {"export", EVERYBODY, export_request, find, 1, 1, .wants = " to know which"},
    {.name = "send", .roles = MAY_SEND_REQUEST, .run = send_request},
    {"ack", MAY_MOVE_REQUEST, move, find, 1, 0, .wants = WANTS_NUMBER,
        .state = CONVENE__V1__REQUEST_STATE__REQUEST_STATE_ACKNOWLEDGED, .done = "acknowledged"},
    {"answer", MAY_MOVE_REQUEST, move, find, 1, 0, .wants = WANTS_NUMBER,
        .state = CONVENE__V1__REQUEST_STATE__REQUEST_STATE_ANSWERED, .done = "answered"},
    {"refuse", MAY_MOVE_REQUEST, move, find, 1, 0, .wants = WANTS_NUMBER,
        .state = CONVENE__V1__REQUEST_STATE__REQUEST_STATE_REFUSED, .done = "refused"},
    {"return", MAY_MOVE_REQUEST, move, find, 1, 0, .wants = WANTS_NUMBER,
        .state = CONVENE__V1__REQUEST_STATE__REQUEST_STATE_RETURNED, .done = "returned"},
    {"withdraw", PLAYERS, move, find, 1, 0, .wants = WANTS_NUMBER,
        .state = CONVENE__V1__REQUEST_STATE__REQUEST_STATE_WITHDRAWN, .done = "withdrawn"},
    {.name = NULL}};

const char conduct_request_usage[] =
    "[list | show ID | instruments | template INSTRUMENT |\n"
    "    draft [ID] INSTRUMENT WHOM [TEXT] | export ID | send [ID] |\n"
    "    ack ID | answer ID TEXT | refuse ID TEXT | return ID | withdraw ID]";

const struct conduct_noun conduct_request = {
    .name = "request", .options = options, .run = conduct_by_verb, .verbs = verbs};
