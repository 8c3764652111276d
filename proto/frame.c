/*
 * A frame that lies whole in what was read is handed out where it lies; only what is split between
 * two reads is copied. The length is checked before there is room for it: who announces much and
 * sends nothing gets nothing.
 */
#include "proto/frame.h"

/* An idle connection keeps no more than this for its next partial frame. */
#define KEEP_BYTES 1024u

void frame_decoder_init(struct frame_decoder *decoder, size_t limit)
{
	*decoder = (struct frame_decoder){.limit = limit};
}

void frame_decoder_deinit(struct frame_decoder *decoder)
{
	buf_deinit(&decoder->partial);
}

/* The frame that was handed out from `partial` last time is done with. */
static void forget(struct frame_decoder *decoder)
{
	if (decoder->partial.cap > KEEP_BYTES) {
		buf_deinit(&decoder->partial);
	}
	decoder->partial.len = 0;
	decoder->handed_out = false;
}

/* Reads the header of a frame at `bytes`: FRAME_READY when the length is known and allowed. */
static enum frame_status read_header(const struct frame_decoder *decoder, const uint8_t *bytes,
    size_t len, size_t *header_len, size_t *body_len)
{
	uint64_t length;
	int taken = varint_read(bytes, len, &length);
	if (taken < 0) {
		return FRAME_MALFORMED;
	}
	if (taken == 0) {
		return FRAME_NEED_MORE;
	}
	if (length > decoder->limit) {
		return FRAME_TOO_LARGE;
	}
	*header_len = (size_t)taken;
	*body_len = (size_t)length;
	return FRAME_READY;
}

static void take(struct frame_decoder *decoder, const uint8_t **in, size_t *in_len, size_t count)
{
	buf_append(&decoder->partial, *in, count);
	*in += count;
	*in_len -= count;
}

/* Goes on with a frame whose first bytes came with earlier input. */
static enum frame_status continue_partial(struct frame_decoder *decoder, const uint8_t **in,
    size_t *in_len, const uint8_t **frame, size_t *frame_len)
{
	struct buf *partial = &decoder->partial;
	size_t header_len, body_len;
	enum frame_status status;
	while ((status = read_header(decoder, partial->data, partial->len, &header_len,
	            &body_len)) == FRAME_NEED_MORE) {
		if (*in_len == 0) {
			return FRAME_NEED_MORE;
		}
		take(decoder, in, in_len, 1);
	}
	if (status != FRAME_READY) {
		return status;
	}
	size_t missing = header_len + body_len - partial->len;
	take(decoder, in, in_len, missing < *in_len ? missing : *in_len);
	if (partial->len < header_len + body_len) {
		return FRAME_NEED_MORE;
	}
	decoder->handed_out = true;
	*frame = partial->data + header_len;
	*frame_len = body_len;
	return FRAME_READY;
}

enum frame_status frame_decoder_next(struct frame_decoder *decoder, const uint8_t **in,
    size_t *in_len, const uint8_t **frame, size_t *frame_len)
{
	struct buf *partial = &decoder->partial;
	size_t header_len, body_len;
	if (decoder->handed_out) {
		forget(decoder);
	}
	if (partial->len > 0) {
		return continue_partial(decoder, in, in_len, frame, frame_len);
	}
	if (*in_len == 0) {
		return FRAME_NEED_MORE;
	}
	enum frame_status status = read_header(decoder, *in, *in_len, &header_len, &body_len);
	if (status == FRAME_READY && *in_len - header_len >= body_len) {
		*frame = *in + header_len;
		*frame_len = body_len;
		*in += header_len + body_len;
		*in_len -= header_len + body_len;
		return FRAME_READY;
	}
	if (status == FRAME_READY || status == FRAME_NEED_MORE) {
		take(decoder, in, in_len, *in_len);
		return FRAME_NEED_MORE;
	}
	return status;
}
