#include "proto/frame.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Frames of these lengths, one after the other, each filled with its own number. */
static const size_t lengths[] = {0, 1, 127, 128, 0, 300, 2000, 5, 70000, 1};
#define FRAMES (sizeof(lengths) / sizeof(lengths[0]))

static void make_stream(struct buf *stream)
{
	for (size_t i = 0; i < FRAMES; i++) {
		buf_append_varint(stream, lengths[i]);
		memset(buf_reserve(stream, lengths[i]), (int)i, lengths[i]);
		stream->len += lengths[i];
	}
}

static void check_frame(size_t index, const uint8_t *frame, size_t len)
{
	assert_true(index < FRAMES);
	assert_int_equal(len, lengths[index]);
	for (size_t i = 0; i < len; i++) {
		assert_int_equal(frame[i], index);
	}
}

/* Each piece is copied to memory of its own size, so that reading beyond it is found. */
static size_t feed(struct frame_decoder *decoder, const uint8_t *bytes, size_t len, size_t index)
{
	uint8_t *piece = malloc(len);
	const uint8_t *in = piece, *frame = NULL;
	size_t frame_len = 0;
	enum frame_status status;

	memcpy(piece, bytes, len);
	while (
	    (status = frame_decoder_next(decoder, &in, &len, &frame, &frame_len)) == FRAME_READY) {
		check_frame(index++, frame, frame_len);
	}
	assert_int_equal(status, FRAME_NEED_MORE);
	assert_int_equal(len, 0);
	free(piece);
	return index;
}

static void test_any_pieces(void **state)
{
	const char *seed_text = getenv("CONVENE_TEST_SEED");
	unsigned seed = seed_text != NULL ? (unsigned)strtoul(seed_text, NULL, 10) : 1;
	struct buf stream = {0};

	(void)state;
	make_stream(&stream);
	for (unsigned round = 0; round < 60; round++) {
		struct frame_decoder decoder;
		unsigned draw = seed + round;
		size_t at = 0, index = 0, most = round == 0 ? 1 : (size_t)1 << (round % 17);

		frame_decoder_init(&decoder, 70000);
		while (at < stream.len) {
			size_t piece = 1 + (size_t)rand_r(&draw) % most;

			if (piece > stream.len - at) {
				piece = stream.len - at;
			}
			index = feed(&decoder, stream.data + at, piece, index);
			at += piece;
		}
		if (index != FRAMES) {
			fail_msg("%zu frames with seed %u, round %u", index, seed, round);
		}
		frame_decoder_deinit(&decoder);
	}
	buf_deinit(&stream);
}

static void test_whole_frame_is_not_copied(void **state)
{
	static const uint8_t bytes[] = {2, 'h', 'i', 1, '!'};
	const uint8_t *in = bytes, *frame;
	size_t len = sizeof(bytes), frame_len;
	struct frame_decoder decoder;

	(void)state;
	frame_decoder_init(&decoder, 10);
	assert_int_equal(frame_decoder_next(&decoder, &in, &len, &frame, &frame_len), FRAME_READY);
	assert_ptr_equal(frame, bytes + 1);
	assert_int_equal(frame_decoder_next(&decoder, &in, &len, &frame, &frame_len), FRAME_READY);
	assert_ptr_equal(frame, bytes + 4);
	assert_null(decoder.partial.data);
	frame_decoder_deinit(&decoder);
}

static void test_limit(void **state)
{
	static const uint8_t at_limit[] = {3, 1, 2, 3}, above[] = {4},
	                     huge[] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01};
	struct frame_decoder decoder;
	const uint8_t *in, *frame;
	size_t len, frame_len;

	(void)state;
	frame_decoder_init(&decoder, 3);
	in = at_limit;
	len = sizeof(at_limit);
	assert_int_equal(frame_decoder_next(&decoder, &in, &len, &frame, &frame_len), FRAME_READY);
	/* refused as soon as the length is known, before a byte of the frame has come */
	in = above;
	len = sizeof(above);
	assert_int_equal(
	    frame_decoder_next(&decoder, &in, &len, &frame, &frame_len), FRAME_TOO_LARGE);
	in = huge;
	len = 5;
	assert_int_equal(
	    frame_decoder_next(&decoder, &in, &len, &frame, &frame_len), FRAME_NEED_MORE);
	in = huge + 5;
	len = sizeof(huge) - 5;
	assert_int_equal(
	    frame_decoder_next(&decoder, &in, &len, &frame, &frame_len), FRAME_TOO_LARGE);
	/* and it stays refused */
	assert_int_equal(
	    frame_decoder_next(&decoder, &in, &len, &frame, &frame_len), FRAME_TOO_LARGE);
	frame_decoder_deinit(&decoder);
}

static void test_malformed(void **state)
{
	static const uint8_t bytes[11] = {
	    0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80};
	struct frame_decoder decoder;
	const uint8_t *in = bytes, *frame;
	size_t len = sizeof(bytes), frame_len;

	(void)state;
	frame_decoder_init(&decoder, SIZE_MAX);
	assert_int_equal(
	    frame_decoder_next(&decoder, &in, &len, &frame, &frame_len), FRAME_MALFORMED);
	frame_decoder_deinit(&decoder);
}

static void test_memory_follows_arrival(void **state)
{
	static const uint8_t header[] = {0xff, 0xff, 0x3f}; /* announces 1 MiB - 1 */
	static const uint8_t body[100];
	struct frame_decoder decoder;
	const uint8_t *in = header, *frame;
	size_t len = sizeof(header), frame_len;

	(void)state;
	frame_decoder_init(&decoder, FRAME_LIMIT);
	assert_int_equal(
	    frame_decoder_next(&decoder, &in, &len, &frame, &frame_len), FRAME_NEED_MORE);
	in = body;
	len = sizeof(body);
	assert_int_equal(
	    frame_decoder_next(&decoder, &in, &len, &frame, &frame_len), FRAME_NEED_MORE);
	assert_true(decoder.partial.cap < 1000);
	frame_decoder_deinit(&decoder);
}

static void test_limit_may_shrink(void **state)
{
	static const uint8_t first[] = {4, 1, 2}, rest[] = {3, 4, 1, 9};
	struct frame_decoder decoder;
	const uint8_t *in = first, *frame;
	size_t len = sizeof(first), frame_len;

	(void)state;
	frame_decoder_init(&decoder, 4);
	assert_int_equal(
	    frame_decoder_next(&decoder, &in, &len, &frame, &frame_len), FRAME_NEED_MORE);
	in = rest;
	len = sizeof(rest);
	assert_int_equal(frame_decoder_next(&decoder, &in, &len, &frame, &frame_len), FRAME_READY);
	assert_int_equal(frame_len, 4);
	decoder.limit = 1;
	assert_int_equal(frame_decoder_next(&decoder, &in, &len, &frame, &frame_len), FRAME_READY);
	assert_int_equal(frame_len, 1);
	assert_int_equal(frame[0], 9);
	frame_decoder_deinit(&decoder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_any_pieces),
	    cmocka_unit_test(test_whole_frame_is_not_copied),
	    cmocka_unit_test(test_limit),
	    cmocka_unit_test(test_malformed),
	    cmocka_unit_test(test_memory_follows_arrival),
	    cmocka_unit_test(test_limit_may_shrink),
	};

	return cmocka_run_group_tests_name("frame", tests, NULL, NULL);
}
