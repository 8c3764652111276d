/*
 * First the command is unpacked into an arena of its own, then the actor makes up their mind, then
 * it is mended and sent again after a while: at the earliest when what it waits for (an
 * interpreter) is there. What was put right in the world (a form, a consent) is sent at once, as a
 * command of its own. Every kind of guard has its case here, those that nobody can mend as well.
 */
#include "proto/people/mending.h"

#include "proto/copy.h"
#include "proto/model/anyway.h"
#include "proto/people/requests.h"
#include "proto/people/saying.h"
#include "proto/rules/instrument.h"

#include <string.h>

/* Of a hundred who are warned for the first time, and of those who had thought already. */
#define THINK_AGAIN 60
#define GO_ON       25
#define GO_ON_THEN  60

static bool add_confirmed(Convene__V1__MoveCase *move, const char *guard, struct arena *arena)
{
	char **list = arena_array(arena, move->n_confirmed + 1, sizeof(*list));
	if (list == NULL) {
		return false;
	}
	for (size_t i = 0; i < move->n_confirmed; i++) {
		list[i] = move->confirmed[i];
	}
	list[move->n_confirmed++] = said(guard);
	move->confirmed = list;
	return true;
}

static const Convene__V1__Guard *guard_called(
    const struct actor *actor, const Convene__V1__MoveCase *move, const char *rule)
{
	const Convene__V1__Track *track =
	    view_declared(actor->people->world, TRACK, Track, move->track);
	for (size_t i = 0; track != NULL && i < track->n_transitions; i++) {
		const Convene__V1__Transition *step = track->transitions[i];
		for (size_t j = 0; strcmp(step->id, move->transition) == 0 && j < step->n_guards;
		     j++) {
			if (strcmp(step->guards[j]->id, rule) == 0) {
				return step->guards[j];
			}
		}
	}
	return NULL;
}

static int64_t mend_guard(struct actor *actor, Convene__V1__MoveCase *move,
    const Convene__V1__Guard *guard, struct arena *arena)
{
	const struct view_case *file = view_case(actor->people->world, move->case_id);
	if (file == NULL) {
		return -1;
	}
	switch (guard->rule_case) {
	case CONVENE__V1__GUARD__RULE_CONFIRMED:
		return add_confirmed(move, guard->id, arena) ? 0 : -1;
	case CONVENE__V1__GUARD__RULE_REASON:
		move->reason = said(phrase_reason(actor));
		return 0;
	case CONVENE__V1__GUARD__RULE_FORM:
		file_fill_form(actor, file, guard->form);
		return 0;
	case CONVENE__V1__GUARD__RULE_CONSENT:
		file_record_consent(actor, file, NULL);
		return 0;
	case CONVENE__V1__GUARD__RULE_INTERPRETER:
		return file_interpreter(actor, file);
	case CONVENE__V1__GUARD__RULE_STATE:   /* another track comes first: not now */
	case CONVENE__V1__GUARD__RULE_AT_MOST: /* too late */
	case CONVENE__V1__GUARD__RULE__NOT_SET:
	case _CONVENE__V1__GUARD__RULE__CASE_IS_INT_SIZE:
		break;
	}
	return -1;
}

static int64_t mend_move(struct actor *actor, Convene__V1__MoveCase *move,
    const Convene__V1__Error *error, struct arena *arena)
{
	int64_t longest_ms = 0;
	for (size_t i = 0; i < error->n_warnings; i++) {
		const Convene__V1__Guard *guard =
		    guard_called(actor, move, error->warnings[i]->rule);
		/* without a guard it is the competence: somebody else's step */
		int64_t wait_ms = guard != NULL ? mend_guard(actor, move, guard, arena) : -1;
		if (wait_ms < 0) {
			return -1;
		}
		if (wait_ms > longest_ms) {
			longest_ms = wait_ms;
		}
	}
	return longest_ms;
}

/* For consent: the receiver by a name that a consent may have. */
static const char *receiver_of(const Convene__V1__Party *to)
{
	if (to == NULL) {
		return NULL;
	}
	if (to->kind_case == CONVENE__V1__PARTY__KIND_TEAM_ID) {
		return to->team_id;
	}
	return to->kind_case == CONVENE__V1__PARTY__KIND_ENTITY_ID ? to->entity_id : NULL;
}

