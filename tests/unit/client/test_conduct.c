/* The conduct of an exercise at the client: the fold of each noun, words, warnings. */
#include "client/cli/conduct/condition_text.h"
#include "client/cli/conduct/conduct.h"
#include "client/cli/conduct/warned.h"
#include "client/cli/conduct/when.h"
#include "client/cli/session.h"
#include "proto/guard.h"
#include "proto/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Applies an event that is given as JSON. */
static void apply(struct view *view, const char *json)
{
	struct arena *arena = arena_new((size_t)1024 * 1024);
	struct json_error error = {.line = 0};
	Convene__V1__Event *event = (Convene__V1__Event *)json_read(
	    &convene__v1__event__descriptor, json, strlen(json), arena, &error);
	struct convene_event given = {.kind = CONVENE_ENTRY};
	uint8_t bytes[8192];

	if (event == NULL)
		fail_msg("%d:%d: %s in %s", error.line, error.column, error.text, json);
	given.entry.event = event;
	given.entry.event_bytes.data = bytes;
	given.entry.event_bytes.len = convene__v1__event__pack(event, bytes);
	view_apply(view, &given);
	memset(bytes, 0xee, sizeof(bytes));
	arena_free(arena);
}

static struct view *welcome(Convene__V1__Role role, const char *team)
{
	struct view *view = view_new(NULL);
	Convene__V1__Welcome body = CONVENE__V1__WELCOME__INIT;
	struct convene_event event = {.kind = CONVENE_WELCOME};

	body.participant_id = 3;
	body.role = role;
	body.team_id = (char *)(uintptr_t)team;
	event.welcome = &body;
	view_apply(view, &event);
	apply(view, "{\"seq\":1,\"exerciseCreated\":{\"exerciseId\":\"x\",\"story\":{\"start\":"
	            "\"2031-08-18T08:00\",\"factor\":24},\"teams\":[{\"id\":\"AL-NGO\"},{\"id\":"
	            "\"AL-LI\"},{\"id\":\"TO-POL\"}],\"entities\":[{\"id\":\"clinic\"}]}}");
	apply(view,
	    "{\"seq\":2,\"catalogueIssued\":{\"part\":{\"tracks\":[{\"id\":\"identification\","
	    "\"states\":[{\"id\":\"signal\"},{\"id\":\"screened\"},{\"id\":\"presumed\"}],"
	    "\"transitions\":[{\"id\":\"screen\",\"from\":[\"signal\"],\"to\":\"screened\","
	    "\"guards\":[{\"id\":\"seen-alone\",\"title\":{\"value\":\"The person is seen "
	    "alone.\"},\"confirmed\":true}]},{\"id\":\"presume\",\"from\":[\"screened\"],\"to\":"
	    "\"presumed\"},{\"id\":\"interview\"}]},{\"id\":\"child\",\"states\":[{\"id\":"
	    "\"none\"},{\"id\":\"presumed-child\",\"child\":true}],\"transitions\":[{\"id\":"
	    "\"presume-child\",\"to\":\"presumed-child\"}]}],\"fields\":[{\"id\":\"name\"},{\"id\":"
	    "\"phone\"}],\"forms\":[{\"id\":\"screening\",\"groups\":[{\"id\":\"g\",\"items\":["
	    "{\"id\":\"papers-held\",\"elements\":[\"ELEMENT_MEANS\"]},{\"id\":\"debt\"}]}]}],"
	    "\"instruments\":[{\"id\":\"mla\",\"title\":{\"value\":\"Mutual legal "
	    "assistance\"}}]}}}");
	return view;
}

static struct view *player(void)
{
	struct view *view = welcome(CONVENE__V1__ROLE__ROLE_PLAYER, "AL-NGO");

	apply(view, "{\"seq\":3,\"caseOpened\":{\"caseId\":\"3\",\"reference\":\"W1\",\"teamId\":"
	            "\"AL-NGO\",\"participantId\":\"3\"}}");
	return view;
}

