#include "server/hub/hub.h"

#include "convene/v1/frame.pb-c.h"
#include "proto/frame.h"
#include "proto/xalloc.h"
#include "tests/unit/live/live_fixture.h"

#include <stdlib.h>

#define EVENTS 60
#define TEAMS  100

static const struct viewer controller = {CONVENE__V1__ROLE__ROLE_CONTROLLER, NO_TEAM};
static const struct viewer observer = {CONVENE__V1__ROLE__ROLE_OBSERVER, NO_TEAM};
static const struct viewer police = {CONVENE__V1__ROLE__ROLE_PLAYER, 0};
static const struct viewer shelter = {CONVENE__V1__ROLE__ROLE_PLAYER, 70};
static const struct viewer *const viewers[] = {&controller, &observer, &police, &shelter};

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

struct stage {
	struct hub hub;
	struct numbering numbering;
	struct window recent, piece;
	struct hub_source source;
	size_t size; /* of each event; 0: they differ */
};

static void add_event(struct stage *stage, uint64_t seq)
{
	size_t len = stage->size > 0 ? stage->size : (size_t)(seq * 37 % 400) + 1;
	uint8_t *bytes = xcheck(malloc(len + 5)), hash[HASH_SIZE];
	struct audience audience;

	memset(bytes, (int)seq, len);
	memset(bytes + len, 0xee, 5);
	memset(hash, (int)(seq ^ 0xa5), sizeof(hash));
	audience_of(seq, &audience);
	window_append(&stage->recent, &audience, bytes, len, 5);
	numbering_add(&stage->numbering, &audience, seq, TEAMS);
	numbering_add_check(&stage->numbering, hash);
}

static int set_up_of(void **state, size_t size)
{
	struct stage *stage = xcalloc(1, sizeof(*stage));

	stage->size = size;
	window_init(&stage->recent, 1);
	window_init(&stage->piece, 1);
	hub_init(&stage->hub);
	for (uint64_t seq = 1; seq <= EVENTS; seq++) {
		add_event(stage, seq);
	}
	stage->source =
	    (struct hub_source){.numbering = &stage->numbering, .recent = &stage->recent};
	*state = stage;
	return 0;
}

static int set_up(void **state)
{
	return set_up_of(state, 0);
}

static int set_up_large(void **state)
{
	return set_up_of(state, 30000);
}

static int tear_down(void **state)
{
	struct stage *stage = *state;

	hub_deinit(&stage->hub);
	numbering_deinit(&stage->numbering);
	window_deinit(&stage->recent);
	window_deinit(&stage->piece);
	free(stage);
	return 0;
}

/* Position of a viewer's `number`th event, by counting. */
static uint64_t counted(const struct viewer *viewer, uint64_t number)
{
	for (uint64_t seq = 1; seq <= EVENTS; seq++) {
		number -= is_for(seq, viewer);
		if (number == 0) {
			return seq;
		}
	}
	return 0;
}

static uint64_t how_many(const struct viewer *viewer, uint64_t through)
{
	uint64_t count = 0;

	for (uint64_t seq = 1; seq <= through; seq++) {
		count += is_for(seq, viewer);
	}
	return count;
}

/* Decodes a frame: each event that is for the viewer, in order, and nothing else. */
static void check_frame(const struct stage *stage, const struct hub_frame *made,
    const struct viewer *viewer, uint64_t after)
{
	struct frame_decoder decoder;
	const uint8_t *at = made->bytes->bytes, *bytes;
	size_t left = made->bytes->len, len;
	Convene__V1__ServerFrame *frame;

	frame_decoder_init(&decoder, FRAME_LIMIT);
	assert_int_equal(frame_decoder_next(&decoder, &at, &left, &bytes, &len), FRAME_READY);
	assert_int_equal(left, 0);
	frame = convene__v1__server_frame__unpack(NULL, len, bytes);
	assert_non_null(frame);
	assert_int_equal(frame->body_case, CONVENE__V1__SERVER_FRAME__BODY_ENTRIES);
	assert_int_equal(frame->entries->first, after + 1);
	assert_int_equal(frame->entries->n_entry, made->through - after);
	for (size_t i = 0; i < frame->entries->n_entry; i++) {
		const Convene__V1__LogEntry *entry = frame->entries->entry[i];
		uint64_t seq = counted(viewer, after + 1 + i);

		assert_int_equal(
		    entry->event.len, stage->size > 0 ? stage->size : seq * 37 % 400 + 1);
		assert_int_equal(entry->event.data[0], seq);
		assert_int_equal(entry->envelope.len, viewer == &controller ? 5 : 0);
		assert_int_equal(entry->hash.len, 0);
	}
	assert_int_equal(frame->entries->check.len, CHECK_SIZE);
	assert_int_equal(frame->entries->check.data[7], counted(viewer, made->through) ^ 0xa5);
	convene__v1__server_frame__free_unpacked(frame, NULL);
	frame_decoder_deinit(&decoder);
}

