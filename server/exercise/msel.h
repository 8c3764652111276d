/*
 * The MSEL (master scenario events list): all injects by id, and those that wait for their time in
 * the order in which they fall due; those of one time in the scenario's order. One thread at a
 * time; owns the injects.
 */
#ifndef CONVENE_EXERCISE_MSEL_H
#define CONVENE_EXERCISE_MSEL_H

#include "server/exercise/index.h"
#include "server/exercise/inject.h"

struct msel {
	struct inject **injects; /* owned; in the scenario's order */
	size_t count;
	size_t cap;
	struct name_index by_id;
	struct inject *
	    *planned; /* owned array of borrowed injects; in the order of due_ms, order */
	size_t planned_count;
	size_t planned_cap;
	Convene__V1__OverdueAction overdue; /* never unspecified */
	int64_t stagger_ms;                 /* never 0 */
};

void msel_init(struct msel *msel);
void msel_deinit(struct msel *msel);

/* Takes the inject over; false, and nothing taken, when its id is there already. */
bool msel_add(struct msel *msel, struct inject *inject);

/* Gives an inject its status and time, and its place among those that wait. */
void msel_place(
    struct msel *msel, struct inject *inject, Convene__V1__InjectStatus status, int64_t due_ms);

/* Index in `planned` of the first that is due later than `exercise_ms`. */
size_t msel_after(const struct msel *msel, int64_t exercise_ms);

/* As a source of due.c: the first time at which an inject falls due, and drafting what is due up to
 * `until_ms`, DUE_BATCH_MAX at most. */
int64_t msel_next(const struct exercise *exercise);
void msel_decide_due(struct deciding *deciding, int64_t until_ms);

/* Drafts what becomes of those that a jump passes over. `rule` NULL: the scenario's rule. */
void msel_decide_passed(struct deciding *deciding, int64_t from_ms, int64_t to_ms,
    const Convene__V1__OverdueRule *rule);

#endif
