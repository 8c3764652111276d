/* What simulated players make of texts, tracks and warnings. */
#include "proto/buf.h"
#include "proto/json.h"
#include "proto/people/casework.h"
#include "proto/people/expected.h"
#include "proto/people/mending.h"
#include "proto/people/people.h"
#include "proto/people/player.h"
#include "tests/support/json_read.h"
#include "tests/support/marked_event.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define ARENA       ((size_t)1 << 20)

static void *read_json(
    struct arena *arena, const ProtobufCMessageDescriptor *descriptor, const char *json)
{
	struct json_error error = {.line = 0};
	void *message = json_read(descriptor, json, strlen(json), arena, &error);

	if (message == NULL) {
		fail_msg("%d:%d: %s in %s", error.line, error.column, error.text, json);
	}
	return message;
}

static void somebody_is_met_by_the_pseudonym(void **state)
{
	static const struct {
		const char *text, *pseudonym;
		bool met;
	} rows[] = {
	    {"W1 calls again.", "W1", true},
	    {"It is about W1", "W1", true},
	    {"(W1), and W2.", "W2", true},
	    {"W17 says that he is 19.", "W1", false},
	    {"W17 came with W1.", "W1", true},
	    {"the VW1 bus", "W1", false},
	    {"W1's sister", "W1", true},
	    {"nobody", "W1", false},
	    {"", "W1", false},
	    {"anything", "", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		if (names_person(rows[i].text, rows[i].pseudonym) != rows[i].met) {
			fail_msg("\"%s\" in \"%s\"", rows[i].pseudonym, rows[i].text);
		}
	}
}

#define TRACK_JSON                                                                                 \
	"{\"id\":\"t\",\"states\":[{\"id\":\"a\"},{\"id\":\"b\"},{\"id\":\"c\"},{\"id\":\"d\"}],"  \
	"\"transitions\":["                                                                        \
	"{\"id\":\"a-b\",\"from\":[\"a\"],\"to\":\"b\"},"                                          \
	"{\"id\":\"b-c\",\"from\":[\"b\"],\"to\":\"c\",\"competence\":\"judge\",\"guards\":["      \
	"{\"id\":\"alone\",\"confirmed\":true},{\"id\":\"why\",\"reason\":true},"                  \
	"{\"id\":\"before\",\"state\":{\"track\":\"t\",\"reached\":[\"d\"]}}]},"                   \
	"{\"id\":\"stay\",\"from\":[\"a\"]},"                                                      \
	"{\"id\":\"back\",\"to\":\"a\"}]}"

static void the_shortest_way_is_taken(void **state)
{
	static const struct {
		const char *from, *to, *step; /* NULL: there is none */
	} rows[] = {
	    {"a", "b", "a-b"},
	    {"a", "c", "a-b"},
	    {"b", "c", "b-c"},
	    {"c", "b", "back"},
	    {"a", "a", NULL},
	    {"a", "d", NULL},
	    {"a", "nowhere", NULL},
	    {"nowhere", "a", NULL},
	};
	struct arena *arena = arena_new(ARENA);
	const Convene__V1__Track *track =
	    read_json(arena, &convene__v1__track__descriptor, TRACK_JSON);

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const Convene__V1__Transition *step =
		    track_step_towards(track, rows[i].from, rows[i].to);

		if ((step == NULL) != (rows[i].step == NULL) ||
		    (step != NULL && strcmp(step->id, rows[i].step) != 0)) {
			fail_msg("%s to %s: %s", rows[i].from, rows[i].to,
			    step != NULL ? step->id : "none");
		}
	}
	arena_free(arena);
}

/* --- warnings --- */

static void apply(struct view *view, const char *json)
{
	struct arena *arena = arena_new(ARENA);
	struct view_marked marked = marked_event(json, arena);
	uint8_t bytes[8192];
	ProtobufCBinaryData packed = {.data = bytes};

	packed.len = convene__v1__event__pack(marked.event, bytes);
	view_event(view, marked.mark, marked.event, packed, NULL);
	arena_free(arena);
}

