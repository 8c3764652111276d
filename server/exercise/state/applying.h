/* An event on its way into the state: what every function of appliers.h is given. */
#ifndef CONVENE_EXERCISE_STATE_APPLYING_H
#define CONVENE_EXERCISE_STATE_APPLYING_H

#include "convene/v1/event.pb-c.h"

/* An event on its way into the state. */
struct applying {
	const Convene__V1__Event *event;       /* borrowed: outlives the call */
	const Convene__V1__Envelope *envelope; /* borrowed: outlives the call */
	uint64_t seq;                          /* position in the log: 1, 2, 3 ... */
};

#endif
