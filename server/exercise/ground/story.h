/*
 * Story time: milliseconds of the story since STARTEX. It runs `factor` times as fast as exercise
 * time and stands still with it; a shift moves it on while exercise time stays. Pure.
 */
#ifndef CONVENE_EXERCISE_GROUND_STORY_H
#define CONVENE_EXERCISE_GROUND_STORY_H

#include "proto/rules/story_line.h"
#include "server/exercise/ground/digest.h"

#include <stdint.h>

struct digest_form;

#define STORY_FACTOR_MAX 10000

/* A shift goes no further: a hundred years of 365.25 days. */
#define STORY_MS_MAX INT64_C(3155760000000)

struct story {
	struct digest_node node;
	struct story_line line;
};

void story_init(struct story *story);
void story_digest(const struct story *story, struct digest_form *form);

int64_t story_at(const struct story *story, int64_t exercise_ms);

/* First exercise time at which the story has come to `story_ms`, as things stand. */
int64_t story_to_exercise(const struct story *story, int64_t story_ms);

#endif
