/*
 * A stream that stands on another, as a protocol between TLS and a session would: what its owner
 * writes goes out in messages, each behind four bytes: 1 if a frame ends with it, and its length.
 * What comes in is in messages too. A last message of no bytes says goodbye. Made by accepting the
 * lower stream; freed when that is closed.
 */
#ifndef CONVENE_TESTS_WRAPPED_H
#define CONVENE_TESTS_WRAPPED_H

#include "proto/buf.h"
#include "server/base/stream.h"

/* The lower one is handed over; the owner of the upper one is what dispatch_accept() makes. `host`
 * as there. */
void wrapped_accept(void *host, struct stream *lower);

/* For the peer: a message with these bytes; and what messages hold, appended to `out`. Fails the
 * test where a frame does not end with the message that says so. True: goodbye was said, last. */
void wrapped_message(struct buf *out, const void *bytes, size_t len);
bool wrapped_read(const struct buf *messages, struct buf *out);

#endif