static void a_case_is_followed(void **state)
{
	struct view *view = player();
	const struct view_case *file = view_case(view, 3);
	const char *note = "";

	(void)state;
	assert_non_null(file);
	assert_true(file->ours);
	assert_string_equal(view_case_standing(file, "identification")->state, "signal");
	apply(view, "{\"seq\":5,\"exerciseMs\":\"60000\",\"caseMoved\":{\"caseId\":\"3\",\"track\":"
	            "\"identification\",\"transition\":\"screen\",\"from\":\"signal\",\"to\":"
	            "\"screened\",\"teamId\":\"AL-NGO\"}}");
	/* an act leaves the state, and since when it is */
	apply(view, "{\"seq\":6,\"exerciseMs\":\"90000\",\"caseMoved\":{\"caseId\":\"3\",\"track\":"
	            "\"identification\",\"transition\":\"interview\",\"from\":\"screened\",\"to\":"
	            "\"screened\",\"teamId\":\"AL-NGO\"}}");
	assert_string_equal(view_case_standing(file, "identification")->state, "screened");
	assert_int_equal(view_case_standing(file, "identification")->since_ms, 60000);
	assert_false(file->child);
	apply(view, "{\"seq\":7,\"caseMoved\":{\"caseId\":\"3\",\"track\":\"child\",\"transition\":"
	            "\"presume-child\",\"from\":\"none\",\"to\":\"presumed-child\"}}");
	assert_true(file->child);
	/* a form is filled in twice: what is left out stays */
	apply(view, "{\"seq\":8,\"formFilled\":{\"caseId\":\"3\",\"form\":\"screening\",\"teamId\":"
	            "\"AL-NGO\",\"answers\":[{\"item\":\"papers-held\",\"answer\":"
	            "\"ITEM_ANSWER_YES\",\"note\":\"by the employer\"}]}}");
	apply(view, "{\"seq\":9,\"formFilled\":{\"caseId\":\"3\",\"form\":\"screening\",\"teamId\":"
	            "\"AL-NGO\",\"answers\":[{\"item\":\"debt\",\"answer\":\"ITEM_ANSWER_NO\"}]}}");
	assert_int_equal(view_case_item(file, "screening", "papers-held", "AL-NGO", &note),
	    CONVENE__V1__ITEM_ANSWER__ITEM_ANSWER_YES);
	assert_string_equal(note, "by the employer");
	assert_int_equal(view_case_item(file, "screening", "debt", NULL, NULL),
	    CONVENE__V1__ITEM_ANSWER__ITEM_ANSWER_NO);
	assert_int_equal(view_case_item(file, "screening", "debt", "AL-LI", NULL), 0);
	apply(view,
	    "{\"seq\":10,\"fieldRecorded\":{\"caseId\":\"3\",\"teamId\":\"AL-NGO\",\"value\":"
	    "{\"field\":\"name\",\"value\":\"Iva\"}}}");
	assert_string_equal(view_case_field(file, "name", "AL-NGO"), "Iva");
	assert_null(view_case_field(file, "name", "AL-LI"));
	apply(view, "{\"seq\":11,\"fieldsDisclosed\":{\"caseId\":\"3\",\"fromTeamId\":\"AL-NGO\","
	            "\"to\":{\"teamId\":\"AL-LI\"},\"values\":[{\"field\":\"name\",\"value\":"
	            "\"Iva\"}]}}");
	assert_string_equal(view_case_field(file, "name", "AL-LI"), "Iva");
	assert_int_equal(file->history_count, 8);
	view_free(view);
}

static void consent_flags_and_referrals(void **state)
{
	struct view *view = player();
	const struct view_case *file = view_case(view, 3);

	(void)state;
	apply(view,
	    "{\"seq\":5,\"consentRecorded\":{\"consentId\":\"5\",\"caseId\":\"3\",\"teamId\":"
	    "\"AL-NGO\",\"recipients\":[\"AL-LI\"]}}");
	assert_ptr_equal(view_case_of_consent(view, 5), file);
	assert_false(file->consents[0].withdrawn);
	apply(view, "{\"seq\":6,\"exerciseMs\":\"70\",\"consentWithdrawn\":{\"consentId\":\"5\","
	            "\"caseId\":\"3\"}}");
	assert_true(file->consents[0].withdrawn);
	assert_int_equal(file->consents[0].withdrawn_ms, 70);
	apply(view, "{\"seq\":7,\"caseFlagged\":{\"caseId\":\"3\",\"flag\":\"NO_CONSENT\"}}");
	/* one that is about no case changes none */
	apply(view, "{\"seq\":8,\"caseFlagged\":{\"flag\":\"WRONG_CHANNEL\"}}");
	assert_int_equal(file->flag_count, 1);
	apply(view, "{\"seq\":9,\"caseShared\":{\"caseId\":\"3\",\"kind\":\"SHARE_KIND_REFERRED\","
	            "\"fromTeamId\":\"AL-NGO\",\"toTeamId\":\"AL-LI\",\"reference\":\"W1\"}}");
	assert_null(file->referrals[0].answered);
	apply(view, "{\"seq\":10,\"referralAnswered\":{\"caseId\":\"3\",\"referralSeq\":\"9\","
	            "\"teamId\":\"AL-LI\",\"accepted\":true,\"contact\":\"A\"}}");
	assert_true(file->referrals[0].answered->accepted);
	assert_int_equal(file->team_count, 2);
	apply(view, "{\"seq\":11,\"caseTakenOver\":{\"caseId\":\"3\",\"teamId\":\"AL-LI\","
	            "\"fromTeamId\":\"AL-NGO\"}}");
	assert_string_equal(file->lead_team_id, "AL-LI");
	/* a case of others becomes known late, with a smaller number */
	apply(view, "{\"seq\":12,\"caseShared\":{\"caseId\":\"2\",\"kind\":\"SHARE_KIND_SHARED\","
	            "\"fromTeamId\":\"TO-POL\",\"toTeamId\":\"AL-NGO\",\"reference\":\"K\","
	            "\"leadTeamId\":\"TO-POL\",\"tracks\":[{\"track\":\"identification\",\"state\":"
	            "\"presumed\",\"sinceMs\":\"5\"}]}}");
	assert_int_equal(view->case_count, 2);
	assert_string_equal(view_case(view, 2)->reference, "K");
	assert_string_equal(view_case(view, 3)->reference, "W1");
	assert_true(view_case(view, 2)->ours);
	assert_int_equal(view_case_standing(view_case(view, 2), "identification")->since_ms, 5);
	assert_null(view_case_standing(view_case(view, 2), "child"));
	view_free(view);
}

