/*
 * The MSEL (master scenario events list): all injects by id, and those that wait for their time in
 * the order in which they fall due; those of one time in the scenario's order. One thread at a
 * time; owns the injects.
 */
#ifndef CONVENE_EXERCISE_STATE_MSEL_H
#define CONVENE_EXERCISE_STATE_MSEL_H

#include "convene/v1/event.pb-c.h"
#include "convene/v1/scenario.pb-c.h"
#include "server/exercise/ground/index.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct inject;

struct msel {
	const struct inject **injects; /* owned; in the scenario's order */
	size_t count;
	size_t cap;
	struct name_index by_id;
	const struct inject *
	    *planned; /* owned array of borrowed injects; in the order of due_ms, order */
	size_t planned_count;
	size_t planned_cap;
	Convene__V1__OverdueAction overdue; /* never unspecified */
	int64_t stagger_ms;                 /* never 0 */
	uint32_t shifts;                    /* how often all of them were shifted */
	uint64_t shifted_by;                /* participant; 0: nobody */
};

void msel_init(struct msel *msel);
void msel_deinit(struct msel *msel);

/* Takes the inject over; false, and nothing taken, when its id is there already. */
bool msel_add(struct msel *msel, struct inject *inject);

/* Gives an inject its status and time, and its place among those that wait. */
void msel_place(
    struct msel *msel, struct inject *inject, Convene__V1__InjectStatus status, int64_t due_ms);

/* Gives many injects other times: each with msel_shift(), then msel_sort(), before which `planned`
 * is in no order. */
void msel_shift(struct inject *inject, int64_t due_ms);
void msel_sort(struct msel *msel);

/* Index in `planned` of the first that is due later than `exercise_ms`. */
size_t msel_after(const struct msel *msel, int64_t exercise_ms);

#endif
