/* Drafts of requests: two colleagues at one of them, and before STARTEX. */
#include "tests/unit/exercise/request/request_world.h"

#define CONTENT                                                                                    \
	"'content': {'instrument': 'info', 'to': {'team_id': 'BR-POL'}, 'channel': 'email',"       \
	" 'purpose': 'p', 'legal_basis': 'l', 'values': [{'field': 'facts', 'value': 'f'}]}"
#define SEND_DRAFT(n, revision) "{'send_request': {'request_id': $" n ", 'revision': " revision "}}"
#define RETURNED                                                                                   \
	"{'move_request': {'request_id': $1, 'state': 'returned', 'text': 't', 'missing': "        \
	"['facts', 'purpose']}}"
#define SENT "request_sent request_assessed"

#define DRAFT_ANEW(revision)                                                                       \
	"{'draft_request': {'request_id': $1, 'revision': " revision ", " CONTENT "}}"

static const struct request_step drafts[] = {
    {{.who = "police", .command = "{'draft_request': {" CONTENT "}}", .events = "request_drafted"},
        1},
    {{.who = "police2", .command = DRAFT_ANEW("0"), .code = INVALID, .says = "revision is missing"},
        0},
    {{.who = "police2", .command = DRAFT_ANEW("1"), .events = "request_drafted"}, 0},
    /* what a colleague wrote meanwhile is neither overwritten nor sent unseen */
    {{.who = "police", .command = DRAFT_ANEW("1"), .code = CONFLICT, .says = "at revision 2"}, 0},
    {{.who = "police", .command = SEND_DRAFT("1", "1"), .code = CONFLICT}, 0},
    {{.who = "police",
         .command = "{'send_request': {'request_id': $1, 'revision': 1, " CONTENT "}}",
         .code = CONFLICT},
        0},
    {{.who = "police", .command = SEND_DRAFT("1", "0"), .code = INVALID, .says = "revision"}, 0},
    {{.who = "police", .command = DRAFT_ANEW("2"), .events = "request_drafted"}, 0},
    {{.who = "police2", .command = SEND_DRAFT("1", "3"), .events = SENT}, 0},
    /* one that came back is nobody's draft */
    {{.who = "abroad", .command = RETURNED, .events = "request_moved"}, 0},
    {{.who = "police", .command = SEND_DRAFT("1", "0"), .events = SENT}, 0},
};

static void test_drafts(void **state)
{
	struct request_course *course = *state;
	for (size_t i = 0; i < sizeof drafts / sizeof drafts[0]; i++) {
		request_play(course, &drafts[i]);
		if (drafts[i].step.code == CONFLICT) {
			/* who it was, and which revision it is now */
			const struct last *last = &course->small->world.last;
			assert_int_equal(last->current_revision, 2);
			assert_int_equal(last->changed_by, course->small->people.police2);
		}
	}
}

static void test_before_startex(void **state)
{
	(void)state;
	struct request_course course = {.small = steps_world(request_scenario, false)};
	const struct request_step steps[] = {{{.who = "police",
	                                          .command = "{'draft_request': {" CONTENT "}}",
	                                          .events = "request_drafted"},
	                                         1},
	    {{.who = "police", .command = SEND_DRAFT("1", "1"), .code = WRONG_STATE}, 0},
	    {{.who = "controller",
	         .command = "{'start_exercise': {}}",
	         .events = "exercise_started"},
	        0},
	    {{.who = "police", .command = SEND_DRAFT("1", "1"), .events = SENT}, 0}};
	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
		request_play(&course, &steps[i]);
	}
	void *small = course.small;
	small_teardown(&small);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_drafts, request_setup, request_teardown),
	    cmocka_unit_test(test_before_startex)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