static void a_request_is_followed(void **state)
{
	struct view *view = player();
	const struct view_request *request;
	Convene__V1__Deadline deadline;

	(void)state;
	apply(view, "{\"seq\":5,\"requestDrafted\":{\"requestId\":\"5\",\"teamId\":\"AL-NGO\","
	            "\"content\":{\"instrument\":\"mla\",\"subject\":\"a\"}}}");
	request = view_request(view, 5);
	assert_int_equal(request->state, CONVENE__V1__REQUEST_STATE__REQUEST_STATE_DRAFT);
	assert_int_equal(view_request_due(request, &deadline), 0);
	apply(view, "{\"seq\":6,\"requestSent\":{\"requestId\":\"5\",\"fromTeamId\":\"AL-NGO\","
	            "\"content\":{\"instrument\":\"mla\",\"subject\":\"b\",\"to\":{\"teamId\":"
	            "\"TO-POL\"}},\"acknowledgeByStoryMs\":\"100\",\"answerByStoryMs\":\"200\"}}");
	assert_string_equal(request->content->subject, "b");
	assert_int_equal(view_request_due(request, &deadline), 100);
	assert_int_equal(deadline, CONVENE__V1__DEADLINE__DEADLINE_ACKNOWLEDGE);
	apply(view, "{\"seq\":7,\"requestMoved\":{\"requestId\":\"5\",\"state\":"
	            "\"REQUEST_STATE_ACKNOWLEDGED\"}}");
	assert_int_equal(view_request_due(request, &deadline), 200);
	apply(view, "{\"seq\":8,\"requestReminded\":{\"requestId\":\"5\",\"deadline\":"
	            "\"DEADLINE_ANSWER\",\"overdue\":true,\"dueStoryMs\":\"200\"}}");
	assert_true(request->answer_overdue);
	assert_false(request->acknowledge_overdue);
	apply(view, "{\"seq\":9,\"requestMoved\":{\"requestId\":\"5\",\"state\":"
	            "\"REQUEST_STATE_RETURNED\",\"missing\":[\"facts\"]}}");
	assert_int_equal(request->state, CONVENE__V1__REQUEST_STATE__REQUEST_STATE_RETURNED);
	assert_int_equal(view_request_due(request, &deadline), 0);
	apply(view, "{\"seq\":10,\"requestSent\":{\"requestId\":\"5\",\"fromTeamId\":\"AL-NGO\","
	            "\"content\":{\"instrument\":\"mla\"}}}");
	assert_false(request->answer_overdue);
	assert_int_equal(request->sent_seq, 10);
	view_free(view);
}

static void say(struct view *view, int seq, const char *from, int by)
{
	char json[300];

	snprintf(json, sizeof(json),
	    "{\"seq\":%d,\"messagePosted\":{\"messageId\":\"%d\",\"threadId\":\"5\",\"from\":{%s},"
	    "\"participantId\":\"%d\"}}",
	    seq, seq, from, by);
	apply(view, json);
}

static void join(struct view *view, int seq, const char *team)
{
	char json[200];

	snprintf(json, sizeof(json),
	    "{\"seq\":%d,\"participantJoined\":{\"participantId\":\"%d\",\"role\":\"ROLE_PLAYER\","
	    "\"teamId\":\"%s\"}}",
	    seq, seq, team);
	apply(view, json);
}

#define NGO    "\"teamId\":\"AL-NGO\""
#define CLINIC "\"entityId\":\"clinic\""

