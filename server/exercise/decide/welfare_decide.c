/*
 * Calls for welfare, which no stage takes away. A clock that runs is paused at once; who called is
 * told to those who run it, and to nobody else.
 */
#include "convene/v1/command.pb-c.h"
#include "convene/v1/event.pb-c.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/deciders.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/ground/clock.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/ground/phase.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/participant.h"
#include "server/exercise/state/state.h"

#include <inttypes.h>

/* --- raising --- */

/* The pause itself does not say who asked: its envelope reaches people who are not to know. */
void decide_raise_welfare(struct deciding *deciding)
{
	const Convene__V1__RaiseWelfare *command = deciding->command->raise_welfare;
	const struct clock *clock = &deciding->exercise->clock;
	if (!check_text(deciding, command->note, LINE_BYTES_MAX, "the note")) {
		return;
	}
	DRAFT(deciding, WELFARE_RAISED, WelfareRaised,
	    .participant_id = deciding->actor != NULL ? deciding->actor->id : 0,
	    .note = command->note);
	if (clock->phase == PHASE_RUNNING) {
		DRAFT_ANONYMOUS(deciding, CLOCK_PAUSED, ClockPaused,
		    .clock_revision = clock->revision + 1,
		    .cause = CONVENE__V1__PAUSE_CAUSE__PAUSE_CAUSE_WELFARE);
	}
}

/* --- answering --- */

/* What was said while the answer was being written is not answered by it. */
static bool check_seen(struct deciding *deciding, const struct participant *caller)
{
	uint64_t seen = deciding->command->answer_welfare->seen_seq;
	return seen == 0 || seen >= caller->welfare->last_seq ||
	       REFUSE(deciding, CONFLICT,
	           "participant %" PRIu64
	           " has called again meanwhile; read that first, then answer",
	           caller->id);
}

void decide_answer_welfare(struct deciding *deciding)
{
	const Convene__V1__AnswerWelfare *command = deciding->command->answer_welfare;
	const struct participant *caller =
	    participant_find(deciding->exercise, command->participant_id);
	if (caller == NULL) {
		REFUSE(deciding, NOT_FOUND, "there is no participant %" PRIu64,
		    command->participant_id);
		return;
	}
	if (caller->welfare == NULL || !caller->welfare->open) {
		REFUSE(deciding, WRONG_STATE,
		    "no call for welfare of participant %" PRIu64
		    " is open; perhaps it was answered meanwhile",
		    caller->id);
		return;
	}
	if (!check_seen(deciding, caller) ||
	    !check_text(deciding, command->text, TEXT_BYTES_MAX, "the answer")) {
		return;
	}
	DRAFT(deciding, WELFARE_ANSWERED, WelfareAnswered, .participant_id = caller->id,
	    .call_seq = caller->welfare->first_seq, .calls = caller->welfare->calls,
	    .answered_by = deciding->actor != NULL ? deciding->actor->id : 0,
	    .text = command->text);
}
