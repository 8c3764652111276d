/*
 * Who is told of which facts. Whoever asks gives a sink, a function with a context; it is called
 * with each fact of the kind, and about the thing or from the team, that it asked for, once the
 * event is part of the state. No fact is made that nobody asked for, and nobody is asked whether it
 * fits who asked for another thing or team. One thread at a time; owned by the state.
 *
 * A sink neither asks nor stops asking while it is called. Conditions keep their first hold of what
 * they are told (pattern.h); what measures the log keeps every fact that fits.
 */
#ifndef CONVENE_EXERCISE_PATTERN_WATCH_H
#define CONVENE_EXERCISE_PATTERN_WATCH_H

#include "server/exercise/pattern/fact.h"

#include <stddef.h>

struct fitting;
struct watches;

/* `which` of its patterns: the sink's own number. */
typedef void watch_fn(
    struct exercise *exercise, void *context, size_t which, const struct fact *fact);

struct watch {
	watch_fn *told;
	void *context; /* borrowed: outlives the watch */
	size_t which;
};

/* Facts about the inject, the milestone or the switch with this index; of FACT_NONE: nothing.
 * Asking twice for the same, one after the other, is asking once. */
void watch_thing(
    struct exercise *exercise, enum fact_kind kind, int index, const struct watch *watch);

/* Facts that may fit: of the kind, about the thing, or from one of whom it looks for. */
void watch_fitting(
    struct exercise *exercise, const struct fitting *wanted, const struct watch *watch);

/* All with this context. */
void watch_drop(struct exercise *exercise, const void *context);

void watches_free(struct watches *watches);

#endif
