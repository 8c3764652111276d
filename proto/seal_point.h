/*
 * Where the log is sealed: after STARTEX, each pause, ENDEX and when the exercise is closed, which
 * also each team's record shows; and each SEAL_EVERY events, which it does not, for that would say
 * how many events there are. Pure; any thread.
 */
#ifndef CONVENE_PROTO_SEAL_POINT_H
#define CONVENE_PROTO_SEAL_POINT_H

#include "convene/v1/event.pb-c.h"

#include <stdbool.h>
#include <stdint.h>

#define SEAL_EVERY 1000

/* `kind`: Event.body_case, which is the number of the body's field. */
static inline bool seal_point_kind(uint32_t kind)
{
	return kind == CONVENE__V1__EVENT__BODY_EXERCISE_STARTED ||
	       kind == CONVENE__V1__EVENT__BODY_CLOCK_PAUSED ||
	       kind == CONVENE__V1__EVENT__BODY_EXERCISE_ENDED ||
	       kind == CONVENE__V1__EVENT__BODY_EXERCISE_CLOSED;
}

#endif
