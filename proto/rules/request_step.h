/*
 * Which step a formal request may take from where, and whose step it is. Pure; any thread.
 *
 *     DRAFT --send--> SENT --acknowledge--> ACKNOWLEDGED
 *       |              ^ |                   |
 *       |              | +--------+----------+
 *       |         send again      |
 *       |              |          +--answer--> ANSWERED
 *       |          RETURNED <-----+--return    (the sender may mend it)
 *       |              |          +--refuse--> REFUSED
 *       v              v          v
 *       +--------------+----------+--withdraw (the sender)--> WITHDRAWN
 */
#ifndef CONVENE_RULES_REQUEST_STEP_H
#define CONVENE_RULES_REQUEST_STEP_H

#include "convene/v1/request.pb-c.h"

#include <stdbool.h>

bool request_may_become(Convene__V1__RequestState from, Convene__V1__RequestState to);

/* Whether the sending side takes the step there. */
bool request_step_is_senders(Convene__V1__RequestState to);

/* "answered"; "?" for what is no state. */
const char *request_state_name(Convene__V1__RequestState state);

#endif
