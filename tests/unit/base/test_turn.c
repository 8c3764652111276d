/* The order of tasks, the slices, and the measuring of turns. */
#include "server/base/turn.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/time.h>

#include <cmocka.h>

struct fixture {
	uv_loop_t loop;
	struct turn turn;
	char order[64]; /* one letter a run */
	size_t runs;
	bool stopped;
};

struct step {
	struct turn_task task; /* first, so that a task is a step */
	struct fixture *fixture;
	char letter;
	uint64_t burn_ns;
	struct step *posts;   /* another, or itself */
	struct step *cancels; /* another */
	bool stops;
};

static void burn(uint64_t ns)
{
	uint64_t end = uv_hrtime() + ns;

	while (uv_hrtime() < end)
		;
}

static void on_stopped(void *context)
{
	((struct fixture *)context)->stopped = true;
}

static void run_step(struct turn_task *task)
{
	struct step *step = (struct step *)task;
	struct fixture *fixture = step->fixture;

	if (fixture->runs < sizeof(fixture->order) - 1) {
		fixture->order[fixture->runs] = step->letter;
	}
	fixture->runs++;
	burn(step->burn_ns);
	if (step->posts != NULL) {
		turn_post(&fixture->turn, &step->posts->task);
	}
	if (step->cancels != NULL) {
		turn_cancel(&step->cancels->task);
	}
	if (step->stops) {
		turn_stop(&fixture->turn, on_stopped, fixture);
	}
}

static struct step step_of(struct fixture *fixture, char letter)
{
	return (struct step){.task.run = run_step, .fixture = fixture, .letter = letter};
}

static void init(struct fixture *fixture)
{
	*fixture = (struct fixture){.runs = 0};
	assert_int_equal(uv_loop_init(&fixture->loop), 0);
	assert_int_equal(turn_init(&fixture->turn, &fixture->loop), 0);
}

static void deinit(struct fixture *fixture)
{
	if (!uv_is_closing((uv_handle_t *)&fixture->turn.idle)) {
		turn_stop(&fixture->turn, on_stopped, fixture);
	}
	uv_run(&fixture->loop, UV_RUN_DEFAULT);
	assert_true(fixture->stopped);
	assert_int_equal(uv_loop_close(&fixture->loop), 0);
}

static void test_order(void **state)
{
	struct fixture fixture;
	struct step a = step_of(&fixture, 'a'), b = step_of(&fixture, 'b'),
	            c = step_of(&fixture, 'c');

	(void)state;
	init(&fixture);
	turn_post(&fixture.turn, &a.task);
	turn_post(&fixture.turn, &b.task);
	turn_post(&fixture.turn, &c.task);
	turn_post(&fixture.turn, &a.task); /* is queued: stays where it is */
	assert_int_equal(fixture.runs, 0);
	uv_run(&fixture.loop, UV_RUN_NOWAIT);
	assert_string_equal(fixture.order, "abc");
	uv_run(&fixture.loop, UV_RUN_NOWAIT);
	assert_int_equal(fixture.runs, 3);
	deinit(&fixture);
}

static void test_posted_by_a_task_runs_next_turn(void **state)
{
	struct fixture fixture;
	struct step a = step_of(&fixture, 'a'), b = step_of(&fixture, 'b');

	(void)state;
	init(&fixture);
	a.posts = &a;
	turn_post(&fixture.turn, &a.task);
	turn_post(&fixture.turn, &b.task);
	uv_run(&fixture.loop, UV_RUN_NOWAIT);
	assert_string_equal(fixture.order, "ab");
	turn_post(&fixture.turn, &b.task);
	uv_run(&fixture.loop, UV_RUN_NOWAIT);
	assert_string_equal(fixture.order, "abab");
	/* a queued task keeps the loop from waiting: this returns */
	uv_run(&fixture.loop, UV_RUN_ONCE);
	assert_string_equal(fixture.order, "ababa");
	deinit(&fixture);
}