/* simcell.proto says when something enters the queue and when it leaves. */
static void the_queue_is_the_engines(void **state)
{
	struct view *view = welcome(CONVENE__V1__ROLE__ROLE_SIMULATOR, "");

	(void)state;
	join(view, 4, "AL-NGO");
	apply(view, "{\"seq\":5,\"threadOpened\":{\"threadId\":\"5\",\"parties\":[{" NGO
	            "},{" CLINIC "},{\"teamId\":\"TO-POL\"}]}}");
	say(view, 6, NGO, 4);
	say(view, 7, NGO, 4);
	assert_int_equal(view->queue_count, 2);
	assert_string_equal(view_party(view_item(view, 6)->waits_for), "clinic");
	apply(view, "{\"seq\":8,\"itemClaimed\":{\"itemId\":\"6\",\"participantId\":\"4\"}}");
	assert_int_equal(view_item(view, 6)->claimed_by, 4);
	apply(view, "{\"seq\":9,\"itemReleased\":{\"itemId\":\"6\"}}");
	assert_int_equal(view_item(view, 6)->claimed_by, 0);
	apply(view, "{\"seq\":10,\"itemDismissed\":{\"itemId\":\"6\"}}");
	assert_null(view_item(view, 6));
	/* the clinic still has to answer, whoever plays the police */
	join(view, 11, "TO-POL");
	assert_int_equal(view->queue_count, 1);
	/* one answer, in whichever name, is enough; and what staff write waits for nobody */
	say(view, 12, CLINIC, 0);
	assert_int_equal(view->queue_count, 0);
	apply(view, "{\"seq\":13,\"requestSent\":{\"requestId\":\"13\",\"fromTeamId\":\"AL-NGO\","
	            "\"content\":{\"to\":{\"teamId\":\"AL-LI\"}}}}");
	assert_int_equal(view_item(view, 13)->request_id, 13);
	apply(view, "{\"seq\":14,\"requestMoved\":{\"requestId\":\"13\",\"state\":"
	            "\"REQUEST_STATE_ACKNOWLEDGED\"}}");
	assert_int_equal(view->queue_count, 1);
	apply(view, "{\"seq\":15,\"itemClaimed\":{\"itemId\":\"13\",\"participantId\":\"4\"}}");
	apply(view, "{\"seq\":16,\"participantRemoved\":{\"participantId\":\"4\"}}");
	assert_int_equal(view_item(view, 13)->claimed_by, 0);
	join(view, 17, "AL-LI");
	assert_int_equal(view->queue_count, 0);
	view_free(view);
}

static void milestones_switches_and_interpreters(void **state)
{
	struct view *view = welcome(CONVENE__V1__ROLE__ROLE_CONTROLLER, "");
	struct view_milestone milestone;
	struct view_switch turned;

	(void)state;
	view_milestone(view, "joint", &milestone);
	assert_int_equal(
	    milestone.standing, CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_WAITING);
	apply(view,
	    "{\"seq\":5,\"exerciseMs\":\"9\",\"milestoneChanged\":{\"milestoneId\":\"joint\","
	    "\"standing\":\"MILESTONE_STANDING_REACHED\",\"bySeq\":\"4\"}}");
	view_milestone(view, "JOINT", &milestone);
	assert_int_equal(
	    milestone.standing, CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_REACHED);
	assert_int_equal(milestone.changed->by_seq, 4);
	apply(view, "{\"seq\":6,\"switchTurned\":{\"switchId\":\"press\",\"on\":true}}");
	view_switch(view, "press", &turned);
	assert_true(turned.on);
	apply(view, "{\"seq\":7,\"interpreterBooked\":{\"bookingId\":\"7\",\"interpreterId\":"
	            "\"sadova\",\"teamId\":\"AL-NGO\",\"caseId\":\"99\"}}");
	assert_int_equal(view_booking_of(view, "sadova")->id, 7);
	apply(view, "{\"seq\":8,\"interpreterArrived\":{\"bookingId\":\"7\"}}");
	assert_true(view_booking(view, 7)->arrived);
	apply(view, "{\"seq\":9,\"interpreterReleased\":{\"bookingId\":\"7\"}}");
	assert_null(view_booking_of(view, "sadova"));
	view_free(view);
}

