/* Drafts that an inject changes its standing. */
#ifndef CONVENE_EXERCISE_DECIDE_INJECT_REVISED_H
#define CONVENE_EXERCISE_DECIDE_INJECT_REVISED_H

#include "convene/v1/event.pb-c.h"

struct deciding;
struct inject;

/*
 * REVISE(deciding, inject, SKIPPED, .status = SKIPPED, .due_ms = inject->due_ms): the change, and
 * how the inject stands then. `by_seq` is what decided that its condition holds. `inject`, which
 * lives in the arena, is what it says from now on; NULL: that stays.
 */
#define REVISE(deciding, of, CHANGE, ...)                                                          \
	inject_draft_revised((deciding), (of),                                                     \
	    &(Convene__V1__InjectRevised){                                                         \
	        .change = CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_##CHANGE, __VA_ARGS__})
void inject_draft_revised(struct deciding *deciding, const struct inject *inject,
    const Convene__V1__InjectRevised *revised);

#endif
