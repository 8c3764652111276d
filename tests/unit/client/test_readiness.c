/* Who is missing: the roster, and what is said at STARTEX. */
#include "client/cli/act/consequence.h"
#include "client/cli/show/readiness.h"
#include "client/cli/show/roster.h"
#include "tests/unit/client/conduct_view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void check(struct buf *out, const char *expected)
{
	buf_append_byte(out, '\0');
	if (strstr((const char *)out->data, expected) == NULL) {
		fail_msg("\"%s\" lacks \"%s\"", (const char *)out->data, expected);
	}
	out->len--;
}

static void join(struct view *view, unsigned id, const char *role, const char *team)
{
	char event[300];

	snprintf(event, sizeof(event),
	    "{\"mark\":%u,\"participantJoined\":{\"participantId\":\"%u\",\"role\":\"ROLE_%s\","
	    "\"teamId\":\"%s\"}}",
	    id, id, role, team);
	conduct_apply(view, event);
}

static void empty_teams_are_in_the_roster(void **state)
{
	struct view *view = conduct_welcome(CONVENE__V1__ROLE__ROLE_CONTROLLER, "");
	struct buf out = {0};

	(void)state;
	join(view, 10, "PLAYER", "AL-NGO");
	join(view, 11, "CONTROLLER", "");
	roster_print(&out, view, 0);
	check(&out, "AL-NGO    1\n");
	check(&out, "AL-LI    NOBODY\n");
	check(&out, "TO-POL    NOBODY\n");
	check(&out, "Nobody has joined: AL-LI, TO-POL (2 of 3 teams).\n");
	check(&out, "No simulator has joined");
	check(&out, "No evaluator has joined.");
	out.len = 0;
	join(view, 12, "PLAYER", "AL-LI");
	join(view, 13, "PLAYER", "TO-POL");
	join(view, 14, "SIMULATOR", "");
	join(view, 15, "EVALUATOR", "");
	roster_print(&out, view, 0);
	check(&out, "Everybody is there.");
	conduct_apply(view, "{\"mark\":16,\"participantRemoved\":{\"participantId\":\"12\"}}");
	out.len = 0;
	roster_print(&out, view, 0);
	check(&out, "AL-LI    NOBODY\n");
	buf_deinit(&out);
	view_free(view);
}

static void startex_asks_who_is_missing(void **state)
{
	struct view *view = conduct_welcome(CONVENE__V1__ROLE__ROLE_CONTROLLER, "");
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__StartExercise start = CONVENE__V1__START_EXERCISE__INIT;
	struct buf out = {0};

	(void)state;
	command.body_case = CONVENE__V1__COMMAND__BODY_START_EXERCISE;
	command.start_exercise = &start;
	assert_int_equal(consequence_of(view, 0, &command, 0, &out), CONSEQUENCE_GRAVE);
	check(&out, "Nobody has joined: AL-NGO, AL-LI, TO-POL (3 of 3 teams).\n");
	join(view, 10, "PLAYER", "AL-NGO");
	join(view, 12, "PLAYER", "AL-LI");
	join(view, 13, "PLAYER", "TO-POL");
	join(view, 14, "SIMULATOR", "");
	join(view, 15, "EVALUATOR", "");
	out.len = 0;
	assert_int_equal(consequence_of(view, 0, &command, 0, &out), CONSEQUENCE_NONE);
	assert_int_equal(out.len, 0);
	buf_deinit(&out);
	view_free(view);
}

static void presence(
    struct view *view, Convene__V1__PresenceUpdate *update, uint64_t *ids, size_t count)
{
	struct convene_event event = {.kind = CONVENE_PRESENCE, .presence = update};

	update->connected = ids;
	update->n_connected = count;
	view_apply(view, &event);
}

/* Names and presence come beside the log, and may be later than it. */
static void who_has_just_joined_is_not_missing(void **state)
{
	struct view *view = conduct_welcome(CONVENE__V1__ROLE__ROLE_CONTROLLER, "");
	Convene__V1__PresenceUpdate update = CONVENE__V1__PRESENCE_UPDATE__INIT;
	struct convene_event caught_up = {.kind = CONVENE_CAUGHT_UP};
	uint64_t ids[] = {10, 14};
	struct buf out = {0};

	(void)state;
	update.complete = true;
	join(view, 10, "PLAYER", "AL-NGO");
	presence(view, &update, ids, 1);
	join(view, 12, "EVALUATOR", "");
	view_apply(view, &caught_up);
	join(view, 14, "SIMULATOR", "");
	readiness_lines(&out, view, 0);
	check(&out, "No evaluator is connected.");
	if (strstr((const char *)out.data, "simulator") != NULL) {
		fail_msg("%s", (const char *)out.data);
	}
	/* and the next update says that they have gone again */
	update.complete = false;
	update.disconnected = ids + 1;
	update.n_disconnected = 1;
	presence(view, &update, ids, 1);
	out.len = 0;
	readiness_lines(&out, view, 0);
	check(&out, "No simulator is connected.");
	buf_deinit(&out);
	view_free(view);
}

static void what_is_not_translated_is_named(void **state)
{
	struct view *view = conduct_welcome(CONVENE__V1__ROLE__ROLE_CONTROLLER, "");
	struct buf out = {0};

	(void)state;
	conduct_apply(
	    view, "{\"mark\":3,\"exerciseCreated\":{\"exerciseId\":\"x\",\"languages\":[\"fr\"]}}");
	conduct_apply(view,
	    "{\"mark\":4,\"scenarioLoaded\":{\"part\":{\"injects\":[{\"id\":\"van\",\"title\":"
	    "{\"value\":\"A van\"}},{\"id\":\"mail\",\"title\":{\"value\":\"A mail\","
	    "\"translations\":[{\"language\":\"fr\",\"value\":\"Un courriel\"}]}}]}}}");
	readiness_lines(&out, view, 0);
	check(&out, "Not in fr yet: inject van.\n");
	buf_deinit(&out);
	view_free(view);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(empty_teams_are_in_the_roster),
	    cmocka_unit_test(startex_asks_who_is_missing),
	    cmocka_unit_test(who_has_just_joined_is_not_missing),
	    cmocka_unit_test(what_is_not_translated_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