static void test_cancel(void **state)
{
	struct fixture fixture;
	struct step a = step_of(&fixture, 'a'), b = step_of(&fixture, 'b'),
	            c = step_of(&fixture, 'c');

	(void)state;
	init(&fixture);
	a.cancels = &b;
	c.cancels = &c; /* harmless: it is not queued while it runs */
	turn_post(&fixture.turn, &a.task);
	turn_post(&fixture.turn, &b.task);
	turn_post(&fixture.turn, &c.task);
	uv_run(&fixture.loop, UV_RUN_NOWAIT);
	assert_string_equal(fixture.order, "ac");
	deinit(&fixture);
}

static void test_stop_within_a_task(void **state)
{
	struct fixture fixture;
	struct step a = step_of(&fixture, 'a'), b = step_of(&fixture, 'b');

	(void)state;
	init(&fixture);
	a.stops = true;
	turn_post(&fixture.turn, &a.task);
	turn_post(&fixture.turn, &b.task);
	uv_run(&fixture.loop, UV_RUN_DEFAULT);
	assert_string_equal(fixture.order, "a");
	deinit(&fixture);
}

static void end_turn(void *context)
{
	struct fixture *fixture = context;

	fixture->order[fixture->runs++] = '|';
}

/* What ends a turn sees all that the turn did, however little time there was for it. */
static void test_end_of_a_turn(void **state)
{
	struct fixture fixture;
	struct step a = step_of(&fixture, 'a'), b = step_of(&fixture, 'b');

	(void)state;
	init(&fixture);
	turn_at_end(&fixture.turn, end_turn, &fixture);
	turn_post(&fixture.turn, &a.task);
	turn_post(&fixture.turn, &b.task);
	uv_run(&fixture.loop, UV_RUN_NOWAIT);
	assert_string_equal(fixture.order, "ab|");
	a.burn_ns = TURN_SLICE_NS;
	turn_post(&fixture.turn, &a.task);
	turn_post(&fixture.turn, &b.task);
	uv_run(&fixture.loop, UV_RUN_NOWAIT);
	uv_run(&fixture.loop, UV_RUN_NOWAIT);
	assert_string_equal(fixture.order, "ab|a|b|");
	/* none ends once they are stopped */
	a.burn_ns = 0;
	a.stops = true;
	turn_post(&fixture.turn, &a.task);
	uv_run(&fixture.loop, UV_RUN_DEFAULT);
	assert_string_equal(fixture.order, "ab|a|b|a");
	deinit(&fixture);
}

static void test_slices(void **state)
{
	struct fixture fixture;
	struct step steps[20];
	size_t turns = 0;

	(void)state;
	init(&fixture);
	for (size_t i = 0; i < 20; i++) {
		steps[i] = step_of(&fixture, (char)('a' + i));
		steps[i].burn_ns = TURN_SLICE_NS / 3 + 1000;
		turn_post(&fixture.turn, &steps[i].task);
	}
	while (fixture.runs < 20) {
		size_t before = fixture.runs;

		uv_run(&fixture.loop, UV_RUN_NOWAIT);
		/* something in every turn, but no more than begins within the slice */
		assert_in_range(fixture.runs - before, 1, 3);
		turns++;
	}
	assert_true(turns >= 7);
	assert_string_equal(fixture.order, "abcdefghijklmnopqrst");
	deinit(&fixture);
}

