#include "tests/unit/session/wrapped.h"

#include "proto/frame.h"
#include "proto/xalloc.h"
#include "server/session/dispatch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define HEADER_BYTES 4u

struct wrapped {
	struct stream upper;  /* first: as its owner has it */
	struct stream *lower; /* borrowed: outlives this */
	uint8_t header[HEADER_BYTES];
	size_t header_len;   /* bytes of it that have come */
	size_t message_left; /* bytes of a message that are still to come */
	bool wanted, closing;
};

static struct wrapped *wrapped_of(const struct stream *upper)
{
	return (struct wrapped *)(uintptr_t)upper;
}

static void put_header(uint8_t out[HEADER_BYTES], bool ends, size_t len)
{
	out[0] = ends;
	out[1] = (uint8_t)(len >> 16);
	out[2] = (uint8_t)(len >> 8);
	out[3] = (uint8_t)len;
}

static size_t length_of(const uint8_t header[HEADER_BYTES])
{
	return (size_t)header[1] << 16 | (size_t)header[2] << 8 | header[3];
}

/* --- what the owner of the upper one asks for --- */

static size_t less_header(struct wrapped *wrapped, size_t room)
{
	if (wrapped->closing) {
		return 0;
	}
	if (room > HEADER_BYTES) {
		return room - HEADER_BYTES;
	}
	wrapped->wanted = true; /* as it is told 0 */
	stream_want_write(wrapped->lower);
	return 0;
}

static size_t room(const struct stream *upper)
{
	struct wrapped *wrapped = wrapped_of(upper);

	return less_header(wrapped, stream_room(wrapped->lower));
}

static size_t write_message(struct stream *upper, const uint8_t *bytes, size_t len, bool more)
{
	struct wrapped *wrapped = wrapped_of(upper);
	uint8_t header[HEADER_BYTES];

	put_header(header, !more, len);
	stream_write(wrapped->lower, header, HEADER_BYTES, true);
	return less_header(wrapped, stream_write(wrapped->lower, bytes, len, false));
}

static void want_write(struct stream *upper)
{
	wrapped_of(upper)->wanted = true;
	stream_want_write(wrapped_of(upper)->lower);
}

static void pause_reading(struct stream *upper)
{
	stream_pause(wrapped_of(upper)->lower);
}

static void resume_reading(struct stream *upper)
{
	stream_resume(wrapped_of(upper)->lower);
}

static void set_deadline(struct stream *upper, uint32_t ms)
{
	stream_set_deadline(wrapped_of(upper)->lower, ms);
}

static void vouch(struct stream *upper)
{
	stream_vouch(wrapped_of(upper)->lower);
}

static void close_stream(struct stream *upper)
{
	wrapped_of(upper)->closing = true;
	stream_want_write(wrapped_of(upper)->lower);
}

static const struct stream_kind kind = {
    .write = write_message,
    .room = room,
    .want_write = want_write,
    .pause = pause_reading,
    .resume = resume_reading,
    .set_deadline = set_deadline,
    .vouch = vouch,
    .close = close_stream,
};

/* --- what the lower one tells --- */

static void received(void *owner, const uint8_t *bytes, size_t len)
{
	struct wrapped *wrapped = owner;

	while (len > 0 && !wrapped->closing) {
		size_t count = len < wrapped->message_left ? len : wrapped->message_left;

		if (count > 0) {
			wrapped->message_left -= count;
			wrapped->upper.events->received(wrapped->upper.owner, bytes, count);
		} else {
			count = 1;
			wrapped->header[wrapped->header_len++] = bytes[0];
			if (wrapped->header_len == HEADER_BYTES) {
				wrapped->header_len = 0;
				wrapped->message_left = length_of(wrapped->header);
			}
		}
		bytes += count;
		len -= count;
	}
}

static void writable(void *owner)
{
	struct wrapped *wrapped = owner;
	uint8_t goodbye[HEADER_BYTES];

	if (wrapped->wanted && !wrapped->closing) {
		wrapped->wanted = false;
		wrapped->upper.events->writable(wrapped->upper.owner);
	}
	if (!wrapped->closing) {
		return;
	}
	put_header(goodbye, true, 0);
	stream_write(wrapped->lower, goodbye, HEADER_BYTES, false);
	stream_close(wrapped->lower);
}

static void expired(void *owner)
{
	struct wrapped *wrapped = owner;

	wrapped->upper.events->expired(wrapped->upper.owner);
}

static void closed(void *owner, enum close_reason reason)
{
	struct wrapped *wrapped = owner;

	wrapped->upper.events->closed(wrapped->upper.owner, reason);
	free(wrapped);
}

void wrapped_accept(void *host, struct stream *lower)
{
	static const struct stream_events events = {
	    .received = received, .writable = writable, .expired = expired, .closed = closed};
	struct wrapped *wrapped = xcalloc(1, sizeof(*wrapped));

	wrapped->lower = lower;
	wrapped->upper = (struct stream){.kind = &kind,
	    .id = lower->id,
	    .address = lower->address,
	    .address_key = lower->address_key};
	stream_attach(lower, &events, wrapped);
	dispatch_accept(host, &wrapped->upper);
}

/* --- the peer --- */

void wrapped_message(struct buf *out, const void *bytes, size_t len)
{
	uint8_t header[HEADER_BYTES];

	put_header(header, true, len);
	buf_append(out, header, HEADER_BYTES);
	buf_append(out, bytes, len);
}

bool wrapped_read(const struct buf *messages, struct buf *out)
{
	struct frame_decoder decoder;
	bool goodbye = false;

	frame_decoder_init(&decoder, FRAME_LIMIT);
	for (size_t at = 0; at < messages->len;) {
		const uint8_t *header = messages->data + at, *bytes = header + HEADER_BYTES, *frame;
		size_t len = length_of(header), left = len, frame_len;

		assert_false(goodbye);
		assert_true(at + HEADER_BYTES + len <= messages->len);
		goodbye = len == 0;
		buf_append(out, bytes, len);
		while (
		    frame_decoder_next(&decoder, &bytes, &left, &frame, &frame_len) == FRAME_READY)
			;
		if (header[0] == 1) {
			assert_int_equal(decoder.partial.len, 0);
		}
		at += HEADER_BYTES + len;
	}
	frame_decoder_deinit(&decoder);
	return goodbye;
}
