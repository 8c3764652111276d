/*
 * All injects that are still to come, moved by one time with one event: as changes of each they
 * would be more than fits into a decision, and staff can reckon what one time does to each. Two
 * controllers who are late at the same moment must not shift twice, so the sender names how many
 * shifts there were; the clock's revision, which it names as well, cannot say so, since everybody
 * is told that and this is for staff alone.
 */
#include "convene/v1/change.pb-c.h"
#include "convene/v1/command.pb-c.h"
#include "convene/v1/event.pb-c.h"
#include "proto/complaint.h"
#include "proto/reflect.h"
#include "proto/rules/shift.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/deciders.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/state/inject.h"
#include "server/exercise/state/msel.h"
#include "server/exercise/state/state.h"

#include <stdio.h>

#define AFTER_ENDEX "injects cannot be changed any more"

/* As many are named in a refusal; the others are counted. */
#define NAMED_MAX 5

static bool check_by(struct deciding *deciding, int64_t by_ms)
{
	if (by_ms == 0) {
		return REFUSE(deciding, INVALID, "by_ms is missing; say by how much");
	}
	return (by_ms >= -EXERCISE_MS_MAX && by_ms <= EXERCISE_MS_MAX) ||
	       REFUSE(deciding, INVALID, "by_ms is out of range; exercise time has ten years");
}

/* What a shift would do to all of them. */
struct shifting {
	uint32_t injects; /* that move */
	size_t early;     /* of these, due before now then */
	char named[NAMED_MAX * (ID_BYTES_MAX + 4)];
	const struct inject *late; /* borrowed: one that would be due after exercise time ends */
};

static void look_at(
    const struct deciding *deciding, const struct inject *inject, struct shifting *shifting)
{
	int64_t by_ms = deciding->command->shift_injects->by_ms, to_ms;
	if (!shift_moves(inject->status, inject->due_ms, deciding->exercise_ms, by_ms, &to_ms)) {
		return;
	}
	shifting->injects++;
	if (to_ms > EXERCISE_MS_MAX) {
		shifting->late = inject;
	}
	/* one that waits for its condition is not due by that time alone */
	bool planned = inject->status == CONVENE__V1__INJECT_STATUS__INJECT_STATUS_PLANNED;
	if (planned && by_ms < 0 && inject->due_ms + by_ms < deciding->exercise_ms &&
	    shifting->early++ < NAMED_MAX) {
		complaint_word(shifting->named, sizeof shifting->named,
		    shifting->early > 1 ? ", " : "", inject->id);
	}
}

static bool check_shifting(struct deciding *deciding, const struct shifting *shifting)
{
	char limit[32], more[32] = "";
	if (shifting->late != NULL) {
		reflect_format_ms(EXERCISE_MS_MAX, limit, sizeof limit);
		return REFUSE(deciding, INVALID,
		    "inject \"%s\" would be due too late; exercise time ends at %s",
		    shifting->late->id, limit);
	}
	if (shifting->early == 0 || deciding->command->shift_injects->due_now) {
		return true;
	}
	if (shifting->early > NAMED_MAX) {
		snprintf(more, sizeof more, " and %zu more", shifting->early - NAMED_MAX);
	}
	return REFUSE(deciding, INVALID,
	    "due before now would be: %s%s; shift by less, or with `due_now`, and they are due at "
	    "once",
	    shifting->named, more);
}

void decide_shift_injects(struct deciding *deciding)
{
	const Convene__V1__ShiftInjects *command = deciding->command->shift_injects;
	const struct msel *msel = &deciding->exercise->msel;
	if (!check_not_ended(deciding, AFTER_ENDEX) || !check_by(deciding, command->by_ms) ||
	    (deciding->exercise->clock.revision != 0 &&
	        !check_clock_revision(deciding, command->clock_revision))) {
		return;
	}
	if (command->shift != msel->shifts) {
		refuse_conflict(
		    deciding, "the time of all injects", msel->shifts, msel->shifted_by);
		return;
	}
	struct shifting shifting = {.injects = 0};
	for (size_t i = 0; i < msel->count; i++) {
		look_at(deciding, msel->injects[i], &shifting);
	}
	if (!check_shifting(deciding, &shifting) || shifting.injects == 0) {
		return;
	}
	DRAFT(deciding, INJECTS_SHIFTED, InjectsShifted, .shift = msel->shifts + 1,
	    .by_ms = command->by_ms, .injects = shifting.injects);
}
