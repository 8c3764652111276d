/* An exercise with more behind it than the server keeps in memory: who comes late is fed from the
 * journal. */
#include "tests/integration/check.h"
#include "tests/integration/hall.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#define TEXT_BYTES 15000u

/* More than the 32 MiB that stay in memory (server/live/exercise_file.h). */
#define ANNOUNCEMENTS 2400u

static struct hall the_hall;

static int open_hall(void **state)
{
	/* a few people send what otherwise comes from a whole room */
	hall_open(&the_hall, "without_rates: true\n");
	*state = &the_hall;
	return 0;
}

static char *long_text(void)
{
	char *text = malloc(TEXT_BYTES + 1);

	assert_non_null(text);
	memset(text, 'x', TEXT_BYTES);
	text[TEXT_BYTES] = '\0';
	return text;
}

/* Every announcement, each once, in the order of their numbers. */
static void check_announcements(const struct desk *desk)
{
	uint64_t last = 0;
	unsigned found = 0;

	for (size_t i = 0; i < desk->entry_count; i++) {
		const Convene__V1__Event *event = desk->entries[i].event;
		unsigned number = 0;

		assert_true(event->seq > last);
		last = event->seq;
		if (event->body_case != EVENT_KIND(ANNOUNCED)) {
			continue;
		}
		assert_int_equal(sscanf(event->announced->text, "%u ", &number), 1);
		assert_int_equal(number, found);
		found++;
	}
	assert_int_equal(found, ANNOUNCEMENTS);
}

static void who_comes_late_gets_everything(void **state)
{
	struct hall *hall = *state;
	struct desk *controller = desk_join(hall, "controller", "-", "Cleo");
	char *text = long_text();
	struct desk *late[3];

	for (unsigned i = 0; i < ANNOUNCEMENTS; i++) {
		desk_send(controller, "{'announce': {'text': '%u %s', 'language': 'en'}}", i, text);
		/* so that the client's queue stays short */
		if (i % 64 == 63) {
			desk_wait_answers(controller);
		}
	}
	desk_wait_answers(controller);
	late[0] = desk_join(hall, "observer", "-", "Olga");
	late[1] = desk_join(hall, "evaluator", "-", "Emil");
	check_announcements(late[0]);
	check_announcements(late[1]);
	/* and the same from a server that has only just read its journal */
	hall_restart(hall, true);
	late[2] = desk_join(hall, "observer", "-", "Oleg");
	check_announcements(late[2]);
	free(text);
}

/* Wipes a stretch of the journal that is no longer in memory. */
static void wipe(const struct hall *hall)
{
	static const uint8_t nothing[1024 * 1024];
	char path[256];
	int fd;

	test_server_file(&hall->server, path, sizeof(path));
	fd = open(path, O_WRONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, nothing, sizeof(nothing), 1024 * 1024), sizeof(nothing));
	close(fd);
}

/* Nobody is left to wait for events that cannot be read back. */
static void what_cannot_be_read_back_is_said(void **state)
{
	struct hall *hall = *state;
	struct desk *controller = desk_join(hall, "controller", "-", "Cleo");
	struct convene_options options = {.name = "Olga"};
	const struct join_link *link = test_server_link(&hall->server, "observer", "-");
	struct desk *late;
	char *text = long_text();

	for (unsigned i = 0; i < ANNOUNCEMENTS; i++) {
		desk_send(controller, "{'announce': {'text': '%u %s', 'language': 'en'}}", i, text);
		if (i % 64 == 63) {
			desk_wait_answers(controller);
		}
	}
	desk_wait_answers(controller);
	wipe(hall);
	options.join_code = link->code;
	late = desk_try(hall, link, &options);
	while (late->error.code != CODE(EXERCISE_UNAVAILABLE)) {
		driver_step(hall->driver, 1000);
	}
	assert_int_equal(late->caught_up, 0);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
	        who_comes_late_gets_everything, open_hall, hall_teardown),
	    cmocka_unit_test_setup_teardown(
	        what_cannot_be_read_back_is_said, open_hall, hall_teardown),
	};

	return cmocka_run_group_tests_name("backlog", tests, NULL, NULL);
}
