#include "server/exercise/welfare.h"

#include "server/exercise/check.h"
#include "server/exercise/state.h"

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

/* A pause for welfare belongs to the command before it, which its envelope conceals. */
void welfare_apply_any(struct exercise *exercise, const Convene__V1__Event *event)
{
	uint64_t by = exercise->welfare_by;
	exercise->welfare_by = 0;
	if (event->body_case == CONVENE__V1__EVENT__BODY_WELFARE_RAISED) {
		exercise->welfare_by = event->welfare_raised->participant_id;
	} else if (by != 0 && event->body_case == CONVENE__V1__EVENT__BODY_CLOCK_PAUSED &&
	           event->clock_paused->cause == CONVENE__V1__PAUSE_CAUSE__PAUSE_CAUSE_WELFARE) {
		struct participant *asked = participant_find(exercise, by);
		if (asked != NULL) {
			outcomes_extend(&asked->outcomes, event->seq);
			digest_touch(&exercise->digest, &asked->node);
		}
	}
}