static void test_ranks(void **state)
{
	struct fixture fixture;
	struct step a = step_of(&fixture, 'a'), b = step_of(&fixture, 'b'),
	            c = step_of(&fixture, 'c'), d = step_of(&fixture, 'd');

	(void)state;
	init(&fixture);
	a.task.rank = TURN_LAST;
	b.task.rank = TURN_OUTPUT;
	d.task.rank = TURN_LAST;
	turn_post(&fixture.turn, &a.task);
	turn_post(&fixture.turn, &d.task);
	turn_post(&fixture.turn, &b.task);
	turn_post(&fixture.turn, &c.task);
	uv_run(&fixture.loop, UV_RUN_NOWAIT);
	assert_string_equal(fixture.order, "cbad");

	/* what a task posts waits for the next turn, even when its rank's are still to run */
	c.posts = &b;
	turn_post(&fixture.turn, &c.task);
	turn_post(&fixture.turn, &a.task);
	uv_run(&fixture.loop, UV_RUN_NOWAIT);
	assert_string_equal(fixture.order, "cbadca");
	uv_run(&fixture.loop, UV_RUN_NOWAIT);
	assert_string_equal(fixture.order, "cbadcab");

	/* one that is queued moves behind the others of its new rank */
	c.posts = NULL;
	turn_post(&fixture.turn, &a.task);
	turn_post(&fixture.turn, &d.task);
	turn_post(&fixture.turn, &c.task);
	turn_set_rank(&fixture.turn, &d.task, TURN_INPUT);
	turn_set_rank(&fixture.turn, &b.task, TURN_INPUT); /* is not queued: stays so */
	uv_run(&fixture.loop, UV_RUN_NOWAIT);
	assert_string_equal(fixture.order, "cbadcabcda");
	deinit(&fixture);
}

/* A thousand tasks of one rank that are never done, and one task of another now and then. */
static void test_crowds(void **state)
{
	enum { CROWD = 1000, TURNS = 20 };
	static struct step crowd[CROWD];
	struct fixture fixture;
	struct step one = step_of(&fixture, '!');

	(void)state;
	for (int of = 0; of < TURN_RANKS; of++) {
		init(&fixture);
		for (size_t i = 0; i < CROWD; i++) {
			crowd[i] = step_of(&fixture, '.');
			crowd[i].burn_ns = TURN_SLICE_NS / 20;
			crowd[i].posts = &crowd[i];
			crowd[i].task.rank = (enum turn_rank)of;
			turn_post(&fixture.turn, &crowd[i].task);
		}
		for (size_t turn = 0; turn < TURNS; turn++) {
			size_t before = fixture.runs;

			fixture.runs = 0;
			memset(fixture.order, 0, sizeof(fixture.order));
			one.task.rank = (enum turn_rank)(turn % TURN_RANKS);
			turn_post(&fixture.turn, &one.task);
			uv_run(&fixture.loop, UV_RUN_NOWAIT);
			/* of another rank: in this very turn, and the crowd gets somewhere too */
			if ((int)one.task.rank != of) {
				assert_false(one.task.queued);
				assert_true(fixture.runs >= 2);
			}
			turn_cancel(&one.task);
			/* nor is a turn longer for it */
			assert_true(fixture.runs < 40);
			fixture.runs += before;
		}
		assert_true(fixture.runs > TURNS);
		deinit(&fixture);
	}
}

/* However long the callbacks of a turn take, tasks get somewhere. */
static void on_busy_timer(uv_timer_t *timer)
{
	struct fixture *fixture = timer->data;

	assert_false(turn_spent(&fixture->turn));
	burn(2 * TURN_SLICE_NS);
	assert_true(turn_spent(&fixture->turn));
}

static void test_tasks_have_half_a_slice(void **state)
{
	struct fixture fixture;
	struct step a = step_of(&fixture, 'a'), b = step_of(&fixture, 'b');
	uv_timer_t timer;

	(void)state;
	init(&fixture);
	uv_timer_init(&fixture.loop, &timer);
	timer.data = &fixture;
	uv_timer_start(&timer, on_busy_timer, 0, 0);
	turn_post(&fixture.turn, &a.task);
	turn_post(&fixture.turn, &b.task);
	uv_run(&fixture.loop, UV_RUN_NOWAIT);
	assert_string_equal(fixture.order, "ab");
	assert_false(turn_spent(&fixture.turn)); /* a new turn */
	uv_close((uv_handle_t *)&timer, NULL);
	deinit(&fixture);
}

static void on_long_timer(uv_timer_t *timer)
{
	(void)timer;
	burn(6 * 1000 * 1000);
}

static void on_nothing(uv_timer_t *timer)
{
	(void)timer;
}

