#include "server/hub/hub.h"

#include "convene/v1/frame.pb-c.h"
#include "proto/frame.h"
#include "tests/unit/live/live_fixture.h"

#include <stdlib.h>

#define EVENTS 60

static const struct viewer controller = {CONVENE__V1__ROLE__ROLE_CONTROLLER, NO_TEAM};
static const struct viewer observer = {CONVENE__V1__ROLE__ROLE_OBSERVER, NO_TEAM};
static const struct viewer police = {CONVENE__V1__ROLE__ROLE_PLAYER, 0};
static const struct viewer shelter = {CONVENE__V1__ROLE__ROLE_PLAYER, 70};

/* Event n is for everyone (n % 3 == 0), for the controllers (1) or for them and the shelter (2). */
static void audience_of(uint64_t seq, struct audience *out)
{
	*out = (struct audience){.everyone = seq % 3 == 0};
	if (seq % 3 != 0) {
		out->roles = 1u << CONVENE__V1__ROLE__ROLE_CONTROLLER;
	}
	if (seq % 3 == 2) {
		set_add(&out->teams, 70);
	}
}

static bool is_for(uint64_t seq, const struct viewer *viewer)
{
	return viewer == &controller || seq % 3 == 0 || (viewer == &shelter && seq % 3 == 2);
}

static void fill(struct window *window)
{
	window_init(window, 1);
	for (uint64_t seq = 1; seq <= EVENTS; seq++) {
		size_t len = (size_t)(seq * 37 % 400) + 1;
		uint8_t *bytes = malloc(len + 5);
		struct audience audience;

		assert_non_null(bytes);
		memset(bytes, (int)seq, len);
		memset(bytes + len, 0xee, 5);
		audience_of(seq, &audience);
		window_append(window, &audience, bytes, len, 5);
	}
}

/* Decodes a batch: each event that is for the viewer, in order, and nothing else. */
static void check_batch(
    const struct hub_batch *batch, const struct viewer *viewer, uint64_t after_seq)
{
	struct frame_decoder decoder;
	const uint8_t *at = batch->frames.data, *bytes;
	size_t left = batch->frames.len, len;

	frame_decoder_init(&decoder, FRAME_LIMIT);
	for (uint64_t seq = after_seq + 1; seq <= batch->through_seq; seq++) {
		Convene__V1__ServerFrame *frame;

		if (!is_for(seq, viewer)) {
			continue;
		}
		assert_int_equal(
		    frame_decoder_next(&decoder, &at, &left, &bytes, &len), FRAME_READY);
		frame = convene__v1__server_frame__unpack(NULL, len, bytes);
		assert_non_null(frame);
		assert_int_equal(frame->body_case, CONVENE__V1__SERVER_FRAME__BODY_ENTRY);
		assert_int_equal(frame->entry->event.len, seq * 37 % 400 + 1);
		assert_int_equal(frame->entry->event.data[0], seq);
		assert_int_equal(frame->entry->envelope.len, viewer == &controller ? 5 : 0);
		assert_int_equal(frame->entry->hash.len, 0);
		convene__v1__server_frame__free_unpacked(frame, NULL);
	}
	assert_int_equal(left, 0);
	frame_decoder_deinit(&decoder);
}

static void each_class_gets_what_is_for_it(void **state)
{
	static const struct viewer *const viewers[] = {&controller, &observer, &police, &shelter};
	struct window window;
	struct hub *hub = malloc(sizeof(*hub));

	(void)state;
	assert_non_null(hub);
	fill(&window);
	hub_init(hub);
	for (size_t i = 0; i < 4; i++) {
		for (uint64_t after = 0; after < EVENTS; after++) {
			const struct hub_batch *batch =
			    hub_batch(hub, &window, viewers[i], after, EVENTS, SIZE_MAX);

			assert_int_equal(batch->through_seq, EVENTS);
			check_batch(batch, viewers[i], after);
		}
	}
	hub_deinit(hub);
	free(hub);
	window_deinit(&window);
}

/* In small pieces, and never beyond what is durable. */
static void pieces_follow_each_other(void **state)
{
	static const size_t sizes[] = {1, 100, 500, 5000};
	struct window window;
	struct hub *hub = malloc(sizeof(*hub));

	(void)state;
	assert_non_null(hub);
	fill(&window);
	hub_init(hub);
	for (size_t i = 0; i < 4; i++) {
		uint64_t after = 0;

		while (after < 45) {
			const struct hub_batch *batch =
			    hub_batch(hub, &window, &shelter, after, 45, sizes[i]);

			assert_in_range(batch->through_seq, after + 1, 45);
			check_batch(batch, &shelter, after);
			/* at most one event more than asked for */
			assert_true(batch->frames.len < sizes[i] + 450);
			after = batch->through_seq;
		}
	}
	hub_deinit(hub);
	free(hub);
	window_deinit(&window);
}

static void a_class_shares_its_bytes(void **state)
{
	struct window window;
	struct hub *hub = malloc(sizeof(*hub));
	const struct viewer other = {CONVENE__V1__ROLE__ROLE_PLAYER, 70};
	const struct hub_batch *batch;
	const uint8_t *bytes;

	(void)state;
	assert_non_null(hub);
	fill(&window);
	hub_init(hub);
	batch = hub_batch(hub, &window, &shelter, 3, 40, SIZE_MAX);
	bytes = batch->frames.data;
	hub_batch(hub, &window, &police, 3, 40, SIZE_MAX);
	assert_ptr_equal(hub_batch(hub, &window, &other, 3, 40, SIZE_MAX), batch);
	assert_ptr_equal(batch->frames.data, bytes);
	/* the head has moved on: other bytes */
	check_batch(hub_batch(hub, &window, &other, 3, 41, SIZE_MAX), &shelter, 3);
	assert_int_equal(hub_batch(hub, &window, &other, 3, 41, SIZE_MAX)->through_seq, 41);
	hub_deinit(hub);
	free(hub);
	window_deinit(&window);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_class_gets_what_is_for_it),
	    cmocka_unit_test(pieces_follow_each_other),
	    cmocka_unit_test(a_class_shares_its_bytes),
	};

	return cmocka_run_group_tests_name("hub", tests, NULL, NULL);
}
