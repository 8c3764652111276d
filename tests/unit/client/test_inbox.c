/* What has come in: answers that are wanted, and texts that were put right. */
#include "client/cli/show/inbox.h"
#include "proto/model/waiting.h"
#include "tests/unit/client/conduct_view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define CONTROLLER CONVENE__V1__ROLE__ROLE_CONTROLLER
#define PLAYER     CONVENE__V1__ROLE__ROLE_PLAYER

/* ' stands for ". */
#define START "{'mark':4,'exerciseStarted':{'clockRevision':1,'ratePermille':1000}}"
#define THREAD(mark, a, b)                                                                         \
	"{'mark':" mark ",'threadOpened':{'threadId':'" mark "','subject':'Hello','parties':[{" a  \
	"},{" b "}]}}"
#define NGO "'teamId':'AL-NGO'"
#define LI  "'teamId':'AL-LI'"
#define DRAWN(mark, message, thread)                                                               \
	"{'mark':" mark ",'messagePosted':{'messageId':'" message "','threadId':'" thread          \
	"','text':'Hello','participantId':'9','from':{" LI "}}}"

#define CORRECTED(mark, message, thread)                                                           \
	"{'mark':" mark ",'exerciseMs':'90000','messageCorrected':{'messageId':'" message          \
	"','threadId':'" thread "','participantId':'9','text':'Hallo','revision':1}}"
#define MESSAGE_READ(mark, message)                                                                \
	"{'mark':" mark ",'messageRead':{'messageId':'" message                                    \
	"','participantId':'3','teamId':'AL-NGO'}}"

/* A text that was read and put right waits since then. */
static void a_corrected_text_waits_since_then(void **state)
{
	static const char *const events[CONDUCT_EVENTS_MAX] = {START, THREAD("5", LI, NGO),
	    DRAWN("6", "900000", "5"), MESSAGE_READ("7", "900000"), CORRECTED("8", "900000", "5")};
	struct view *view = conduct_welcome(PLAYER, "AL-NGO");
	struct waiting_list list = {.count = 0};

	(void)state;
	conduct_apply_all(view, events);
	waiting_collect(&list, view, 0);
	assert_int_equal(list.count, 1);
	assert_int_equal(list.items[0].kind, WAITING_UNREAD_THREAD);
	assert_int_equal(list.items[0].mark, 8);
	assert_int_equal(list.items[0].since_ms, 90000);
	waiting_free(&list);
	view_free(view);
}

#define WANTED                                                                                     \
	"{'mark':5,'exerciseMs':'60000','injectDelivered':{'injectId':'W1','from':'clinic',"       \
	"'to':['AL-NGO'],'title':{'value':'A call'},'answer':'INJECT_ANSWER_WANTED',"              \
	"'answerByMs':'120000'}}"
#define ANSWERS                                                                                    \
	"{'mark':6,'injectAnswered':{'injectId':'W1','teamId':'AL-NGO','participantId':'3',"       \
	"'text':'Yes.'}}"
#define WITHDRAWN "{'mark':7,'injectWithdrawn':{'injectId':'W1','reason':'by mistake'}}"

static void expect_inbox(const struct view *view, int64_t now_ms, bool unread, const char *says)
{
	struct buf out = {0};
	inbox_list(&out, view, now_ms, unread);
	char *text = buf_take_text(&out);
	if (strstr(text, says) == NULL) {
		fail_msg("\"%s\" is not in \"%s\"", says, text);
	}
	free(text);
}

/* It closes for staff as well, is over when its time is, and is nothing new once withdrawn. */
static void an_answer_that_is_wanted_in_the_inbox(void **state)
{
	static const char *const wanted[CONDUCT_EVENTS_MAX] = {START, WANTED},
	                         *const answers[CONDUCT_EVENTS_MAX] = {ANSWERS},
	                         *const withdrawn[CONDUCT_EVENTS_MAX] = {WITHDRAWN};
	struct view *view = conduct_welcome(CONTROLLER, "");

	(void)state;
	conduct_apply_all(view, wanted);
	expect_inbox(view, 60000, false, "(answer wanted by T+0:02:00)");
	expect_inbox(view, 120000, false, "(ANSWER OVERDUE since T+0:02:00)");
	conduct_apply_all(view, answers);
	expect_inbox(view, 120000, false, "A call (answered)\n");
	expect_inbox(view, 120000, true, "A call");
	conduct_apply_all(view, withdrawn);
	expect_inbox(view, 120000, true, "nothing new");
	view_free(view);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(a_corrected_text_waits_since_then),
	    cmocka_unit_test(an_answer_that_is_wanted_in_the_inbox)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
