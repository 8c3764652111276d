/*
 * The SimCell as staff see it: the one queue of what waits for an answer, and who has booked which
 * interpreter (teams see their own bookings). Part of the view (view.h), which owns the lists.
 */
#ifndef CONVENE_CLIENT_VIEW_SIMCELL_H
#define CONVENE_CLIENT_VIEW_SIMCELL_H

#include "convene/v1/event.pb-c.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct view;

/* A message or a request that nobody has answered. */
struct view_item {
	uint64_t id; /* the message's, or the request's sending (simcell.proto, ItemClaimed) */
	uint64_t thread_id;                  /* 0: a request */
	uint64_t request_id;                 /* 0: a message */
	uint64_t claimed_by;                 /* participant; 0: nobody */
	int64_t since_ms;                    /* exercise time */
	const Convene__V1__Party *waits_for; /* the first of those who are to answer */
	const Convene__V1__Party *from;
};

struct view_booking {
	uint64_t id;
	const Convene__V1__InterpreterBooked *booked;
	int64_t booked_ms;
	bool arrived, released;
};

/* NULL when nothing with this number waits. */
const struct view_item *view_item(const struct view *view, uint64_t id);

const struct view_booking *view_booking(const struct view *view, uint64_t id);

/* The booking that keeps the interpreter; NULL: free, as far as this viewer is told. */
const struct view_booking *view_booking_of(const struct view *view, const char *interpreter_id);

/* Whether nobody who joined is in the team (and was not removed). */
bool view_team_is_unplayed(const struct view *view, const char *team_id);

#endif
