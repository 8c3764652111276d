/* Exercises that another version of the engine began: an older one goes on, a newer one is refused
 * with a reason that names both versions. */
#include "proto/record.h"
#include "server/base/sha256.h"
#include "server/journal/signer.h"
#include "server/live/exercise_file.h"
#include "server/store/files.h"
#include "tests/integration/check.h"
#include "tests/integration/hall.h"
#include "tests/integration/record_log.h"

#include <stdlib.h>

#define ACCEPTED(call) assert_int_equal(call, 0)

/* What is in fixtures/version-1.convene; its README.md says how it was made. */
#define OLD_EVENTS     43
#define OLD_CONTROLLER "7DXC-V0S2-9ZFZ-FYMY"
#define OLD_POLICE     "WX1B-BQFA-GTK3-C3S5"

static char output[65536];

static int run(const char *command, const char *first, const char *second, const char *third)
{
	const char *argv[] = {getenv("CONVENED"), command, first, second, third, NULL};

	output[0] = '\0';
	return test_run(argv, output, sizeof(output));
}

static void said(const char *text)
{
	if (strstr(output, text) == NULL) {
		fail_msg("\"%s\" is not in: %s", text, output);
	}
}

static void path_of(const struct hall *hall, const char *exercise, char *out, size_t size)
{
	snprintf(out, size, "%s/exercises/%s.convene", hall->server.folder, exercise);
}

static void copy_file(const char *from, const char *to)
{
	FILE *in = fopen(from, "re"), *out = fopen(to, "wxe");
	char bytes[4096];
	size_t len;

	if (in == NULL || out == NULL) {
		fail_msg("cannot copy \"%s\" to \"%s\"", from, to);
	}
	while ((len = fread(bytes, 1, sizeof(bytes), in)) > 0) {
		assert_int_equal(fwrite(bytes, 1, len, out), len);
	}
	assert_int_equal(fclose(in), 0);
	assert_int_equal(fclose(out), 0);
}

/* The link to another exercise of the same server. */
static struct desk *knock(
    struct hall *hall, const char *exercise, const char *code, const char *name)
{
	struct join_link link = *test_server_link(&hall->server, "controller", "-");
	struct convene_options options = {.name = name};

	snprintf(link.exercise, sizeof(link.exercise), "%s", exercise);
	assert_true(join_link_code(code, link.code));
	return desk_try(hall, &link, &options);
}

static struct desk *join_old(struct hall *hall, const char *code, const char *name)
{
	struct desk *desk = knock(hall, "version-1", code, name);

	desk_wait_welcome(desk, 1);
	desk_wait_seq(desk, OLD_EVENTS);
	return desk;
}

/* --- an older one --- */

static void the_same_events(const struct desk *controller)
{
	static const struct {
		Convene__V1__Event__BodyCase kind;
		size_t count;
	} wanted[] = {
	    {EVENT_KIND(EXERCISE_CREATED), 1},
	    {EVENT_KIND(EXERCISE_STARTED), 1},
	    {EVENT_KIND(CLOCK_PAUSED), 3},
	    {EVENT_KIND(CLOCK_RESUMED), 2},
	    {EVENT_KIND(RATE_CHANGED), 1},
	    {EVENT_KIND(CLOCK_JUMPED), 1},
	    {EVENT_KIND(INJECT_DELIVERED), 2},
	    {EVENT_KIND(INJECT_ANSWERED), 2},
	    {EVENT_KIND(THREAD_OPENED), 2},
	    {EVENT_KIND(MESSAGE_POSTED), 4},
	    {EVENT_KIND(DECISION_LOGGED), 1},
	    {EVENT_KIND(ANNOUNCED), 1},
	    {EVENT_KIND(CATALOGUE_ISSUED), 0},
	};

	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		if (desk_count(controller, wanted[i].kind) != wanted[i].count) {
			fail_msg("kind %d: %zu instead of %zu", (int)wanted[i].kind,
			    desk_count(controller, wanted[i].kind), wanted[i].count);
		}
	}
	/* begun before the version was written down */
	assert_int_equal(
	    desk_last(controller, EVENT_KIND(EXERCISE_CREATED))->exercise_created->engine_version,
	    0);
	assert_string_equal(
	    desk_last(controller, EVENT_KIND(DECISION_LOGGED))->decision_logged->team_id, "XA-POL");
}

