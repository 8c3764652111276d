/*
 * What becomes of a request that was sent. Players act for their own team, simulators and
 * controllers for an entity or a team that nobody plays. Whether they may see it comes first, then
 * who may, which step may follow and whose item of the queue it is, and only then what the command
 * says: nobody learns of a request from a refusal. What an answer lacks is warned of, and flagged
 * for players only.
 */
#include "convene/v1/condition.pb-c.h"
#include "convene/v1/event.pb-c.h"
#include "convene/v1/request.pb-c.h"
#include "convene/v1/scenario.pb-c.h"
#include "server/exercise/decide/attachment_decide.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/condition/milestone_decide.h"
#include "server/exercise/decide/deciders.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/decide/request/request_content.h"
#include "server/exercise/decide/request/request_reference.h"
#include "server/exercise/decide/simcell/queue_decide.h"
#include "server/exercise/decide/warning.h"
#include "server/exercise/ground/audience.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/participant.h"
#include "server/exercise/state/request/request.h"
#include "server/exercise/state/state.h"

#include <inttypes.h>
#include <string.h>

#define STATE(name) CONVENE__V1__REQUEST_STATE__REQUEST_STATE_##name

/* The team that has to act, NO_TEAM for an entity. */
static int acting_team(const struct request_file *request, Convene__V1__RequestState to)
{
	return request_step_is_senders(to) ? request->from_team : request->to_team;
}

static bool check_actor(
    struct deciding *deciding, const struct request_file *request, Convene__V1__RequestState to)
{
	const struct participant *actor = deciding->actor;
	int team = acting_team(request, to);
	if (by_player(deciding)) {
		if (team == actor->team) {
			return true;
		}
		return REFUSE(deciding, NOT_PERMITTED,
		    request_step_is_senders(to)
		        ? "only the sender may withdraw a request; answer, refuse or return it"
		        : "only the receiver may do this; you may withdraw your request");
	}
	return team == NO_TEAM || team_is_unplayed(deciding->exercise, team) ||
	       REFUSE(deciding, NOT_PERMITTED, "team \"%s\" is played; its own people do this",
	           deciding->cast->teams[team]->id);
}

static bool check_target(struct deciding *deciding, Convene__V1__RequestState to)
{
	/* sending is a command of its own */
	if (to == STATE(DRAFT) || to == STATE(SENT)) {
		return REFUSE(deciding, INVALID,
		    "name what becomes of the request: acknowledged, answered, refused, returned "
		    "or withdrawn");
	}
	return check_enum(deciding, &convene__v1__request_state__descriptor, (int)to, "state");
}

static bool check_step(
    struct deciding *deciding, const struct request_file *request, Convene__V1__RequestState to)
{
	return request_may_become(request->state, to) ||
	       REFUSE(deciding, WRONG_STATE, "request %" PRIu64 " is %s; it cannot become %s",
	           request->id, request_state_name(request->state), request_state_name(to));
}

/* RequestField.id, or one of the things that every instrument may ask for. */
static bool is_wanted(const Convene__V1__Instrument *instrument, const char *id)
{
	if (strcmp(id, "purpose") == 0 || strcmp(id, "legal_basis") == 0 ||
	    strcmp(id, "case") == 0) {
		return true;
	}
	for (size_t i = 0; instrument != NULL && i < instrument->n_fields; i++) {
		if (strcmp(instrument->fields[i]->id, id) == 0) {
			return true;
		}
	}
	return false;
}

static bool check_returned(struct deciding *deciding, const Convene__V1__Instrument *instrument)
{
	const Convene__V1__MoveRequest *command = deciding->command->move_request;
	bool returned = command->state == STATE(RETURNED);
	if (!check_count(deciding, command->n_missing, REQUEST_VALUES_MAX, "missing fields")) {
		return false;
	}
	if (!returned && command->n_missing > 0) {
		return REFUSE(
		    deciding, INVALID, "`missing` is for a request that is returned; leave it out");
	}
	if (returned && command->n_missing == 0 && *command->text == '\0') {
		return REFUSE(
		    deciding, INVALID, "say what is missing, in `missing` or in the text");
	}
	for (size_t i = 0; i < command->n_missing; i++) {
		const char *id = command->missing[i];
		if (!is_wanted(instrument, id)) {
			return REFUSE(deciding, INVALID,
			    "the instrument has no field \"%s\"; the catalogue lists them", id);
		}
	}
	return true;
}

static bool check_words(struct deciding *deciding)
{
	const Convene__V1__MoveRequest *command = deciding->command->move_request;
	if (command->state != STATE(ANSWERED) && command->n_values > 0) {
		return REFUSE(deciding, INVALID,
		    "`values` are for a request that is answered; leave them out");
	}
	return check_text(deciding, command->text, TEXT_BYTES_MAX, "the text") &&
	       check_language(deciding, command->language);
}

