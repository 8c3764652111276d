/*
 * A writer is killed at random moments. Whatever it had acknowledged is there afterwards, nothing
 * is half there, and the chain verifies. JOURNAL_KILL_ROUNDS sets how often, JOURNAL_SEED where the
 * random numbers begin.
 */
#include "server/journal/journal.h"

#include "journal_fixture.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define ROUNDS_DEFAULT 12

/* Appends until it is killed; after each commit, says how far it is. Never returns. */
static void write_for_ever(struct fixture *fixture, int acknowledge, unsigned seed)
{
	struct journal *journal = NULL;

	if (journal_open(&store_files, fixture->path, fixture->signer, &journal, &fixture->err) !=
	    0) {
		_exit(2);
	}
	for (;;) {
		uint64_t head;

		if (fixture_append(fixture, journal, 1 + (size_t)rand_r(&seed) % 20, 16) != 0) {
			_exit(3);
		}
		head = journal_head(journal);
		if (write(acknowledge, &head, sizeof(head)) != sizeof(head)) {
			_exit(4);
		}
		if (rand_r(&seed) % 16 == 0 && journal_checkpoint(journal, NULL) != 0) {
			_exit(5);
		}
	}
}

/* Kills the writer some while after its first few acknowledgements; returns the last one. */
static uint64_t kill_at_random(pid_t child, int acknowledged, unsigned *seed)
{
	unsigned wanted = (unsigned)rand_r(seed) % 30;
	uint64_t head = 0, last = 0;
	int status;

	for (unsigned i = 0; i <= wanted; i++) {
		assert_int_equal(read(acknowledged, &head, sizeof(head)), sizeof(head));
		last = head;
	}
	/* not to wait for anything: to hit any point within a commit */
	usleep((unsigned)rand_r(seed) % 2000);
	kill(child, SIGKILL);
	while (read(acknowledged, &head, sizeof(head)) == sizeof(head)) {
		last = head;
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	return last;
}

static void killed_while_writing(void **state)
{
	struct fixture *fixture = *state;
	unsigned long rounds = fixture_number("JOURNAL_KILL_ROUNDS", ROUNDS_DEFAULT);
	unsigned seed = (unsigned)fixture_number("JOURNAL_SEED", (unsigned long)time(NULL));
	uint64_t before = 0;

	print_message("JOURNAL_SEED=%u\n", seed);
	journal_close(fixture_create(fixture));
	for (unsigned long round = 0; round < rounds; round++) {
		unsigned child_seed = (unsigned)rand_r(&seed);
		struct loaded loaded;
		struct journal *journal;
		uint64_t acknowledged;
		int ends[2];
		pid_t child;

		assert_int_equal(pipe(ends), 0);
		child = fork();
		if (child == 0) {
			write_for_ever(fixture, ends[1], child_seed);
		}
		close(ends[1]);
		acknowledged = kill_at_random(child, ends[0], &seed);
		close(ends[0]);
		journal = fixture_open(fixture);
		if (fixture_load(fixture, journal, &loaded) != 0) {
			fail_msg("round %lu: %s", round, fixture->err.text);
		}
		assert_false(loaded.wrong);
		assert_true(acknowledged > before);
		/* one batch more may have been committed and not acknowledged */
		assert_in_range(loaded.events, acknowledged, acknowledged + 20);
		assert_int_equal(journal_head(journal), loaded.events);
		before = loaded.events;
		if (round % 4 == 0) {
			fixture_assert_verifies(fixture, loaded.events);
		}
		journal_close(journal);
	}
	fixture_assert_verifies(fixture, before);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(killed_while_writing)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