static struct view *world_new(void)
{
	struct view *view = view_new(NULL);

	view_welcome(view, 3, CONVENE__V1__ROLE__ROLE_CONTROLLER, "");
	apply(view,
	    "{\"mark\":1,\"exerciseCreated\":{\"exerciseId\":\"x\",\"teams\":[{\"id\":"
	    "\"AL-NGO\",\"country\":\"AL\"},{\"id\":\"AL-LI\",\"country\":\"AL\",\"agency\":"
	    "\"AGENCY_LABOUR_INSPECTORATE\"}]}}");
	apply(view,
	    "{\"mark\":2,\"scenarioLoaded\":{\"part\":{\"tracks\":[" TRACK_JSON
	    "],\"instruments\":[{\"id\":\"order\",\"channels\":[\"CHANNEL_JUDICIAL\"],\"fields\":["
	    "{\"id\":\"facts\"},{\"id\":\"measure\"}],\"answerFields\":[{\"id\":\"contact\"}]},{"
	    "\"id\":"
	    "\"alert\",\"needsCase\":true,\"allAgencies\":[\"AGENCY_LABOUR_INSPECTORATE\"]}]}}}");
	apply(view, "{\"mark\":3,\"caseOpened\":{\"caseId\":\"3\",\"reference\":\"W1\",\"teamId\":"
	            "\"AL-NGO\",\"participantId\":\"9\"}}");
	apply(view, "{\"mark\":4,\"requestSent\":{\"requestId\":\"4\",\"fromTeamId\":\"AL-LI\","
	            "\"content\":{\"instrument\":\"order\",\"to\":{\"teamId\":\"AL-NGO\"}}}}");
	apply(view, "{\"mark\":5,\"requestDrafted\":{\"requestId\":\"5\",\"teamId\":\"AL-NGO\","
	            "\"content\":{\"instrument\":\"order\",\"subject\":\"As drafted\"}}}");
	return view;
}

#define MOVE "{\"moveCase\":{\"caseId\":\"3\",\"track\":\"t\",\"transition\":\"b-c\"}}"
#define SEND                                                                                       \
	"{\"sendRequest\":{\"content\":{\"instrument\":\"order\",\"channel\":\"CHANNEL_PHONE\"}}}"
#define DRAFT "{\"sendRequest\":{\"requestId\":\"5\"}}"
#define ALERT                                                                                      \
	"{\"sendRequest\":{\"content\":{\"instrument\":\"alert\",\"to\":{\"entityId\":\"bank\"}}}" \
	"}"
#define REPLY "{\"moveRequest\":{\"requestId\":\"4\",\"state\":\"REQUEST_STATE_ANSWERED\"}}"