static uint32_t revision(const struct desk *controller)
{
	return desk_last(controller, EVENT_KIND(CLOCK_PAUSED))->clock_paused->clock_revision;
}

/* What was possible, and what has become so. The clock is paused at the end: a seal. */
static void play_on(struct desk *controller, struct desk *police)
{
	uint32_t seen = revision(controller);

	ACCEPTED(desk_do(controller, "{'resume_clock': {'clock_revision': %u}}", seen));
	ACCEPTED(desk_do(controller,
	    "{'shift_story': {'clock_revision': %u, 'to_story_ms': 864000000, 'factor': 12}}",
	    seen + 1));
	ACCEPTED(desk_do(controller, "{'add_inject': {'release_now': true, 'inject': {'id': 'X',"
	                             " 'to': ['XA-POL'], 'channel': 'email',"
	                             " 'title': {'value': 'X'}, 'body': {'value': 'X'}}}}"));
	desk_wait(police, EVENT_KIND(INJECT_DELIVERED));
	ACCEPTED(desk_do(police, "{'answer_inject': {'inject_id': 'X', 'text': 'Yes.'}}"));
	ACCEPTED(desk_do(police, "{'open_thread': {'subject': 'On', 'channel': 'email', 'parties':"
	                         " [{'team_id': 'XA-NGO'}], 'text': 'Still there?'}}"));
	ACCEPTED(desk_do(police, "{'log_decision': {'text': 'On.', 'reason': 'It goes on.'}}"));
	/* what its scenario does not declare does not exist */
	assert_int_equal(desk_do(controller, "{'open_questionnaire': {'questionnaire_id': 'q'}}"),
	    CODE(NOT_FOUND));
	ACCEPTED(desk_do(controller, "{'pause_clock': {'note': 'End of day two'}}"));
}

static void an_older_exercise_goes_on(void **state)
{
	struct hall *hall = *state;
	char from[1024], path[256];
	struct desk *controller, *police, *again;
	struct record_log log;
	uint64_t last;

	snprintf(from, sizeof(from), "%s/version-1.convene", getenv("CONVENE_TEST_FIXTURES"));
	path_of(hall, "version-1", path, sizeof(path));
	assert_int_equal(test_server_stop(&hall->server), 0);
	copy_file(from, path);
	ACCEPTED(run("list", "--data", hall->server.folder, NULL));
	said("version-1");
	said("43");
	test_server_start(&hall->server);
	controller = join_old(hall, OLD_CONTROLLER, "Cora");
	police = join_old(hall, OLD_POLICE, "Ana");
	the_same_events(controller);
	play_on(controller, police);
	last = controller->answer.last_seq;
	desk_leave(controller);
	desk_leave(police);
	/* the digest over the whole state is compared when it is opened again */
	hall_restart(hall, false);
	again = join_old(hall, OLD_CONTROLLER, "Cora");
	desk_wait_seq(again, last);
	assert_int_equal(desk_count(again, EVENT_KIND(STORY_SHIFTED)), 1);
	assert_int_equal(desk_count(again, EVENT_KIND(DECISION_LOGGED)), 2);
	ACCEPTED(desk_fetch_record(again));
	record_log_read(&log, &again->record);
	assert_in_range(log.count, OLD_EVENTS + 8, SIZE_MAX);
	record_log_free(&log);
	assert_int_equal(test_server_stop(&hall->server), 0);
	ACCEPTED(run("verify", path, NULL, NULL));
	said("verified: exercise \"version-1\"");
	test_server_start(&hall->server);
}

