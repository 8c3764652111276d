/* What a quiet exercise does about once a second, while others' checkpoints keep its own waiting.
 */
#include "tests/unit/live/live_scene.h"

static void open_scene(struct scene *scene, struct live_fixture *fixture)
{
	scene_open(scene, fixture);
	scene_load(scene, "test");
	scene_rest(scene);
	assert_true(live_is_open(scene->live));
}

static void close_scene(struct scene *scene)
{
	scene_end(scene);
	scene_close(scene);
}

static void conduct(struct scene *scene, uint64_t participant_id, Convene__V1__Command *command,
    char code[JOIN_CODE_SIZE])
{
	uint8_t id[COMMAND_ID_SIZE] = {++scene->fixture->commands};
	struct live *live = scene->live;
	struct decision decision;

	command->id = (ProtobufCBinaryData){.len = sizeof(id), .data = id};
	arena_reset(scene->fixture->arena);
	decision_init(&decision, scene->fixture->arena, 1);
	live_command(live, participant_id, command, &decision, code);
	if (decision.refusal != NULL) {
		fail_msg("%s", decision.refusal->message);
	}
}

/* A controller comes and starts it, and all of that is on disk. */
static void start_exercise(struct scene *scene)
{
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__IssueInvite issue = CONVENE__V1__ISSUE_INVITE__INIT;
	Convene__V1__StartExercise start = CONVENE__V1__START_EXERCISE__INIT;
	char code[JOIN_CODE_SIZE], none[JOIN_CODE_SIZE];
	struct join_request request = {.code = code, .name = "Cora"};
	struct live *live = scene->live;
	struct admission admission;

	issue.role = CONVENE__V1__ROLE__ROLE_CONTROLLER;
	command.body_case = CONVENE__V1__COMMAND__BODY_ISSUE_INVITE;
	command.issue_invite = &issue;
	conduct(scene, 0, &command, code);
	request.wall_ms = live_now_ms(live);
	arena_reset(scene->fixture->arena);
	assert_int_equal(
	    live_join(live, &request, scene->fixture->arena, &admission, &scene->fixture->err), 0);
	command.body_case = CONVENE__V1__COMMAND__BODY_START_EXERCISE;
	command.start_exercise = &start;
	conduct(scene, admission.participant_id, &command, none);
	live_commit(live);
	scene_rest(scene);
	assert_true(live_is_open(live));
}

static void nothing_waits_for_others_checkpoints(void **state)
{
	struct scene scene;
	struct live *live;

	open_scene(&scene, *state);
	live = scene.live;
	start_exercise(&scene);
	live->alive_noted = true;
	scene_keep(&scene, WORK_CHECKPOINT);
	live_idle(live);
	assert_true(work_is_under_way(&live->commit_work)); /* in line behind the other */
	/* it was the moment of the last note, which is long ago now */
	live->alive_noted = false;
	live_idle(live);
	assert_true(live->alive_noted);
	scene_rest(&scene);
	/* the checkpoint has not been forgotten */
	assert_true(live->checkpoint_wanted);
	live_idle(live);
	assert_true(work_is_under_way(&live->commit_work));
	/* nor does a stop wait: closing has begun */
	scene_stop(&scene);
	assert_false(work_is_under_way(&live->commit_work));
	assert_int_equal(live->state, LIVE_CLOSING);
	close_scene(&scene);
}

/* The first note after an exercise was opened is made at once, and ties its own wall clock, which
 * may be ahead of the machine's, to the machine's boot. */
static void it_is_noted_at_once_by_its_own_clock(void **state)
{
	struct scene scene;
	struct clock_moment now;
	struct live *live;

	open_scene(&scene, *state);
	live = scene.live;
	assert_false(live->alive_noted);
	live->clock_shift_ms = 3600000;
	start_exercise(&scene);
	live_idle(live);
	assert_true(live->alive_noted);
	clock_moment(&scene.clock, &now);
	assert_in_range(now.wall_ms + 3600000 - live->file->alive.wall_ms, 0, 60000);
	assert_in_range(now.boot_ms - live->file->alive.boot_ms, 0, 60000);
	scene_rest(&scene);
	scene_stop(&scene);
	close_scene(&scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
	        nothing_waits_for_others_checkpoints, live_fixture_setup, live_fixture_teardown),
	    cmocka_unit_test_setup_teardown(
	        it_is_noted_at_once_by_its_own_clock, live_fixture_setup, live_fixture_teardown),
	};

	return cmocka_run_group_tests_name("upkeep", tests, NULL, NULL);
}
