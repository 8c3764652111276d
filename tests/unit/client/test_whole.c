/* Nothing that people wrote is cut without a sign, however long it is. */
#include "client/cli/show/document.h"
#include "client/cli/text/wrap.h"
#include "client/cli/timeline/timeline.h"
#include "tests/unit/client/conduct_view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* "é0é1é2...", longer than any array was, with `tag` at its end. */
static char *long_text(size_t bytes, const char *tag)
{
	struct buf text = {0};

	for (unsigned i = 0; text.len < bytes; i++) {
		buf_printf(&text, "\u00e9%u", i % 10);
	}
	buf_append_text(&text, tag);
	return buf_take_text(&text);
}

static void has(struct buf *out, const char *text)
{
	buf_append_byte(out, '\0');
	if (strstr((const char *)out->data, text) == NULL) {
		fail_msg("'%s' is cut off in:\n%s", text, (const char *)out->data);
	}
	out->len = 0;
}

static void an_inject_in_full(void **state)
{
	struct view *view = conduct_welcome(CONVENE__V1__ROLE__ROLE_CONTROLLER, "");
	char *notes = long_text(9000, " notes end"), *what = long_text(9000, " action end"),
	     *name = long_text(480, " name end"), *title = long_text(480, " title end"),
	     *content = long_text(9000, " content end");
	const struct style style = {.width = 0};
	struct buf json = {0}, out = {0};
	char *text;

	(void)state;
	buf_printf(&json,
	    "{\"mark\":3,\"scenarioLoaded\":{\"part\":{\"injects\":[{\"id\":\"W1\",\"plannedMs\":0,"
	    "\"title\":{\"value\":\"%s\"},\"notes\":{\"value\":\"%s\"},\"to\":[\"AL-LI\"],"
	    "\"expectedActions\":[{\"by\":[\"AL-LI\"],\"what\":{\"value\":\"%s\"}}]}]}}}",
	    title, notes, what);
	text = buf_take_text(&json);
	conduct_apply(view, text);
	free(text);
	buf_printf(&json,
	    "{\"mark\":4,\"injectDelivered\":{\"injectId\":\"W1\",\"to\":[\"AL-LI\"],"
	    "\"title\":{\"value\":\"%s\"},\"contentNote\":{\"value\":\"%s\"},"
	    "\"attachments\":[{\"name\":\"%s\",\"mediaType\":\"text/plain\",\"sizeBytes\":1}]}}",
	    title, content, name);
	text = buf_take_text(&json);
	conduct_apply(view, text);
	free(text);
	show_inject_plan(&out, view, view_inject(view, "W1"), &style);
	has(&out, notes);
	show_inject_plan(&out, view, view_inject(view, "W1"), &style);
	has(&out, what);
	show_inject(&out, view, view_inject(view, "W1"), &style);
	has(&out, title);
	show_inject(&out, view, view_inject(view, "W1"), &style);
	has(&out, content);
	show_inject(&out, view, view_inject(view, "W1"), &style);
	has(&out, name);
	free(notes);
	free(what);
	free(name);
	free(title);
	free(content);
	buf_deinit(&out);
	view_free(view);
}

/* What is only named in a line is cut at a character, and says so. */
static void a_case_in_a_line(void **state)
{
	struct view *view = conduct_welcome(CONVENE__V1__ROLE__ROLE_PLAYER, "AL-NGO");
	char *reference = long_text(300, ""), *summary = long_text(9000, " summary end");
	const struct style style = {.width = 0};
	Convene__V1__CaseTakenOver taken = CONVENE__V1__CASE_TAKEN_OVER__INIT;
	Convene__V1__Event event = CONVENE__V1__EVENT__INIT;
	struct buf json = {0}, out = {0};
	char *text;

	(void)state;
	buf_printf(&json,
	    "{\"mark\":3,\"caseOpened\":{\"caseId\":3,\"reference\":\"%s\",\"teamId\":\"AL-NGO\","
	    "\"summary\":\"%s\"}}",
	    reference, summary);
	text = buf_take_text(&json);
	conduct_apply(view, text);
	free(text);
	event.body_case = CONVENE__V1__EVENT__BODY_CASE_TAKEN_OVER;
	event.case_taken_over = &taken;
	taken.case_id = 3;
	taken.team_id = (char *)(uintptr_t) "AL-LI";
	taken.from_team_id = (char *)(uintptr_t) "AL-NGO";
	taken.reason = summary;
	timeline_event(&out, view, &(struct view_marked){4, &event}, &style);
	has(&out, "é7é8é\u2026 (3) from AL-NGO: ");
	timeline_event(&out, view, &(struct view_marked){4, &event}, &style);
	has(&out, summary);
	free(reference);
	free(summary);
	buf_deinit(&out);
	view_free(view);
}

static void a_beginning(void **state)
{
	char out[32];

	(void)state;
	assert_string_equal(wrap_beginning(out, sizeof(out), "\u200b\n \nHello\nyou", 20), "Hello");
	assert_string_equal(wrap_beginning(out, sizeof(out), "one two three", 8), "one two\u2026");
	assert_string_equal(wrap_beginning(out, 8, "one two three", 20), "one \u2026");
	assert_string_equal(wrap_beginning(out, sizeof(out), "\u00a0\n", 8), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_inject_in_full),
	    cmocka_unit_test(a_case_in_a_line),
	    cmocka_unit_test(a_beginning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
