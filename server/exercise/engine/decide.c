#include "convene/v1/command.pb-c.h"
#include "convene/v1/common.pb-c.h"
#include "convene/v1/frame.pb-c.h"
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

#include <string.h>

typedef void decide_fn(struct deciding *deciding);

#define DECIDE(command) [CONVENE__V1__COMMAND__BODY_##command]

static decide_fn *const decide_command[] = {
    DECIDE(START_EXERCISE) = clock_decide_start,
    DECIDE(PAUSE_CLOCK) = clock_decide_pause,
    DECIDE(RESUME_CLOCK) = clock_decide_resume,
    DECIDE(SET_RATE) = clock_decide_rate,
    DECIDE(JUMP_CLOCK) = clock_decide_jump,
    DECIDE(END_EXERCISE) = clock_decide_end,
    DECIDE(CLOSE_EXERCISE) = clock_decide_close,
    DECIDE(RAISE_WELFARE) = welfare_decide_raise,
    DECIDE(ANSWER_WELFARE) = welfare_decide_answer,
    DECIDE(SHIFT_STORY) = story_decide_shift,

    DECIDE(RELEASE_INJECT) = inject_decide_release,
    DECIDE(HOLD_INJECT) = inject_decide_hold,
    DECIDE(SKIP_INJECT) = inject_decide_skip,
    DECIDE(RESCHEDULE_INJECT) = inject_decide_reschedule,
    DECIDE(EDIT_INJECT) = inject_decide_edit,
    DECIDE(RETARGET_INJECT) = inject_decide_retarget,
    DECIDE(ADD_INJECT) = inject_decide_add,
    DECIDE(ANSWER_INJECT) = inject_decide_answer,

    DECIDE(OPEN_THREAD) = thread_decide_open,
    DECIDE(POST_MESSAGE) = thread_decide_post,
    DECIDE(MARK_READ) = reading_decide_mark,
    DECIDE(ANNOUNCE) = announcement_decide,
    DECIDE(REACH_RECEIPT) = reading_decide_receipt,
    DECIDE(STORE_ATTACHMENT) = attachment_decide_store,

    DECIDE(LOG_DECISION) = team_decision_decide,

    DECIDE(ISSUE_INVITE) = invite_decide_issue,
    DECIDE(REVOKE_INVITE) = invite_decide_revoke,
    DECIDE(REMOVE_PARTICIPANT) = participant_decide_remove,

    DECIDE(OPEN_CASE) = case_decide_open,
    DECIDE(MATCH_CASE) = case_decide_match,
    DECIDE(MOVE_CASE) = case_decide_move,
    DECIDE(RAISE_FLAG) = flag_decide_raise,
    DECIDE(ADD_CASE_ALIAS) = case_decide_alias,
    DECIDE(LINK_CASES) = case_decide_link,
    DECIDE(FILL_FORM) = form_decide_fill,
    DECIDE(RECORD_FIELD) = holding_decide_record,
    DECIDE(SHARE_CASE) = share_decide,
    DECIDE(ANSWER_REFERRAL) = referral_decide_answer,
    DECIDE(TAKE_OVER_CASE) = share_decide_take_over,
    DECIDE(DISCLOSE) = disclosure_decide,
    DECIDE(RECORD_CONSENT) = consent_decide_record,
    DECIDE(WITHDRAW_CONSENT) = consent_decide_withdraw,

    DECIDE(DRAFT_REQUEST) = request_decide_draft,
    DECIDE(SEND_REQUEST) = request_decide_send,
    DECIDE(MOVE_REQUEST) = request_decide_move,

    DECIDE(SET_MILESTONE) = milestone_decide_set,
    DECIDE(TURN_SWITCH) = switch_decide_turn,

    DECIDE(CLAIM_ITEM) = queue_decide_claim,
    DECIDE(RELEASE_ITEM) = queue_decide_release,
    DECIDE(DISMISS_ITEM) = queue_decide_dismiss,
    DECIDE(BOOK_INTERPRETER) = interpreter_decide_book,
    DECIDE(RELEASE_INTERPRETER) = interpreter_decide_release,

    DECIDE(OPEN_QUESTIONNAIRE) = questionnaire_decide_open,
    DECIDE(ANSWER_QUESTIONNAIRE) = questionnaire_decide_answer,
    DECIDE(CLOSE_QUESTIONNAIRE) = questionnaire_decide_close,
    DECIDE(RELEASE_RESULT) = questionnaire_decide_release,
};

/* Where every decision begins and ends; the functions in between are the nouns' own. */

static decide_fn *decider(const Convene__V1__Command *command)
{
	size_t body_case = command->body_case;
	/* a body that is said to be there may be missing when the command was not decoded from
	 * bytes; every member of the oneof is a pointer in the same place */
	bool known = body_case < sizeof decide_command / sizeof decide_command[0] &&
	             command->start_exercise != NULL;
	return known ? decide_command[body_case] : NULL;
}

static bool check_not_closed(struct deciding *deciding)
{
	enum permission_closed then = permission_closed(deciding->command->body_case);
	if (deciding->exercise->clock.phase != PHASE_CLOSED || then == PERMISSION_GOES_ON) {
		return true;
	}
	return then != PERMISSION_UNNOTED &&
	       refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_WRONG_STATE,
	           "the exercise is closed; it can only be read");
}

static void decide_body(struct deciding *deciding, Convene__V1__Role role)
{
	const Convene__V1__Command *command = deciding->command;
	decide_fn *decide = decider(command);
	if (decide == NULL) {
		refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
		    "the command is empty or unknown to this server");
		return;
	}
	if (!permission_allows(role, command->body_case)) {
		char who[128];
		permission_who(command->body_case, who, sizeof who);
		refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_PERMITTED,
		    "%s may not do this; %s may", permission_role_name(role), who);
		return;
	}
	if (!deciding->exercise->ready) {
		refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_WRONG_STATE,
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
	deciding->decision->first_seq = outcome->first_seq;
	deciding->decision->last_seq = outcome->told_seq;
	return true;
}

static bool check_sender(struct deciding *deciding)
{
	const struct participant *actor = deciding->actor;
	if (actor == NULL) {
		return refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_PERMITTED,
		    "you are no participant of this exercise; join it first");
	}
	if (actor->removed) {
		return refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_REMOVED,
		    "you were removed from this exercise; ask the organiser");
	}
	if (deciding->command->id.len != COMMAND_ID_SIZE) {
		return refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
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
		refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
		    "the question is empty or unknown to this server");
	}
}

void exercise_answer(const struct exercise *exercise, const struct request *request,
    const Convene__V1__Query *query, struct decision *decision, struct answer *answer)
{
	struct deciding deciding;
	memset(answer, 0, sizeof *answer);
	deciding_init(&deciding, exercise, request->wall_ms, decision);
	deciding.request = request;
	deciding.actor = participant_find(exercise, request->participant_id);
	if (deciding.actor == NULL || deciding.actor->removed) {
		refuse(&deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_PERMITTED,
		    "you are no participant of this exercise; join it first");
	} else if (!exercise->ready) {
		refuse(&deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_WRONG_STATE,
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
