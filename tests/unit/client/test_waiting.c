/* What waits, as data: for each role and kind the events after which it does, the line that says
 * so, and the events after which it does no longer. */
#include "client/cli/act/consequence.h"
#include "client/cli/conduct/conduct.h"
#include "client/cli/show/inbox.h"
#include "client/cli/show/waiting_text.h"
#include "tests/unit/client/conduct_view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ORGANISER  CONVENE__V1__ROLE__ROLE_ORGANISER
#define CONTROLLER CONVENE__V1__ROLE__ROLE_CONTROLLER
#define SIMULATOR  CONVENE__V1__ROLE__ROLE_SIMULATOR
#define EVALUATOR  CONVENE__V1__ROLE__ROLE_EVALUATOR
#define PLAYER     CONVENE__V1__ROLE__ROLE_PLAYER
#define OBSERVER   CONVENE__V1__ROLE__ROLE_OBSERVER

/* ' stands for ". */
struct row {
	Convene__V1__Role role;
	const char *events[CONDUCT_EVENTS_MAX]; /* after these it waits */
	const char *says, *command;             /* in its line; NULL: nothing waits after them */
	const char *then[CONDUCT_EVENTS_MAX];   /* and after these it does no longer */
	bool perhaps;                           /* in the second part */
};

#define PLAYS(mark, team)                                                                          \
	"{'mark':" mark ",'participantJoined':{'participantId':'" mark "','role':'ROLE_PLAYER',"   \
	"'teamId':'" team "'}}"
#define START "{'mark':4,'exerciseStarted':{'clockRevision':1,'ratePermille':1000}}"
#define DELIVERED(mark)                                                                            \
	"{'mark':" mark                                                                            \
	",'exerciseMs':'60000','injectDelivered':{'injectId':'W1','from':'clinic',"                \
	"'to':['AL-NGO'],'title':{'value':'A call'}}}"
#define READ(mark)                                                                                 \
	"{'mark':" mark ",'injectRead':{'injectId':'W1','participantId':'3','teamId':'AL-NGO'}}"
#define THREAD(mark, a, b)                                                                         \
	"{'mark':" mark ",'threadOpened':{'threadId':'" mark "','subject':'Hello','parties':[{" a  \
	"},{" b "}]}}"
#define NGO     "'teamId':'AL-NGO'"
#define LI      "'teamId':'AL-LI'"
#define CLINIC  "'entityId':'clinic'"
#define CONTROL "'control':true"
#define SAID(mark, thread, from, who)                                                              \
	"{'mark':" mark ",'messagePosted':{'messageId':'" mark "','threadId':'" thread             \
	"','from':{" from "},'participantId':'" who "','text':'Please call.'}}"
#define SENT(mark, from, to)                                                                       \
	"{'mark':" mark ",'requestSent':{'requestId':'" mark "','fromTeamId':'" from               \
	"','content':{'to':{" to "},'instrument':'mla'},'acknowledgeByStoryMs':'86400000',"        \
	"'answerByStoryMs':'172800000'}}"
#define MOVED(mark, request, state)                                                                \
	"{'mark':" mark ",'requestMoved':{'requestId':'" request "','state':'REQUEST_STATE_" state \
	"'}}"
#define OPENED "{'mark':5,'caseOpened':{'caseId':'5','reference':'W1','teamId':'AL-NGO'}}"
#define SHARED(mark, kind, from, to)                                                               \
	"{'mark':" mark ",'caseShared':{'caseId':'5','kind':'SHARE_KIND_" kind                     \
	"','fromTeamId':'" from "','toTeamId':'" to "','reference':'W1',"                          \
	"'referralId':'" mark "'}}"
#define ANSWERED(mark, referral, team)                                                             \
	"{'mark':" mark ",'referralAnswered':{'caseId':'5','referralId':'" referral                \
	"','teamId':'" team "','accepted':true}}"
#define DISCLOSED(mark, from, to)                                                                  \
	"{'mark':" mark ",'fieldsDisclosed':{'caseId':'5','fromTeamId':'" from "','to':{" to "}}}"
#define ASKED(mark, each)                                                                          \
	"{'mark':" mark                                                                            \
	",'questionnaireOpened':{'questionnaire':{'id':'hot','title':{'value':'Hot "               \
	"wash'},'eachPerson':" each ",'closeMs':'600000'}}}"
#define RAISED(mark, who)                                                                          \
	"{'mark':" mark ",'welfareRaised':{'participantId':'" who "','note':'too much'}}"