/* --- a newer one --- */

static void failing(int result, const struct err *err)
{
	if (result != 0) {
		fail_msg("%s", err->text);
	}
}

/* As this program would make it, but for the version that it names. */
static void make_later(const char *path, struct signer *signer)
{
	Convene__V1__Genesis genesis = CONVENE__V1__GENESIS__INIT;
	Convene__V1__Scenario scenario = CONVENE__V1__SCENARIO__INIT;
	struct creation creation = {.wall_ms = 1, .exercise_id = "later", .scenario = &scenario};
	struct exercise_file making = {.engine = exercise_new(sha256)};
	struct arena *arena = arena_new(1 << 20);
	struct batch batch = {0};
	struct decision decision;
	struct err err = {0};
	uint8_t nonce[32] = {1};

	genesis.format_version = RECORD_FORMAT_VERSION;
	genesis.exercise_id = (char *)(uintptr_t) "later";
	genesis.nonce = (ProtobufCBinaryData){.len = sizeof(nonce), .data = nonce};
	failing(journal_create(&store_files, path, &genesis, signer, &making.journal, &err), &err);
	window_init(&making.recent, 1);
	decision_init(&decision, arena);
	exercise_decide_create(making.engine, &creation, &decision);
	assert_null(decision.refusal);
	assert_int_equal(
	    decision.drafts[0].event->exercise_created->engine_version, ENGINE_VERSION);
	decision.drafts[0].event->exercise_created->engine_version = ENGINE_VERSION + 7;
	exercise_file_take(&making, &decision, &batch);
	failing(journal_append(making.journal, &batch.rows, &err), &err);
	batch_deinit(&batch);
	exercise_file_deinit(&making);
	arena_free(arena);
}

static void a_newer_exercise_is_refused(void **state)
{
	struct hall *hall = *state;
	struct exercise_file *file = NULL;
	struct signer *signer;
	struct err err = {0};
	char path[256], both[128], line[1024], data[128];
	struct desk *desk;

	snprintf(both, sizeof(both), "version %d of the rules, this server knows versions 1 to %d",
	    ENGINE_VERSION + 7, ENGINE_VERSION);
	snprintf(data, sizeof(data), "--data=%s", hall->server.folder);
	path_of(hall, "later", path, sizeof(path));
	assert_int_equal(test_server_stop(&hall->server), 0);
	failing(signer_load_of_folder(hall->server.folder, &signer, &err), &err);
	make_later(path, signer);
	assert_int_equal(exercise_file_open(path, signer, &file, &err), ERR_RULES);
	assert_null(file);
	assert_non_null(strstr(err.text, both));
	signer_free(signer);
	/* without a server */
	run("list", "--data", hall->server.folder, NULL);
	said(both);
	said("test "); /* and the others are listed nevertheless */
	assert_int_equal(run("invite", "--list", data, "later"), 1);
	said(both);
	/* with one: in its log, and to whoever knocks */
	test_server_start(&hall->server);
	desk = knock(hall, "later", OLD_CONTROLLER, "Cora");
	assert_int_equal(desk_wait_stopped(desk), CODE(UNSUPPORTED_VERSION));
	assert_non_null(strstr(desk->error.message, both));
	assert_true(
	    test_server_log_count(&hall->server, "cannot be opened", line, sizeof(line)) > 0);
	assert_non_null(strstr(line, both));
	run("list", "--data", hall->server.folder, NULL);
	said(both);
	/* it is complete and unaltered all the same */
	ACCEPTED(run("verify", path, NULL, NULL));
	/* the other exercise is not disturbed */
	desk_leave(desk_join(hall, "player", "XA-POL", "Ana"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, hall_setup, hall_teardown)
	const struct CMUnitTest tests[] = {
	    TEST(an_older_exercise_goes_on),
	    TEST(a_newer_exercise_is_refused),
	};

	return cmocka_run_group_tests_name("versions", tests, NULL, NULL);
}