static void questionnaires_are_counted(void **state)
{
	struct view *view = welcome(CONVENE__V1__ROLE__ROLE_CONTROLLER, "");
	const struct view_questionnaire *here;

	(void)state;
	apply(view, "{\"seq\":5,\"questionnaireOpened\":{\"questionnaire\":{\"id\":\"first\","
	            "\"questions\":[{\"id\":\"who\",\"kind\":\"QUESTION_KIND_SINGLE\",\"choices\":["
	            "{\"id\":\"a\"},{\"id\":\"b\"}]},{\"id\":\"sure\",\"kind\":"
	            "\"QUESTION_KIND_SCALE\",\"least\":1,\"most\":5}]}}}");
	apply(view,
	    "{\"seq\":6,\"questionnaireAnswered\":{\"questionnaireId\":\"first\",\"teamId\":"
	    "\"AL-NGO\",\"answers\":[{\"question\":\"who\",\"choices\":[\"a\"]},{\"question\":"
	    "\"sure\",\"scale\":4}]}}");
	apply(view,
	    "{\"seq\":7,\"questionnaireAnswered\":{\"questionnaireId\":\"first\",\"teamId\":"
	    "\"AL-LI\",\"answers\":[{\"question\":\"who\",\"choices\":[\"a\"]}]}}");
	here = view_questionnaire(view, "first");
	assert_int_equal(view_questionnaire_choices(here, "who", "a"), 2);
	/* the latest of a team counts */
	apply(view,
	    "{\"seq\":8,\"questionnaireAnswered\":{\"questionnaireId\":\"first\",\"teamId\":"
	    "\"AL-LI\",\"answers\":[{\"question\":\"who\",\"choices\":[\"b\"]}]}}");
	assert_int_equal(view_questionnaire_answers(here, "who"), 2);
	assert_int_equal(view_questionnaire_choices(here, "who", "a"), 1);
	assert_int_equal(view_questionnaire_choices(here, "who", "b"), 1);
	assert_int_equal(view_questionnaire_scale(here, "sure", 4), 1);
	apply(view, "{\"seq\":9,\"questionnaireClosed\":{\"questionnaireId\":\"first\"}}");
	assert_true(here->closed);
	view_free(view);
}

static void the_story_jumps_and_changes_pace(void **state)
{
	struct view *view = welcome(CONVENE__V1__ROLE__ROLE_PLAYER, "AL-NGO");
	char text[WHEN_SIZE];
	int64_t story_ms;

	(void)state;
	assert_int_equal(view_story_ms(view, 1000), 24000);
	/* at T+1:00:00 the story is a day on; it jumps nine days and then goes as fast as the clock
	 */
	apply(view, "{\"seq\":5,\"exerciseMs\":\"3600000\",\"storyShifted\":{\"clockRevision\":7,"
	            "\"fromStoryMs\":\"86400000\",\"toStoryMs\":\"864000000\",\"factor\":1}}");
	assert_int_equal(view->clock.revision, 7);
	assert_int_equal(view_story_ms(view, 1800000), 43200000);
	assert_int_equal(view_story_ms(view, 3600000), 864000000);
	assert_int_equal(view_story_ms(view, 3600010), 864000010);
	assert_int_equal(view_story_to_exercise(view, 43200000), 1800000);
	assert_int_equal(view_story_to_exercise(view, 500000000), 3600000);
	assert_int_equal(view_story_to_exercise(view, 864000010), 3600010);
	assert_string_equal(when_both(view, 3600000, text), "T+1:00:00 (2031-08-28 08:00)");
	assert_true(when_parse_story(view, "next morning", 3600000, &story_ms));
	assert_int_equal(story_ms, 864000000 + 86400000);
	assert_true(when_parse_story(view, "18:00", 3600000, &story_ms));
	assert_int_equal(story_ms, 864000000 + 10 * 3600000);
	assert_true(when_parse_story(view, "2031-08-30 09:30", 3600000, &story_ms));
	view_story_date(view, story_ms, text, sizeof(text));
	assert_string_equal(text, "2031-08-30 09:30");
	assert_true(when_parse_story(view, "day 20 07:00", 3600000, &story_ms));
	view_story_date(view, story_ms, text, sizeof(text));
	assert_string_equal(text, "2031-09-06 07:00");
	assert_true(when_parse_story(view, "+2d", 3600000, &story_ms));
	assert_int_equal(story_ms, 864000000 + 2 * 86400000);
	assert_false(when_parse_story(view, "soon", 0, &story_ms));
	assert_false(when_parse_story(view, "25:00", 0, &story_ms));
	view_free(view);
}

/* --- words --- */

static void check_condition(const char *when_json, const char *standing_json, const char *expected)
{
	struct arena *arena = arena_new((size_t)1024 * 1024);
	struct timeline_style style = {.width = 0};
	struct json_error error = {.line = 0};
	struct buf out = {0};
	Convene__V1__Condition *when = (Convene__V1__Condition *)json_read(
	    &convene__v1__condition__descriptor, when_json, strlen(when_json), arena, &error);
	Convene__V1__ConditionStanding *standing =
	    standing_json == NULL ? NULL
	                          : (Convene__V1__ConditionStanding *)json_read(
	                                &convene__v1__condition_standing__descriptor, standing_json,
	                                strlen(standing_json), arena, &error);

	if (when == NULL || (standing_json != NULL && standing == NULL))
		fail_msg("%s in %s", error.text, when_json);
	condition_text(&out, NULL, when, standing, &style, 0);
	buf_append_byte(&out, '\0');
	assert_string_equal((const char *)out.data, expected);
	buf_deinit(&out);
	arena_free(arena);
}

