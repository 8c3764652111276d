#include "server/session/outbox.h"

#include "convene/v1/frame.pb-c.h"
#include "tests/unit/live/live_fixture.h"

#include <stdlib.h>

static void items_leave_in_order(void **state)
{
	struct outbox outbox = {0};
	uint64_t in = 0, out = 0;
	size_t bytes = 0;

	(void)state;
	srand(7);
	assert_null(outbox_first(&outbox));
	for (int round = 0; round < 2000; round++) {
		if (rand() % 2 != 0) {
			size_t len = (size_t)(rand() % 50);
			uint8_t content[50] = {0};
			struct blob *blob = blob_new(content, len);

			outbox_push(&outbox, &(struct outbox_item){.blob = blob, .seq = in++});
			blob_drop(blob);
			bytes += len;
		} else if (outbox.count > 0) {
			assert_int_equal(outbox_first(&outbox)->seq, out++);
			bytes -= outbox_first(&outbox)->blob->len;
			outbox_pop(&outbox);
		}
		assert_int_equal(outbox.bytes, bytes);
		assert_int_equal(outbox.count, in - out);
		/* while it is empty it holds no memory */
		assert_int_equal(outbox.items != NULL, outbox.count > 0);
	}
	outbox_deinit(&outbox);
	assert_int_equal(outbox.bytes, 0);
	outbox_deinit(&outbox);
}

static void a_blob_lives_as_long_as_somebody_has_it(void **state)
{
	struct outbox first = {0}, second = {0};
	struct blob *blob = blob_new("abc", 3);

	(void)state;
	outbox_push(&first, &(struct outbox_item){.blob = blob});
	outbox_push(&second, &(struct outbox_item){.blob = blob});
	assert_int_equal(blob->references, 3);
	outbox_pop(&first);
	blob_drop(blob);
	assert_int_equal(blob->references, 1);
	assert_memory_equal(outbox_first(&second)->blob->bytes, "abc", 3);
	outbox_deinit(&second);
}

static void a_frame_is_delimited(void **state)
{
	Convene__V1__ServerFrame frame = CONVENE__V1__SERVER_FRAME__INIT;
	Convene__V1__Error error = CONVENE__V1__ERROR__INIT;
	char text[301];
	struct blob *blob;

	(void)state;
	memset(text, 't', 300);
	text[300] = '\0';
	error.message = text;
	frame.body_case = CONVENE__V1__SERVER_FRAME__BODY_ERROR;
	frame.error = &error;
	blob = blob_of_message(&frame.base);
	assert_int_equal(blob->len, convene__v1__server_frame__get_packed_size(&frame) + 2);
	assert_int_equal((blob->bytes[0] & 0x7f) | blob->bytes[1] << 7, blob->len - 2);
	blob_drop(blob);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(items_leave_in_order),
	    cmocka_unit_test(a_blob_lives_as_long_as_somebody_has_it),
	    cmocka_unit_test(a_frame_is_delimited),
	};

	return cmocka_run_group_tests_name("outbox", tests, NULL, NULL);
}
