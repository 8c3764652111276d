/*
 * The story moves on while exercise time stays. It goes forward only; its own event already has the
 * new time.
 */
#include "convene/v1/command.pb-c.h"
#include "proto/reflect.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/deciders.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/ground/clock.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/ground/story.h"
#include "server/exercise/state/state.h"

/* --- shifting --- */

static bool check_target(struct deciding *deciding, int64_t now_ms, int64_t to_ms)
{
	char text[32];
	if (to_ms < now_ms) {
		reflect_format_ms(now_ms - now_ms % 1000, text, sizeof text);
		return REFUSE(deciding, INVALID,
		    "story time goes forward only; it is %s already, choose a later one", text);
	}
	if (to_ms > now_ms && to_ms > STORY_MS_MAX) {
		reflect_format_ms(STORY_MS_MAX, text, sizeof text);
		return REFUSE(deciding, INVALID,
		    "to_story_ms is too late; story time can be moved on to %s at most", text);
	}
	return true;
}

static bool check_factor(struct deciding *deciding, uint32_t factor)
{
	return factor <= STORY_FACTOR_MAX ||
	       REFUSE(deciding, INVALID,
	           "factor %u is out of range; use 1 to %d, or 0 to leave it as it is", factor,
	           STORY_FACTOR_MAX);
}

void decide_shift_story(struct deciding *deciding)
{
	const Convene__V1__ShiftStory *command = deciding->command->shift_story;
	const struct story *story = &deciding->story;
	int64_t now_ms = story_at(story, deciding->exercise_ms);
	int64_t to_ms = command->to_story_ms != 0 ? command->to_story_ms : now_ms;
	uint32_t factor = command->factor != 0 ? command->factor : story->line.factor;
	if (!check_in_play(deciding, "start it first", "its story is over") ||
	    !check_clock_revision(deciding, command->clock_revision) ||
	    !check_text(deciding, command->note, LINE_BYTES_MAX, "the note") ||
	    !check_target(deciding, now_ms, to_ms) || !check_factor(deciding, command->factor) ||
	    (to_ms == now_ms && factor == story->line.factor)) {
		return;
	}
	/* the event itself happens at the new time */
	deciding->story.line.from_ms = deciding->exercise_ms;
	deciding->story.line.from_story_ms = to_ms;
	DRAFT(deciding, STORY_SHIFTED, StoryShifted,
	    .clock_revision = deciding->exercise->clock.revision + 1, .from_story_ms = now_ms,
	    .to_story_ms = to_ms, .factor = factor, .note = command->note);
}
