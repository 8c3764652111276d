/*
 * Calls for welfare: one's own, as its caller is told (WelfareUpdate), and everybody's, as
 * organisers and controllers see them. A call is open until it is answered. Part of the view
 * (view.h), which owns the list.
 */
#ifndef CONVENE_MODEL_WELFARE_H
#define CONVENE_MODEL_WELFARE_H

#include "convene/v1/event.pb-c.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct view;

/* One WelfareRaised that came with words. */
struct view_note {
	int64_t exercise_ms, wall_ms;
	const char *text; /* borrowed: the event's */
};

struct view_call {
	uint64_t mark, last_mark; /* of the first WelfareRaised, and of the last */
	uint64_t participant_id;
	uint32_t calls;
	int64_t exercise_ms, wall_ms; /* of the first */
	struct view_note *notes;      /* owned; all of them, in order: what is said once counts */
	size_t note_count, note_cap;
	const Convene__V1__WelfareAnswered *answered; /* NULL: it is open */
};

struct view_welfare {
	struct view_call *calls; /* owned; in the order in which they began */
	size_t call_count, call_cap;
	/* one's own last call */
	bool called, open;
	uint32_t own_calls;
	int64_t raised_ms, answered_ms; /* wall clock */
	int64_t raised_exercise_ms, answered_exercise_ms;
	char *text; /* owned; the answer; NULL: none */
};

/* How many calls nobody has answered; 0 for those who are not told of calls. */
size_t view_open_calls(const struct view *view);

/* Whether there is an open call in which somebody called after that mark. */
bool view_called_since(const struct view *view, uint64_t mark);

/* The person's call that is open; NULL: none. */
const struct view_call *view_open_call(const struct view *view, uint64_t participant_id);

#endif
