/*
 * The SimCell as staff see it: the one queue of what waits for an answer (for a simulator, without
 * what only controllers can answer), and who has booked which interpreter (teams see their own
 * bookings). Part of the view (view.h), which owns the lists.
 */
#ifndef CONVENE_MODEL_SIMCELL_H
#define CONVENE_MODEL_SIMCELL_H

#include "convene/v1/event.pb-c.h"
#include "proto/model/look.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct view;

/* A message, a request or a referral that nobody has answered, or a case that somebody is to take
 * note of: one that was shared, or of which something was disclosed. */
struct view_item {
	uint64_t id;         /* the position of the event that put it there (simcell.proto) */
	uint64_t message_id; /* 0: no message */
	uint64_t thread_id;  /* 0: no message */
	uint64_t request_id; /* 0: no request */
	uint64_t case_id;    /* 0: nothing of a case */
	const Convene__V1__CaseShared *shared;         /* NULL: not shared nor referred */
	const Convene__V1__FieldsDisclosed *disclosed; /* NULL: not disclosed */
	uint64_t claimed_by;                           /* participant; 0: nobody */
	int64_t since_ms;                              /* exercise time */
	/* The first of those who are to answer; NULL with `shared`, whose team it is. */
	const Convene__V1__Party *waits_for;
	const Convene__V1__Party *from; /* NULL where it is a team's, as the event says */
};

struct view_booking {
	uint64_t id;
	const Convene__V1__InterpreterBooked *booked;
	int64_t booked_ms;
	bool arrived, released;
	struct view_point arrived_at;
};

/* Who is to answer, and who asked: "clinic", "AL-NGO"; "?" where that is not known. */
const char *view_item_for(const struct view_item *item);
const char *view_item_from(const struct view *view, const struct view_item *item);

/* Whether it wants an answer; otherwise note is to be taken of it. */
bool view_item_wants_answer(const struct view_item *item);

/* NULL when nothing with this number waits. */
const struct view_item *view_item(const struct view *view, uint64_t id);

const struct view_booking *view_booking(const struct view *view, uint64_t id);

/* The booking that keeps the interpreter; NULL: free, as far as this viewer is told. */
const struct view_booking *view_booking_of(const struct view *view, const char *interpreter_id);

/* Whether nobody who joined is in the team (and was not removed). */
bool view_team_is_unplayed(const struct view *view, const char *team_id);

#endif
