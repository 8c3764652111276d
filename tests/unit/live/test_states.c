/* The states of a live exercise: each change that the table allows happens here, driven from
 * outside, and each other one ends the process. */
#include "proto/xalloc.h"
#include "server/live/read_job.h"
#include "server/store/file_lock.h"
#include "tests/unit/live/live_scene.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* The linker has the exercise call this one (--wrap). */
void __real_live_enter(struct live *live, enum live_state state);
void __wrap_live_enter(struct live *live, enum live_state state);

static unsigned entered[LIVE_STATES]; /* from each state; a bit for each */

void __wrap_live_enter(struct live *live, enum live_state state)
{
	entered[live->state] |= 1u << state;
	__real_live_enter(live, state);
}

/* The next attempt to load is due now. */
static void hurry(struct live *live)
{
	assert_true(uv_is_active((uv_handle_t *)&live->timer));
	assert_int_equal(uv_timer_start(&live->timer, live->timer.timer_cb, 0, 0), 0);
}

static void fail_it(struct live *live)
{
	struct err err = {.code = ERR_IO, .text = "made up by a test"};

	live_fail(live, &err);
	live_settle(live);
}

static void load_and_rest(struct scene *scene, const char *exercise_id, enum live_state state)
{
	scene_load(scene, exercise_id);
	assert_int_equal(scene->live->state, LIVE_LOADING);
	assert_string_equal(live_word(scene->live), "loading");
	scene_rest(scene);
	assert_int_equal(scene->live->state, state);
}

static void stop_in(struct scene *scene, enum live_state state)
{
	scene_stop(scene);
	assert_int_equal(scene->live->state, state);
	assert_string_equal(live_word(scene->live), "closing");
	scene_end(scene);
}

static void it_opens_and_is_closed(void **state)
{
	struct scene scene;

	scene_open(&scene, *state);
	load_and_rest(&scene, "test", LIVE_OPEN);
	assert_null(live_failure(scene.live));
	stop_in(&scene, LIVE_CLOSING);
	scene_close(&scene);
}

static void what_cannot_be_opened_is_tried_again(void **state)
{
	struct scene scene;

	scene_open(&scene, *state);
	load_and_rest(&scene, "none", LIVE_AWAY);
	assert_string_equal(live_word(scene.live), "unavailable");
	assert_int_equal(live_failure(scene.live)->code, ERR_NOT_FOUND);
	entered[LIVE_AWAY] = 0;
	hurry(scene.live);
	/* the load may have failed again within the same turn of the loop */
	while ((entered[LIVE_AWAY] & 1u << LIVE_LOADING) == 0) {
		uv_run(&scene.loop, UV_RUN_ONCE);
	}
	scene_rest(&scene);
	stop_in(&scene, LIVE_ENDING);
	scene_close(&scene);
}

static void what_another_has_is_in_use(void **state)
{
	struct file_lock lock;
	struct scene scene;
	struct err err;

	scene_open(&scene, *state);
	assert_int_equal(file_lock_take(&lock, scene.path, &err), 0);
	load_and_rest(&scene, "test", LIVE_ELSEWHERE);
	assert_string_equal(live_word(scene.live), "in use");
	assert_int_equal(live_failure(scene.live)->code, ERR_BUSY);
	stop_in(&scene, LIVE_ENDING);
	load_and_rest(&scene, "test", LIVE_ELSEWHERE);
	file_lock_release(&lock);
	hurry(scene.live);
	while (!live_is_open(scene.live)) {
		uv_run(&scene.loop, UV_RUN_ONCE);
	}
	stop_in(&scene, LIVE_CLOSING);
	scene_close(&scene);
}

static void what_failed_is_opened_again(void **state)
{
	struct scene scene;

	scene_open(&scene, *state);
	load_and_rest(&scene, "test", LIVE_OPEN);
	fail_it(scene.live);
	assert_int_equal(scene.live->state, LIVE_DROPPING);
	assert_string_equal(live_word(scene.live), "unavailable");
	scene_rest(&scene);
	assert_int_equal(scene.live->state, LIVE_AWAY);
	assert_int_equal(live_loads(scene.live), 1);
	hurry(scene.live);
	while (!live_is_open(scene.live)) {
		uv_run(&scene.loop, UV_RUN_ONCE);
	}
	assert_int_equal(live_loads(scene.live), 2);
	stop_in(&scene, LIVE_CLOSING);
	scene_close(&scene);
}

