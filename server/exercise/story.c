#include "server/exercise/story.h"

#include "server/exercise/state.h"

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

int64_t story_at(const struct story *story, int64_t exercise_ms)
{
	return story->from_story_ms + (exercise_ms - story->from_ms) * (int64_t)story->factor;
}

int64_t story_to_exercise(const struct story *story, int64_t story_ms)
{
	int64_t left = story_ms - story->from_story_ms;
	int64_t factor = story->factor;
	if (left <= 0) {
		return story->from_ms;
	}
	return story->from_ms + left / factor + (left % factor != 0);
}

void story_decide_shift(struct deciding *deciding)
{
	(void)deciding;
}

void story_apply_shifted(struct exercise *exercise, const struct applying *applying)
{
	(void)exercise;
	(void)applying;
}
