/*
 * The drawing of the header as a table: for each state a bit for each that may follow.
 */
#include "proto/rules/request_step.h"

#include <stddef.h>

#define STATE(name) CONVENE__V1__REQUEST_STATE__REQUEST_STATE_##name
#define TO(name)    (1U << STATE(name))

/* The diagram is in the header. */
static const struct {
	const char *name;
	unsigned next; /* 1 << state for each that may follow */
	bool senders;  /* the sending side takes the step here */
} states[] = {
    [STATE(DRAFT)] = {"a draft", TO(SENT) | TO(WITHDRAWN), true},
    [STATE(SENT)] = {"sent",
        TO(ACKNOWLEDGED) | TO(ANSWERED) | TO(REFUSED) | TO(RETURNED) | TO(WITHDRAWN), true},
    [STATE(ACKNOWLEDGED)] = {"acknowledged",
        TO(ANSWERED) | TO(REFUSED) | TO(RETURNED) | TO(WITHDRAWN), false},
    [STATE(ANSWERED)] = {"answered", 0, false},
    [STATE(REFUSED)] = {"refused", 0, false},
    [STATE(RETURNED)] = {"returned", TO(SENT) | TO(WITHDRAWN), false},
    [STATE(WITHDRAWN)] = {"withdrawn", 0, true},
};

#define STATES (sizeof states / sizeof states[0])

bool request_may_become(Convene__V1__RequestState from, Convene__V1__RequestState to)
{
	return (size_t)from < STATES && (size_t)to < STATES &&
	       (states[from].next & (1U << to)) != 0;
}

bool request_step_is_senders(Convene__V1__RequestState to)
{
	return (size_t)to < STATES && states[to].senders;
}

const char *request_state_name(Convene__V1__RequestState state)
{
	return (size_t)state < STATES && states[state].name != NULL ? states[state].name : "?";
}
