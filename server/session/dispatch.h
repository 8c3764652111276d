/*
 * The head of a conversation: takes a stream, and gives each frame that arrives, the first and
 * those of somebody who is logged in, to the file that knows what to do with it. Loop thread only.
 */
#ifndef CONVENE_SESSION_DISPATCH_H
#define CONVENE_SESSION_DISPATCH_H

struct stream;

/* What is spoken: its name in ALPN. */
#define DISPATCH_PROTOCOL "convene/1"

/* Begins a session over a stream; a struct protocol's `accept`. `host` is a struct host; borrowed:
 * outlives the stream. */
void dispatch_accept(void *host, struct stream *stream);

#endif