static void each_class_has_dense_numbers(void **state)
{
	struct stage *stage = *state;

	for (size_t i = 0; i < 4; i++) {
		uint64_t all = how_many(viewers[i], EVENTS);

		for (uint64_t seq = 0; seq <= EVENTS + 1; seq++) {
			assert_int_equal(numbering_through(&stage->numbering, viewers[i], seq),
			    how_many(viewers[i], seq > EVENTS ? EVENTS : seq));
		}
		for (uint64_t number = 1; number <= all; number++) {
			uint64_t seq = counted(viewers[i], number);

			assert_int_equal(numbering_seq(&stage->numbering, viewers[i], number), seq);
			assert_int_equal(
			    numbering_check(&stage->numbering, viewers[i], number)[0], seq ^ 0xa5);
		}
		assert_int_equal(numbering_seq(&stage->numbering, viewers[i], 0), 0);
		assert_int_equal(numbering_seq(&stage->numbering, viewers[i], all + 1), 0);
		assert_null(numbering_check(&stage->numbering, viewers[i], all + 1));
		assert_ptr_equal(
		    numbering_check(&stage->numbering, viewers[i], 0), stage->numbering.beginning);
	}
	/* who belongs to no class is sent nothing */
	const struct viewer nobody[] = {{CONVENE__V1__ROLE__ROLE_PLAYER, NO_TEAM},
	    {CONVENE__V1__ROLE__ROLE_PLAYER, TEAMS_MAX}, {(Convene__V1__Role)77, NO_TEAM},
	    {CONVENE__V1__ROLE__ROLE_UNSPECIFIED, NO_TEAM}};
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(numbering_through(&stage->numbering, &nobody[i], EVENTS), 0);
	}
}

static void each_class_gets_what_is_for_it(void **state)
{
	struct stage *stage = *state;

	for (size_t i = 0; i < 4; i++) {
		uint64_t all = how_many(viewers[i], EVENTS);

		for (uint64_t after = 0; after < all; after++) {
			for (uint64_t limit = after + 1; limit <= all; limit += 7) {
				const struct hub_frame *frame = hub_frame(
				    &stage->hub, &stage->source, viewers[i], after, limit);

				assert_int_equal(frame->through, limit);
				check_frame(stage, frame, viewers[i], after);
			}
		}
	}
}

/* Where a frame ends depends on nothing but what is in it: 128 KiB are four of these events. */
static void frames_end_by_what_is_visible(void **state)
{
	struct stage *stage = *state;

	for (size_t i = 0; i < 4; i++) {
		uint64_t all = how_many(viewers[i], EVENTS);

		for (uint64_t after = 0; after < all; after++) {
			const struct hub_frame *frame =
			    hub_frame(&stage->hub, &stage->source, viewers[i], after, all);

			assert_int_equal(frame->through, after + 4 < all ? after + 4 : all);
			check_frame(stage, frame, viewers[i], after);
		}
	}
}

/* What has left the window comes from a piece, which goes by the class's own numbers. */
static void a_piece_continues_into_the_window(void **state)
{
	struct stage *stage = *state;

	for (uint64_t number = 1; number <= 30; number++) {
		const struct window_entry *entry =
		    window_at(&stage->recent, counted(&shelter, number));

		window_append_copy(&stage->piece, &entry->audience, entry->bytes, entry->event_len,
		    entry->bytes + entry->event_len, entry->envelope_len);
	}
	window_trim(&stage->recent, 20, SIZE_MAX, EVENTS);
	assert_null(hub_frame(&stage->hub, &stage->source, &shelter, 3, 40));
	stage->source.piece = &stage->piece;
	const struct hub_frame *frame = hub_frame(&stage->hub, &stage->source, &shelter, 3, 40);
	assert_int_equal(frame->through, 40);
	check_frame(stage, frame, &shelter, 3);
}

static void a_class_shares_its_bytes(void **state)
{
	struct stage *stage = *state;
	const struct viewer other = {CONVENE__V1__ROLE__ROLE_PLAYER, 70};
	const struct hub_frame *frame = hub_frame(&stage->hub, &stage->source, &shelter, 3, 30);
	struct blob *bytes = frame->bytes;

	hub_frame(&stage->hub, &stage->source, &police, 3, 20);
	assert_ptr_equal(hub_frame(&stage->hub, &stage->source, &other, 3, 30), frame);
	assert_ptr_equal(frame->bytes, bytes);
	/* the head has moved on: other bytes */
	frame = hub_frame(&stage->hub, &stage->source, &other, 3, 31);
	assert_int_equal(frame->through, 31);
	check_frame(stage, frame, &shelter, 3);
}

int main(void)
{
#define TEST(name, set_up) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
	    TEST(each_class_has_dense_numbers, set_up),
	    TEST(each_class_gets_what_is_for_it, set_up),
	    TEST(frames_end_by_what_is_visible, set_up_large),
	    TEST(a_piece_continues_into_the_window, set_up),
	    TEST(a_class_shares_its_bytes, set_up),
	};

	return cmocka_run_group_tests_name("hub", tests, NULL, NULL);
}
