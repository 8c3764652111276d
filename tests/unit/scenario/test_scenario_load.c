#include "server/scenario/scenario_load.h"

#include "folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

/* The least that is a scenario, without its injects. */
#define HEAD                                                                                       \
	"id: small\nversion: '1'\nlanguage: en\ntitle: Small\ncontent_note: none\n"                \
	"duration_ms: 1h\n"
#define TEAMS                                                                                      \
	"countries: [{id: AL, name: Aldermark}]\n"                                                 \
	"teams: [{id: AL-NGO, name: Aid, country: AL, agency: ngo, briefing: Go}]\n"
#define INJECT(more)                                                                               \
	"injects: [{id: W1, to: AL-NGO, channel: phone, title: Call, body: Text, attachments: "    \
	"[" more "], planned_ms: 0}]\n"

#define FOUND(folder, ...) folder_found(folder, (const char *const[]){__VA_ARGS__, NULL})

static void test_split(void **state)
{
	struct folder *folder = *state;

	folder_file(folder, "scenario.yaml", HEAD);
	folder_file(folder, "teams.yaml", TEAMS);
	folder_file(folder, "a.yaml",
	    "injects:\n- {id: A, to: AL-NGO, channel: phone, title: t, body: b, planned_ms: 0}\n");
	folder_file(folder, "b.yaml",
	    "injects:\n- {id: B, to: AL-NGO, channel: phone, title: t, body: b, planned_ms: 0}\n");
	folder_file(folder, ".gitignore", "nonsense\n");
	folder_file(folder, "README.md", "nonsense\n");
	assert_true(folder_load(folder, NULL));
	folder_found(folder, (const char *const[]){NULL});
	assert_string_equal(folder->source.scenario->id, "small");
	assert_int_equal(folder->source.scenario->n_injects, 2);
	assert_string_equal(folder->source.scenario->injects[0]->id, "A");
	assert_string_equal(folder->source.scenario->injects[1]->id, "B");
}

/* Each is named, with what would be right; none of them is an error. */
static void test_what_is_not_read(void **state)
{
	struct folder *folder = *state;

	folder_file(folder, "scenario.yaml", HEAD TEAMS INJECT("{file: files/list.csv}"));
	folder_folder(folder, "files");
	folder_file(folder, "files/list.csv", "a,b\n");
	folder_file(folder, "files/draft.csv", "a,b\n");
	folder_folder(folder, "files/more");
	folder_file(folder, "files/more/deep.txt", "x");
	folder_file(folder, ".hidden.yaml", "nonsense: 1\n");
	folder_file(folder, ".scenario.yaml.swp", "");
	folder_file(folder, "more.YAML", "nonsense: 1\n");
	folder_file(folder, "more.yml", "nonsense: 1\n");
	folder_file(folder, "notes.txt", "x");
	folder_folder(folder, "part");
	folder_file(folder, "part/injects.yaml", "nonsense: 1\n");
	folder_file(folder, "teams.yaml~", "nonsense: 1\n");
	assert_true(folder_load(folder, NULL));
	FOUND(folder, "/.hidden.yaml: warning: is not read, because its name begins with a dot",
	    "/.scenario.yaml.swp: warning: is not read: it looks like what an editor left behind",
	    "/files/draft.csv: warning: goes with no inject: name it in the attachments of one",
	    "/files/more/deep.txt: warning: goes with no inject",
	    "/more.YAML: warning: is not read: only files whose names end in .yaml are; name it "
	    "more.yaml, or",
	    "/more.yml: warning: is not read: only files whose names end in .yaml are; name it "
	    "more.yaml, or",
	    "/notes.txt: warning: goes with no inject",
	    "/part/injects.yaml: warning: is not read: only files in the folder itself are",
	    "/teams.yaml~: warning: is not read: it looks like what an editor left behind");
}

static void test_single_file(void **state)
{
	struct folder *folder = *state;

	folder_folder(folder, "docs");
	folder_file(folder, "docs/list.csv", "a,b\n");
	folder_file(folder, "mine.yaml", HEAD TEAMS INJECT("{file: docs/list.csv}"));
	folder_file(folder, "other.yaml", "nonsense: 1\n");
	assert_true(folder_load(folder, "mine.yaml"));
	assert_string_equal(
	    folder->source.scenario->injects[0]->attachments[0]->media_type, "text/csv");
}

