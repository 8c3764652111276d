/*
 * kill -9 of the server at random moments under load. After each restart the clients come back by
 * themselves; at the end what each was sent and told is compared with the record.
 *
 *   test_kill CONVENED SCENARIO [CONVENE]
 *
 * CONVENE_KILLS  how often (200)
 * CONVENE_FLIPS  single bytes of the record to damage (40)
 * CONVENE_SEED   repeats a run, as far as timing allows
 */
#include "proto/xalloc.h"
#include "tests/fault/check.h"
#include "tests/fault/flip.h"
#include "tests/support/expect.h"
#include "tests/support/test_server.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Longer than anything takes, even sanitised on a busy machine. */
#define PATIENCE_MS 120000

#define LONG_FORM_KILLS 200

static const struct {
	const char *role, *team;
} cast[] = {
    {"organiser", "-"},
    {"controller", "-"},
    {"controller", "-"},
    {"simulator", "-"},
    {"evaluator", "-"},
    {"observer", "-"},
    {"player", "AL-NGO"},
    {"player", "AL-NGO"},
    {"player", "AL-POL"},
    {"player", "TO-POL"},
    {"player", "VE-FIN"},
    {"player", "VE-BG"},
};

#define PEOPLE (sizeof(cast) / sizeof(cast[0]))

struct test {
	struct test_server server;
	const char *client_program; /* borrowed: argv's; NULL: not given */
	struct driver *driver;      /* owned */
	struct dice dice;
	struct person people[PEOPLE];
	char record_path[128], file_path[256];
	unsigned welcomes_wanted; /* since the start, see some_are_welcome() */
	unsigned welcomes_before;
	bool time_is_up;
	unsigned while_live, while_starting, while_catching_up;
};

/* --- waiting --- */

static unsigned welcomes(const struct test *test)
{
	unsigned count = 0;

	for (size_t i = 0; i < PEOPLE; i++) {
		count += test->people[i].welcomes;
	}
	return count;
}

static bool all_are_live(void *context)
{
	struct test *test = context;

	for (size_t i = 0; i < PEOPLE; i++) {
		if (!test->people[i].caught_up) {
			return false;
		}
	}
	return true;
}

static bool some_are_welcome(void *context)
{
	const struct test *test = context;

	return welcomes(test) - test->welcomes_before >= test->welcomes_wanted;
}

static bool all_are_answered(void *context)
{
	const struct test *test = context;

	for (size_t i = 0; i < PEOPLE; i++) {
		const struct person *person = &test->people[i];

		if (person->answered < person->ledger.command_count || person->uploading) {
			return false;
		}
	}
	return true;
}

static bool time_is_up(void *context)
{
	return ((const struct test *)context)->time_is_up;
}

static bool record_is_here(void *context)
{
	return ((const struct test *)context)->people[1].record_done;
}

static bool downloads_are_here(void *context)
{
	const struct test *test = context;

	for (size_t i = 0; i < PEOPLE; i++) {
		if (test->people[i].has_stored && !test->people[i].downloaded) {
			return false;
		}
	}
	return true;
}

static bool reader_is_done(void *context)
{
	return ((const struct person *)context)->caught_up;
}

static void wait_until(
    struct test *test, bool (*done)(void *context), void *context, const char *what)
{
	bool held = driver_wait(test->driver, done, context, PATIENCE_MS);

	expect(test_server_runs(&test->server), "the server must not end by itself");
	for (size_t i = 0; i < PEOPLE && !held; i++) {
		person_report(&test->people[i]);
	}
	expect(held, "waited in vain until %s; the data are in %s", what, test->server.folder);
}

static void on_time_up(void *context)
{
	((struct test *)context)->time_is_up = true;
}

static void let_pass(struct test *test, uint64_t delay_ms)
{
	test->time_is_up = false;
	driver_after(test->driver, (int64_t)delay_ms, on_time_up, test);
	wait_until(test, time_is_up, test, "a moment has passed");
}

/* --- killing --- */

