#include "server/exercise/state/msel.h"

#include "convene/v1/event.pb-c.h"
#include "convene/v1/scenario.pb-c.h"
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
	msel->injects = array_room(msel->injects, msel->count, &msel->cap, sizeof(struct inject *));
	msel->injects[msel->count++] = inject;
	return true;
}

/* Where an inject of this time and place in the scenario stands, or would stand. */
static size_t place_of(const struct msel *msel, int64_t due_ms, uint64_t order)
{
	size_t low = 0, high = msel->planned_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct inject *inject = msel->planned[middle];
		if (inject->due_ms < due_ms ||
		    (inject->due_ms == due_ms && inject->order < order)) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

size_t msel_after(const struct msel *msel, int64_t exercise_ms)
{
	return place_of(msel, exercise_ms, UINT64_MAX);
}

void msel_place(
    struct msel *msel, struct inject *inject, Convene__V1__InjectStatus status, int64_t due_ms)
{
	size_t at = place_of(msel, inject->due_ms, inject->order);
	if (at < msel->planned_count && msel->planned[at] == inject) {
		msel->planned_count--;
		memmove(msel->planned + at, msel->planned + at + 1,
		    (msel->planned_count - at) * sizeof(struct inject *));
	}
	inject->status = status;
	inject->due_ms = due_ms;
	if (status != CONVENE__V1__INJECT_STATUS__INJECT_STATUS_PLANNED) {
		return;
	}
	at = place_of(msel, due_ms, inject->order);
	msel->planned = array_room(
	    msel->planned, msel->planned_count, &msel->planned_cap, sizeof(struct inject *));
	memmove(msel->planned + at + 1, msel->planned + at,
	    (msel->planned_count - at) * sizeof(struct inject *));
	msel->planned[at] = inject;
	msel->planned_count++;
}
