#include "server/host/crowd.h"
#include "server/live/live_private.h"

#include "convene/v1/frame.pb-c.h"
#include "proto/frame.h"
#include "tests/unit/live/live_fixture.h"

/* What frames say, gathered. */
struct told {
	char names[512]; /* "Ana Ben " */
	size_t connected, disconnected;
	bool complete, presence;
};

static void add_frame(struct told *told, const Convene__V1__ServerFrame *frame)
{
	if (frame->body_case == CONVENE__V1__SERVER_FRAME__BODY_PEOPLE) {
		for (size_t i = 0; i < frame->people->n_people; i++) {
			size_t len = strlen(told->names);

			snprintf(told->names + len, sizeof(told->names) - len, "%s ",
			    frame->people->people[i]->name);
		}
		return;
	}
	assert_int_equal(frame->body_case, CONVENE__V1__SERVER_FRAME__BODY_PRESENCE);
	told->presence = true;
	told->connected += frame->presence->n_connected;
	told->disconnected += frame->presence->n_disconnected;
	told->complete = frame->presence->complete;
}

static struct told read_blob(const struct blob *blob)
{
	struct frame_decoder decoder;
	struct told told = {0};
	const uint8_t *at, *bytes;
	size_t left, len;

	if (blob == NULL) {
		return told;
	}
	frame_decoder_init(&decoder, FRAME_LIMIT);
	at = blob->bytes;
	left = blob->len;
	while (frame_decoder_next(&decoder, &at, &left, &bytes, &len) == FRAME_READY) {
		Convene__V1__ServerFrame *frame =
		    convene__v1__server_frame__unpack(NULL, len, bytes);

		assert_non_null(frame);
		add_frame(&told, frame);
		convene__v1__server_frame__free_unpacked(frame, NULL);
	}
	frame_decoder_deinit(&decoder);
	return told;
}

static uint64_t join(
    struct live_fixture *fixture, Convene__V1__Role role, const char *team, const char *name)
{
	char code[JOIN_CODE_SIZE];
	struct admission admission;

	live_fixture_invite(fixture, role, team, "", 0, code);
	assert_int_equal(live_fixture_join(fixture, code, name, &admission), 0);
	return admission.participant_id;
}

static uint64_t joined(const struct live_fixture *fixture, uint64_t participant_id)
{
	struct standing standing;

	assert_true(exercise_standing(fixture->file->engine, participant_id, &standing));
	return standing.joined_seq;
}

#define PLAYER(index) (&(struct viewer){.role = CONVENE__V1__ROLE__ROLE_PLAYER, .team = index})
#define STAFF         (&(struct viewer){.role = CONVENE__V1__ROLE__ROLE_CONTROLLER, .team = NO_TEAM})
#define OBSERVER      (&(struct viewer){.role = CONVENE__V1__ROLE__ROLE_OBSERVER, .team = NO_TEAM})