static void test_mistakes_in_all_files(void **state)
{
	struct folder *folder = *state;

	folder_file(folder, "scenario.yaml", HEAD "colour: red\n");
	folder_file(folder, "b.yaml", TEAMS "title: Again\n");
	folder_file(folder, "c.yaml",
	    "injects:\n- {id: B, to: XX, channel: phone, title: t, body: b, planned_ms: 0}\n");
	assert_false(folder_load(folder, NULL));
	FOUND(folder, "/b.yaml:2:9: warning: team 'AL-NGO' never gets an inject",
	    "/b.yaml:3:8: error: title: is already written in /tmp/",
	    "/c.yaml:2:15: error: to: there is no team 'XX'",
	    "/scenario.yaml:7:1: error: unknown name 'colour'; allowed are");
}

static void test_unreadable(void **state)
{
	struct folder *folder = *state;

	folder_file(folder, "b.yaml", TEAMS "\t\n");
	folder_file(folder, "c.yaml", "injects: [\n");
	assert_false(folder_load(folder, NULL));
	/* no guesses about what the unreadable files might have said */
	assert_null(folder->source.scenario);
	FOUND(folder, "/b.yaml:3:1: error: a tab may not indent", "/c.yaml:2:1: error: is not YAML",
	    "/scenario.yaml: error: 'scenario.yaml' cannot be read: No such file");
}

static void test_no_such_folder(void **state)
{
	struct folder *folder = *state;

	assert_false(folder_load(folder, "nowhere"));
	FOUND(folder, "/nowhere: error: No such file or directory");
}

struct stored {
	int calls;
	int result;
	char text[100];
};

static int store(
    void *context, const Convene__V1__Attachment *attachment, const uint8_t *bytes, size_t len)
{
	struct stored *stored = context;

	stored->calls++;
	assert_int_equal(len, attachment->size_bytes);
	assert_int_equal(attachment->sha256.len, 32);
	assert_true(len < sizeof(stored->text));
	memcpy(stored->text, bytes, len);
	stored->text[len] = '\0';
	return stored->result;
}

static void test_document(void **state)
{
	/* SHA-256 of "abc" (FIPS 180-2, appendix B.1) */
	static const uint8_t digest[32] = {0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41,
	    0x41, 0x40, 0xde, 0x5d, 0xae, 0x22, 0x23, 0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a,
	    0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad};
	struct folder *folder = *state;
	struct stored stored = {0};
	const Convene__V1__Attachment *attachment;

	folder_folder(folder, "files");
	folder_file(folder, "files/abc.PDF", "abc");
	folder_file(folder, "scenario.yaml",
	    HEAD TEAMS INJECT(
	        "{file: files/abc.PDF}, {file: files/abc.PDF, name: N, media_type: a/b}"));
	assert_true(scenario_load(
	    folder->path, folder->arena, &folder->diagnostics, store, &stored, &folder->source));
	assert_int_equal(stored.calls, 2);
	assert_string_equal(stored.text, "abc");
	attachment = folder->source.scenario->injects[0]->attachments[0];
	assert_memory_equal(attachment->sha256.data, digest, 32);
	assert_string_equal(attachment->name, "abc.PDF");
	assert_string_equal(attachment->media_type, "application/pdf");
	assert_int_equal(attachment->size_bytes, 3);
	assert_string_equal(attachment->file, "");
	attachment = folder->source.scenario->injects[0]->attachments[1];
	assert_string_equal(attachment->name, "N");
	assert_string_equal(attachment->media_type, "a/b");
}

static void test_document_not_stored(void **state)
{
	struct folder *folder = *state;
	struct stored stored = {.result = -1};

	folder_file(folder, "a.txt", "abc");
	folder_file(folder, "scenario.yaml", HEAD TEAMS INJECT("{file: a.txt}"));
	assert_false(scenario_load(
	    folder->path, folder->arena, &folder->diagnostics, store, &stored, &folder->source));
	FOUND(folder, "/scenario.yaml:9:94: error: file: 'a.txt' could not be stored");
}

