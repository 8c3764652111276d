/* What a stretch of time that is passed over would do; for consequence.c. Pure; any thread. */
#ifndef CONVENE_ACT_CONSEQUENCE_PASSED_H
#define CONVENE_ACT_CONSEQUENCE_PASSED_H

#include "proto/model/view.h"

/* What is said of a command: where it goes, and the stretch of time that is passed over at once,
 * after `from`, which is now, up to and including `to`. */
struct consequence_stretch {
	const struct view *view; /* borrowed: outlives it */
	int64_t from_ms, to_ms;  /* exercise time */
	int64_t from_story_ms, to_story_ms;
	size_t width;
	struct buf *out; /* borrowed: likewise */
};

/* A line of its own, wrapped; `indent` 0 begins a point, 2 belongs to the one before. */
void consequence_line(const struct consequence_stretch *passing, size_t indent, const char *format,
    ...) __attribute__((format(printf, 3, 4)));

/* For qsort(), of pointers to injects: by when they are due; at one time, as they are fired. */
int consequence_by_due(const void *a, const void *b);

/* Each says what it finds, and returns how much that is. */
size_t consequence_injects(
    const struct consequence_stretch *passing, const Convene__V1__OverdueRule *rule);
size_t consequence_questionnaires(const struct consequence_stretch *passing);
size_t consequence_limits(const struct consequence_stretch *passing);
size_t consequence_conditions(const struct consequence_stretch *passing);
size_t consequence_interpreters(const struct consequence_stretch *passing);

#endif
