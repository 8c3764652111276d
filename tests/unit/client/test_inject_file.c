/* Injects as YAML files: what is exported is read back as it was; what an edit keeps. */
#include "client/cli/act/inject_file.h"
#include "tests/unit/client/conduct_view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct made {
	Convene__V1__Inject inject;
	Convene__V1__Text title, body, note, what;
	Convene__V1__Translation french;
	Convene__V1__Translation *translations[1];
	Convene__V1__ExpectedAction action;
	Convene__V1__ExpectedAction *actions[1];
	Convene__V1__Attachment attachment;
	Convene__V1__Attachment *attachments[1];
	char *to[2], *by[1], *objectives[1];
	uint8_t hash[32];
};

static char *text(const char *literal)
{
	/* protobuf-c has no const; never written to */
	return (char *)(uintptr_t)literal;
}

static void make(struct made *made)
{
	*made = (struct made){.inject = CONVENE__V1__INJECT__INIT,
	    .title = CONVENE__V1__TEXT__INIT,
	    .body = CONVENE__V1__TEXT__INIT,
	    .note = CONVENE__V1__TEXT__INIT,
	    .what = CONVENE__V1__TEXT__INIT,
	    .french = CONVENE__V1__TRANSLATION__INIT,
	    .action = CONVENE__V1__EXPECTED_ACTION__INIT,
	    .attachment = CONVENE__V1__ATTACHMENT__INIT};
	memset(made->hash, 0xa5, sizeof(made->hash));
	made->title.value = text("Helpline: a call, \"now\" # not a comment");
	made->french.language = text("fr");
	made->french.value =
	    text("Un appel\u2028\tde nuit\u200b\u202e\U000e0041\ue000 e\u0301 می\u200cخواهم\n");
	made->translations[0] = &made->french;
	made->title.n_translations = 1;
	made->title.translations = made->translations;
	made->body.value =
	    text("  Indented: first line\n\n- not a list\n# not a comment\n\nend\n\n");
	made->note.value = text("null");
	made->what.value = text("Calls back\nwith an interpreter");
	made->by[0] = text("AL-NGO");
	made->action.n_by = 1;
	made->action.by = made->by;
	made->action.what = &made->what;
	made->action.within_ms = 900000;
	made->actions[0] = &made->action;
	made->attachment.sha256.data = made->hash;
	made->attachment.sha256.len = sizeof(made->hash);
	made->attachment.name = text("pay slip.txt");
	made->attachment.size_bytes = 1234;
	made->attachments[0] = &made->attachment;
	made->to[0] = text("AL-NGO");
	made->to[1] = text("true");
	made->objectives[0] = text("joint-planning");
	made->inject.id = text("W1-calls");
	made->inject.planned_ms = 2700000;
	made->inject.from = text("clinic");
	made->inject.n_to = 2;
	made->inject.to = made->to;
	made->inject.channel = CONVENE__V1__CHANNEL__CHANNEL_SECURE_POLICE;
	made->inject.title = &made->title;
	made->inject.body = &made->body;
	made->inject.notes = &made->note;
	made->inject.mode = CONVENE__V1__INJECT_MODE__INJECT_MODE_ON_RELEASE;
	made->inject.n_expected_actions = 1;
	made->inject.expected_actions = made->actions;
	made->inject.n_attachments = 1;
	made->inject.attachments = made->attachments;
	made->inject.n_objectives = 1;
	made->inject.objectives = made->objectives;
}

static void assert_same(const Convene__V1__Inject *a, const Convene__V1__Inject *b)
{
	size_t len = convene__v1__inject__get_packed_size(a);
	uint8_t *left = malloc(len), *right;

	assert_int_equal(convene__v1__inject__get_packed_size(b), len);
	right = malloc(len);
	assert_non_null(left);
	assert_non_null(right);
	convene__v1__inject__pack(a, left);
	convene__v1__inject__pack(b, right);
	assert_memory_equal(left, right, len);
	free(left);
	free(right);
}

static const struct inject_file_use editing = {.view = NULL};

