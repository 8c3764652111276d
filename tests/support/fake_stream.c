#include "tests/support/fake_stream.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define PIECE_BYTES 4096u
#define BATCH_BYTES (32u * 1024u)

static struct fake_stream *fake_of(const struct stream *stream)
{
	return (struct fake_stream *)(uintptr_t)stream;
}

static size_t room(const struct stream *stream)
{
	const struct fake_stream *fake = fake_of(stream);

	if (!fake->writing || fake->closing) {
		return 0;
	}
	return fake->left < BATCH_BYTES ? fake->left : BATCH_BYTES;
}

/* True when the output ends where a frame does. */
static bool follow_frames(struct fake_stream *fake, const uint8_t *bytes, size_t len)
{
	const uint8_t *frame;
	size_t frame_len;
	enum frame_status status;

	do {
		status = frame_decoder_next(&fake->frames, &bytes, &len, &frame, &frame_len);
	} while (status == FRAME_READY);
	assert_int_equal(status, FRAME_NEED_MORE);
	return fake->frames.partial.len == 0;
}

static size_t write_bytes(struct stream *stream, const uint8_t *bytes, size_t len, bool more)
{
	struct fake_stream *fake = fake_of(stream);

	assert_true(fake->writing);
	assert_false(fake->closing);
	assert_true(fake->wrapped || follow_frames(fake, bytes, len) || more);
	buf_append(&fake->output, bytes, len);
	fake->writes++;
	fake->cut += more;
	fake->left -= len < fake->left ? len : fake->left;
	fake->refused = fake->refused || fake->left == 0;
	return room(stream);
}

static void want_write(struct stream *stream)
{
	fake_of(stream)->wanted = true;
}

static void pause_reading(struct stream *stream)
{
	fake_of(stream)->paused = true;
}

static void resume_reading(struct stream *stream)
{
	fake_of(stream)->paused = false;
}

static void set_deadline(struct stream *stream, uint32_t ms)
{
	struct fake_stream *fake = fake_of(stream);

	fake->deadline_ms = ms == 0 ? 0 : fake->now_ms + ms;
}

static void vouch(struct stream *stream)
{
	fake_of(stream)->vouched = true;
}

static void close_stream(struct stream *stream)
{
	fake_of(stream)->closing = true;
}

static const struct stream_kind kind = {
    .write = write_bytes,
    .room = room,
    .want_write = want_write,
    .pause = pause_reading,
    .resume = resume_reading,
    .set_deadline = set_deadline,
    .vouch = vouch,
    .close = close_stream,
};

void fake_stream_init(struct fake_stream *fake, uint64_t id)
{
	*fake = (struct fake_stream){.piece = PIECE_BYTES, .takes = SIZE_MAX};
	fake->stream = (struct stream){
	    .kind = &kind, .id = id, .address = "192.0.2.7", .address_key = "192.0.2.7"};
	frame_decoder_init(&fake->frames, FRAME_LIMIT);
}

void fake_stream_deinit(struct fake_stream *fake)
{
	assert_true(fake->closed);
	buf_deinit(&fake->input);
	buf_deinit(&fake->output);
	frame_decoder_deinit(&fake->frames);
}

void fake_stream_send(struct fake_stream *fake, const void *bytes, size_t len)
{
	buf_append(&fake->input, bytes, len);
}

static void end(struct fake_stream *fake, enum close_reason reason)
{
	assert_false(fake->closed);
	fake->closing = fake->closed = true;
	fake->stream.events->closed(fake->stream.owner, reason);
}

static void arrive(struct fake_stream *fake)
{
	uint8_t piece[PIECE_BYTES];

	while (fake->input.len > 0 && !fake->paused && !fake->closing) {
		size_t count = fake->input.len < fake->piece ? fake->input.len : fake->piece;

		memcpy(piece, fake->input.data, count);
		buf_consume(&fake->input, count);
		fake->stream.events->received(fake->stream.owner, piece, count);
	}
}

void fake_stream_turn(struct fake_stream *fake)
{
	if (fake->closed) {
		return;
	}
	arrive(fake);
	if ((fake->wanted || fake->refused) && fake->takes > 0 && !fake->closing) {
		fake->wanted = fake->refused = false;
		fake->left = fake->takes;
		fake->writing = true;
		fake->stream.events->writable(fake->stream.owner);
		fake->writing = false;
	}
	if (fake->closing) {
		end(fake, CLOSE_BY_US);
	}
}

void fake_stream_settle(struct fake_stream *fake)
{
	do {
		fake_stream_turn(fake);
	} while (!fake->closed && fake->takes > 0 && (fake->wanted || fake->refused));
}

void fake_stream_pass(struct fake_stream *fake, uint64_t ms)
{
	fake->now_ms += ms;
	if (fake->closed || fake->deadline_ms == 0 || fake->now_ms < fake->deadline_ms) {
		return;
	}
	fake->deadline_ms = 0;
	fake->stream.events->expired(fake->stream.owner);
}

void fake_stream_cut(struct fake_stream *fake)
{
	if (!fake->closed) {
		end(fake, CLOSE_TRUNCATED);
	}
}
