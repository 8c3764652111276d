/*
 * A shift of the story into the state. It moves on the clock's revision as well: whoever wanted to
 * turn the clock has not seen it.
 */
#include "convene/v1/event.pb-c.h"
#include "server/exercise/ground/clock.h"
#include "server/exercise/ground/story.h"
#include "server/exercise/state/appliers.h"
#include "server/exercise/state/applying.h"
#include "server/exercise/state/edit.h"
#include "server/exercise/state/state.h"

void apply_story_shifted(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__StoryShifted *body = applying->event->story_shifted;
	struct clock *clock = &exercise->clock;
	if (!clock_is_under_way(clock) || body->factor == 0) {
		return;
	}
	struct story *story = state_edit(exercise, &exercise->story);
	story->line.from_ms = applying->event->exercise_ms;
	story->line.from_story_ms = body->to_story_ms;
	story->line.factor = body->factor;
	clock->revision = body->clock_revision;
	clock->changed_by = applying->envelope->actor_id;
}