static void kill_once(struct test *test)
{
	uint64_t moment = dice_below(&test->dice, 10);

	test_server_spawn(&test->server);
	test->welcomes_before = welcomes(test);
	if (moment < 2) {
		test->while_starting++;
		let_pass(test, dice_below(&test->dice, 250));
	} else if (moment < 5) {
		test->while_catching_up++;
		test->welcomes_wanted = 1 + (unsigned)dice_below(&test->dice, PEOPLE);
		wait_until(test, some_are_welcome, test, "some are welcome");
		let_pass(test, dice_below(&test->dice, 10));
	} else {
		test->while_live++;
		wait_until(test, all_are_live, test, "everybody is live again");
		let_pass(test, dice_below(&test->dice, 200));
	}
	expect(test_server_runs(&test->server), "the server must not end by itself");
	test_server_kill(&test->server);
}

static void restart(struct test *test)
{
	test_server_kill(&test->server);
	for (size_t i = 0; i < PEOPLE; i++) {
		test->people[i].caught_up = false;
	}
	test_server_spawn(&test->server);
	wait_until(test, all_are_live, test, "everybody is live again");
}

/* --- the course of it --- */

static void begin(struct test *test, const char *program, const char *scenario)
{
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__StartExercise start = CONVENE__V1__START_EXERCISE__INIT;
	char why[256] = "";

	test_server_init(&test->server, program, scenario);
	snprintf(test->record_path, sizeof(test->record_path), "%s/record", test->server.folder);
	test_server_file(&test->server, test->file_path, sizeof(test->file_path));
	test->driver = driver_new(0, why, sizeof(why));
	expect(test->driver != NULL, "no driver: %s", why);
	for (size_t i = 0; i < PEOPLE; i++) {
		person_init(&test->people[i], test->driver, &test->dice,
		    test_server_link(&test->server, cast[i].role, cast[i].team), cast[i].role,
		    cast[i].team, (unsigned)i);
	}
	wait_until(test, all_are_live, test, "everybody is live");
	command.body_case = CONVENE__V1__COMMAND__BODY_START_EXERCISE;
	command.start_exercise = &start;
	person_send(&test->people[1], &command);
	for (size_t i = 0; i < PEOPLE; i++) {
		person_act(&test->people[i]);
	}
	wait_until(test, all_are_answered, test, "the exercise has started");
	let_pass(test, 100);
	test_server_kill(&test->server);
}

/* A command without effect: its answer comes after every event that there was before it. */
static void fence(struct test *test)
{
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__MarkRead nothing = CONVENE__V1__MARK_READ__INIT;

	command.body_case = CONVENE__V1__COMMAND__BODY_MARK_READ;
	command.mark_read = &nothing;
	for (size_t i = 0; i < PEOPLE; i++) {
		person_send(&test->people[i], &command);
	}
	wait_until(test, all_are_answered, test, "everything is answered");
}

static void end(struct test *test)
{
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__EndExercise ending = CONVENE__V1__END_EXERCISE__INIT;

	test_server_spawn(&test->server);
	wait_until(test, all_are_live, test, "everybody is live again");
	for (size_t i = 0; i < PEOPLE; i++) {
		person_rest(&test->people[i]);
	}
	wait_until(test, all_are_answered, test, "everything is answered");
	fence(test);
	ending.clock_revision = test->people[1].knowledge.clock_revision;
	command.body_case = CONVENE__V1__COMMAND__BODY_END_EXERCISE;
	command.end_exercise = &ending;
	person_send(&test->people[1], &command);
	fence(test);
	expect(test->people[1].knowledge.ended, "the exercise cannot be ended");
	restart(test);
	person_fetch_record(&test->people[1], test->record_path);
	wait_until(test, record_is_here, test, "the record has come");
	fence(test);
	for (size_t i = 0; i < PEOPLE; i++) {
		if (test->people[i].has_stored) {
			person_download(&test->people[i]);
		}
	}
	wait_until(test, downloads_are_here, test, "the documents have come");
}

/* --- checking --- */

/* A new connection that asks for everything is sent the same as the old ones, piece by piece. */
static void check_again(struct test *test, const struct record_file *record)
{
	for (size_t i = 0; i < PEOPLE; i++) {
		struct person *reader = xcalloc(1, sizeof(*reader));

		person_read_again(&test->people[i], reader);
		wait_until(test, reader_is_done, reader, "the log was read again");
		check_stream(record, reader);
		person_deinit(reader);
		free(reader);
	}
}

