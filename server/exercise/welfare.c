#include "server/exercise/welfare.h"

#include "proto/xalloc.h"
#include "server/exercise/check.h"
#include "server/exercise/state.h"

void welfare_call_free(struct welfare_call *call)
{
	if (call != NULL) {
		free(call->text);
		free(call);
	}
}

void welfare_digest(const struct welfare *welfare, struct digest_form *form)
{
	digest_put(form, welfare->open);
	digest_put(form, welfare->open_sum);
	digest_put(form, welfare->answered);
	digest_put(form, welfare->answered_sum);
}

bool exercise_welfare(
    const struct exercise *exercise, uint64_t participant_id, struct welfare_standing *out)
{
	const struct participant *participant = participant_find(exercise, participant_id);
	const struct welfare_call *call = participant != NULL ? participant->welfare : NULL;
	if (call == NULL) {
		return false;
	}
	*out = (struct welfare_standing){.open = call->open,
	    .calls = call->calls,
	    .raised = call->raised,
	    .answered = call->answered,
	    .text = text_or_empty(call->text)};
	return true;
}

/* --- raising --- */

/* The pause itself does not say who asked: its envelope reaches people who are not to know. */
void welfare_decide_raise(struct deciding *deciding)
{
	const Convene__V1__RaiseWelfare *command = deciding->command->raise_welfare;
	const struct clock *clock = &deciding->exercise->clock;
	const char *note = text_or_empty(command->note);
	if (!check_text(deciding, note, LINE_BYTES_MAX, "the note")) {
		return;
	}
	Convene__V1__WelfareRaised *body = DRAFT_BODY(deciding, WelfareRaised, welfare_raised);
	if (body == NULL) {
		return;
	}
	body->participant_id = deciding->actor != NULL ? deciding->actor->id : 0;
	body->note = draft_text(deciding, note);
	draft_event(deciding, CONVENE__V1__EVENT__BODY_WELFARE_RAISED, body);
	if (clock->phase == PHASE_RUNNING) {
		draft_anonymous(deciding, CONVENE__V1__EVENT__BODY_CLOCK_PAUSED,
		    clock_pause_body(deciding, clock->revision + 1,
		        CONVENE__V1__PAUSE_CAUSE__PAUSE_CAUSE_WELFARE, ""));
	}
}

static void touch(struct exercise *exercise)
{
	if (exercise->welfare.answered > 0) {
		exercise->welfare.node.kind = DIGEST_WELFARE;
		digest_touch(&exercise->digest, &exercise->welfare.node);
	}
}

static struct welfare_moment moment_of(const Convene__V1__Event *event)
{
	return (struct welfare_moment){
	    .wall_ms = event->wall_ms, .exercise_ms = event->exercise_ms};
}

void welfare_apply_raised(struct exercise *exercise, const struct applying *applying)
{
	struct welfare *welfare = &exercise->welfare;
	struct participant *participant =
	    participant_find(exercise, applying->event->welfare_raised->participant_id);
	if (participant == NULL) {
		return; /* the server's administration */
	}
	struct welfare_call *call = participant->welfare;
	if (call == NULL || !call->open) {
		welfare_call_free(call);
		call = participant->welfare = xcalloc(1, sizeof *call);
		*call = (struct welfare_call){.first_seq = applying->event->seq,
		    .raised = moment_of(applying->event),
		    .open = true};
		welfare->open++;
	} else {
		welfare->open_sum -= mix_pair(call->first_seq, call->calls);
	}
	call->calls++;
	call->last_seq = applying->event->seq;
	welfare->open_sum += mix_pair(call->first_seq, call->calls);
	touch(exercise);
}

/* --- answering --- */

/* What was said while the answer was being written is not answered by it. */
static bool check_seen(struct deciding *deciding, const struct participant *caller)
{
	uint64_t seen = deciding->command->answer_welfare->seen_seq;
	return seen == 0 || seen >= caller->welfare->last_seq ||
	       refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_CONFLICT,
	           "participant %" PRIu64
	           " has called again meanwhile; read that first, then answer",
	           caller->id);
}

void welfare_decide_answer(struct deciding *deciding)
{
	const Convene__V1__AnswerWelfare *command = deciding->command->answer_welfare;
	const char *text = text_or_empty(command->text);
	const struct participant *caller =
	    participant_find(deciding->exercise, command->participant_id);
	if (caller == NULL) {
		refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_FOUND,
		    "there is no participant %" PRIu64, command->participant_id);
		return;
	}
	if (caller->welfare == NULL || !caller->welfare->open) {
		refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_WRONG_STATE,
		    "no call for welfare of participant %" PRIu64
		    " is open; perhaps it was answered meanwhile",
		    caller->id);
		return;
	}
	if (!check_seen(deciding, caller) ||
	    !check_text(deciding, text, TEXT_BYTES_MAX, "the answer")) {
		return;
	}
	Convene__V1__WelfareAnswered *body =
	    DRAFT_BODY(deciding, WelfareAnswered, welfare_answered);
	if (body != NULL) {
		body->participant_id = caller->id;
		body->call_seq = caller->welfare->first_seq;
		body->calls = caller->welfare->calls;
		body->answered_by = deciding->actor != NULL ? deciding->actor->id : 0;
		body->text = draft_text(deciding, text);
		draft_event(deciding, CONVENE__V1__EVENT__BODY_WELFARE_ANSWERED, body);
	}
}

void welfare_apply_answered(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__WelfareAnswered *body = applying->event->welfare_answered;
	const struct participant *participant = participant_find(exercise, body->participant_id);
	struct welfare_call *call = participant != NULL ? participant->welfare : NULL;
	struct welfare *welfare = &exercise->welfare;
	if (call == NULL || !call->open) {
		return;
	}
	call->open = false;
	call->answered = moment_of(applying->event);
	call->text = xstrdup(text_or_empty(body->text));
	welfare->open--;
	welfare->open_sum -= mix_pair(call->first_seq, call->calls);
	welfare->answered++;
	welfare->answered_sum += mix_pair(applying->event->seq, body->participant_id);
	touch(exercise);
}

/* Its envelope conceals whose command it belongs to. */
void welfare_apply_any(struct exercise *exercise, const Convene__V1__Event *event)
{
	uint64_t by = exercise->welfare.raised_by;
	exercise->welfare.raised_by = 0;
	if (event->body_case == CONVENE__V1__EVENT__BODY_WELFARE_RAISED) {
		exercise->welfare.raised_by = event->welfare_raised->participant_id;
	} else if (by != 0 && event->body_case == CONVENE__V1__EVENT__BODY_CLOCK_PAUSED &&
	           event->clock_paused->cause == CONVENE__V1__PAUSE_CAUSE__PAUSE_CAUSE_WELFARE) {
		struct participant *asked = participant_find(exercise, by);
		if (asked != NULL) {
			outcomes_extend(&asked->outcomes, event->seq);
			digest_touch(&exercise->digest, &asked->node);
		}
	}
}