static void conditions_in_words(void **state)
{
	static const struct {
		const char *when, *standing, *expected;
	} table[] = {
	    {"{\"all\":[{\"message\":{\"from\":[\"AL-NGO\"],\"to\":[\"AL-LI\"]},\"window\":"
	     "{\"beforeMs\":\"5400000\"}}]}",
	        "{\"all\":[{\"standing\":\"MILESTONE_STANDING_WAITING\",\"endsMs\":\"5400000\"}]}",
	        "waiting for: a message from AL-NGO to AL-LI, before T+1:30:00\n"},
	    {"{\"all\":[{\"inject\":{\"id\":\"W1\",\"is\":\"INJECT_MOMENT_READ\",\"by\":[\"AL\","
	     "\"TO\"]}}]}",
	        "{\"all\":[{\"standing\":\"MILESTONE_STANDING_REACHED\",\"bySeq\":\"14\",\"atMs\":"
	        "\"60000\"}]}",
	        "done: inject W1 to be opened by AL or TO; at T+0:01:00, by event 14\n"},
	    {"{\"any\":[{\"time\":{\"atMs\":\"3600000\"}},{\"milestone\":\"m\"}]}", NULL,
	        "one of these:\n  or: the clock to show T+1:00:00\n  or: milestone m to be "
	        "reached\n"},
	    {"{\"all\":[{\"time\":{\"since\":{\"inject\":\"W1\"},\"delayMs\":\"600000\"}}],"
	     "\"none\":["
	     "{\"request\":{\"instrument\":\"mla\",\"to\":[\"TO\"],\"completeness\":"
	     "\"COMPLETENESS_COMPLETE\"},\"window\":{\"of\":{\"milestone\":\"m\"},\"withinMs\":"
	     "\"1200000\"}}]}",
	        NULL,
	        "wanted: 10 min to pass after the delivery of inject W1\nmust not be: a complete "
	        "request (mla) to TO to be sent, within 20 min of milestone m\n"},
	    {"{\"all\":[{\"caseState\":{\"person\":\"w1\",\"track\":\"status\",\"state\":"
	     "\"permit\"}},{\"caseState\":{\"flag\":\"REMOVED\"}},{\"switchedOn\":\"press\"}]}",
	        "{\"all\":[{\"standing\":\"MILESTONE_STANDING_UNREACHABLE\"}]}",
	        "can no longer be: the case of w1 to reach \"permit\" on status\nwanted: a case to "
	        "be "
	        "flagged REMOVED\nwanted: switch press to be turned on\n"},
	    {"{\"all\":[{\"disclosure\":{\"from\":[\"AL-NGO\"],\"fields\":[\"name\"],"
	     "\"withoutConsent\":true},\"times\":2},{\"decision\":{\"by\":[\"AL-LI\"],\"inject\":"
	     "\"W1\"}},{\"answer\":{\"questionnaire\":\"q\",\"question\":\"a\",\"choices\":[\"x\","
	     "\"y\"]}}]}",
	        "{\"all\":[{\"standing\":\"MILESTONE_STANDING_WAITING\",\"times\":1}]}",
	        "waiting for: data (name) to be passed on from AL-NGO without consent, 2 times; 1 "
	        "so "
	        "far\nwanted: a decision of AL-LI on inject W1\nwanted: an answer to a of q: x or "
	        "y\n"}};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		check_condition(table[i].when, table[i].standing, table[i].expected);
}

/* Runs the noun on a line, as the interactive mode does. */
static enum conduct_outcome run(
    struct conduct *conduct, const struct view *view, const char *noun, char *line)
{
	static const struct timeline_style style = {.width = 80};
	struct option options[CONDUCT_OPTIONS_MAX] = {{.name = NULL}};
	struct operands operands;
	char *words[64];
	int count = conduct_split(line, words, 64);

	conduct_init(conduct, view, &style, 0);
	conduct_noun(noun)->options(&conduct->words, options);
	if (options_read(options, count, words, &operands, conduct->why, sizeof(conduct->why)) !=
	    OPTIONS_GOOD)
		return CONDUCT_USAGE;
	return conduct_noun(noun)->run(conduct, operands.count, operands.values);
}

