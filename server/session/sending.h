/*
 * What leaves, and when: the Welcome, answers, names, events. Decided here alone, each time that
 * the stream takes more. Loop thread only.
 */
#ifndef CONVENE_SESSION_SENDING_H
#define CONVENE_SESSION_SENDING_H

#include "server/session/session.h"

/* The stream takes more; a stream's event. */
void sending_writable(void *session);

/* There is more on disk; a follower's callback. */
void sending_advanced(struct follower *follower);

#endif