static bool is_vital(const struct actor *actor, const Convene__V1__Disclose *disclose)
{
	for (size_t i = 0; i < disclose->n_fields; i++) {
		const Convene__V1__Field *field =
		    view_declared(actor->people->world, FIELD, Field, disclose->fields[i]);
		if (field == NULL || !field->vital) {
			return false;
		}
	}
	return disclose->n_fields > 0;
}

static bool says(const Convene__V1__Error *error, const char *rule)
{
	for (size_t i = 0; i < error->n_warnings; i++) {
		if (strcmp(error->warnings[i]->rule, rule) == 0) {
			return true;
		}
	}
	return false;
}

static int64_t mend_disclosure(struct actor *actor, Convene__V1__Disclose *disclose,
    const uint64_t *cases, size_t count, const char *recipient, const Convene__V1__Error *error)
{
	bool exception = is_vital(actor, disclose) && actor_chance(actor, 30);
	if (says(error, "channel")) {
		disclose->channel = CONVENE__V1__CHANNEL__CHANNEL_EMAIL;
	}
	if (exception) {
		disclose->exception =
		    CONVENE__V1__DISCLOSURE_EXCEPTION__DISCLOSURE_EXCEPTION_RISK_TO_LIFE;
		disclose->exception_reason =
		    said("The person is in danger tonight and cannot be asked in time.");
		return 0;
	}
	for (size_t i = 0; i < count; i++) {
		const struct view_case *file = view_case(actor->people->world, cases[i]);
		if (file != NULL) {
			file_record_consent(actor, file, recipient);
		}
	}
	return 0;
}

static bool copy_values(Convene__V1__RequestValue ***out, size_t *out_count,
    Convene__V1__RequestField *const *fields, size_t count, struct actor *actor,
    struct arena *arena)
{
	Convene__V1__RequestValue *values = arena_array(arena, SAYING_VALUES_MAX, sizeof(*values));
	Convene__V1__RequestValue **list = arena_array(arena, SAYING_VALUES_MAX, sizeof(*list));
	if (values == NULL || list == NULL) {
		return false;
	}
	*out_count = saying_values(actor, fields, count, values, list);
	*out = list;
	return true;
}

/* As the command has it, or as it was drafted; NULL: nobody knows of it. */
static Convene__V1__RequestContent *sent_content(
    const struct view *world, const Convene__V1__SendRequest *send, struct arena *arena)
{
	const struct view_request *request = view_request(world, send->request_id);
	return send->content != NULL ? send->content
	       : request != NULL     ? message_copy(arena, &request->content->base)
	                             : NULL;
}

/* Whether this is an instrument for others, or for another receiver: no change of words helps. */
static bool needs_another_way(const Convene__V1__Error *error)
{
	return says(error, INSTRUMENT_FROM) || says(error, INSTRUMENT_TO) ||
	       says(error, INSTRUMENT_BORDER) || says(error, INSTRUMENT_ACCEPTANCE);
}

static bool complete(struct actor *actor, Convene__V1__RequestContent *content,
    const Convene__V1__Instrument *instrument, struct arena *arena)
{
	if (content->purpose[0] == '\0') {
		content->purpose = said(phrase_reason(actor));
	}
	if (content->legal_basis[0] == '\0') {
		content->legal_basis = said("As on the country card.");
	}
	if (instrument->needs_case && content->n_case_ids == 0) {
		const struct view_case *file = file_for(actor, NULL);
		content->case_ids = arena_array(arena, 1, sizeof(*content->case_ids));
		if (file == NULL || content->case_ids == NULL) {
			return false;
		}
		content->case_ids[content->n_case_ids++] = file->id;
	}
	return copy_values(&content->values, &content->n_values, instrument->fields,
	    instrument->n_fields, actor, arena);
}

/* To everybody who has to be told at the same time. */
static bool tell_all(struct actor *actor, Convene__V1__SendRequest *send,
    const Convene__V1__Instrument *instrument, struct arena *arena)
{
	Convene__V1__Party *parties = arena_array(arena, REQUESTS_ALSO_MAX, sizeof(*parties));
	send->also_to = arena_array(arena, REQUESTS_ALSO_MAX, sizeof(*send->also_to));
	send->n_also_to = 0;
	if (parties == NULL || send->also_to == NULL) {
		return false;
	}
	send->n_also_to =
	    requests_others(actor, instrument, send->content->to, parties, send->also_to);
	return send->n_also_to > 0;
}