#define SEEN_TO(mark, who) "{'mark':" mark ",'welfareAnswered':{'participantId':'" who "'}}"
#define REVISED(mark, change, status)                                                              \
	"{'mark':" mark                                                                            \
	",'injectRevised':{'injectId':'W1','revision':2,'change':'INJECT_CHANGE_" change           \
	"','status':'INJECT_STATUS_" status "','dueMs':'60000','inject':{'id':'W1','title':"       \
	"{'value':'A call'},'group':'calls'}}}"

static const struct row rows[] = {
    /* calls for welfare: organisers and controllers; whatever the clock does */
    {CONTROLLER, {START, RAISED("9", "7"), "{'mark':10,'clockResumed':{'clockRevision':3}}"},
        "WELFARE: somebody asks for help: too much", "`welfare answer 7 TEXT`",
        {SEEN_TO("11", "7")}, false},
    {ORGANISER, {RAISED("9", "7"), RAISED("10", "7")}, "asks for help, 2 times",
        "`welfare answer 7 TEXT`", {SEEN_TO("11", "7")}, false},
    {SIMULATOR, {RAISED("9", "7")}, NULL, NULL, {NULL}, false},
    /* also of somebody who was removed meanwhile */
    {CONTROLLER,
        {PLAYS("7", "AL-NGO"), RAISED("9", "7"),
            "{'mark':10,'participantRemoved':{'participantId':'7'}}"},
        "asks for help (was removed, and reads no answer): too much", "`welfare answer 7 TEXT`",
        {SEEN_TO("11", "7")}, false},
    /* injects that want a decision */
    {CONTROLLER, {REVISED("9", "DUE", "HELD")}, "inject W1 is due, waits for release: A call",
        "`release W1`", {DELIVERED("10")}, false},
    {CONTROLLER, {REVISED("9", "OVERDUE", "HELD")}, "inject W1 is OVERDUE", "`release W1`",
        {REVISED("10", "SKIPPED", "SKIPPED")}, false},
    {CONTROLLER, {REVISED("9", "CHOICE", "HELD")}, "is one of several to choose from",
        "`release W1`", {"{'mark':10,'exerciseEnded':{'clockRevision':4}}"}, false},
    {CONTROLLER, {REVISED("9", "HELD", "HELD")}, NULL, NULL, {NULL}, false},
    {SIMULATOR, {REVISED("9", "DUE", "HELD")}, NULL, NULL, {NULL}, false},
    /* the SimCell's queue, with who has claimed it, and what the case is about */
    {SIMULATOR,
        {PLAYS("4", "AL-NGO"), THREAD("5", NGO, CLINIC), SAID("6", "5", NGO, "4"),
            "{'mark':7,'itemClaimed':{'itemId':'6','participantId':'3'}}"},
        "[6] AL-NGO -> clinic: Please call. (claimed by you)", "`queue reply 6 TEXT`",
        {SAID("8", "5", CLINIC, "0")}, false},
    {SIMULATOR, {PLAYS("4", "AL-NGO"), SENT("6", "AL-NGO", CLINIC)},
        "request 6, Mutual legal assistance; until T+1:00:00", "`queue reply 6 TEXT`",
        {MOVED("7", "6", "ANSWERED")}, false},
    {SIMULATOR, {PLAYS("4", "AL-NGO"), OPENED, SHARED("6", "REFERRED", "AL-NGO", "AL-LI")},
        "[6] AL-NGO -> AL-LI: refers case 5 (W1)",
        "`case accept 5 --contact NAME --alternate NAME`", {ANSWERED("7", "6", "AL-LI")}, false},
    {SIMULATOR, {PLAYS("4", "AL-NGO"), OPENED, SHARED("6", "REFERRED", "AL-NGO", "AL-LI")},
        "refers case 5", "case accept", {PLAYS("7", "AL-LI")}, false},
    {SIMULATOR,
        {PLAYS("4", "AL-NGO"), OPENED, SHARED("6", "SHARED", "AL-NGO", "AL-LI"),
            DISCLOSED("7", "AL-NGO", LI)},
        "[6] AL-NGO -> AL-LI: shares case 5", "`queue dismiss 6`",
        {"{'mark':8,'itemDismissed':{'itemId':'6'}}"}, false},
    {SIMULATOR, {PLAYS("4", "AL-NGO"), OPENED, DISCLOSED("6", "AL-NGO", CLINIC)},
        "[6] AL-NGO -> clinic: discloses of case 5", "`queue dismiss 6`",
        {"{'mark':8,'exerciseEnded':{'clockRevision':4}}"}, false},
    {SIMULATOR,
        {PLAYS("4", "AL-NGO"), PLAYS("5", "AL-LI"),
            "{'mark':6,'caseOpened':{'caseId':'6','teamId':'AL-NGO'}}",
            SHARED("7", "REFERRED", "AL-NGO", "AL-LI")},
        NULL, NULL, {NULL}, false},
    /* what control alone can answer waits for no simulator */
    {SIMULATOR, {PLAYS("4", "AL-NGO"), THREAD("5", NGO, CONTROL), SAID("6", "5", NGO, "4")}, NULL,
        NULL, {NULL}, false},
    {SIMULATOR,
        {PLAYS("4", "AL-NGO"), THREAD("5", NGO, CONTROL "},{" CLINIC), SAID("6", "5", NGO, "4")},
        "[6] AL-NGO -> clinic: Please call.", "`queue reply 6 TEXT`",
        {"{'mark':8,'exerciseEnded':{'clockRevision':4}}"}, false},
    /* what is written to control still waits after ENDEX, until the exercise is closed */
    {CONTROLLER,
        {PLAYS("4", "AL-NGO"), "{'mark':5,'exerciseEnded':{'clockRevision':4}}",
            THREAD("6", NGO, CONTROL), SAID("7", "6", NGO, "4")},
        "[7] AL-NGO -> control: Please call.", "`queue reply 7 TEXT`",
        {"{'mark':8,'exerciseClosed':{}}"}, false},
    /* results */
    {CONTROLLER,
        {ASKED("5", "false"),
            "{'mark':6,'questionnaireAnswered':{'questionnaireId':'hot','teamId':'AL-NGO'}}",
            "{'mark':7,'questionnaireClosed':{'questionnaireId':'hot'}}"},
        "questionnaire hot is closed, its result not released", "`questions release hot`",
        {"{'mark':8,'questionnaireResult':{'questionnaireId':'hot'}}"}, false},
    /* evaluators see what is late */
    {EVALUATOR, {SENT("6", "AL-NGO", LI), "{'mark':7,'exerciseMs':'9000000','announced':{}}"},
        "request 6 AL-NGO -> AL-LI: Mutual legal assistance; OVER, was due  T+1:00:00",
        "`request show 6`", {MOVED("8", "6", "ANSWERED")}, false},
    {OBSERVER, {SENT("6", "AL-NGO", LI), RAISED("7", "9"), ASKED("8", "true")}, NULL, NULL, {NULL},
        false},
    /* players: injects and messages */
    {PLAYER, {START, DELIVERED("5")}, "inject W1 from clinic, not read: A call", "`read W1`",
        {READ("6"), "{'mark':7,'injectAnswered':{'injectId':'W1','teamId':'AL-NGO'}}"}, false},
    {PLAYER, {START, DELIVERED("5"), READ("6")}, "inject W1 from clinic, not answered",
        "`answer W1 TEXT`",
        {"{'mark':7,'injectAnswered':{'injectId':'W1','participantId':'9','teamId':'AL-NGO'}}"},
        true},
    {PLAYER, {THREAD("5", LI, NGO), SAID("6", "5", LI, "9"), SAID("7", "5", LI, "9")},
        "thread 5 AL-LI, AL-NGO, 2 new: Hello", "`read 5`",
        {SAID("8", "5", NGO, "3"), "{'mark':9,'messageRead':{'messageId':'6','participantId':'3'}}",
            "{'mark':10,'messageRead':{'messageId':'7','participantId':'3'}}"},
        false},
    {PLAYER,
        {THREAD("5", LI, NGO), SAID("6", "5", LI, "9"),
            "{'mark':7,'messageRead':{'messageId':'6','participantId':'3'}}"},
        "thread 5 AL-LI, AL-NGO: Hello", "`say 5 TEXT`", {SAID("8", "5", NGO, "9")}, true},
    /* requests: to us, and back to us */
    {PLAYER, {START, SENT("6", "AL-LI", NGO)},
        "request 6 from AL-LI: Mutual legal assistance; until", "`request ack 6`",
        {MOVED("7", "6", "WITHDRAWN")}, false},
    {PLAYER, {START, SENT("6", "AL-LI", NGO), MOVED("7", "6", "ACKNOWLEDGED")},
        "request 6 from AL-LI, acknowledged: Mutual legal assistance; until T+2:00:00",
        "`request answer 6 TEXT`", {MOVED("8", "6", "ANSWERED")}, false},
    {PLAYER, {START, SENT("6", "AL-LI", NGO), "{'mark':7,'exerciseMs':'3000000','announced':{}}"},
        "; NEAR, until T+1:00:00", "`request ack 6`", {MOVED("8", "6", "REFUSED")}, false},
    {PLAYER, {START, SENT("6", "AL-NGO", LI), MOVED("7", "6", "RETURNED")},
        "request 6 to AL-LI is returned to you", "`request show 6`",
        {SENT("6", "AL-NGO", LI), "{'mark':9,'requestSent':{'requestId':'6','fromTeamId':'AL-NGO',"
                                  "'content':{'to':{'teamId':'AL-LI'}}}}"},
        false},
    {PLAYER, {START, SENT("6", "AL-LI", "'teamId':'TO-POL'")}, NULL, NULL, {NULL}, false},
    /* cases */
    {PLAYER, {START, SHARED("6", "REFERRED", "AL-LI", "AL-NGO")}, "AL-LI refers case 5 (W1) to you",
        "`case accept 5 --contact NAME --alternate NAME`", {ANSWERED("7", "6", "AL-NGO")}, false},
    {PLAYER, {START, SHARED("6", "SHARED", "AL-LI", "AL-NGO"), DISCLOSED("7", "AL-LI", NGO)},
        "news of case 5 (W1) came to your team", "`case show 5`",
        {"{'mark':8,'caseMoved':{'caseId':'5','track':'identification','teamId':'AL-NGO'}}"},
        false},
    {PLAYER,
        {START, OPENED, SHARED("6", "REFERRED", "AL-NGO", "AL-LI"), ANSWERED("7", "6", "AL-LI")},
        "case 5 (W1): AL-LI accepts your referral", "`case show 5`",
        {"{'mark':8,'exerciseEnded':{'clockRevision':4}}"}, false},
    /* interpreters and questionnaires */
    {PLAYER,
        {START, OPENED,
            "{'mark':6,'interpreterBooked':{'bookingId':'6','interpreterId':'sadova','teamId':"
            "'AL-NGO','caseId':'5','arrivesMs':'1000'}}",
            "{'mark':7,'interpreterArrived':{'bookingId':'6'}}"},
        "interpreter sadova has arrived for case 5 (W1)", "`interpreter list`",
        {"{'mark':8,'interpreterReleased':{'bookingId':'6'}}"}, false},
    {PLAYER, {ASKED("5", "false")}, "questionnaire hot: Hot wash; until T+0:10:00",
        "`questions hot`",
        {"{'mark':6,'questionnaireAnswered':{'questionnaireId':'hot','participantId':'9','teamId':"
         "'AL-NGO'}}"},
        false},
    {PLAYER, {"{'mark':5,'exerciseEnded':{'clockRevision':4}}", ASKED("6", "true")},
        "questionnaire hot: Hot wash", "`questions hot`", {"{'mark':7,'exerciseClosed':{}}"},
        false},
};