static bool parse(struct buf *out, struct arena *arena, struct inject_file *file)
{
	buf_append_byte(out, '\0');
	return inject_file_parse(
	    "test.yaml", (const char *)out->data, out->len - 1, &editing, arena, file);
}

static void what_is_exported_is_read_back(void **state)
{
	struct arena *arena = arena_new(1024u * 1024u);
	struct made made;
	struct view_inject known = {.id = "W1-calls", .revision = 7, .due_ms = 2700000};
	struct inject_file file;
	struct buf out = {0};
	char note[320];

	(void)state;
	make(&made);
	known.plan = &made.inject;
	inject_file_export(&out, &known);
	assert_true(parse(&out, arena, &file));
	assert_int_equal(file.revision, 7);
	assert_same(file.inject, &made.inject);
	assert_int_equal(inject_file_merge(&file, &known, 0, note, sizeof(note)), 7);
	assert_string_equal(note, "");
	assert_same(file.inject, &made.inject);
	buf_deinit(&out);
	arena_free(arena);
}

/* Two controllers export revision 7; one has made it 8 meanwhile: the other's edit is based on 7,
 * which the server refuses. */
static void the_base_is_what_was_exported(void **state)
{
	struct arena *arena = arena_new(1024u * 1024u);
	struct made made;
	struct view_inject known = {.id = "W1-calls", .revision = 7, .due_ms = 2700000};
	struct inject_file file;
	struct buf out = {0};
	char note[320];

	(void)state;
	make(&made);
	known.plan = &made.inject;
	inject_file_export(&out, &known);
	known.revision = 8;
	assert_true(parse(&out, arena, &file));
	assert_int_equal(inject_file_merge(&file, &known, 0, note, sizeof(note)), 7);
	/* who has looked says so */
	assert_int_equal(inject_file_merge(&file, &known, 8, note, sizeof(note)), 8);
	buf_deinit(&out);
	arena_free(arena);
}

static void what_the_file_leaves_out_stays(void **state)
{
	static const char yaml[] = "id: W1-calls\n"
	                           "title: Another title\n"
	                           "attachments: []\n"
	                           "notes: \"\"\n"
	                           "planned_ms: 50m\n"
	                           "to: AL-LI\n";
	struct arena *arena = arena_new(1024u * 1024u);
	struct made made;
	struct view_inject known = {.id = "W1-calls", .revision = 7, .due_ms = 2700000};
	struct inject_file file;
	char note[320];

	(void)state;
	make(&made);
	known.plan = &made.inject;
	assert_true(inject_file_parse("test.yaml", yaml, sizeof(yaml) - 1, &editing, arena, &file));
	assert_int_equal(inject_file_merge(&file, &known, 0, note, sizeof(note)), 7);
	assert_non_null(strstr(note, "reschedule"));
	assert_non_null(strstr(note, "retarget"));
	assert_non_null(strstr(note, "newest, 7"));
	assert_string_equal(file.inject->title->value, "Another title");
	assert_int_equal(file.inject->n_attachments, 0);
	assert_string_equal(file.inject->notes->value, "");
	assert_string_equal(file.inject->body->value, made.body.value);
	assert_string_equal(file.inject->from, "clinic");
	assert_int_equal(file.inject->n_expected_actions, 1);
	assert_int_equal(file.inject->mode, CONVENE__V1__INJECT_MODE__INJECT_MODE_ON_RELEASE);
	arena_free(arena);
}

