/*
 * Story time in the state. The arithmetic is proto/rules/story_line.h, as clients reckon with it
 * too.
 */
#include "server/exercise/ground/story.h"

#include "server/exercise/ground/digest.h"

#include <string.h>

void story_init(struct story *story)
{
	memset(story, 0, sizeof *story);
	story->node.kind = DIGEST_STORY;
	story->line.factor = STORY_FACTOR_DEFAULT;
}

void story_digest(const struct story *story, struct digest_form *form)
{
	digest_put(form, (uint64_t)story->line.from_ms);
	digest_put(form, (uint64_t)story->line.from_story_ms);
	digest_put(form, story->line.factor);
}

int64_t story_at(const struct story *story, int64_t exercise_ms)
{
	return story_line_at(&story->line, exercise_ms);
}

int64_t story_to_exercise(const struct story *story, int64_t story_ms)
{
	return story_line_to_exercise(&story->line, story_ms);
}
