/*
 * Prompt and banner: who we are, what is new and what waits, and how the connection is. One thread.
 * Works on the join. Cannot fail.
 */
#ifndef CONVENE_JOIN_STATUS_H
#define CONVENE_JOIN_STATUS_H

#include "client/cli/join/join.h"

/* The terminal's callbacks; `context` is the join. */
const char *status_prompt(void *context);
void status_banner(void *context, size_t columns, struct buf *out);

/* From here on, prompt and banner say what is so by now, until it is stopped. */
void status_start(struct join *join);
void status_stop(struct join *join);

/* The connection is lost, another attempt has failed (the same again, with a reason of its own), or
 * there is one again. */
void status_offline(struct join *join, const struct convene_loss *loss);
void status_online(struct join *join);

/* Something was sent: when it is late, prompt and banner say so. */
void status_sent(struct join *join);

/* Enter, while there is no connection: it is tried at once. */
void status_hurry(struct join *join);

#endif