static char *listed(const struct view *view, bool typed, bool json)
{
	static const struct style plain = {.width = 0};
	struct buf out = {0};

	waiting_text(&out, view,
	    &(struct waiting_style){
	        .style = &plain, .now_ms = view->last_exercise_ms, .typed = typed, .json = json});
	return buf_take_text(&out);
}

static void check_row(const struct row *row)
{
	struct view *view = conduct_welcome(row->role, row->role == PLAYER ? "AL-NGO" : "");
	struct waiting_list list = {.count = 0};
	char *text;

	conduct_apply_all(view, row->events);
	waiting_collect(&list, view, view->last_exercise_ms);
	text = listed(view, true, false);
	if (row->says == NULL) {
		assert_int_equal(list.count, 0);
		assert_string_equal(text, "nothing waits for you\n");
	} else {
		if (strstr(text, row->says) == NULL || strstr(text, row->command) == NULL) {
			fail_msg(
			    "\"%s\" and \"%s\" are not in:\n%s", row->says, row->command, text);
		}
		assert_int_equal(list.count, 1);
		assert_int_equal(list.surely, row->perhaps ? 0 : 1);
		assert_int_equal(strstr(text, "Perhaps, too") != NULL, row->perhaps);
	}
	free(text);
	waiting_free(&list);
	if (row->then[0] != NULL) {
		conduct_apply_all(view, row->then);
		text = listed(view, true, false);
		if (strcmp(text, "nothing waits for you\n") != 0) {
			fail_msg("\"%s\" still waits:\n%s", row->says, text);
		}
		free(text);
	}
	view_free(view);
}

