#include "tests/unit/live/live_fixture.h"

#include "proto/record.h"
#include "proto/xalloc.h"
#include "server/base/sha256.h"
#include "server/journal/signer.h"
#include "server/scenario/scenario_load.h"
#include "server/store/files.h"

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

static void check(const struct live_fixture *fixture, int result)
{
	if (result != 0) {
		fail_msg("%s", fixture->err.text);
	}
}

/* As `convened create` does it: journal and engine by themselves, then one batch. */
static void create(struct live_fixture *fixture)
{
	Convene__V1__Genesis genesis = CONVENE__V1__GENESIS__INIT;
	struct exercise_file making = {.engine = exercise_new(sha256)};
	struct arena *arena = arena_new(SCENARIO_ARENA_BYTES);
	struct diagnostics *diagnostics = xcalloc(1, sizeof(*diagnostics));
	struct scenario_source source = {0};
	struct creation creation = {.wall_ms = FIXTURE_WALL_MS, .exercise_id = "test"};
	struct decision decision;
	uint8_t nonce[32] = {1};

	diagnostics_init(diagnostics, arena);
	assert_true(scenario_load(
	    getenv("CONVENE_TEST_SCENARIO"), arena, diagnostics, NULL, NULL, &source));
	genesis.format_version = RECORD_FORMAT_VERSION;
	genesis.exercise_id = (char *)(uintptr_t) "test";
	genesis.nonce = (ProtobufCBinaryData){.len = sizeof(nonce), .data = nonce};
	check(fixture, journal_create(&store_files, fixture->path, &genesis, fixture->signer,
	                   &making.journal, &fixture->err));
	window_init(&making.recent, 1);
	creation.scenario = source.scenario;
	decision_init(&decision, fixture->arena, 1);
	exercise_decide_create(making.engine, &creation, &decision);
	assert_null(decision.refusal);
	exercise_file_take(&making, &decision, &fixture->batch);
	fixture->file = &making;
	live_fixture_commit(fixture);
	exercise_file_deinit(&making);
	free(diagnostics);
	arena_free(arena);
	fixture->file = NULL;
}

int live_fixture_setup(void **state)
{
	struct live_fixture *fixture = xcalloc(1, sizeof(*fixture));
	const char *base = getenv("TMPDIR");
	char key[128];

	snprintf(fixture->folder, sizeof(fixture->folder), "%s/convene-live-XXXXXX",
	    base != NULL && strlen(base) < 32 ? base : "/tmp");
	assert_non_null(mkdtemp(fixture->folder));
	snprintf(fixture->path, sizeof(fixture->path), "%s/test.convene", fixture->folder);
	snprintf(key, sizeof(key), "%s/key.pem", fixture->folder);
	check(fixture, signer_load(key, &fixture->signer, &fixture->err));
	fixture->arena = arena_new(64u * 1024 * 1024);
	create(fixture);
	check(fixture,
	    exercise_file_open(fixture->path, fixture->signer, &fixture->file, &fixture->err));
	*state = fixture;
	return 0;
}

int live_fixture_teardown(void **state)
{
	struct live_fixture *fixture = *state;
	struct dirent *entry;
	DIR *folder;

	exercise_file_close(fixture->file);
	folder = opendir(fixture->folder);
	while ((entry = readdir(folder)) != NULL) {
		unlinkat(dirfd(folder), entry->d_name, 0);
	}
	closedir(folder);
	rmdir(fixture->folder);
	batch_deinit(&fixture->batch);
	arena_free(fixture->arena);
	signer_free(fixture->signer);
	free(fixture);
	return 0;
}

void live_fixture_commit(struct live_fixture *fixture)
{
	check(fixture, journal_append(fixture->file->journal, &fixture->batch.rows, &fixture->err));
	batch_clear(&fixture->batch);
}

void live_fixture_reopen(struct live_fixture *fixture)
{
	batch_clear(&fixture->batch);
	exercise_file_close(fixture->file);
	fixture->file = NULL;
	check(fixture,
	    exercise_file_open(fixture->path, fixture->signer, &fixture->file, &fixture->err));
}

uint64_t live_fixture_invite(struct live_fixture *fixture, Convene__V1__Role role, const char *team,
    const char *person, uint64_t replaces, char code[JOIN_CODE_SIZE])
{
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__IssueInvite issue = CONVENE__V1__ISSUE_INVITE__INIT;
	uint8_t id[COMMAND_ID_SIZE] = {++fixture->commands};
	struct decision decision;

	command.id = (ProtobufCBinaryData){.len = sizeof(id), .data = id};
	command.body_case = CONVENE__V1__COMMAND__BODY_ISSUE_INVITE;
	command.issue_invite = &issue;
	issue.role = role;
	issue.team_id = (char *)(uintptr_t)team;
	issue.person_name = (char *)(uintptr_t)person;
	issue.replaces_invite_id = replaces;
	arena_reset(fixture->arena);
	decision_init(&decision, fixture->arena, ++fixture->commands);
	conduct_command(
	    fixture->file, &fixture->batch, 0, FIXTURE_WALL_MS, &command, &decision, code);
	if (decision.refusal != NULL) {
		fail_msg("%s", decision.refusal->message);
	}
	return decision.made;
}

Convene__V1__ErrorCode live_fixture_join(
    struct live_fixture *fixture, const char *code, const char *name, struct admission *out)
{
	struct join_request request = {.wall_ms = FIXTURE_WALL_MS, .code = code, .name = name};

	arena_reset(fixture->arena);
	return conduct_join(
	    fixture->file, &fixture->batch, &request, fixture->arena, out, &fixture->err);
}