static void test_no_escape(void **state)
{
	struct folder *folder = *state;

	folder_link(folder, "passwd", "/etc/passwd");
	folder_link(folder, "up", "..");
	folder_folder(folder, "d");
	folder_file(folder, "scenario.yaml",
	    HEAD TEAMS
	    "injects:\n"
	    "- id: W1\n  to: AL-NGO\n  channel: phone\n  title: t\n  planned_ms: 0\n  body: b\n"
	    "  attachments:\n"
	    "  - file: /etc/passwd\n"
	    "  - file: ../../etc/passwd\n"
	    "  - file: d/../scenario.yaml\n"
	    "  - file: passwd\n"
	    "  - file: up/etc/passwd\n"
	    "  - file: d\n"
	    "  - file: nothing.txt\n"
	    "  - file: d/\n"
	    "  - name: x\n");
	assert_false(folder_load(folder, NULL));
	FOUND(folder, "/scenario.yaml:17:11: error: file: '/etc/passwd' must be a path below",
	    "/scenario.yaml:18:11: error: file: '../../etc/passwd' must be a path below",
	    "/scenario.yaml:19:11: error: file: 'd/../scenario.yaml' must be a path below",
	    "/scenario.yaml:20:11: error: file: 'passwd' is a symbolic link",
	    "/scenario.yaml:21:11: error: file: 'up/etc/passwd' cannot be read: Not a directory",
	    "/scenario.yaml:22:11: error: file: 'd' is not a file",
	    "/scenario.yaml:23:11: error: file: 'nothing.txt' cannot be read: No such file",
	    "/scenario.yaml:24:11: error: file: 'd/' must be a path below",
	    "/scenario.yaml:25:5: error: file: is missing", "/up: warning: goes with no inject");
}

/* A pipe must not hang the reader. */
static void test_pipe(void **state)
{
	struct folder *folder = *state;
	char path[200];

	folder_file(folder, "p", "");
	snprintf(path, sizeof(path), "%s/p", folder->path);
	assert_int_equal(remove(path), 0);
	assert_int_equal(mkfifo(path, 0600), 0);
	folder_file(folder, "scenario.yaml", HEAD TEAMS INJECT("{file: p}"));
	assert_false(folder_load(folder, NULL));
	FOUND(folder, "/scenario.yaml:9:94: error: file: 'p' is not a file");
}

static void test_small_budget(void **state)
{
	struct folder *folder = *state;

	folder_file(folder, "scenario.yaml", HEAD TEAMS INJECT("{file: scenario.yaml}"));
	for (size_t budget = 64; budget < 40000; budget += 512) {
		struct arena *small = arena_new(budget);
		bool good;

		diagnostics_init(&folder->diagnostics, small);
		good = scenario_load(
		    folder->path, small, &folder->diagnostics, NULL, NULL, &folder->source);
		assert_int_equal(good, folder->diagnostics.errors == 0);
		arena_free(small);
	}
	assert_int_equal(folder->diagnostics.errors, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_split, folder_setup, folder_teardown),
	    cmocka_unit_test_setup_teardown(test_what_is_not_read, folder_setup, folder_teardown),
	    cmocka_unit_test_setup_teardown(test_single_file, folder_setup, folder_teardown),
	    cmocka_unit_test_setup_teardown(
	        test_mistakes_in_all_files, folder_setup, folder_teardown),
	    cmocka_unit_test_setup_teardown(test_unreadable, folder_setup, folder_teardown),
	    cmocka_unit_test_setup_teardown(test_no_such_folder, folder_setup, folder_teardown),
	    cmocka_unit_test_setup_teardown(test_document, folder_setup, folder_teardown),
	    cmocka_unit_test_setup_teardown(
	        test_document_not_stored, folder_setup, folder_teardown),
	    cmocka_unit_test_setup_teardown(test_no_escape, folder_setup, folder_teardown),
	    cmocka_unit_test_setup_teardown(test_pipe, folder_setup, folder_teardown),
	    cmocka_unit_test_setup_teardown(test_small_budget, folder_setup, folder_teardown),
	};

	return cmocka_run_group_tests_name("scenario load", tests, NULL, NULL);
}
