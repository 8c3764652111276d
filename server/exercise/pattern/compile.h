/* From a pattern as an author writes it to one that is watched for. */
#ifndef CONVENE_EXERCISE_PATTERN_COMPILE_H
#define CONVENE_EXERCISE_PATTERN_COMPILE_H

#include "convene/v1/condition.pb-c.h"

#include <stdbool.h>

struct exercise;
struct pattern;

struct compiling {
	const struct exercise *exercise; /* borrowed: outlives the compiling */
	char why[256];
};

/* Nothing has happened of it yet. False with a text in `why` when something in it is wrong. */
bool pattern_compile(
    struct compiling *compiling, const Convene__V1__Pattern *written, struct pattern *pattern);

#endif
