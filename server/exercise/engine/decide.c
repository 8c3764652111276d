/*
 * Where every decision begins and ends; the functions in between are the nouns' own. What is true
 * of all commands is looked at here, before anybody looks into the body: that it was not carried
 * out before, that it is known, that the role may ask for it, that the exercise is not closed.
 */
#include "convene/v1/command.pb-c.h"
#include "convene/v1/common.pb-c.h"
#include "convene/v1/frame.pb-c.h"
#include "proto/reflect.h"
#include "proto/roles.h"
#include "proto/words.h"
#include "server/exercise/decide/clock_decide.h"
#include "server/exercise/decide/condition/conditions_report.h"
#include "server/exercise/decide/deciders.h"
#include "server/exercise/decide/disclosure/knowledge.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/decide/participant_decide.h"
#include "server/exercise/decide/permission.h"
#include "server/exercise/engine/due.h"
#include "server/exercise/engine/finish.h"
#include "server/exercise/exercise.h"
#include "server/exercise/ground/phase.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/outcome.h"
#include "server/exercise/state/participant.h"
#include "server/exercise/state/state.h"

#include <assert.h>
#include <string.h>

static decide_fn *decider(const Convene__V1__Command *command)
{
	/* the body that is said to be there may be missing; every member of the oneof is a pointer
	 * in the same place */
	if (command->start_exercise == NULL) {
		return NULL;
	}
	switch (command->body_case) {
#define COMMAND(NAME, name, MAY, CLOSED)                                                           \
	case CONVENE__V1__COMMAND__BODY_##NAME:                                                    \
		return decide_##name;
#include "proto/words.def"
	NO_COMMAND:
		break;
	}
	return NULL;
}

static bool check_not_closed(struct deciding *deciding)
{
	enum permission_closed then = permission_closed(deciding->command->body_case);
	if (deciding->exercise->clock.phase != PHASE_CLOSED || then == PERMISSION_GOES_ON) {
		return true;
	}
	return then != PERMISSION_UNNOTED &&
	       REFUSE(deciding, WRONG_STATE, "the exercise is closed; it can only be read");
}

static void decide_body(struct deciding *deciding, Convene__V1__Role role)
{
	const Convene__V1__Command *command = deciding->command;
	assert(reflect_has_its_texts(&command->base));
	decide_fn *decide = decider(command);
	if (decide == NULL) {
		REFUSE(deciding, INVALID, "the command is empty or unknown to this server");
		return;
	}
	if (!permission_allows(role, command->body_case)) {
		char who[128];
		REFUSE(deciding, NOT_PERMITTED, "%ss may not do this; %s may", role_name(role),
		    permission_who(command->body_case, who, sizeof who));
		return;
	}
	if (!deciding->exercise->ready) {
		REFUSE(deciding, WRONG_STATE,
		    "the exercise is still being set up; try again in a moment");
		return;
	}
	if (check_not_closed(deciding)) {
		decide(deciding);
	}
}

/* True when the command was carried out before; then the decision says what it brought about. */
static bool repeats(struct deciding *deciding)
{
	const struct outcome *outcome =
	    outcomes_find(&deciding->actor->outcomes, deciding->command->id.data);
	if (outcome == NULL) {
		return false;
	}
	deciding->decision->repeated = true;
	deciding->decision->made = outcome->made;
	return true;
}

static bool check_sender(struct deciding *deciding)
{
	const struct participant *actor = deciding->actor;
	if (actor == NULL) {
		return REFUSE(deciding, NOT_PERMITTED,
		    "you are no participant of this exercise; join it first");
	}
	if (actor->removed) {
		return REFUSE(
		    deciding, REMOVED, "you were removed from this exercise; ask the organiser");
	}
	if (deciding->command->id.len != COMMAND_ID_SIZE) {
		return REFUSE(deciding, INVALID,
		    "the command's id has %zu bytes; make up %d at random",
		    deciding->command->id.len, COMMAND_ID_SIZE);
	}
	return true;
}

void exercise_decide(const struct exercise *exercise, const struct request *request,
    const Convene__V1__Command *command, struct decision *decision)
{
	struct deciding deciding;
	deciding_init(&deciding, exercise, request->wall_ms, decision);
	deciding.request = request;
	deciding.command = command;
	deciding.actor = participant_find(exercise, request->participant_id);
	if (check_sender(&deciding) && !repeats(&deciding)) {
		decide_body(&deciding, deciding.actor->role);
	}
	deciding_finish(&deciding);
}

void exercise_decide_local(const struct exercise *exercise, int64_t wall_ms,
    const Convene__V1__Command *command, struct decision *decision)
{
	struct deciding deciding;
	deciding_init(&deciding, exercise, wall_ms, decision);
	deciding.command = command;
	decide_body(&deciding, CONVENE__V1__ROLE__ROLE_ORGANISER);
	deciding_finish(&deciding);
}

void exercise_decide_due(
    const struct exercise *exercise, int64_t wall_ms, struct decision *decision)
{
	struct deciding deciding;
	deciding_init(&deciding, exercise, wall_ms, decision);
	if (exercise->clock.phase == PHASE_RUNNING) {
		due_decide(&deciding);
	}
	deciding_finish(&deciding);
}

static void answer_query(
    struct deciding *deciding, const Convene__V1__Query *query, struct answer *answer)
{
	switch (query->body_case) {
	case CONVENE__V1__QUERY__BODY_CONDITIONS:
		answer->conditions = conditions_report(deciding, query->conditions);
		break;
	case CONVENE__V1__QUERY__BODY_KNOWLEDGE:
		answer->knowledge = knowledge_report(deciding, query->knowledge);
		break;
	default:
		REFUSE(deciding, INVALID, "the question is empty or unknown to this server");
	}
}

void exercise_answer(const struct exercise *exercise, const struct request *request,
    const Convene__V1__Query *query, struct decision *decision, struct answer *answer)
{
	assert(reflect_has_its_texts(&query->base));
	memset(answer, 0, sizeof *answer);
	struct deciding deciding;
	deciding_init(&deciding, exercise, request->wall_ms, decision);
	deciding.request = request;
	deciding.actor = participant_find(exercise, request->participant_id);
	if (deciding.actor == NULL || deciding.actor->removed) {
		REFUSE(&deciding, NOT_PERMITTED,
		    "you are no participant of this exercise; join it first");
	} else if (!exercise->ready) {
		REFUSE(&deciding, WRONG_STATE,
		    "the exercise is still being set up; try again in a moment");
	} else {
		answer_query(&deciding, query, answer);
	}
	deciding_finish(&deciding);
}

void exercise_decide_join(
    const struct exercise *exercise, const struct joining *joining, struct decision *decision)
{
	struct deciding deciding;
	deciding_init(&deciding, exercise, joining->wall_ms, decision);
	participant_decide_join(&deciding, joining);
	deciding_finish(&deciding);
}

void exercise_decide_restored(const struct exercise *exercise, int64_t wall_ms, int64_t since_ms,
    int64_t away_ms, int64_t bridge_ms, struct decision *decision)
{
	struct deciding deciding;
	deciding_init(&deciding, exercise, wall_ms, decision);
	clock_decide_restored(&deciding, since_ms, away_ms, bridge_ms);
	deciding_finish(&deciding);
}
