/* Limits in story time as data: reminded before, overdue once, whatever becomes of the clock. An
 * hour of play is a day of story. */
#include "tests/unit/exercise/request/request_world.h"

#include <string.h>

#define SEND(urgency)                                                                              \
	"{'send_request': {'content': {'instrument': 'info', 'to': {'team_id': 'BR-POL'},"         \
	" 'channel': 'email', 'urgency': '" urgency "', 'purpose': 'p', 'legal_basis': 'l',"       \
	" 'values': [{'field': 'facts', 'value': 'f'}]}}}"
#define MOVE(state)                                                                                \
	"{'move_request': {'request_id': $1, 'state': '" state "', 'text': 't', 'anyway': true}}"
#define SENT     "request_sent request_assessed"
#define MINUTE   INT64_C(60000)
#define REMINDED "request_reminded"
#define DAY      INT64_C(86400000)

#define SENDING(urgency)                                                                           \
	{                                                                                          \
		{.who = "police", .command = SEND(urgency), .events = SENT}, 1                     \
	}
#define WAIT(ms, what)                                                                             \
	{                                                                                          \
		{.wait_ms = (ms), .events = (what)}, 0                                             \
	}
#define DO(person, what, events_)                                                                  \
	{                                                                                          \
		{.who = person, .command = what, .events = events_}, 0                             \
	}

/* 2 h and 8 h of story: 5 and 20 minutes; reminded an hour, 2.5 minutes, before. */
static const struct request_step urgent[] = {SENDING("urgent"), WAIT(150000 - 1, NULL),
    WAIT(1, REMINDED), WAIT(150000 - 1, NULL), WAIT(1, REMINDED), WAIT(750000 - 1, NULL),
    WAIT(1, REMINDED), WAIT(150000 - 1, NULL), WAIT(1, REMINDED), WAIT(DAY, NULL)};
/* 1 day and 7: an hour and 7; reminded a quarter of that before. */
static const struct request_step normal[] = {SENDING("normal"), WAIT(45 * MINUTE - 1, NULL),
    WAIT(1, REMINDED), WAIT(15 * MINUTE - 1, NULL), WAIT(1, REMINDED), WAIT(255 * MINUTE - 1, NULL),
    WAIT(1, REMINDED), WAIT(105 * MINUTE - 1, NULL), WAIT(1, REMINDED), WAIT(DAY, NULL)};
/* To be reminded at once is no reminder. */
static const struct request_step tight[] = {
    SENDING("tight"), WAIT(150000 - 1, NULL), WAIT(1, REMINDED), WAIT(DAY, NULL)};
static const struct request_step measured[] = {SENDING("measured"), WAIT(DAY, NULL)};
static const struct request_step acknowledged[] = {SENDING("urgent"),
    DO("abroad", MOVE("acknowledged"), "request_moved"), WAIT(1050000 - 1, NULL), WAIT(1, REMINDED),
    DO("abroad", MOVE("answered"), "request_moved case_flagged"), WAIT(DAY, NULL)};
static const struct request_step refused[] = {
    SENDING("urgent"), DO("abroad", MOVE("refused"), "request_moved"), WAIT(DAY, NULL)};
static const struct request_step withdrawn[] = {
    SENDING("urgent"), DO("police", MOVE("withdrawn"), "request_moved"), WAIT(DAY, NULL)};
/* Sent again, it has its limits anew. */
static const struct request_step returned[] = {SENDING("urgent"), WAIT(150000, REMINDED),
    DO("abroad", MOVE("returned"), "request_moved"), WAIT(DAY, NULL),
    DO("police", "{'send_request': {'request_id': $1}}", SENT), WAIT(150000 - 1, NULL),
    WAIT(1, REMINDED), WAIT(150000 - 1, NULL), WAIT(1, REMINDED)};
