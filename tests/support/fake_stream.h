/*
 * A stream in memory: no socket, no loop, no clock. The test is the peer and the one who lets turns
 * pass and time. It keeps the promises of server/base/stream.h to the owner (pieces, pauses,
 * `writable` on demand alone, no event from within a call), and fails the test when the owner does
 * not keep its own: it writes in `writable` only, not after a close, and says truly where a frame
 * goes on.
 */
#ifndef CONVENE_TESTS_FAKE_STREAM_H
#define CONVENE_TESTS_FAKE_STREAM_H

#include "proto/frame.h"
#include "server/base/stream.h"

struct fake_stream {
	struct stream stream;         /* as the owner has it */
	size_t piece;                 /* bytes that arrive at a time, 4096 at most */
	size_t takes;                 /* bytes that the peer takes in one turn */
	struct buf input;             /* what the peer sent and the owner was not given yet */
	struct buf output;            /* all that the owner wrote */
	struct frame_decoder frames;  /* of the output */
	unsigned writes, cut;         /* calls of stream_write(); those that ended within a frame */
	size_t left;                  /* of `takes`, in this turn */
	uint64_t now_ms, deadline_ms; /* deadline 0: none */
	bool wanted, refused, writing;
	bool paused, vouched, closing, closed;
	bool wrapped; /* the owner's bytes are not frames, but what carries them */
};

void fake_stream_init(struct fake_stream *fake, uint64_t id);
void fake_stream_deinit(struct fake_stream *fake);

/* The peer sends; it arrives with the next turns. */
void fake_stream_send(struct fake_stream *fake, const void *bytes, size_t len);

/* One turn: what was sent arrives, unless reading is paused; the owner writes, if it wants to; a
 * close is carried out. */
void fake_stream_turn(struct fake_stream *fake);

/* Turns until the owner has nothing to say, or the peer takes nothing. */
void fake_stream_settle(struct fake_stream *fake);

/* Time passes: the deadline, if there is one, may pass too. */
void fake_stream_pass(struct fake_stream *fake, uint64_t ms);

/* The peer goes. */
void fake_stream_cut(struct fake_stream *fake);

#endif
