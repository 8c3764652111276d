/* From a condition as an author writes it to its patterns. */
#ifndef CONVENE_EXERCISE_PATTERN_COMPILE_H
#define CONVENE_EXERCISE_PATTERN_COMPILE_H

#include "convene/v1/condition.pb-c.h"

#include <stdbool.h>
#include <stddef.h>

struct exercise;
struct pattern;

/* Compiles `when` (NULL: nothing) into the condition and notes what concerns it.
 * False with a text in `why` when something in it is wrong; nothing is compiled then. */
struct compiling {
	const struct exercise *exercise; /* borrowed: outlives the compiling */
	char why[256];
};
bool condition_compile(struct compiling *compiling, const Convene__V1__Condition *when,
    struct pattern **patterns, size_t *count);
void patterns_free(struct pattern *patterns, size_t count);

#endif