static void every_kind_for_every_role(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		print_message("row %zu\n", i);
		check_row(&rows[i]);
	}
}

/* Calls first, then the oldest; the count for the prompt leaves out what it names apart. */
static void the_oldest_first_and_calls_before_all(void **state)
{
	static const char *const events[CONDUCT_EVENTS_MAX] = {PLAYS("4", "AL-NGO"),
	    REVISED("5", "DUE", "HELD"), THREAD("6", NGO, CONTROL), SAID("7", "6", NGO, "4"),
	    SENT("8", "AL-NGO", CLINIC), RAISED("9", "4")};
	static const enum waiting_kind order[] = {
	    WAITING_CALL, WAITING_INJECT, WAITING_ITEM, WAITING_ITEM};
	struct view *view = conduct_welcome(CONTROLLER, "");
	struct waiting_list list = {.count = 0};

	(void)state;
	conduct_apply_all(view, events);
	waiting_collect(&list, view, 0);
	assert_int_equal(list.count, 4);
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(list.items[i].kind, order[i]);
		assert_true(i < 2 || list.items[i].mark > list.items[i - 1].mark);
	}
	assert_int_equal(waiting_count(view), 3);
	assert_int_equal(waiting_calls(view), 1);
	waiting_free(&list);
	view_free(view);
}