static void a_stop_takes_back_a_load_that_waits(void **state)
{
	struct scene scene;

	scene_open(&scene, *state);
	scene_keep(&scene, WORK_FILE);
	scene_keep(&scene, WORK_FILE);
	scene_load(&scene, "test");
	stop_in(&scene, LIVE_ENDING);
	scene_close(&scene);
}

static void a_stop_waits_for_a_load(void **state)
{
	struct scene scene;

	scene_open(&scene, *state);
	scene_load(&scene, "test");
	stop_in(&scene, LIVE_UNWANTED);
	scene_load(&scene, "none");
	stop_in(&scene, LIVE_UNWANTED);
	scene_close(&scene);
}

#define PIECE_BYTES 8

/* A bit of an upload, which needs nobody in the exercise. */
static void queue_piece(struct live *live, uint64_t offset)
{
	static const uint8_t bytes[PIECE_BYTES] = "a piece";
	struct journal_piece piece = {.sha256 = {1},
	    .size_bytes = 100,
	    .offset = offset,
	    .data = bytes,
	    .data_len = sizeof(bytes)};
	struct upload_row *row = upload_index_find(&live_file(live)->uploads, piece.sha256);

	if (row == NULL) {
		row = live_begin_upload(
		    live, &(struct upload_row){.key = {1}, .size_bytes = piece.size_bytes});
	}
	live_store_piece(live, &piece, row, 1);
}

static void a_stop_waits_for_what_is_queued(void **state)
{
	struct scene scene;

	scene_open(&scene, *state);
	load_and_rest(&scene, "test", LIVE_OPEN);
	queue_piece(scene.live, 0);
	live_commit(scene.live);
	queue_piece(scene.live, PIECE_BYTES); /* for the next one */
	stop_in(&scene, LIVE_GIVING);
	scene_load(&scene, "test");
	scene_rest(&scene);
	assert_int_equal(upload_index_find(&live_file(scene.live)->uploads, (uint8_t[HASH_SIZE]){1})
	                     ->stored_bytes,
	    2 * PIECE_BYTES);
	stop_in(&scene, LIVE_CLOSING);
	scene_close(&scene);
}

static void a_stop_after_a_failure_waits_for_the_workers(void **state)
{
	struct scene scene;

	scene_open(&scene, *state);
	load_and_rest(&scene, "test", LIVE_OPEN);
	queue_piece(scene.live, 0);
	live_commit(scene.live);
	fail_it(scene.live);
	assert_int_equal(scene.live->state, LIVE_FAILED);
	stop_in(&scene, LIVE_GIVING);
	load_and_rest(&scene, "test", LIVE_OPEN);
	fail_it(scene.live);
	assert_int_equal(scene.live->state, LIVE_DROPPING);
	stop_in(&scene, LIVE_CLOSING);
	scene_close(&scene);
}

/* Read back for those who are behind, an event that is not in the log fails the exercise. */
static void an_event_that_is_missing_is_said(void **state)
{
	struct read_job job = {.kind = READ_EVENTS, .seq_count = 2};
	struct scene scene;

	scene_open(&scene, *state);
	load_and_rest(&scene, "test", LIVE_OPEN);
	job.seqs = xcalloc(2, sizeof(*job.seqs));
	job.seqs[0] = (uint32_t)live_durable_seq(scene.live);
	job.seqs[1] = job.seqs[0] + 1;
	read_job_queue(scene.live, &job);
	scene_rest(&scene);
	assert_non_null(live_failure(scene.live));
	assert_int_equal(live_failure(scene.live)->code, ERR_CORRUPT);
	assert_non_null(strstr(live_failure(scene.live)->text, "is missing"));
	stop_in(&scene, LIVE_ENDING);
	scene_close(&scene);
}

static void no_advance(struct follower *follower)
{
	(void)follower;
}