static void test_measuring(void **state)
{
	struct fixture fixture;
	struct step a = step_of(&fixture, 'a');
	struct turn_report report;
	uv_timer_t timer;
	uint64_t began;

	(void)state;
	init(&fixture);
	uv_timer_init(&fixture.loop, &timer);
	uv_timer_start(&timer, on_nothing, 1000000, 0); /* keeps the loop alive */
	burn(6 * 1000 * 1000);                          /* the program's start is no turn */
	uv_run(&fixture.loop, UV_RUN_NOWAIT);
	report = turn_take_report(&fixture.turn);
	assert_int_equal(report.turns, 0);

	a.burn_ns = 6 * 1000 * 1000;
	turn_post(&fixture.turn, &a.task);
	uv_run(&fixture.loop, UV_RUN_NOWAIT);
	uv_run(&fixture.loop, UV_RUN_NOWAIT);
	report = turn_take_report(&fixture.turn);
	assert_int_equal(report.turns, 2);
	assert_true(report.longest_ns >= 6 * 1000 * 1000);
	assert_true(report.over_5ms >= 1);
	/* it was work, most of it even on a machine that others use too */
	assert_true(report.longest_cpu_ns > 1000 * 1000);

	/* timers count as well */
	uv_timer_start(&timer, on_long_timer, 0, 0);
	uv_run(&fixture.loop, UV_RUN_NOWAIT);
	uv_timer_start(&timer, on_nothing, 1000000, 0);
	uv_run(&fixture.loop, UV_RUN_NOWAIT);
	report = turn_take_report(&fixture.turn);
	assert_true(report.over_5ms >= 1);

	/* waiting does not: the loop waits here for most of the time */
	began = uv_hrtime();
	uv_timer_start(&timer, on_nothing, 60, 0);
	uv_run(&fixture.loop, UV_RUN_ONCE);
	uv_timer_start(&timer, on_nothing, 1000000, 0);
	uv_run(&fixture.loop, UV_RUN_NOWAIT);
	report = turn_take_report(&fixture.turn);
	assert_true(uv_hrtime() - began >= 50u * 1000 * 1000);
	assert_true(report.longest_ns < 50u * 1000 * 1000);
	uv_close((uv_handle_t *)&timer, NULL);
	deinit(&fixture);
}

static void on_alarm(int number)
{
	(void)number;
}

/* A signal interrupts the wait, about which libuv 1.44 forgets how long it was. */
static void test_signal_while_waiting(void **state)
{
	struct itimerval alarm = {.it_value = {.tv_usec = 200 * 1000}};
	struct fixture fixture;
	struct turn_report report;
	uv_timer_t timer;

	(void)state;
	init(&fixture);
	signal(SIGALRM, on_alarm);
	uv_timer_init(&fixture.loop, &timer);
	uv_timer_start(&timer, on_nothing, 250, 0);
	assert_int_equal(setitimer(ITIMER_REAL, &alarm, NULL), 0);
	uv_run(&fixture.loop, UV_RUN_ONCE);
	uv_timer_start(&timer, on_nothing, 1000000, 0);
	uv_run(&fixture.loop, UV_RUN_NOWAIT);
	uv_run(&fixture.loop, UV_RUN_NOWAIT);
	report = turn_take_report(&fixture.turn);
	assert_true(report.turns >= 2);
	assert_true(report.longest_ns < 100u * 1000 * 1000);
	uv_close((uv_handle_t *)&timer, NULL);
	deinit(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_order),
	    cmocka_unit_test(test_posted_by_a_task_runs_next_turn),
	    cmocka_unit_test(test_cancel),
	    cmocka_unit_test(test_stop_within_a_task),
	    cmocka_unit_test(test_end_of_a_turn),
	    cmocka_unit_test(test_slices),
	    cmocka_unit_test(test_ranks),
	    cmocka_unit_test(test_crowds),
	    cmocka_unit_test(test_tasks_have_half_a_slice),
	    cmocka_unit_test(test_measuring),
	    cmocka_unit_test(test_signal_while_waiting),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