static int64_t mend_request(struct actor *actor, Convene__V1__SendRequest *send,
    const Convene__V1__Error *error, struct arena *arena)
{
	const struct view *world = actor->people->world;
	send->content = sent_content(world, send, arena);
	const Convene__V1__Instrument *instrument =
	    send->content != NULL
	        ? view_declared(world, INSTRUMENT, Instrument, send->content->instrument)
	        : NULL;
	if (instrument == NULL || needs_another_way(error)) {
		return -1;
	}
	if (says(error, INSTRUMENT_CHANNEL)) {
		send->content->channel = instrument->n_channels > 0
		                             ? instrument->channels[0]
		                             : CONVENE__V1__CHANNEL__CHANNEL_EMAIL;
	}
	if (says(error, INSTRUMENT_INCOMPLETE) &&
	    !complete(actor, send->content, instrument, arena)) {
		return -1;
	}
	if (says(error, INSTRUMENT_ALL_AGENCIES) && !tell_all(actor, send, instrument, arena)) {
		return -1;
	}
	return 0;
}

static int64_t mend_answer(struct actor *actor, Convene__V1__MoveRequest *move, struct arena *arena)
{
	const struct view *world = actor->people->world;
	const struct view_request *request = view_request(world, move->request_id);
	const Convene__V1__Instrument *instrument =
	    request != NULL
	        ? view_declared(world, INSTRUMENT, Instrument, request->content->instrument)
	        : NULL;
	if (instrument == NULL ||
	    !copy_values(&move->values, &move->n_values, instrument->answer_fields,
	        instrument->n_answer_fields, actor, arena)) {
		return -1;
	}
	return 0;
}

int64_t mend(struct actor *actor, Convene__V1__Command *command, const Convene__V1__Error *error,
    struct arena *arena)
{
	Convene__V1__ShareCase *share;
	switch (command->body_case) {
	case CONVENE__V1__COMMAND__BODY_MOVE_CASE:
		return mend_move(actor, command->move_case, error, arena);
	case CONVENE__V1__COMMAND__BODY_DISCLOSE:
		return mend_disclosure(actor, command->disclose, command->disclose->case_ids,
		    command->disclose->n_case_ids, receiver_of(command->disclose->to), error);
	case CONVENE__V1__COMMAND__BODY_SHARE_CASE:
		share = command->share_case;
		return share->disclosure == NULL
		           ? -1
		           : mend_disclosure(actor, share->disclosure, &share->case_id, 1,
		                 share->to_team_id, error);
	case CONVENE__V1__COMMAND__BODY_SEND_REQUEST:
		return mend_request(actor, command->send_request, error, arena);
	case CONVENE__V1__COMMAND__BODY_MOVE_REQUEST:
		return mend_answer(actor, command->move_request, arena);
	default:
		return -1;
	}
}

/* Exercise time until it is sent again; -1: it is left. */
static int64_t consider(struct actor *actor, const struct attempt *attempt,
    Convene__V1__Command *command, const Convene__V1__Error *error, struct arena *arena)
{
	uint64_t mood = actor_random(actor, 100);
	if (attempt->thoughts == 0 && mood < THINK_AGAIN) {
		return mend(actor, command, error, arena);
	}
	if (mood < (attempt->thoughts == 0 ? THINK_AGAIN + GO_ON : GO_ON_THEN)) {
		return anyway_set(command) ? 0 : -1;
	}
	return -1;
}

void mending_think(struct actor *actor, struct attempt *attempt, const Convene__V1__Error *error)
{
	struct arena *arena = arena_new(ATTEMPT_ARENA_BYTES);
	Convene__V1__Command *command = attempt_unpack(attempt, arena);
	int64_t wait_ms = -1;
	if (command != NULL) {
		wait_ms = consider(actor, attempt, command, error, arena);
	}
	if (wait_ms >= 0 && !arena_exhausted(arena)) {
		attempt->thoughts++;
		attempt_keep(attempt, command);
		agenda_plan(actor, TASK_RETRY, wait_ms + 30 * SECOND, wait_ms + 2 * MINUTE)
		    ->attempt = attempt;
	} else {
		attempts_free(attempt);
	}
	arena_free(arena);
}