static void what_is_warned_of_is_put_right(void **state)
{
	static const struct {
		const char *command, *warnings;
		bool left;
		const char *has, *has_not; /* in the command that goes out again */
	} rows[] = {
	    {MOVE, "{\"rule\":\"alone\"}", false, "\"alone\"", "reason"},
	    {MOVE, "{\"rule\":\"why\"}", false, "reason", "\"alone\""},
	    {MOVE, "{\"rule\":\"alone\"},{\"rule\":\"why\"}", false, "reason", "anyway"},
	    {MOVE, "{\"rule\":\"before\"}", true, NULL, NULL},
	    {MOVE, "{\"rule\":\"alone\"},{\"rule\":\"competence\"}", true, NULL, NULL},
	    {"{\"moveCase\":{\"caseId\":\"7\",\"track\":\"t\",\"transition\":\"b-c\"}}",
	        "{\"rule\":\"alone\"}", true, NULL, NULL},
	    {SEND, "{\"rule\":\"channel\"}", false, "CHANNEL_JUDICIAL", "measure"},
	    {SEND, "{\"rule\":\"incomplete\"}", false, "measure", "CHANNEL_JUDICIAL"},
	    {SEND, "{\"rule\":\"incomplete\"}", false, "legalBasis", "anyway"},
	    {SEND, "{\"rule\":\"incomplete\"},{\"rule\":\"from\"}", true, NULL, NULL},
	    {SEND, "{\"rule\":\"to\"}", true, NULL, NULL},
	    {SEND, "{\"rule\":\"border\"}", true, NULL, NULL},
	    {SEND, "{\"rule\":\"acceptance\"}", true, NULL, NULL},
	    {SEND, "{\"rule\":\"all-agencies\"}", true, NULL, NULL},
	    {ALERT, "{\"rule\":\"incomplete\"}", false, "\"caseIds\":[3]", "alsoTo"},
	    {ALERT, "{\"rule\":\"all-agencies\"}", false, "AL-LI", "caseIds"},
	    {ALERT, "{\"rule\":\"channel\"}", false, "CHANNEL_EMAIL", "alsoTo"},
	    {DRAFT, "{\"rule\":\"incomplete\"}", false, "measure", "anyway"},
	    {DRAFT, "{\"rule\":\"channel\"}", false, "As drafted", "measure"},
	    {"{\"sendRequest\":{\"requestId\":\"8\"}}", "{\"rule\":\"incomplete\"}", true, NULL,
	        NULL},
	    {REPLY, "{\"rule\":\"answer\"}", false, "contact", "anyway"},
	    {"{\"moveRequest\":{\"requestId\":\"8\"}}", "{\"rule\":\"answer\"}", true, NULL, NULL},
	    {"{\"startExercise\":{}}", "{\"rule\":\"x\"}", true, NULL, NULL},
	};
	struct view *world = world_new();
	struct people people = {.options = {.seed = 1}, .world = world};
	struct actor actor = {.people = &people, .of = 1, .team_id = "AL-NGO"};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct arena *arena = arena_new(ARENA);
		Convene__V1__Command *command =
		    read_json(arena, &convene__v1__command__descriptor, rows[i].command);
		char text[512];
		struct buf after = {0};
		Convene__V1__Error *error;

		snprintf(text, sizeof(text), "{\"warnings\":[%s]}", rows[i].warnings);
		error = read_json(arena, &convene__v1__error__descriptor, text);
		if ((mend(&actor, command, error, arena) < 0) != rows[i].left) {
			fail_msg("%s after %s", rows[i].command, text);
		}
		json_write(&after, &command->base, JSON_COMPACT);
		buf_append_byte(&after, '\0');
		if (!rows[i].left && (strstr((char *)after.data, rows[i].has) == NULL ||
		                         strstr((char *)after.data, rows[i].has_not) != NULL)) {
			fail_msg("%s after %s: %s", rows[i].command, text, (char *)after.data);
		}
		buf_deinit(&after);
		arena_free(arena);
	}
	view_free(world);
}

static void note_booking(
    void *context, struct actor *actor, Convene__V1__Command *command, uint64_t tag)
{
	char *booked = context;

	(void)actor;
	(void)tag;
	assert_int_equal(command->body_case, CONVENE__V1__COMMAND__BODY_BOOK_INTERPRETER);
	snprintf(booked, 16, "%s", command->book_interpreter->interpreter_id);
}

