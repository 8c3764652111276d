/*
 * Bookings, and which of them takes each interpreter. The latter follows from the bookings, and is
 * in no digest.
 */
#include "server/exercise/state/simcell/interpreter.h"

#include "server/exercise/ground/digest.h"
#include "server/exercise/ground/index.h"

#include <stdlib.h>
#include <string.h>

void interpreters_deinit(struct interpreters *interpreters)
{
	objects_deinit(&interpreters->bookings, free);
	free(interpreters->taken);
	memset(interpreters, 0, sizeof *interpreters);
}

void booking_digest(const struct booking *booking, struct digest_form *form)
{
	digest_put(form, booking->id);
	digest_put(form, (uint64_t)booking->interpreter);
	digest_put(form, (uint64_t)booking->team);
	digest_put(form, booking->case_id);
	digest_put(form, (uint64_t)booking->booked_ms);
	digest_put(form, (uint64_t)booking->arrives_ms);
	digest_put(form, (uint64_t)booking->arrived << 1 | booking->released);
}