/* The entity's reply, when one is named. False and a refusal. */
static bool check_canned(struct deciding *deciding, const struct request_file *request,
    const Convene__V1__CannedReply **reply)
{
	bool player = by_player(deciding);
	const char *entity_id = player || request->to_entity < 0
	                            ? NULL
	                            : deciding->cast->entities[request->to_entity]->id;
	return check_canned_reply(
	    deciding, entity_id, deciding->command->move_request->canned_reply, reply);
}

/* What an answer has to state. */
static void warn_answer(struct warnings *warnings, const Convene__V1__Instrument *instrument)
{
	struct deciding *deciding = warnings->deciding;
	const Convene__V1__MoveRequest *command = deciding->command->move_request;
	struct request_missing missing = {.count = 0};
	if (command->state != STATE(ANSWERED) || instrument == NULL) {
		return;
	}
	missing.ids = draft_array(deciding, instrument->n_answer_fields + 1, sizeof *missing.ids);
	request_missing_fields(deciding, &missing, instrument->answer_fields,
	    instrument->n_answer_fields, command->values, command->n_values);
	if (missing.count > 0) {
		struct warning warning = {.rule = "answer",
		    .plain = "The answer states everything that the instrument asks for.",
		    .source = instrument->source,
		    .flag = engine_flag(deciding->exercise, incomplete_request),
		    .missing = missing.ids,
		    .n_missing = missing.count};
		warnings_add(warnings, &warning);
	}
}

static bool check_size(struct deciding *deciding, const Convene__V1__RequestMoved *body)
{
	size_t size = convene__v1__request_moved__get_packed_size(body);
	return size <= REQUEST_BYTES_MAX ||
	       REFUSE(deciding, TOO_LARGE,
	           "the answer has %zu bytes; at most %d are allowed, put the rest into an "
	           "attachment",
	           size, REQUEST_BYTES_MAX);
}

/* The event without its attachments. */
static void say_moved(
    struct deciding *deciding, const struct request_file *request, Convene__V1__RequestMoved *body)
{
	const Convene__V1__MoveRequest *command = deciding->command->move_request;
	int team = acting_team(request, command->state);
	body->request_id = request->id;
	body->state = command->state;
	body->by = draft_party(deciding, (struct end){.team = team, .entity = request->to_entity});
	body->participant_id = by_player(deciding) ? deciding->actor->id : 0;
	body->text = command->text;
	body->language = command->language;
	body->n_missing = command->n_missing;
	body->missing = command->missing;
	body->n_values = command->n_values;
	body->values = command->values;
}

static void draft_moved(struct deciding *deciding, const struct request_file *request,
    const Convene__V1__Instrument *instrument, const Convene__V1__CannedReply *reply)
{
	const Convene__V1__MoveRequest *command = deciding->command->move_request;
	const Convene__V1__RequestContent *content = request->content;
	Convene__V1__RequestMoved body = CONVENE__V1__REQUEST_MOVED__INIT;
	struct warnings warnings = {.deciding = deciding};
	if (!attachments_resolve(
	        deciding, command->attachments, command->n_attachments, &body.attachments) ||
	    !request_values_check(deciding, instrument != NULL ? instrument->answer_fields : NULL,
	        instrument != NULL ? instrument->n_answer_fields : 0, command->values,
	        command->n_values)) {
		return;
	}
	body.n_attachments = command->n_attachments;
	say_moved(deciding, request, &body);
	warn_answer(&warnings, instrument);
	if (!check_size(deciding, &body) || !warnings_pass(&warnings, command->anyway)) {
		return;
	}
	uint64_t seq = draft_copied(deciding, CONVENE__V1__EVENT__BODY_REQUEST_MOVED, &body.base);
	/* what a simulator leaves out is nobody's mistake */
	if (by_player(deciding)) {
		struct flagging flagging = {
		    .case_id = content->n_case_ids > 0 ? content->case_ids[0] : 0,
		    .team_id = own_team_id(deciding),
		    .by_seq = seq,
		    .request_id = request->id};
		warnings_flag(&warnings, &flagging);
	}
	if (reply != NULL) {
		follow_up_draft(deciding, reply);
	}
}

void decide_move_request(struct deciding *deciding)
{
	const Convene__V1__MoveRequest *command = deciding->command->move_request;
	if (!check_in_play(deciding, "requests are sent and answered after STARTEX",
	        "requests cannot be answered any more") ||
	    !check_target(deciding, command->state)) {
		return;
	}
	const struct request_file *request = check_request(deciding, command->request_id);
	if (request == NULL || !check_actor(deciding, request, command->state) ||
	    !check_step(deciding, request, command->state) ||
	    !queue_check_answer(deciding, 0, request->id)) {
		return;
	}
	const Convene__V1__Instrument *instrument =
	    request->instrument >= 0 ? library_at(&deciding->exercise->library, INSTRUMENT,
	                                   Instrument, request->instrument)
	                             : NULL;
	const Convene__V1__CannedReply *reply;
	if (check_words(deciding) && check_returned(deciding, instrument) &&
	    check_canned(deciding, request, &reply)) {
		draft_moved(deciding, request, instrument, reply);
	}
}
