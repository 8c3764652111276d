/*
 * Bookings of interpreters into the state. Who has an interpreter is looked up by the interpreter's
 * place in the library, so that two bookings of one can never stand beside each other.
 */
#include "convene/v1/simcell.pb-c.h"
#include "proto/xalloc.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/digest.h"
#include "server/exercise/ground/index.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/state/appliers.h"
#include "server/exercise/state/applying.h"
#include "server/exercise/state/edit.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/simcell/interpreter.h"
#include "server/exercise/state/state.h"

#include <stdlib.h>

/* --- applying --- */

void apply_interpreter_booked(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__InterpreterBooked *body = applying->event->interpreter_booked;
	struct interpreters *interpreters = &exercise->interpreters;
	int at = library_index(&exercise->library, LIBRARY_INTERPRETER, body->interpreter_id);
	int team = cast_team(&exercise->cast, body->team_id);
	if (at < 0 || team < 0 || interpreter_taken_by(exercise, at) != NULL) {
		return;
	}
	struct booking *booking = xcalloc(1, sizeof *booking);
	*booking = (struct booking){.node = {.kind = DIGEST_BOOKING},
	    .id = body->booking_id,
	    .interpreter = at,
	    .team = team,
	    .case_id = body->case_id,
	    .booked_ms = applying->event->exercise_ms,
	    .arrives_ms = body->arrives_ms};
	if (!state_add(exercise, applying, &interpreters->bookings, booking->id, booking)) {
		free(booking);
		return;
	}
	if (interpreters->taken == NULL) {
		/* the library is constant by now */
		interpreters->taken_count = library_count(&exercise->library, INTERPRETER);
		interpreters->taken =
		    xcalloc(interpreters->taken_count, sizeof *interpreters->taken);
	}
	if ((size_t)at < interpreters->taken_count) {
		interpreters->taken[at] = booking;
	}
}

static struct booking *booking_edit(struct exercise *exercise, uint64_t id)
{
	return state_edit(exercise, booking_find(exercise, id));
}

void apply_interpreter_arrived(struct exercise *exercise, const struct applying *applying)
{
	struct booking *booking =
	    booking_edit(exercise, applying->event->interpreter_arrived->booking_id);
	if (booking != NULL && !booking->released) {
		booking->arrived = true;
	}
}

void apply_interpreter_released(struct exercise *exercise, const struct applying *applying)
{
	struct interpreters *interpreters = &exercise->interpreters;
	struct booking *booking =
	    booking_edit(exercise, applying->event->interpreter_released->booking_id);
	if (booking == NULL || booking->released) {
		return;
	}
	booking->released = true;
	if ((size_t)booking->interpreter < interpreters->taken_count &&
	    interpreters->taken[booking->interpreter] == booking) {
		interpreters->taken[booking->interpreter] = NULL;
	}
}