static void an_interpreter_of_the_language_is_booked(void **state)
{
	static const struct {
		const char *language, *booked; /* "": nobody can be */
	} rows[] = {
	    {"sq", "kosovar"}, {"sq-AL", "any"}, {"SQ-al", "any"}, {"", "kosovar"}, {"fr", ""}};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct view *world = world_new();
		char booked[16] = "", event[256];
		struct people people = {.options = {.seed = 1},
		    .world = world,
		    .send = note_booking,
		    .context = booked};
		struct actor actor = {.people = &people, .of = 1, .team_id = "AL-NGO"};

		apply(world, "{\"mark\":6,\"scenarioLoaded\":{\"part\":{\"interpreters\":[{\"id\":"
		             "\"kosovar\",\"languages\":[\"sq-XK\"],\"delayMs\":\"60000\"},{\"id\":"
		             "\"any\",\"languages\":[\"sq\"],\"delayMs\":\"60000\"}]}}}");
		snprintf(event, sizeof(event),
		    "{\"mark\":7,\"caseOpened\":{\"caseId\":\"7\",\"reference\":\"W2\",\"teamId\":"
		    "\"AL-NGO\",\"personLanguage\":\"%s\"}}",
		    rows[i].language);
		apply(world, event);
		assert_int_equal(file_interpreter(&actor, view_case(world, 7)),
		    rows[i].booked[0] != '\0' ? 60000 : -1);
		assert_string_equal(booked, rows[i].booked);
		view_free(world);
	}
}

static void a_contingency_inject_waits_for_its_condition(void **state)
{
	struct view *world = world_new();

	(void)state;
	apply(world, "{\"mark\":6,\"scenarioLoaded\":{\"part\":{\"injects\":[{\"id\":\"planned\"},{"
	             "\"id\":\"if\",\"when\":{\"all\":[{\"milestone\":\"m\"}]}}]}}}");
	assert_int_equal(view_inject(world, "planned")->status,
	    CONVENE__V1__INJECT_STATUS__INJECT_STATUS_PLANNED);
	assert_int_equal(
	    view_inject(world, "if")->status, CONVENE__V1__INJECT_STATUS__INJECT_STATUS_WAITING);
	view_free(world);
}

static void one_of_a_team_sees_to_a_matter(void **state)
{
	struct people people = {.options = {.seed = 5}};

	(void)state;
	for (unsigned matter = 0; matter < 100; matter++) {
		unsigned responsible = 0;

		for (unsigned i = 0; i < 3; i++) {
			struct actor actor = {.people = &people, .of = 3, .index = i};

			responsible += actor_is_mine_by_number(&actor, matter);
		}
		assert_int_equal(responsible, 1);
	}
}

/* --- acts --- */

/* A reporter asks both teams; of AL-NGO the scenario expects that it writes about W1. */
static struct view *asked_world_new(void)
{
	struct view *view = view_new(NULL);

	view_welcome(view, 3, CONVENE__V1__ROLE__ROLE_CONTROLLER, "");
	apply(view,
	    "{\"mark\":1,\"exerciseCreated\":{\"exerciseId\":\"x\",\"durationMs\":\"9000000\","
	    "\"teams\":[{\"id\":\"AL-NGO\",\"country\":\"AL\"},{\"id\":\"AL-LI\","
	    "\"country\":\"AL\"}],\"entities\":[{\"id\":\"reporter\"}]}}");
	apply(view,
	    "{\"mark\":2,\"scenarioLoaded\":{\"part\":{\"persons\":[{\"id\":\"w1\","
	    "\"pseudonym\":\"W1\"}],\"injects\":[{\"id\":\"asks\",\"expectedActions\":[{\"by\":"
	    "[\"AL-NGO\"],\"does\":{\"message\":{\"to\":[\"AL-LI\"],\"person\":\"w1\"}}}]}]}}}");
	apply(view, "{\"mark\":3,\"injectDelivered\":{\"injectId\":\"asks\",\"from\":\"reporter\","
	            "\"to\":[\"AL-NGO\",\"AL-LI\"],\"title\":{\"value\":\"Who?\"}}}");
	return view;
}

/* What was sent: how often what, and of the last one what is looked at. */
struct sent {
	unsigned counts[256];
	size_t cases;
	char alias[128];
};

static void keep(void *context, struct actor *actor, Convene__V1__Command *command, uint64_t tag)
{
	struct sent *sent = context;

	(void)actor;
	(void)tag;
	sent->counts[command->body_case]++;
	if (command->body_case == CONVENE__V1__COMMAND__BODY_OPEN_THREAD) {
		sent->cases = command->open_thread->n_case_ids;
	}
	if (command->body_case == CONVENE__V1__COMMAND__BODY_ADD_CASE_ALIAS) {
		snprintf(sent->alias, sizeof(sent->alias), "%s", command->add_case_alias->alias);
	}
}

