#include "server/exercise/ground/story.h"

#include "server/exercise/ground/digest.h"

#include <string.h>

void story_init(struct story *story)
{
	memset(story, 0, sizeof *story);
	story->node.kind = DIGEST_STORY;
	story->factor = STORY_FACTOR_DEFAULT;
}

void story_digest(const struct story *story, struct digest_form *form)
{
	digest_put(form, (uint64_t)story->from_ms);
	digest_put(form, (uint64_t)story->from_story_ms);
	digest_put(form, story->factor);
}

static int64_t clamped(__int128 ms)
{
	if (ms > INT64_MAX) {
		return INT64_MAX;
	}
	return ms < INT64_MIN ? INT64_MIN : (int64_t)ms;
}

int64_t story_at(const struct story *story, int64_t exercise_ms)
{
	/* what may be decided is far from any overflow; what may be in a journal is anything */
	__int128 passed = (__int128)exercise_ms - story->from_ms;
	return clamped(story->from_story_ms + passed * story->factor);
}

int64_t story_to_exercise(const struct story *story, int64_t story_ms)
{
	__int128 left = (__int128)story_ms - story->from_story_ms;
	if (left <= 0) {
		return story->from_ms;
	}
	return clamped(story->from_ms + (left + story->factor - 1) / story->factor);
}