static void presence_is_for_the_team_and_the_staff(void **state)
{
	struct live_fixture *fixture = *state;
	struct live live = {.state = LIVE_OPEN, .file = fixture->file};
	struct crowd crowd = {0};
	uint64_t ana = join(fixture, CONVENE__V1__ROLE__ROLE_PLAYER, "XA-POL", "Ana");
	uint64_t emil = join(fixture, CONVENE__V1__ROLE__ROLE_EVALUATOR, "", "Emil");
	struct told told;

	assert_false(crowd_has_news(&crowd));
	crowd_came(&crowd, ana);
	crowd_came(&crowd, ana); /* a second device */
	crowd_came(&crowd, emil);
	assert_true(crowd_has_news(&crowd));
	assert_int_equal(crowd_connected(&crowd), 2);
	assert_int_equal(read_blob(crowd_presence(&crowd, &live, STAFF, false)).connected, 2);
	assert_int_equal(read_blob(crowd_presence(&crowd, &live, PLAYER(0), false)).connected, 1);
	assert_null(crowd_presence(&crowd, &live, PLAYER(1), false));
	assert_null(crowd_presence(&crowd, &live, OBSERVER, false));
	crowd_told(&crowd);
	assert_false(crowd_has_news(&crowd));
	/* one of two devices goes: the person is still there */
	crowd_went(&crowd, ana);
	assert_null(crowd_presence(&crowd, &live, STAFF, false));
	crowd_told(&crowd);
	crowd_went(&crowd, ana);
	told = read_blob(crowd_presence(&crowd, &live, PLAYER(0), false));
	assert_int_equal(told.disconnected, 1);
	assert_int_equal(told.connected, 0);
	crowd_told(&crowd);
	/* a newcomer is told who is there, and nobody else */
	told = read_blob(crowd_presence(&crowd, &live, STAFF, true));
	assert_true(told.complete);
	assert_int_equal(told.connected, 1);
	assert_int_equal(told.disconnected, 0);
	told = read_blob(crowd_presence(&crowd, &live, PLAYER(0), true));
	assert_true(told.complete && told.presence);
	assert_int_equal(told.connected, 0);
	crowd_deinit(&crowd);
}

static void names_are_for_those_who_know_of_the_person(void **state)
{
	struct live_fixture *fixture = *state;
	struct live live = {.state = LIVE_OPEN, .file = fixture->file};
	struct crowd crowd = {0};
	uint64_t ana = join(fixture, CONVENE__V1__ROLE__ROLE_PLAYER, "XA-POL", "Ana");
	uint64_t emil = join(fixture, CONVENE__V1__ROLE__ROLE_EVALUATOR, "", "Emil");

	assert_string_equal(read_blob(crowd_all_names(&crowd, &live, STAFF)).names, "Ana Emil ");
	assert_string_equal(read_blob(crowd_all_names(&crowd, &live, PLAYER(2))).names, "Ana ");
	assert_string_equal(read_blob(crowd_all_names(&crowd, &live, OBSERVER)).names, "Ana ");
	/* whoever was told of the first is told of the second, or of both once more */
	assert_string_equal(
	    read_blob(crowd_latest_names(&crowd, &live, STAFF, 1, 2)).names, "Emil ");
	assert_string_equal(
	    read_blob(crowd_latest_names(&crowd, &live, STAFF, 0, 2)).names, "Ana Emil ");
	assert_string_equal(
	    read_blob(crowd_latest_names(&crowd, &live, STAFF, 1, 2)).names, "Ana Emil ");
	assert_string_equal(
	    read_blob(crowd_latest_names(&crowd, &live, PLAYER(1), 0, 1)).names, "Ana ");
	assert_null(crowd_latest_names(&crowd, &live, PLAYER(1), 1, 2));
	/* not of those who are not on disk */
	assert_int_equal(
	    credentials_people_through(&live.file->credentials, joined(fixture, ana) - 1), 0);
	assert_int_equal(
	    credentials_people_through(&live.file->credentials, joined(fixture, ana)), 1);
	assert_int_equal(
	    credentials_people_through(&live.file->credentials, joined(fixture, emil) - 1), 1);
	assert_int_equal(
	    credentials_people_through(&live.file->credentials, joined(fixture, emil) + 1), 2);
	/* what was framed is framed anew when somebody has come */
	join(fixture, CONVENE__V1__ROLE__ROLE_PLAYER, "XA-NGO", "Ben");
	assert_string_equal(read_blob(crowd_all_names(&crowd, &live, PLAYER(2))).names, "Ana Ben ");
	crowd_deinit(&crowd);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, live_fixture_setup, live_fixture_teardown)
	const struct CMUnitTest tests[] = {
	    TEST(presence_is_for_the_team_and_the_staff),
	    TEST(names_are_for_those_who_know_of_the_person),
	};

	return cmocka_run_group_tests_name("crowd", tests, NULL, NULL);
}
