/*
 * Injects by id, and those that wait for a time sorted by that and then by the scenario's order. An
 * inject's place follows from what it says, so its status and its time are changed in msel_place
 * and msel_shift alone: whoever set them elsewhere could no longer be found there.
 */
#include "server/exercise/state/msel.h"

#include "convene/v1/event.pb-c.h"
#include "convene/v1/scenario.pb-c.h"
#include "proto/list.h"
#include "proto/rules/stagger.h"
#include "server/exercise/ground/index.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/state/inject.h"

#include <stdlib.h>
#include <string.h>

void msel_init(struct msel *msel)
{
	memset(msel, 0, sizeof *msel);
	msel->overdue = CONVENE__V1__OVERDUE_ACTION__OVERDUE_ACTION_ASK;
	msel->stagger_ms = STAGGER_MS_DEFAULT;
}

void msel_deinit(struct msel *msel)
{
	for (size_t i = 0; i < msel->count; i++) {
		inject_free((struct inject *)msel->injects[i]);
	}
	free(msel->injects);
	free(msel->planned);
	name_index_deinit(&msel->by_id);
	memset(msel, 0, sizeof *msel);
}

bool msel_add(struct msel *msel, struct inject *inject)
{
	if (msel->count >= INJECTS_MAX ||
	    !name_index_add(&msel->by_id, inject->id, (int)msel->count)) {
		return false;
	}
	inject->order = (uint32_t)msel->count;
	*LIST_ADD(msel->injects, msel->count, msel->cap) = inject;
	return true;
}

static bool before(const void *element, const void *key)
{
	const struct inject *one = *(const struct inject *const *)element, *other = key;
	return one->due_ms < other->due_ms ||
	       (one->due_ms == other->due_ms && one->order < other->order);
}

/* Where an inject of this time and place in the scenario stands, or would stand. */
static size_t place_of(const struct msel *msel, int64_t due_ms, uint32_t order)
{
	struct inject key = {.due_ms = due_ms, .order = order};
	return list_place(
	    msel->planned, msel->planned_count, sizeof(struct inject *), before, &key);
}

size_t msel_after(const struct msel *msel, int64_t exercise_ms)
{
	return place_of(msel, exercise_ms, UINT32_MAX);
}

void msel_place(
    struct msel *msel, struct inject *inject, Convene__V1__InjectStatus status, int64_t due_ms)
{
	size_t at = place_of(msel, inject->due_ms, inject->order);
	if (at < msel->planned_count && msel->planned[at] == inject) {
		LIST_REMOVE(msel->planned, msel->planned_count, at);
	}
	inject->status = status;
	inject->due_ms = due_ms;
	if (status != CONVENE__V1__INJECT_STATUS__INJECT_STATUS_PLANNED) {
		return;
	}
	at = place_of(msel, due_ms, inject->order);
	*LIST_INSERT(msel->planned, msel->planned_count, msel->planned_cap, at) = inject;
}

void msel_shift(struct inject *inject, int64_t due_ms)
{
	inject->due_ms = due_ms;
}

static int by_place(const void *left, const void *right)
{
	const struct inject *one = *(const struct inject *const *)left;
	const struct inject *other = *(const struct inject *const *)right;
	return before(left, other) ? -1 : before(right, one);
}

void msel_sort(struct msel *msel)
{
	qsort(msel->planned, msel->planned_count, sizeof *msel->planned, by_place);
}
