/* Exercises that another version of this program made: refused, with a reason that names both
 * versions. */
#include "proto/record.h"
#include "server/base/sha256.h"
#include "server/journal/signer.h"
#include "server/live/exercise_file.h"
#include "server/store/files.h"
#include "tests/integration/check.h"
#include "tests/integration/hall.h"

#include <stdlib.h>

#define ACCEPTED(call) assert_int_equal(call, 0)

/* Of fixtures/version-1.convene; its README.md says how it was made. */
#define OLD_CONTROLLER "7DXC-V0S2-9ZFZ-FYMY"

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

static void failing(int result, const struct err *err)
{
	if (result != 0) {
		fail_msg("%s", err->text);
	}
}

/* As this program would make it, but for the version that it names. */
static void make(const char *path, const char *id, struct signer *signer, uint32_t engine_version)
{
	Convene__V1__Genesis genesis = CONVENE__V1__GENESIS__INIT;
	Convene__V1__Scenario scenario = CONVENE__V1__SCENARIO__INIT;
	struct creation creation = {.wall_ms = 1, .exercise_id = id, .scenario = &scenario};
	struct exercise_file making = {.engine = exercise_new(sha256)};
	struct arena *arena = arena_new(1 << 20);
	struct batch batch = {0};
	struct decision decision;
	struct err err = {0};
	uint8_t nonce[32] = {1};

	genesis.format_version = RECORD_FORMAT_VERSION;
	genesis.exercise_id = (char *)(uintptr_t)id;
	genesis.nonce = (ProtobufCBinaryData){.len = sizeof(nonce), .data = nonce};
	failing(journal_create(&store_files, path, &genesis, signer, &making.journal, &err), &err);
	window_init(&making.recent, 1);
	decision_init(&decision, arena, 1);
	exercise_decide_create(making.engine, &creation, &decision);
	assert_null(decision.refusal);
	assert_int_equal(
	    decision.drafts[0].event->exercise_created->engine_version, ENGINE_VERSION);
	decision.drafts[0].event->exercise_created->engine_version = engine_version;
	exercise_file_take(&making, &decision, &batch);
	failing(journal_append(making.journal, &batch.rows, &err), &err);
	batch_deinit(&batch);
	exercise_file_deinit(&making);
	arena_free(arena);
}

/* With and without a server, whoever asks is told, and nothing else is disturbed. */
static void check_refused(struct hall *hall, const char *exercise, unsigned version)
{
	char both[128], line[1024], data[128];
	struct desk *desk;

	snprintf(both, sizeof(both), "version %u of the rules, this server knows version %d",
	    version, ENGINE_VERSION);
	snprintf(data, sizeof(data), "--data=%s", hall->server.folder);
	run("list", "--data", hall->server.folder, NULL);
	said(both);
	said("test "); /* and the others are listed nevertheless */
	assert_int_equal(run("invite", "--list", data, exercise), 1);
	said(both);
	/* with one: in its log, and to whoever knocks */
	test_server_start(&hall->server);
	desk = knock(hall, exercise, OLD_CONTROLLER, "Cora");
	assert_int_equal(desk_wait_stopped(desk), CODE(UNSUPPORTED_VERSION));
	assert_non_null(strstr(desk->error.message, both));
	assert_true(
	    test_server_log_count(&hall->server, "cannot be opened", line, sizeof(line)) > 0);
	assert_non_null(strstr(line, both));
	run("list", "--data", hall->server.folder, NULL);
	said(both);
	/* the other exercise is not disturbed */
	desk_leave(desk_join(hall, "player", "XA-POL", "Ana"));
}

/* Without a server and with one: nothing of it is read, nothing is written, and both versions are
 * named. */
static void an_older_file_is_refused(void **state)
{
	struct hall *hall = *state;
	char from[1024], path[256], line[1024];
	struct desk *desk;

	snprintf(from, sizeof(from), "%s/version-1.convene", getenv("CONVENE_TEST_FIXTURES"));
	path_of(hall, "version-1", path, sizeof(path));
	assert_int_equal(test_server_stop(&hall->server), 0);
	copy_file(from, path);
	run("list", "--data", hall->server.folder, NULL);
	said("format version 1, this program reads and writes version 3");
	said("test "); /* and the others are listed nevertheless */
	assert_int_equal(run("verify", path, NULL, NULL), 1);
	said("format version 1, this program reads and writes version 3");
	test_server_start(&hall->server);
	desk = knock(hall, "version-1", OLD_CONTROLLER, "Cora");
	/* it may come back: another program can be put there */
	while (desk->error.code != CODE(EXERCISE_UNAVAILABLE)) {
		driver_step(hall->driver, 1000);
	}
	assert_true(
	    test_server_log_count(&hall->server, "cannot be opened", line, sizeof(line)) > 0);
	assert_non_null(strstr(line, "format version 1, this program reads and writes version 3"));
	desk_leave(desk);
	/* the other exercise is not disturbed */
	desk_leave(desk_join(hall, "player", "XA-POL", "Ana"));
}

/* Whole and unaltered, and of rules that are not these. */
static void check_rules(struct hall *hall, const char *id, uint32_t version)
{
	struct exercise_file *file = NULL;
	struct signer *signer;
	struct err err = {0};
	char path[256];

	path_of(hall, id, path, sizeof(path));
	assert_int_equal(test_server_stop(&hall->server), 0);
	failing(signer_load_of_folder(hall->server.folder, &signer, &err), &err);
	make(path, id, signer, version);
	assert_int_equal(exercise_file_open(path, signer, &file, &err), ERR_RULES);
	assert_null(file);
	signer_free(signer);
	check_refused(hall, id, version);
	ACCEPTED(run("verify", path, NULL, NULL));
}

static void older_rules_are_refused(void **state)
{
	check_rules(*state, "earlier", ENGINE_VERSION - 1);
}

static void newer_rules_are_refused(void **state)
{
	check_rules(*state, "later", ENGINE_VERSION + 7);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, hall_setup, hall_teardown)
	const struct CMUnitTest tests[] = {
	    TEST(an_older_file_is_refused),
	    TEST(older_rules_are_refused),
	    TEST(newer_rules_are_refused),
	};

	return cmocka_run_group_tests_name("versions", tests, NULL, NULL);
}
