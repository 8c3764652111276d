/* What a quiet exercise does about once a second, while others' checkpoints keep its own waiting.
 */
#include "live_fixture.h"
#include "server/live/live_private.h"

#include <semaphore.h>
#include <sys/stat.h>
#include <unistd.h>

struct scene {
	struct live_fixture *fixture; /* borrowed */
	uv_loop_t loop;
	struct workers workers;
	struct clock clock;
	struct log log;
	struct live_surroundings around;
	struct live *live; /* owned */
	struct work other; /* another exercise's checkpoint */
	sem_t released;    /* waited for by it */
	char folder[128], path[192];
	bool stopped;
};

static void open_scene(struct scene *scene, struct live_fixture *fixture)
{
	*scene = (struct scene){.fixture = fixture};
	exercise_file_close(fixture->file);
	fixture->file = NULL;
	snprintf(scene->folder, sizeof(scene->folder), "%s/exercises", fixture->folder);
	snprintf(scene->path, sizeof(scene->path), "%s/test.convene", scene->folder);
	assert_int_equal(mkdir(scene->folder, 0700), 0);
	assert_int_equal(rename(fixture->path, scene->path), 0);
	assert_int_equal(uv_loop_init(&scene->loop), 0);
	assert_int_equal(sem_init(&scene->released, 0, 0), 0);
	workers_init(&scene->workers, &scene->loop);
	clock_init(&scene->clock);
	log_init(&scene->log, stderr, LOG_ERROR);
	scene->around = (struct live_surroundings){
	    .loop = &scene->loop,
	    .workers = &scene->workers,
	    .log = &scene->log,
	    .clock = &scene->clock,
	    .signer = fixture->signer,
	    .data_folder = fixture->folder,
	    .bridge_ms = 60000,
	};
	scene->live = live_new(&scene->around, "test");
	while (scene->live->state == LIVE_LOADING)
		uv_run(&scene->loop, UV_RUN_ONCE);
	assert_true(live_is_open(scene->live));
}

static void conduct(struct scene *scene, uint64_t participant_id, Convene__V1__Command *command,
    char code[JOIN_CODE_SIZE])
{
	uint8_t id[COMMAND_ID_SIZE] = {++scene->fixture->commands};
	struct live *live = scene->live;
	struct decision decision;

	command->id = (ProtobufCBinaryData){.len = sizeof(id), .data = id};
	arena_reset(scene->fixture->arena);
	decision_init(&decision, scene->fixture->arena);
	live_command(live, participant_id, command, &decision, code);
	if (decision.refusal != NULL)
		fail_msg("%s", decision.refusal->message);
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
	while (live->commit_busy)
		uv_run(&scene->loop, UV_RUN_ONCE);
	assert_true(live_is_open(live));
}

static void hold(void *context)
{
	sem_wait(&((struct scene *)context)->released);
}

static void nothing(void *context)
{
	(void)context;
}

static void stopped(void *context)
{
	((struct scene *)context)->stopped = true;
}

static void close_scene(struct scene *scene)
{
	sem_post(&scene->released);
	while (!scene->stopped)
		uv_run(&scene->loop, UV_RUN_ONCE);
	live_free(scene->live);
	uv_run(&scene->loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&scene->loop), 0);
	sem_destroy(&scene->released);
	assert_int_equal(unlink(scene->path), 0);
	assert_int_equal(rmdir(scene->folder), 0);
}

static void nothing_waits_for_others_checkpoints(void **state)
{
	struct scene scene;
	struct live *live;

	open_scene(&scene, *state);
	live = scene.live;
	start_exercise(&scene);
	live->alive_noted = true;
	workers_start(&scene.workers, &scene.other, WORK_CHECKPOINT, hold, nothing, &scene);
	live_idle(live);
	assert_true(live->commit_busy); /* in line behind the other */
	/* it was the moment of the last note, which is long ago now */
	live->alive_noted = false;
	live_idle(live);
	assert_true(live->alive_noted);
	while (live->commit_busy)
		uv_run(&scene.loop, UV_RUN_ONCE);
	/* the checkpoint has not been forgotten */
	assert_true(live->checkpoint_wanted);
	live_idle(live);
	assert_true(live->commit_busy);
	/* nor does a stop wait: closing has begun */
	live_stop(
	    live, CONVENE__V1__ERROR_CODE__ERROR_CODE_SHUTTING_DOWN, "it stops", stopped, &scene);
	assert_false(live->commit_busy);
	assert_true(live->load_busy);
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
	while (live->commit_busy)
		uv_run(&scene.loop, UV_RUN_ONCE);
	live_stop(
	    live, CONVENE__V1__ERROR_CODE__ERROR_CODE_SHUTTING_DOWN, "it stops", stopped, &scene);
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
