/*
 * Delimited frames out of a stream of bytes: varint length, then the message. Knows nothing of
 * sockets. One stream, one thread. Owns only the bytes of a frame that has not wholly arrived.
 */
#ifndef CONVENE_PROTO_FRAME_H
#define CONVENE_PROTO_FRAME_H

#include "proto/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of Hello and Welcome (frame.proto): both sides speak this one and no other. */
#define PROTOCOL_VERSION 3

/* Limits of a server (README.md of this folder). */
#define FRAME_LIMIT_BEFORE_LOGIN (64u * 1024u)
#define FRAME_LIMIT              (1024u * 1024u)

struct frame_decoder {
	size_t limit;       /* longest message accepted; may be changed between two frames */
	struct buf partial; /* owned: header and body of the frame that is arriving */
	bool handed_out;    /* `partial` holds the frame returned last, which is done with */
};

enum frame_status {
	FRAME_READY,     /* a frame is in *frame */
	FRAME_NEED_MORE, /* all input is consumed */
	FRAME_TOO_LARGE, /* longer than the limit: the stream can no longer be trusted */
	FRAME_MALFORMED, /* no varint: likewise */
};

void frame_decoder_init(struct frame_decoder *decoder, size_t limit);
void frame_decoder_deinit(struct frame_decoder *decoder);

/*
 * Takes bytes from *in (moving *in and *in_len) until a frame is whole. The frame is borrowed:
 * valid until the next call and no longer than the input. A frame that lies whole in the input is
 * not copied. A length that exceeds the limit is refused as soon as it is read, before anything is
 * kept for it. Memory for a partial frame grows with what has arrived, never with what was
 * announced.
 */
enum frame_status frame_decoder_next(struct frame_decoder *decoder, const uint8_t **in,
    size_t *in_len, const uint8_t **frame, size_t *frame_len);

#endif