static void who_is_expected_to_act_asks_no_sender(void **state)
{
	struct view *world = asked_world_new();
	static const struct {
		const char *team;
		unsigned asked;
	} rows[] = {{"AL-NGO", 0}, {"AL-LI", 1}};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct sent sent = {.cases = 0};
		struct people people = {.world = world, .send = keep, .context = &sent};
		struct actor actor = {.people = &people, .of = 1, .team_id = rows[i].team};
		struct task task = {.kind = TASK_ASK_ENTITY, .subject_id = said("asks")};

		player_about_inject(&actor, &task);
		assert_int_equal(
		    sent.counts[CONVENE__V1__COMMAND__BODY_OPEN_THREAD], rows[i].asked);
	}
	view_free(world);
}

static void a_message_about_somebody_waits_for_the_case(void **state)
{
	struct view *world = asked_world_new();
	struct sent sent = {.cases = 0};
	struct people people = {.world = world, .send = keep, .context = &sent};
	struct actor actor = {.people = &people, .of = 1, .team_id = "AL-NGO"};
	struct task task = {.kind = TASK_EXPECTED,
	    .subject_id = said("asks"),
	    .pattern = view_inject(world, "asks")->plan->expected_actions[0]->does};

	(void)state;
	expected_do(&actor, &task);
	assert_int_equal(sent.counts[CONVENE__V1__COMMAND__BODY_OPEN_CASE], 1);
	assert_int_equal(sent.counts[CONVENE__V1__COMMAND__BODY_OPEN_THREAD], 0);
	apply(world, "{\"mark\":4,\"caseOpened\":{\"caseId\":\"4\",\"reference\":\"W1\",\"teamId\":"
	             "\"AL-NGO\"}}");
	apply(world, "{\"mark\":5,\"caseMatched\":{\"caseId\":\"4\",\"personId\":\"w1\"}}");
	/* it comes back to it */
	assert_true(people_act(&people, people_next_ms(&people)));
	assert_int_equal(sent.counts[CONVENE__V1__COMMAND__BODY_OPEN_THREAD], 1);
	assert_int_equal(sent.cases, 1);
	agenda_clear(&people);
	free(people.opening);
	view_free(world);
}

static void a_long_reference_is_cut_between_letters(void **state)
{
	struct view *world = asked_world_new();
	struct sent sent = {.cases = 0};
	struct people people = {.world = world, .send = keep, .context = &sent};
	struct actor actor = {.people = &people, .of = 1, .team_id = "AL-NGO"};

	(void)state;
	/* the letter lies over the 40th byte */
	apply(world,
	    "{\"mark\":4,\"caseOpened\":{\"caseId\":\"4\",\"teamId\":\"AL-NGO\",\"reference\":"
	    "\"123456789012345678901234567890123456789\u00fcber\"}}");
	file_add_alias(&actor, view_case(world, 4));
	assert_int_equal(sent.counts[CONVENE__V1__COMMAND__BODY_ADD_CASE_ALIAS], 1);
	assert_string_equal(
	    sent.alias, "123456789012345678901234567890123456789 in the files of AL-NGO");
	view_free(world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(somebody_is_met_by_the_pseudonym),
	    cmocka_unit_test(the_shortest_way_is_taken),
	    cmocka_unit_test(what_is_warned_of_is_put_right),
	    cmocka_unit_test(an_interpreter_of_the_language_is_booked),
	    cmocka_unit_test(a_contingency_inject_waits_for_its_condition),
	    cmocka_unit_test(one_of_a_team_sees_to_a_matter),
	    cmocka_unit_test(who_is_expected_to_act_asks_no_sender),
	    cmocka_unit_test(a_message_about_somebody_waits_for_the_case),
	    cmocka_unit_test(a_long_reference_is_cut_between_letters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