static void check_server_log(const struct test *test)
{
	static const char *const bad[] = {"Sanitizer", "runtime error", "error:", "cannot"};
	char line[1024];

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		expect(test_server_log_count(&test->server, bad[i], line, sizeof(line)) == 0,
		    "the server's log says: %s", line);
	}
}

/* By the server's program and, if it is given, by the client's, half each. */
static void check_flips(struct test *test, const struct record_file *record, unsigned flips)
{
	const char *second =
	    test->client_program != NULL ? test->client_program : test->server.program;

	flip_expect_good(test->server.program, test->record_path);
	flip_expect_good(second, test->record_path);
	flip_record(
	    test->server.program, test->record_path, record, &test->dice, flips - flips / 2);
	flip_record(second, test->record_path, record, &test->dice, flips / 2);
}

static void check_all(struct test *test, unsigned kills, uint64_t seed)
{
	long long flips = expect_number("CONVENE_FLIPS", 40, 0);
	struct record_file record;
	uint64_t done, digests, sent = 0, resent = 0;
	unsigned connects = 0, found;

	record_file_read(&record, test->record_path);
	for (size_t i = 0; i < PEOPLE; i++) {
		const struct convene_stats *stats =
		    convene_stats(driver_peek(test->people[i].client));

		check_stream(&record, &test->people[i]);
		expect(
		    test->people[i].notices == 0, "%s was told of an error", test->people[i].name);
		sent += test->people[i].ledger.command_count;
		resent += stats->resent;
		connects += test->people[i].welcomes;
	}
	done = check_commands(&record, test->people, PEOPLE);
	check_again(test, &record);
	digests = check_digests(&record);
	expect(digests >= 2, "the record has no digest at STARTEX and ENDEX");
	expect(test_server_stop(&test->server) == 0, "the server did not stop cleanly");
	check_server_log(test);
	printf("%u kills (%u live, %u starting, %u catching up): %zu events, %" PRIu64
	       " commands (%" PRIu64 " acknowledged with events, %" PRIu64 " sent again), %zu "
	       "clients, %u resumes, %" PRIu64 " digests, %zu KiB record; streams, commands, "
	       "digests hold\n",
	    kills, test->while_live, test->while_starting, test->while_catching_up, record.count,
	    sent, done, resent, PEOPLE, connects - (unsigned)PEOPLE, digests, record.len / 1024);
	fflush(stdout);
	flip_expect_good(test->server.program, test->file_path);
	check_flips(test, &record, (unsigned)flips);
	found =
	    flip_journal(test->server.program, test->file_path, &test->dice, (unsigned)flips / 4);
	if (kills >= LONG_FORM_KILLS) {
		flip_every_byte(&record, 16384);
	}
	printf("CONVENE_SEED=%" PRIu64 ": %u kills, %lld bytes of the record flipped and found, "
	       "%u of %u of the file found, the others not of the record\n",
	    seed, kills, flips, found, (unsigned)flips / 4);
	record_file_deinit(&record);
}

int main(int argc, char **argv)
{
	struct test *test = xcalloc(1, sizeof(*test));
	unsigned kills = (unsigned)expect_number("CONVENE_KILLS", 200, 1);
	uint64_t seed = dice_init(&test->dice);

	expect(argc == 3 || argc == 4, "usage: test_kill CONVENED SCENARIO [CONVENE]");
	test->client_program = argc == 4 ? argv[3] : NULL;
	begin(test, argv[1], argv[2]);
	for (unsigned i = 0; i < kills; i++) {
		kill_once(test);
		if ((i + 1) % 50 == 0) {
			printf("%u kills\n", i + 1);
			fflush(stdout);
		}
	}
	end(test);
	check_all(test, kills, seed);
	for (size_t i = 0; i < PEOPLE; i++) {
		person_deinit(&test->people[i]);
	}
	driver_free(test->driver);
	test_server_deinit(&test->server, false);
	free(test);
	return 0;
}
