/*
 * Who is told of which facts. Whoever asks gives a sink, a function with a context; it is called
 * with each fact of the kind, and about the thing, that it asked for, once the event is part of the
 * state. No fact is made that nobody asked for. One thread at a time; owned by the state.
 *
 * A sink neither asks nor stops asking while it is called. Conditions keep their first hold of what
 * they are told (pattern.h); what measures the log keeps every fact that fits.
 */
#ifndef CONVENE_EXERCISE_PATTERN_WATCH_H
#define CONVENE_EXERCISE_PATTERN_WATCH_H

#include "server/exercise/pattern/fact.h"

#include <stddef.h>

struct watches;

/* `which` of its patterns: the sink's own number. */
typedef void watch_fn(
    struct exercise *exercise, void *context, size_t which, const struct fact *fact);

struct watch {
	watch_fn *told;
	void *context; /* borrowed: outlives the watch */
	size_t which;
};

/* `index`: of the inject, the milestone or the switch; of other kinds it does not matter. For
 * FACT_NONE: nothing. Asking twice for the same, one after the other, is asking once. */
void watch_add(
    struct exercise *exercise, enum fact_kind kind, int index, const struct watch *watch);

/* All with this context. */
void watch_drop(struct exercise *exercise, const void *context);

void watches_free(struct watches *watches);

#endif
