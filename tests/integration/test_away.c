/* A server that was away while somebody set the machine's clock. */
#include "tests/integration/check.h"
#include "tests/integration/hall.h"
#include "tests/integration/play.h"

#include "server/base/clock.h"

#include <sqlite3.h>

#define ACCEPTED(call) assert_int_equal(call, 0)

/* As if the exercise had last run at another time by the wall clock, or before another boot. */
static void note_alive(struct hall *hall, const struct clock_moment *moment)
{
	char path[256];
	sqlite3 *db;
	sqlite3_stmt *statement;

	snprintf(path, sizeof(path), "%s/exercises/%s.convene", hall->server.folder,
	    hall->server.exercise);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(
	    sqlite3_prepare_v2(db,
	        "INSERT OR REPLACE INTO meta (name, value) VALUES ('alive_wall_ms', ?)", -1,
	        &statement, NULL),
	    SQLITE_OK);
	sqlite3_bind_blob(statement, 1, moment, sizeof(*moment), SQLITE_STATIC);
	assert_int_equal(sqlite3_step(statement), SQLITE_DONE);
	sqlite3_finalize(statement);
	sqlite3_close(db);
}

static void come_back(struct hall *hall, const struct clock_moment *noted)
{
	assert_int_equal(test_server_stop(&hall->server), 0);
	note_alive(hall, noted);
	test_server_start(&hall->server);
}

/* The clock was put back by an hour, and the machine started anew: paused, and everybody is told
 * why; a controller lets it run on. */
static void an_unknown_time_away_pauses(void **state)
{
	struct hall hall;
	struct play play;
	struct clock clock;
	struct clock_moment noted;
	const Convene__V1__Event *event;

	(void)state;
	hall_open(&hall, NULL);
	play_open(&play, &hall);
	play_start(&play);
	clock_init(&clock);
	clock_moment(&clock, &noted);
	noted.wall_ms += 3600000;
	noted.boot_id[0] ^= 1;
	come_back(&hall, &noted);
	event = desk_wait(play.police, EVENT_KIND(CLOCK_RESTORED));
	assert_true(event->clock_restored->away_unknown);
	assert_int_equal(event->clock_restored->away_ms, 0);
	/* times of the log never run backwards */
	assert_true(event->wall_ms >= noted.wall_ms);
	event = desk_wait(play.police, EVENT_KIND(CLOCK_PAUSED));
	assert_int_equal(event->clock_paused->cause, CONVENE__V1__PAUSE_CAUSE__PAUSE_CAUSE_OUTAGE);
	desk_wait_welcome(play.controller, 2);
	desk_wait_all(play.controller);
	assert_int_equal(
	    test_server_log_count(&hall.server, "nobody knows for how long", NULL, 0), 1);
	ACCEPTED(desk_do(play.controller, "{'resume_clock': {'clock_revision': %u}}",
	    play_clock_revision(&play)));
	hall_close(&hall);
}

/* By the clock of the boot it was half an hour, whatever the wall clock says. */
static void the_clock_of_the_boot_is_believed(void **state)
{
	struct hall hall;
	struct play play;
	struct clock clock;
	struct clock_moment noted;
	const Convene__V1__Event *event;

	(void)state;
	hall_open(&hall, NULL);
	play_open(&play, &hall);
	play_start(&play);
	clock_init(&clock);
	clock_moment(&clock, &noted);
	noted.wall_ms += 5000;
	noted.boot_ms -= 1800000;
	come_back(&hall, &noted);
	event = desk_wait(play.police, EVENT_KIND(CLOCK_RESTORED));
	assert_false(event->clock_restored->away_unknown);
	assert_in_range(event->clock_restored->away_ms, 1795000, 1860000);
	desk_wait(play.police, EVENT_KIND(CLOCK_PAUSED));
	hall_close(&hall);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_unknown_time_away_pauses),
	    cmocka_unit_test(the_clock_of_the_boot_is_believed),
	};

	return cmocka_run_group_tests_name("away", tests, NULL, NULL);
}
