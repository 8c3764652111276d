/* What a desk's client was told, on its way into struct desk. For desk.c. */
#ifndef CONVENE_TESTS_DESK_RECEIVED_H
#define CONVENE_TESTS_DESK_RECEIVED_H

#include "tests/integration/hall.h"

/* A driver_event_fn; `context` is the desk. */
void desk_received(void *context, struct driver_client *client, const struct convene_event *event);

#endif
