/*
 * Who a message goes to: a team, an entity or the controllers. Pure; any thread.
 */
#ifndef CONVENE_PROTO_PARTY_H
#define CONVENE_PROTO_PARTY_H

#include "convene/v1/event.pb-c.h"

/* The message afresh; `id` NULL with control. Borrowed: the id. */
void party_set(Convene__V1__Party *party, Convene__V1__Party__KindCase kind, char *id);

#endif