/* Ids are drawn: a later message's may be smaller. */
#define DRAWN(mark, message, thread)                                                               \
	"{'mark':" mark ",'messagePosted':{'messageId':'" message "','threadId':'" thread          \
	"','text':'Hello','participantId':'9','from':{" LI "}}}"

static void the_oldest_is_the_one_that_came_first(void **state)
{
	static const char *const events[CONDUCT_EVENTS_MAX] = {START, THREAD("5", LI, NGO),
	    THREAD("6", LI, NGO), DRAWN("7", "900000", "6"), DRAWN("8", "100000", "5"),
	    DELIVERED("9")};
	struct view *view = conduct_welcome(PLAYER, "AL-NGO");
	struct waiting_list list = {.count = 0};
	struct buf inbox = {0};

	(void)state;
	conduct_apply_all(view, events);
	waiting_collect(&list, view, 0);
	assert_int_equal(list.count, 3);
	assert_int_equal(list.items[0].kind, WAITING_UNREAD_THREAD);
	assert_int_equal(list.items[0].thread->id, 6);
	assert_int_equal(list.items[1].kind, WAITING_UNREAD_THREAD);
	assert_int_equal(list.items[1].thread->id, 5);
	assert_int_equal(list.items[2].kind, WAITING_UNREAD_INJECT);
	inbox_list(&inbox, view, 0, false);
	char *text = buf_take_text(&inbox), *first = strstr(text, "thread 6"),
	     *second = strstr(text, "thread 5"), *last = strstr(text, "inject W1");
	assert_true(first != NULL && first < second && second < last);
	free(text);
	waiting_free(&list);
	view_free(view);
}

/* What was shown waits no longer, until there is something new of it. */
static void what_was_looked_at_does_not_wait(void **state)
{
	static const char *const events[CONDUCT_EVENTS_MAX] = {
	    START, SENT("6", "AL-NGO", LI), MOVED("7", "6", "ANSWERED")};
	static const char *const more[CONDUCT_EVENTS_MAX] = {MOVED("8", "6", "RETURNED")};
	struct view *view = conduct_welcome(PLAYER, "AL-NGO");

	(void)state;
	conduct_apply_all(view, events);
	assert_int_equal(waiting_count(view), 1);
	view_look(view, VIEW_LOOK_REQUEST, 6, view_newest(view));
	assert_int_equal(waiting_count(view), 0);
	conduct_apply_all(view, more);
	assert_int_equal(waiting_count(view), 1);
	view_free(view);
}

static void scripts_have_the_shells_command(void **state)
{
	static const char *const events[CONDUCT_EVENTS_MAX] = {
	    START, DELIVERED("5"), ASKED("6", "true")};
	struct view *view = conduct_welcome(PLAYER, "AL-NGO");
	char *text;

	(void)state;
	conduct_apply_all(view, events);
	text = listed(view, false, true);
	assert_non_null(
	    strstr(text, "{\"kind\":\"unread-inject\",\"wantsAction\":true,\"sinceMs\":60000,"
	                 "\"limit\":\"none\",\"what\":\"inject W1 from clinic, not read: A "
	                 "call\",\"command\":\"convene read W1\"}\n"));
	assert_non_null(strstr(text, "\"limit\":\"in-time\",\"dueMs\":600000"));
	assert_non_null(strstr(text, "\"command\":\"convene answer hot\""));
	free(text);
	view_free(view);
}