static void lines_become_commands(void **state)
{
	/* noun, what is typed, the outcome, the command as JSON (without its id) or what `why` has
	 */
	static const struct {
		const char *noun, *line;
		enum conduct_outcome outcome;
		const char *expected;
	} table[] = {{"case", "open W2 \"has no papers\" --child", CONDUCT_SEND,
	                 "{\"openCase\":{\"reference\":\"W2\",\"summary\":\"has no "
	                 "papers\",\"child\":true}}"},
	    {"case", "move w1 screened he was alone --confirm seen-alone", CONDUCT_SEND,
	        "{\"moveCase\":{\"caseId\":\"3\",\"track\":\"identification\",\"transition\":"
	        "\"screen\",\"reason\":\"he was alone\",\"confirmed\":[\"seen-alone\"]}}"},
	    {"case", "move 3 sceen", CONDUCT_REFUSED, "did you mean \"screen\"?"},
	    {"case", "move W9 screen", CONDUCT_REFUSED, "there is no case \"W9\""},
	    {"case", "mvoe W1 screen", CONDUCT_USAGE, "did you mean \"move\"?"},
	    {"case", "move W1", CONDUCT_USAGE, "CASE STEP"},
	    {"case", "form W1 screening papers-held=yes debt=not-asked", CONDUCT_SEND,
	        "{\"fillForm\":{\"caseId\":\"3\",\"form\":\"screening\",\"answers\":[{\"item\":"
	        "\"papers-held\",\"answer\":\"ITEM_ANSWER_YES\"},{\"item\":\"debt\",\"answer\":"
	        "\"ITEM_ANSWER_NOT_ASKED\"}]}}"},
	    {"case", "form W1 screening debt=maybe", CONDUCT_USAGE, "yes, no, unknown"},
	    {"case", "field W1 name Iva Roe --source herself", CONDUCT_SEND,
	        "{\"recordField\":{\"caseId\":\"3\",\"value\":{\"field\":\"name\",\"value\":\"Iva "
	        "Roe\"},\"source\":\"herself\"}}"},
	    {"case", "refer W1 al-li --field name --purpose=\"a visit\"", CONDUCT_SEND,
	        "{\"shareCase\":{\"caseId\":\"3\",\"toTeamId\":\"AL-LI\",\"kind\":"
	        "\"SHARE_KIND_REFERRED\",\"disclosure\":{\"fields\":[\"name\"],\"purpose\":\"a "
	        "visit\"}}}"},
	    {"case", "refer W1 AL-LO", CONDUCT_REFUSED, "there is no team \"AL-LO\""},
	    {"case", "accept W1", CONDUCT_USAGE, "--contact"},
	    {"case", "consent W1 --to AL-LI --to ngo --field name", CONDUCT_SEND,
	        "{\"recordConsent\":{\"caseId\":\"3\",\"fields\":[\"name\"],\"recipients\":["
	        "\"AL-LI\",\"ngo\"]}}"},
	    {"case", "withdraw 77", CONDUCT_REFUSED, "there is no consent 77"},
	    {"share", "W1 clinic name phone --exception risk-to-life --because bleeding",
	        CONDUCT_SEND,
	        "{\"disclose\":{\"caseIds\":[\"3\"],\"to\":{\"entityId\":\"clinic\"},\"fields\":["
	        "\"name\",\"phone\"],\"exception\":\"DISCLOSURE_EXCEPTION_RISK_TO_LIFE\","
	        "\"exceptionReason\":\"bleeding\"}}"},
	    {"share", "W1 clinic --exception risk-to-life", CONDUCT_REFUSED, "--because"},
	    {"request", "send mla TO-POL \"Is he known?\" --case W1 --set facts=x --anyway",
	        CONDUCT_SEND,
	        "{\"sendRequest\":{\"content\":{\"instrument\":\"mla\",\"to\":{\"teamId\":"
	        "\"TO-POL\"},\"channel\":\"CHANNEL_EMAIL\",\"values\":[{\"field\":\"facts\","
	        "\"value\":\"x\"}],\"caseIds\":[\"3\"],\"text\":\"Is he "
	        "known?\"},\"anyway\":true}}"},
	    {"request", "answer 99 yes", CONDUCT_REFUSED, "there is no request"},
	    {"interpreter", "book nobody W1", CONDUCT_REFUSED, "there is no interpreter"},
	    {"queue", "", CONDUCT_REFUSED, "SimCell"}, {"milestone", "", CONDUCT_REFUSED, "staff"},
	    {"case", "list --colour", CONDUCT_USAGE, "no option"}};
	struct view *view = player();

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct conduct conduct;
		struct buf json = {0};
		char line[300];

		snprintf(line, sizeof(line), "%s", table[i].line);
		if (run(&conduct, view, table[i].noun, line) != table[i].outcome)
			fail_msg("%s %s: %s", table[i].noun, table[i].line, conduct.why);
		if (table[i].outcome == CONDUCT_SEND) {
			json_write(&json, &conduct.command->base, JSON_COMPACT);
			buf_append_byte(&json, '\0');
			assert_string_equal((const char *)json.data, table[i].expected);
		} else if (strstr(conduct.why, table[i].expected) == NULL) {
			fail_msg("%s %s: \"%s\" lacks \"%s\"", table[i].noun, table[i].line,
			    conduct.why, table[i].expected);
		}
		buf_deinit(&json);
		conduct_deinit(&conduct);
	}
	view_free(view);
}