/* Without a time, or a condition, it would be delivered at once: that has to be said. */
static void what_is_added_needs_a_time(void **state)
{
	static const struct {
		const char *yaml;
		int64_t planned_ms; /* below 0: refused */
		bool edit, now;
	} rows[] = {
	    {"id: x\n", -1, false, false},
	    {"id: x\nplanned_ms:\n", -1, false, false},
	    {"id: x\n", 0, false, true},
	    {"id: x\n", 0, true, false},
	    {"id: x\nwhen: {all: {milestone: m}}\n", 0, false, false},
	    {"id: x\nplanned_ms: 90\n", -1, false, false},
	    {"id: x\nplanned_ms: 1430\n", -1, true, false},
	    {"id: x\nplanned_ms: T+1:30:00\n", 5400000, false, false},
	    {"id: x\nplanned_ms: +10m\n", 4200000, false, false},
	    {"id: x\nplanned_ms: now\n", 3600000, false, false},
	    {"id: x\nplanned_ms: next morning 08:00\n", 7200000, false, false},
	    {"id: x\nplanned_ms: '2031-08-20T08:00'\n", 7200000, false, false},
	    {"id: x\nplanned_story: '2031-08-20T08:00'\n", 7200000, false, false},
	    {"id: x\nplanned_story: 20:00\n", 5400000, false, false},
	    {"id: x\nplanned_story: day 3 08:00\nplanned_ms: 2h\n", -1, false, false},
	    {"id: x\nplanned_story: soon\n", -1, false, false},
	    /* in the past: for an edit it is what it was */
	    {"id: x\nplanned_ms: T+0:30:00\n", -1, false, false},
	    {"id: x\nplanned_ms: T+0:30:00\n", 1800000, true, false},
	};
	struct arena *arena = arena_new(1024u * 1024u);
	struct view *view = conduct_welcome(CONVENE__V1__ROLE__ROLE_CONTROLLER, "");

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct inject_file_use use = {
		    .view = view, .now_ms = 3600000, .adding = !rows[i].edit, .now = rows[i].now};
		struct inject_file file;
		bool good = inject_file_parse(
		    "test.yaml", rows[i].yaml, strlen(rows[i].yaml), &use, arena, &file);

		if (good != (rows[i].planned_ms >= 0) ||
		    (good && file.inject->planned_ms != rows[i].planned_ms)) {
			fail_msg("row %zu: %s", i, rows[i].yaml);
		}
		if (good) {
			assert_string_equal(file.inject->planned_story, "");
		}
	}
	view_free(view);
	arena_free(arena);
}

/* A file that names no inject is neither added nor an edit of one. */
static void a_file_names_its_inject(void **state)
{
	static const char *const files[] = {"", "# nothing\n", "title: A\nplanned_ms: 10m\n"};
	struct arena *arena = arena_new(1024u * 1024u);

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		for (int adding = 0; adding < 2; adding++) {
			struct buf told = {0};
			const struct inject_file_use use = {
			    .adding = adding != 0, .complaints = &told};
			struct inject_file file;

			assert_false(inject_file_parse(
			    "test.yaml", files[i], strlen(files[i]), &use, arena, &file));
			buf_append_byte(&told, '\0');
			if (strstr((const char *)told.data, "id: is missing") == NULL) {
				fail_msg("%zu: %s", i, (const char *)told.data);
			}
			buf_deinit(&told);
		}
	}
	arena_free(arena);
}

/* At STARTEX is a time too; the file that is exported can be added again. */
static void startex_is_exported(void **state)
{
	const struct inject_file_use adding = {.adding = true};
	struct arena *arena = arena_new(1024u * 1024u);
	struct made made;
	struct view_inject known = {.id = "W1-calls", .revision = 1};
	struct inject_file file;
	struct buf out = {0};

	(void)state;
	make(&made);
	known.plan = &made.inject;
	inject_file_export(&out, &known);
	buf_append_byte(&out, '\0');
	assert_non_null(strstr((const char *)out.data, "\nplanned_ms: T+0:00:00\n"));
	assert_true(inject_file_parse(
	    "test.yaml", (const char *)out.data, out.len - 1, &adding, arena, &file));
	buf_deinit(&out);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_exported_is_read_back),
	    cmocka_unit_test(the_base_is_what_was_exported),
	    cmocka_unit_test(what_the_file_leaves_out_stays),
	    cmocka_unit_test(what_is_added_needs_a_time),
	    cmocka_unit_test(a_file_names_its_inject),
	    cmocka_unit_test(startex_is_exported),
	};

	return cmocka_run_group_tests_name("client inject file", tests, NULL, NULL);
}
