/* A draft that two colleagues write: what each has seen, and what is shown when one was quicker. */
#include "client/cli/conduct/request_draft.h"

#include "client/cli/text/based_on.h"
#include "tests/unit/client/conduct_view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* Participant 3 is the viewer. */
static void drafted(struct view *view, int mark, int by, int revision, const char *subject)
{
	char json[400];
	snprintf(json, sizeof(json),
	    "{\"mark\":%d,\"requestDrafted\":{\"requestId\":\"50\",\"teamId\":\"AL-NGO\","
	    "\"participantId\":\"%d\",\"revision\":%d,\"content\":{\"instrument\":\"mla\","
	    "\"subject\":\"%s\",\"purpose\":\"same\"}}}",
	    mark, by, revision, subject);
	conduct_apply(view, json);
}

static void what_was_looked_at_or_written_is_seen(void **state)
{
	struct view *view = conduct_player();
	(void)state;
	drafted(view, 50, 7, 1, "a");
	/* nothing of it was ever looked at: as it is */
	assert_int_equal(request_draft_seen(view, view_request(view, 50)), 1);
	view_look(view, VIEW_LOOK_REQUEST, 50, view_newest(view));
	drafted(view, 51, 7, 2, "b");
	assert_int_equal(request_draft_seen(view, view_request(view, 50)), 1);
	drafted(view, 52, 3, 3, "c");
	assert_int_equal(request_draft_seen(view, view_request(view, 50)), 3);
	drafted(view, 53, 7, 4, "d");
	assert_int_equal(request_draft_seen(view, view_request(view, 50)), 3);
	view_look(view, VIEW_LOOK_REQUEST, 50, view_newest(view));
	assert_int_equal(request_draft_seen(view, view_request(view, 50)), 4);
	conduct_apply(view, "{\"mark\":54,\"requestSent\":{\"requestId\":\"50\",\"fromTeamId\":"
	                    "\"AL-NGO\",\"content\":{\"instrument\":\"mla\"}}}");
	assert_int_equal(request_draft_seen(view, view_request(view, 50)), 0);
	view_free(view);
}

static void an_exported_draft_says_what_it_was_made_from(void **state)
{
	struct view *view = conduct_player();
	struct buf text = {0};
	(void)state;
	drafted(view, 50, 7, 1, "a");
	drafted(view, 51, 7, 2, "b");
	request_draft_export(&text, view_request(view, 50));
	buf_append_byte(&text, '\0');
	assert_int_equal(based_on_read((const char *)text.data), 2);
	assert_non_null(strstr((const char *)text.data, "subject: b"));
	buf_deinit(&text);
	assert_int_equal(based_on_read("instrument: mla\n# revision: 2\n"), 0);
	assert_int_equal(based_on_read("#revision:7"), 7);
	assert_int_equal(based_on_read("# revision: 99999999999"), 0);
	view_free(view);
}

static void a_conflict_shows_theirs_and_mine(void **state)
{
	struct view *view = conduct_player();
	struct buf out = {0};
	Convene__V1__RequestContent content = CONVENE__V1__REQUEST_CONTENT__INIT;
	Convene__V1__DraftRequest draft = CONVENE__V1__DRAFT_REQUEST__INIT;
	Convene__V1__SendRequest send = CONVENE__V1__SEND_REQUEST__INIT;
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	uint64_t id = 0;
	(void)state;
	drafted(view, 50, 3, 1, "ours");
	drafted(view, 51, 7, 2, "theirs");
	content.instrument = (char *)(uintptr_t) "mla";
	content.subject = (char *)(uintptr_t) "mine";
	content.purpose = (char *)(uintptr_t) "same";
	draft.request_id = 50;
	draft.revision = 1;
	draft.content = &content;
	command.body_case = CONVENE__V1__COMMAND__BODY_DRAFT_REQUEST;
	command.draft_request = &draft;
	assert_true(request_draft_conflict(&out, view, &command, &id));
	assert_int_equal(id, 50);
	buf_append_byte(&out, '\0');
	assert_string_equal((const char *)out.data,
	    "somebody has written draft 50 anew. Theirs, revision 1 to 2:\n"
	    "  - subject: ours\n"
	    "  + subject: theirs\n"
	    "Yours, from revision 1:\n"
	    "  - subject: ours\n"
	    "  + subject: mine\n");
	out.len = 0;
	/* sent as it was: nothing of one's own is in it */
	send.request_id = 50;
	send.revision = 1;
	command.body_case = CONVENE__V1__COMMAND__BODY_SEND_REQUEST;
	command.send_request = &send;
	assert_true(request_draft_conflict(&out, view, &command, &id));
	buf_append_byte(&out, '\0');
	assert_null(strstr((const char *)out.data, "Yours"));
	out.len = 0;
	send.request_id = 51;
	assert_false(request_draft_conflict(&out, view, &command, &id));
	command.body_case = CONVENE__V1__COMMAND__BODY_MARK_READ;
	assert_false(request_draft_conflict(&out, view, &command, &id));
	assert_int_equal(out.len, 0);
	buf_deinit(&out);
	view_free(view);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(what_was_looked_at_or_written_is_seen),
	    cmocka_unit_test(an_exported_draft_says_what_it_was_made_from),
	    cmocka_unit_test(a_conflict_shows_theirs_and_mine)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