/* However many numbers of a class are asked for. */
static void few_readings_wait(void **state)
{
	struct follower follower = {
	    .viewer = {.role = CONVENE__V1__ROLE__ROLE_CONTROLLER}, .advanced = no_advance};
	struct scene scene;
	char code[JOIN_CODE_SIZE];
	uint64_t limit;
	size_t count = 0;

	for (int i = 0; i < 5; i++) {
		live_fixture_invite(*state, CONVENE__V1__ROLE__ROLE_CONTROLLER, "", "", 0, code);
	}
	live_fixture_commit(*state);
	scene_open(&scene, *state);
	load_and_rest(&scene, "test", LIVE_OPEN);
	limit = live_number(scene.live, &follower);
	assert_true(limit > 4);
	window_trim(&live_file(scene.live)->recent, 0, 0, UINT64_MAX);
	for (uint64_t after = 0; after < limit; after++) {
		assert_null(live_frame(scene.live, &follower, after, limit));
	}
	for (struct read_job *job = scene.live->reads; job != NULL; job = job->next) {
		count++;
	}
	assert_int_equal(count, 4);
	/* when these are done there is room for what was not read */
	scene_rest(&scene);
	assert_null(scene.live->reads);
	assert_null(live_frame(scene.live, &follower, 0, limit));
	assert_non_null(scene.live->reads);
	scene_rest(&scene);
	assert_non_null(live_frame(scene.live, &follower, 0, limit));
	stop_in(&scene, LIVE_CLOSING);
	scene_close(&scene);
}

/* After all of the above. */
static void every_change_of_the_table_has_happened(void **state)
{
	(void)state;
	for (enum live_state from = 0; from < LIVE_STATES; from++) {
		assert_int_equal(entered[from], live_next_states(from));
	}
}

static void aborted(int number)
{
	(void)number;
	_exit(1);
}

/* In a process of its own. */
static bool ends_the_process(struct live *live, enum live_state state)
{
	pid_t child = fork();
	int status;

	if (child == 0) {
		dup2(open("/dev/null", O_WRONLY | O_CLOEXEC), STDERR_FILENO);
		signal(SIGABRT, aborted);
		__real_live_enter(live, state);
		_exit(0);
	}
	assert_true(child > 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status) == 1;
}

static void no_other_change_is_made(void **state)
{
	(void)state;
	for (enum live_state from = 0; from < LIVE_STATES; from++) {
		for (enum live_state to = 0; to < LIVE_STATES; to++) {
			struct live live = {.state = from};

			if (!(live_next_states(from) & 1u << to) && !ends_the_process(&live, to)) {
				fail_msg("%d may become %d", from, to);
			}
		}
	}
}

static void nor_one_with_anything_else_in_it(void **state)
{
	struct exercise_file file;
	struct live nowhere = {.state = LIVE_LOADING};
	struct live here = {.state = LIVE_LOADING, .file = &file};
	struct live at_worker = {.state = LIVE_LOADING, .file_work.under_way = true};
	struct live writes = {.state = LIVE_LOADING, .commit_work.under_way = true};
	struct live reads = {.state = LIVE_LOADING, .read_work.under_way = true};

	(void)state;
	assert_false(ends_the_process(&nowhere, LIVE_AWAY));
	assert_true(ends_the_process(&here, LIVE_AWAY));
	assert_true(ends_the_process(&at_worker, LIVE_AWAY));
	assert_true(ends_the_process(&writes, LIVE_AWAY));
	assert_true(ends_the_process(&reads, LIVE_AWAY));
	assert_true(ends_the_process(&nowhere, LIVE_OPEN));
	assert_false(ends_the_process(&here, LIVE_OPEN));
	assert_true(ends_the_process(&at_worker, LIVE_OPEN));
	assert_true(ends_the_process(&nowhere, LIVE_UNWANTED));
	assert_true(ends_the_process(&here, LIVE_UNWANTED));
	assert_false(ends_the_process(&at_worker, LIVE_UNWANTED));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, live_fixture_setup, live_fixture_teardown)
	const struct CMUnitTest tests[] = {
	    TEST(it_opens_and_is_closed),
	    TEST(what_cannot_be_opened_is_tried_again),
	    TEST(what_another_has_is_in_use),
	    TEST(what_failed_is_opened_again),
	    TEST(a_stop_takes_back_a_load_that_waits),
	    TEST(a_stop_waits_for_a_load),
	    TEST(a_stop_waits_for_what_is_queued),
	    TEST(a_stop_after_a_failure_waits_for_the_workers),
	    TEST(an_event_that_is_missing_is_said),
	    TEST(few_readings_wait),
	    cmocka_unit_test(every_change_of_the_table_has_happened),
	    cmocka_unit_test(no_other_change_is_made),
	    cmocka_unit_test(nor_one_with_anything_else_in_it),
	};

	return cmocka_run_group_tests_name("states", tests, NULL, NULL);
}