static void a_form_is_asked_item_by_item(void **state)
{
	struct view *view = player();
	struct conduct conduct;
	struct option options[CONDUCT_OPTIONS_MAX];
	struct timeline_style style = {.width = 80};
	struct buf before = {0};
	char prompt[200], line[] = "form W1 screening", *words[8];

	(void)state;
	conduct_init(&conduct, view, &style, 0);
	conduct.can_ask = true;
	conduct_case.options(&conduct.words, options);
	assert_int_equal(
	    conduct_case.run(&conduct, conduct_split(line, words, 8), words), CONDUCT_ASK);
	assert_true(conduct.dialogue.question(&conduct, &before, prompt, sizeof(prompt)));
	assert_false(conduct.dialogue.take(&conduct, "perhaps"));
	assert_true(conduct.dialogue.take(&conduct, "y by the employer"));
	assert_true(conduct.dialogue.question(&conduct, &before, prompt, sizeof(prompt)));
	assert_true(conduct.dialogue.take(&conduct, "")); /* as it is */
	conduct.dialogue.at = 1;
	assert_true(conduct.dialogue.take(&conduct, "no"));
	assert_int_equal(conduct.command->fill_form->answers[1]->answer,
	    CONVENE__V1__ITEM_ANSWER__ITEM_ANSWER_NO);
	conduct.command->fill_form->n_answers = 1;
	assert_false(conduct.dialogue.question(&conduct, &before, prompt, sizeof(prompt)));
	assert_int_equal(conduct.command->fill_form->n_answers, 1);
	assert_string_equal(conduct.command->fill_form->answers[0]->note, "by the employer");
	buf_append_byte(&before, '\0');
	assert_non_null(strstr((const char *)before.data, "[means]"));
	buf_deinit(&before);
	conduct_deinit(&conduct);
	view_free(view);
}

static void warnings_are_said_and_passed_over(void **state)
{
	struct timeline_style style = {.width = 60};
	Convene__V1__Error error = CONVENE__V1__ERROR__INIT;
	Convene__V1__Warning alone = CONVENE__V1__WARNING__INIT,
	                     missing = CONVENE__V1__WARNING__INIT, *list[] = {&alone, &missing};
	Convene__V1__Text text = CONVENE__V1__TEXT__INIT;
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__MoveCase move = CONVENE__V1__MOVE_CASE__INIT;
	Convene__V1__ShareCase share = CONVENE__V1__SHARE_CASE__INIT;
	Convene__V1__Disclose disclosure = CONVENE__V1__DISCLOSE__INIT;
	Convene__V1__OpenCase open = CONVENE__V1__OPEN_CASE__INIT;
	char words[] = "The person is seen alone.", source[] = "CETS 197", rule[] = "missing",
	     facts[] = "facts", *wanted[] = {facts};
	struct buf out = {0};

	(void)state;
	text.value = words;
	alone.text = &text;
	alone.source = source;
	missing.rule = rule;
	missing.n_missing = 1;
	missing.missing = wanted;
	error.n_warnings = 2;
	error.warnings = list;
	warned_text(&out, NULL, &error, &style);
	buf_append_byte(&out, '\0');
	assert_string_equal((const char *)out.data,
	    "This would not be as it ought to be, for these reasons:\n"
	    "  - The person is seen alone. (CETS 197)\n"
	    "  - Something is missing that has to be there. Missing:\n    facts.\n");
	buf_deinit(&out);
	command.body_case = CONVENE__V1__COMMAND__BODY_MOVE_CASE;
	command.move_case = &move;
	assert_true(warned_set_anyway(&command));
	assert_true(move.anyway);
	command.body_case = CONVENE__V1__COMMAND__BODY_SHARE_CASE;
	command.share_case = &share;
	share.disclosure = &disclosure;
	assert_true(warned_set_anyway(&command));
	assert_true(disclosure.anyway);
	command.body_case = CONVENE__V1__COMMAND__BODY_OPEN_CASE;
	command.open_case = &open;
	assert_false(warned_set_anyway(&command));
	assert_int_equal(session_exit_code(CONVENE__V1__ERROR_CODE__ERROR_CODE_WARNED), CLI_WARNED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(a_case_is_followed),
	    cmocka_unit_test(consent_flags_and_referrals), cmocka_unit_test(a_request_is_followed),
	    cmocka_unit_test(the_queue_is_the_engines),
	    cmocka_unit_test(milestones_switches_and_interpreters),
	    cmocka_unit_test(questionnaires_are_counted),
	    cmocka_unit_test(the_story_jumps_and_changes_pace),
	    cmocka_unit_test(conditions_in_words), cmocka_unit_test(lines_become_commands),
	    cmocka_unit_test(a_form_is_asked_item_by_item),
	    cmocka_unit_test(warnings_are_said_and_passed_over)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
