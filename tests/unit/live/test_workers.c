/* Work of all kinds, held on its thread for as long as a test likes: commits go on meanwhile. */
#include "server/live/workers.h"

#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* More of each kind than there are threads. */
#define MANY 20

struct fixture {
	uv_loop_t loop;
	struct workers workers;
	sem_t begun;    /* posted by each piece of work that is held */
	sem_t released; /* waited for by it */
	unsigned done;
	unsigned wanted; /* stop the loop after so many */
	char order[MANY + 1];
};

struct piece {
	struct work work;
	struct fixture *fixture; /* borrowed */
	char letter;
};

static void hold(void *context)
{
	struct piece *piece = context;

	sem_post(&piece->fixture->begun);
	sem_wait(&piece->fixture->released);
}

static void nothing(void *context)
{
	(void)context;
}

static void done(void *context)
{
	struct piece *piece = context;
	struct fixture *fixture = piece->fixture;

	if (fixture->done < MANY) {
		fixture->order[fixture->done] = piece->letter;
	}
	if (++fixture->done == fixture->wanted) {
		uv_stop(&fixture->loop);
	}
}

static void init(struct fixture *fixture)
{
	*fixture = (struct fixture){0};
	assert_int_equal(uv_loop_init(&fixture->loop), 0);
	workers_init(&fixture->workers, &fixture->loop);
	sem_init(&fixture->begun, 0, 0);
	sem_init(&fixture->released, 0, 0);
}

static void deinit(struct fixture *fixture)
{
	uv_run(&fixture->loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&fixture->loop), 0);
	sem_destroy(&fixture->begun);
	sem_destroy(&fixture->released);
}

static void start(struct fixture *fixture, struct piece *piece, enum work_kind kind, bool held)
{
	piece->fixture = fixture;
	workers_start(&fixture->workers, &piece->work, kind, held ? hold : nothing, done, piece);
}

/* Runs the loop until `more` further pieces are done. */
static void wait_for(struct fixture *fixture, unsigned more)
{
	fixture->wanted = fixture->done + more;
	uv_run(&fixture->loop, UV_RUN_DEFAULT);
	assert_int_equal(fixture->done, fixture->wanted);
}

static void test_commits_go_on_while_all_else_is_held(void **state)
{
	static const enum work_kind kinds[] = {WORK_CHECKPOINT, WORK_READ, WORK_FILE};
	static struct piece held[3 * MANY], commits[MANY];
	struct fixture fixture;

	(void)state;
	init(&fixture);
	for (size_t i = 0; i < 3 * MANY; i++) {
		start(&fixture, &held[i], kinds[i % 3], true);
	}
	for (size_t i = 0; i < MANY; i++) {
		start(&fixture, &commits[i], WORK_COMMIT, false);
	}
	wait_for(&fixture, MANY);
	/* and all of it is done in the end */
	for (size_t i = 0; i < 3 * MANY; i++) {
		sem_post(&fixture.released);
	}
	wait_for(&fixture, 3 * MANY);
	deinit(&fixture);
}

/* With everything else held, as many commits as promised are with the disk at once. */
static void test_commits_have_their_threads(void **state)
{
	static struct piece held[2 * MANY], commits[WORKERS_FOR_COMMITS];
	struct fixture fixture;

	(void)state;
	init(&fixture);
	for (size_t i = 0; i < 2 * MANY; i++) {
		start(&fixture, &held[i], i % 2 ? WORK_READ : WORK_FILE, true);
	}
	for (size_t i = 0; i < WORKERS_FOR_COMMITS; i++) {
		start(&fixture, &commits[i], WORK_COMMIT, true);
	}
	/* two of either kind of the others */
	for (size_t i = 0; i < WORKERS_FOR_COMMITS + 4; i++) {
		sem_wait(&fixture.begun);
	}
	for (size_t i = 0; i < 2 * MANY + WORKERS_FOR_COMMITS; i++) {
		sem_post(&fixture.released);
	}
	wait_for(&fixture, 2 * MANY + WORKERS_FOR_COMMITS);
	deinit(&fixture);
}

static void test_what_waits_keeps_its_order(void **state)
{
	static struct piece pieces[6];
	struct fixture fixture;

	(void)state;
	init(&fixture);
	for (size_t i = 0; i < 6; i++) {
		pieces[i].letter = (char)('a' + i);
		start(&fixture, &pieces[i], WORK_CHECKPOINT, false); /* one at a time */
	}
	wait_for(&fixture, 6);
	assert_string_equal(fixture.order, "abcdef");
	deinit(&fixture);
}

static void test_cancel(void **state)
{
	static struct piece pieces[5];
	struct fixture fixture;

	(void)state;
	init(&fixture);
	for (size_t i = 0; i < 4; i++) {
		pieces[i].letter = (char)('a' + i);
		start(&fixture, &pieces[i], WORK_CHECKPOINT, true);
	}
	assert_false(workers_cancel(&fixture.workers, &pieces[0].work)); /* under way */
	assert_true(workers_cancel(&fixture.workers, &pieces[1].work));
	assert_false(workers_cancel(&fixture.workers, &pieces[1].work));
	assert_true(workers_cancel(&fixture.workers, &pieces[3].work));  /* the last that waits */
	assert_false(workers_cancel(&fixture.workers, &pieces[4].work)); /* was never started */
	pieces[4].letter = 'e';
	start(&fixture, &pieces[4], WORK_CHECKPOINT, true);
	for (size_t i = 0; i < 3; i++) {
		sem_post(&fixture.released);
	}
	wait_for(&fixture, 3);
	assert_string_equal(fixture.order, "ace");
	/* what was taken back may be started again */
	start(&fixture, &pieces[1], WORK_CHECKPOINT, false);
	wait_for(&fixture, 1);
	deinit(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_commits_go_on_while_all_else_is_held),
	    cmocka_unit_test(test_commits_have_their_threads),
	    cmocka_unit_test(test_what_waits_keeps_its_order),
	    cmocka_unit_test(test_cancel),
	};

	return cmocka_run_group_tests_name("workers", tests, NULL, NULL);
}
