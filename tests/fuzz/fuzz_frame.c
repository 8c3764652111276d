/* The frame decoder: any bytes, in any pieces, give the same frames as in one piece. */
#include "proto/frame.h"
#include "tests/fuzz/replay.h"

#include <stdlib.h>
#include <string.h>

#define LIMIT 1000u

/* All frames, each with its length before it, and the status at the end. */
static enum frame_status decode(const uint8_t *bytes, size_t len, size_t piece, struct buf *frames)
{
	struct frame_decoder decoder;
	enum frame_status status = FRAME_NEED_MORE;

	frame_decoder_init(&decoder, LIMIT);
	for (size_t at = 0; at < len && status == FRAME_NEED_MORE; at += piece) {
		size_t left = len - at < piece ? len - at : piece, frame_len;
		const uint8_t *in = bytes + at, *frame;

		while ((status = frame_decoder_next(&decoder, &in, &left, &frame, &frame_len)) ==
		       FRAME_READY) {
			fuzz_claim(frame_len <= LIMIT, "no frame exceeds the limit");
			buf_append_varint(frames, frame_len);
			buf_append(frames, frame, frame_len);
		}
		fuzz_claim(status != FRAME_NEED_MORE || left == 0, "all input is consumed");
		fuzz_claim(decoder.partial.cap <= 4 * LIMIT + 64, "memory is bounded");
	}
	frame_decoder_deinit(&decoder);
	return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static const size_t pieces[] = {1, 2, 7, 100};
	struct buf whole = {0};
	enum frame_status status = decode(bytes, len, len + 1, &whole);

	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		struct buf again = {0};

		fuzz_claim(decode(bytes, len, pieces[i], &again) == status, "pieces: same end");
		fuzz_claim(again.len == whole.len &&
		               (whole.len == 0 || memcmp(again.data, whole.data, whole.len) == 0),
		    "pieces: same frames");
		buf_deinit(&again);
	}
	buf_deinit(&whole);
	return 0;
}
