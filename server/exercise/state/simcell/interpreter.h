/*
 * Interpreters: who is booked by whom for which case, from when. One thread at a time; owned by the
 * state.
 */
#ifndef CONVENE_EXERCISE_STATE_SIMCELL_INTERPRETER_H
#define CONVENE_EXERCISE_STATE_SIMCELL_INTERPRETER_H

#include "server/exercise/ground/digest.h"
#include "server/exercise/ground/index.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct digest_form;

struct booking {
	struct digest_node node;
	uint64_t id;
	int interpreter; /* index in LIBRARY_INTERPRETER */
	int team;
	uint64_t case_id;
	int64_t booked_ms;
	int64_t arrives_ms;
	bool arrived, released;
};

struct interpreters {
	struct objects bookings; /* owns: struct booking */
	/* Owned; the booking that each interpreter is taken by, NULL: free. In the library's order;
	 * none before the first booking. */
	struct booking **taken;
	size_t taken_count;
};

void interpreters_deinit(struct interpreters *interpreters);
void booking_digest(const struct booking *booking, struct digest_form *form);

#endif