/* One's own call, which no event tells. */
static void ones_own_call(void **state)
{
	struct view *view = conduct_welcome(PLAYER, "AL-NGO");
	Convene__V1__WelfareUpdate update = CONVENE__V1__WELFARE_UPDATE__INIT;
	struct convene_event event = {.kind = CONVENE_WELFARE, .welfare = &update};
	char *text;

	(void)state;
	update.open = true;
	update.calls = 1;
	update.raised_ms = 1000;
	update.raised_exercise_ms = 3600000;
	view_apply(view, &event);
	text = listed(view, true, false);
	assert_non_null(strstr(text, "T+1:00:00  your call for welfare is open"));
	free(text);
	text = listed(view, true, true);
	assert_non_null(strstr(text, "\"sinceMs\":3600000"));
	free(text);
	update.open = false;
	update.answered_ms = 2000;
	update.answered_exercise_ms = 3660000;
	update.text = (char *)(uintptr_t) "Clara comes.";
	view_apply(view, &event);
	text = listed(view, true, false);
	assert_non_null(
	    strstr(text, "T+1:01:00  your call for welfare was answered: Clara comes."));
	free(text);
	view_look(view, VIEW_LOOK_ANSWER, 0, (struct view_point){.wall_ms = 2000});
	assert_int_equal(waiting_count(view), 0);
	view_free(view);
}

/* Who answers calls has one's own among them, and it is counted once. */
static void the_own_call_of_who_answers_counts_once(void **state)
{
	static const char *const call[CONDUCT_EVENTS_MAX] = {RAISED("9", "3")};
	struct view *view = conduct_welcome(CONTROLLER, "");
	Convene__V1__WelfareUpdate update = CONVENE__V1__WELFARE_UPDATE__INIT;
	struct convene_event event = {.kind = CONVENE_WELFARE, .welfare = &update};
	char *text;

	(void)state;
	conduct_apply_all(view, call);
	update.open = true;
	update.calls = 1;
	view_apply(view, &event);
	assert_int_equal(waiting_calls(view), 1);
	assert_int_equal(waiting_count(view), 0);
	text = listed(view, true, false);
	assert_non_null(strstr(text, "`welfare answer 3 TEXT`"));
	assert_null(strstr(text, "your call"));
	free(text);
	view_free(view);
}

/* `resume` asks while somebody waits for an answer, and only then. */
static void resuming_over_a_call_is_asked_about(void **state)
{
	static const char *const call[CONDUCT_EVENTS_MAX] = {START, RAISED("9", "7")};
	static const char *const answer[CONDUCT_EVENTS_MAX] = {SEEN_TO("10", "7")};
	struct view *view = conduct_welcome(CONTROLLER, "");
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__ResumeClock resume = CONVENE__V1__RESUME_CLOCK__INIT;
	struct buf out = {0};

	(void)state;
	command.body_case = CONVENE__V1__COMMAND__BODY_RESUME_CLOCK;
	command.resume_clock = &resume;
	assert_int_equal(consequence_of(view, 0, &command, 0, &out), CONSEQUENCE_NONE);
	conduct_apply_all(view, call);
	assert_int_equal(consequence_of(view, 0, &command, 0, &out), CONSEQUENCE_GRAVE);
	buf_append_byte(&out, '\0');
	assert_non_null(strstr((const char *)out.data, "WELFARE: somebody asked for help"));
	assert_non_null(strstr((const char *)out.data, "`welfare answer 7 TEXT`"));
	conduct_apply_all(view, answer);
	assert_int_equal(consequence_of(view, 0, &command, 0, &out), CONSEQUENCE_NONE);
	buf_deinit(&out);
	view_free(view);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_kind_for_every_role),
	    cmocka_unit_test(the_oldest_first_and_calls_before_all),
	    cmocka_unit_test(the_oldest_is_the_one_that_came_first),
	    cmocka_unit_test(what_was_looked_at_does_not_wait),
	    cmocka_unit_test(scripts_have_the_shells_command),
	    cmocka_unit_test(ones_own_call),
	    cmocka_unit_test(the_own_call_of_who_answers_counts_once),
	    cmocka_unit_test(resuming_over_a_call_is_asked_about),
	};

	return cmocka_run_group_tests_name("waiting", tests, NULL, NULL);
}