static const struct request_step paused[] = {SENDING("urgent"),
    DO("controller", "{'pause_clock': {}}", "clock_paused"), WAIT(DAY, NULL),
    DO("controller", "{'resume_clock': {'clock_revision': 2}}", "clock_resumed"),
    WAIT(150000 - 1, NULL), WAIT(1, REMINDED)};
/* What a jump or a shift passes over is overdue at once and nobody is reminded first. */
static const struct request_step jumped[] = {SENDING("urgent"),
    DO("controller", "{'jump_clock': {'clock_revision': 1, 'to_ms': 600000}}", "clock_jumped"),
    WAIT(1, REMINDED), WAIT(450000 - 2, NULL), WAIT(1, REMINDED), WAIT(150000, REMINDED),
    WAIT(DAY, NULL)};
static const struct request_step shifted[] = {SENDING("urgent"),
    DO("controller", "{'shift_story': {'clock_revision': 1, 'to_story_ms': 25200000}}",
        "story_shifted"),
    WAIT(1, "request_reminded request_reminded"), WAIT(150000 - 2, NULL), WAIT(1, REMINDED),
    WAIT(DAY, NULL)};
/* Twice as fast from now on. */
static const struct request_step faster[] = {SENDING("urgent"),
    DO("controller", "{'shift_story': {'clock_revision': 1, 'factor': 48}}", "story_shifted"),
    WAIT(75000 - 1, NULL), WAIT(1, REMINDED), WAIT(75000 - 1, NULL), WAIT(1, REMINDED)};

struct course {
	const char *name;
	const struct request_step *steps;
	size_t count;
	const char *said; /* each reminder: a or A for the acknowledgement, n or N for the answer */
};

#define COURSE(name, said)                                                                         \
	{                                                                                          \
		#name, name, sizeof name / sizeof name[0], said                                    \
	}

static const struct course courses[] = {COURSE(urgent, "aAnN"), COURSE(normal, "aAnN"),
    COURSE(tight, "N"), COURSE(measured, ""), COURSE(acknowledged, "n"), COURSE(refused, ""),
    COURSE(withdrawn, ""), COURSE(returned, "aaA"), COURSE(paused, "a"), COURSE(jumped, "AnN"),
    COURSE(shifted, "AnN"), COURSE(faster, "aA")};

static bool to_team(struct world *world, uint64_t seq, const char *team_id)
{
	const Convene__V1__Envelope *envelope = world_envelope(world, seq);
	for (size_t i = 0; i < envelope->audience->n_team_ids; i++) {
		if (strcmp(envelope->audience->team_ids[i], team_id) == 0) {
			return true;
		}
	}
	return false;
}

static void check_said(struct world *world, const char *said)
{
	char found[32] = "";
	size_t len = 0;
	for (uint64_t seq = 1; seq <= world->count; seq++) {
		const Convene__V1__Event *event = world_event(world, seq);
		if (event->body_case != CONVENE__V1__EVENT__BODY_REQUEST_REMINDED) {
			continue;
		}
		const Convene__V1__RequestReminded *body = event->request_reminded;
		bool answer = body->deadline == CONVENE__V1__DEADLINE__DEADLINE_ANSWER;
		found[len++] = answer ? (body->overdue ? 'N' : 'n') : (body->overdue ? 'A' : 'a');
		assert_true(body->overdue == (event->story_ms >= body->due_story_ms));
		/* that a limit is near is the receiver's business only */
		assert_true(to_team(world, seq, "BR-POL"));
		assert_int_equal(to_team(world, seq, "AL-POL"), body->overdue);
	}
	world_forget(world);
	assert_string_equal(found, said);
}

static void test_courses(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof courses / sizeof courses[0]; i++) {
		void *course = NULL;
		print_message("%s\n", courses[i].name);
		request_setup(&course);
		for (size_t j = 0; j < courses[i].count; j++) {
			request_play(course, &courses[i].steps[j]);
		}
		check_said(&((struct request_course *)course)->small->world, courses[i].said);
		request_teardown(&course);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_courses)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
