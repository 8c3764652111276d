/* The conduct of an exercise at the client: the fold of each noun. */
#include "client/cli/text/when.h"
#include "proto/guard.h"
#include "proto/json.h"
#include "tests/unit/client/conduct_view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void a_case_is_followed(void **state)
{
	struct view *view = conduct_player();
	const struct view_case *file = view_case(view, 3);
	const char *note = "";

	(void)state;
	assert_non_null(file);
	assert_true(file->ours);
	assert_string_equal(view_case_standing(file, "identification")->state, "signal");
	conduct_apply(view,
	    "{\"mark\":5,\"exerciseMs\":\"60000\",\"caseMoved\":{\"caseId\":\"3\",\"track\":"
	    "\"identification\",\"transition\":\"screen\",\"from\":\"signal\",\"to\":"
	    "\"screened\",\"teamId\":\"AL-NGO\"}}");
	/* an act leaves the state, and since when it is */
	conduct_apply(view,
	    "{\"mark\":6,\"exerciseMs\":\"90000\",\"caseMoved\":{\"caseId\":\"3\",\"track\":"
	    "\"identification\",\"transition\":\"interview\",\"from\":\"screened\",\"to\":"
	    "\"screened\",\"teamId\":\"AL-NGO\"}}");
	assert_string_equal(view_case_standing(file, "identification")->state, "screened");
	assert_int_equal(view_case_standing(file, "identification")->since_ms, 60000);
	assert_false(file->child);
	conduct_apply(view,
	    "{\"mark\":7,\"caseMoved\":{\"caseId\":\"3\",\"track\":\"child\",\"transition\":"
	    "\"presume-child\",\"from\":\"none\",\"to\":\"presumed-child\"}}");
	assert_true(file->child);
	/* a form is filled in twice: what is left out stays */
	conduct_apply(view,
	    "{\"mark\":8,\"formFilled\":{\"caseId\":\"3\",\"form\":\"screening\",\"teamId\":"
	    "\"AL-NGO\",\"answers\":[{\"item\":\"papers-held\",\"answer\":"
	    "\"ITEM_ANSWER_YES\",\"note\":\"by the employer\"}]}}");
	conduct_apply(view,
	    "{\"mark\":9,\"formFilled\":{\"caseId\":\"3\",\"form\":\"screening\",\"teamId\":"
	    "\"AL-NGO\",\"answers\":[{\"item\":\"debt\",\"answer\":\"ITEM_ANSWER_NO\"}]}}");
	assert_int_equal(view_case_item(file, "screening", "papers-held", "AL-NGO", &note),
	    CONVENE__V1__ITEM_ANSWER__ITEM_ANSWER_YES);
	assert_string_equal(note, "by the employer");
	assert_int_equal(view_case_item(file, "screening", "debt", NULL, NULL),
	    CONVENE__V1__ITEM_ANSWER__ITEM_ANSWER_NO);
	assert_int_equal(view_case_item(file, "screening", "debt", "AL-LI", NULL), 0);
	conduct_apply(view,
	    "{\"mark\":10,\"fieldRecorded\":{\"caseId\":\"3\",\"teamId\":\"AL-NGO\",\"value\":"
	    "{\"field\":\"name\",\"value\":\"Iva\"}}}");
	assert_string_equal(view_case_field(file, "name", "AL-NGO"), "Iva");
	assert_null(view_case_field(file, "name", "AL-LI"));
	conduct_apply(view,
	    "{\"mark\":11,\"fieldsDisclosed\":{\"caseId\":\"3\",\"fromTeamId\":\"AL-NGO\","
	    "\"to\":{\"teamId\":\"AL-LI\"},\"values\":[{\"field\":\"name\",\"value\":"
	    "\"Iva\"}]}}");
	assert_string_equal(view_case_field(file, "name", "AL-LI"), "Iva");
	assert_int_equal(file->history_count, 8);
	view_free(view);
}

static void consent_flags_and_referrals(void **state)
{
	struct view *view = conduct_player();
	const struct view_case *file = view_case(view, 3);

	(void)state;
	conduct_apply(view,
	    "{\"mark\":5,\"consentRecorded\":{\"consentId\":\"5\",\"caseId\":\"3\",\"teamId\":"
	    "\"AL-NGO\",\"recipients\":[\"AL-LI\"]}}");
	assert_ptr_equal(view_case_of_consent(view, 5), file);
	assert_false(file->consents[0].withdrawn);
	conduct_apply(view,
	    "{\"mark\":6,\"exerciseMs\":\"70\",\"consentWithdrawn\":{\"consentId\":\"5\","
	    "\"caseId\":\"3\"}}");
	assert_true(file->consents[0].withdrawn);
	assert_int_equal(file->consents[0].withdrawn_ms, 70);
	conduct_apply(
	    view, "{\"mark\":7,\"caseFlagged\":{\"caseId\":\"3\",\"flag\":\"NO_CONSENT\"}}");
	/* one that is about no case changes none */
	conduct_apply(view, "{\"mark\":8,\"caseFlagged\":{\"flag\":\"WRONG_CHANNEL\"}}");
	assert_int_equal(file->flag_count, 1);
	conduct_apply(view,
	    "{\"mark\":9,\"caseShared\":{\"caseId\":\"3\",\"kind\":\"SHARE_KIND_REFERRED\","
	    "\"fromTeamId\":\"AL-NGO\",\"toTeamId\":\"AL-LI\",\"reference\":\"W1\",\"referralId\":"
	    "\"9\"}}");
	assert_null(file->referrals[0].answered);
	conduct_apply(view,
	    "{\"mark\":10,\"referralAnswered\":{\"caseId\":\"3\",\"referralId\":\"9\","
	    "\"teamId\":\"AL-LI\",\"accepted\":true,\"contact\":\"A\"}}");
	assert_true(file->referrals[0].answered->accepted);
	assert_int_equal(file->team_count, 2);
	conduct_apply(view, "{\"mark\":11,\"caseTakenOver\":{\"caseId\":\"3\",\"teamId\":\"AL-LI\","
	                    "\"fromTeamId\":\"AL-NGO\"}}");
	assert_string_equal(file->lead_team_id, "AL-LI");
	/* a case of others becomes known late, with a smaller number */
	conduct_apply(view,
	    "{\"mark\":12,\"caseShared\":{\"caseId\":\"2\",\"kind\":\"SHARE_KIND_SHARED\","
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
	struct view *view = conduct_player();
	const struct view_request *request;
	Convene__V1__Deadline deadline;

	(void)state;
	conduct_apply(view,
	    "{\"mark\":5,\"requestDrafted\":{\"requestId\":\"5\",\"teamId\":\"AL-NGO\","
	    "\"content\":{\"instrument\":\"mla\",\"subject\":\"a\"}}}");
	request = view_request(view, 5);
	assert_int_equal(request->state, CONVENE__V1__REQUEST_STATE__REQUEST_STATE_DRAFT);
	assert_int_equal(view_request_due(request, &deadline), 0);
	conduct_apply(view,
	    "{\"mark\":6,\"requestSent\":{\"requestId\":\"5\",\"fromTeamId\":\"AL-NGO\","
	    "\"content\":{\"instrument\":\"mla\",\"subject\":\"b\",\"to\":{\"teamId\":"
	    "\"TO-POL\"}},\"acknowledgeByStoryMs\":\"100\",\"answerByStoryMs\":\"200\"}}");
	assert_string_equal(request->content->subject, "b");
	assert_int_equal(view_request_due(request, &deadline), 100);
	assert_int_equal(deadline, CONVENE__V1__DEADLINE__DEADLINE_ACKNOWLEDGE);
	conduct_apply(view, "{\"mark\":7,\"requestMoved\":{\"requestId\":\"5\",\"state\":"
	                    "\"REQUEST_STATE_ACKNOWLEDGED\"}}");
	assert_int_equal(view_request_due(request, &deadline), 200);
	conduct_apply(view, "{\"mark\":8,\"requestReminded\":{\"requestId\":\"5\",\"deadline\":"
	                    "\"DEADLINE_ANSWER\",\"overdue\":true,\"dueStoryMs\":\"200\"}}");
	assert_true(request->answer_overdue);
	assert_false(request->acknowledge_overdue);
	conduct_apply(view, "{\"mark\":9,\"requestMoved\":{\"requestId\":\"5\",\"state\":"
	                    "\"REQUEST_STATE_RETURNED\",\"missing\":[\"facts\"]}}");
	assert_int_equal(request->state, CONVENE__V1__REQUEST_STATE__REQUEST_STATE_RETURNED);
	assert_int_equal(view_request_due(request, &deadline), 0);
	conduct_apply(view,
	    "{\"mark\":10,\"requestSent\":{\"requestId\":\"5\",\"fromTeamId\":\"AL-NGO\","
	    "\"content\":{\"instrument\":\"mla\"}}}");
	assert_false(request->answer_overdue);
	assert_int_equal(request->sent_mark, 10);
	view_free(view);
}

static void say(struct view *view, int mark, const char *from, int by)
{
	char json[300];

	snprintf(json, sizeof(json),
	    "{\"mark\":%d,\"messagePosted\":{\"messageId\":\"%d\",\"threadId\":\"5\",\"from\":{%s},"
	    "\"participantId\":\"%d\"}}",
	    mark, mark, from, by);
	conduct_apply(view, json);
}

static void join(struct view *view, int mark, const char *team)
{
	char json[200];

	snprintf(json, sizeof(json),
	    "{\"mark\":%d,\"participantJoined\":{\"participantId\":\"%d\",\"role\":\"ROLE_PLAYER\","
	    "\"teamId\":\"%s\"}}",
	    mark, mark, team);
	conduct_apply(view, json);
}

#define NGO    "\"teamId\":\"AL-NGO\""
#define CLINIC "\"entityId\":\"clinic\""

/* simcell.proto says when something enters the queue and when it leaves. */
static void the_queue_is_the_engines(void **state)
{
	struct view *view = conduct_welcome(CONVENE__V1__ROLE__ROLE_SIMULATOR, "");

	(void)state;
	join(view, 4, "AL-NGO");
	conduct_apply(view, "{\"mark\":5,\"threadOpened\":{\"threadId\":\"5\",\"parties\":[{" NGO
	                    "},{" CLINIC "},{\"teamId\":\"TO-POL\"}]}}");
	say(view, 6, NGO, 4);
	say(view, 7, NGO, 4);
	assert_int_equal(view->queue_count, 2);
	assert_string_equal(view_party(view_item(view, 6)->waits_for), "clinic");
	conduct_apply(
	    view, "{\"mark\":8,\"itemClaimed\":{\"itemId\":\"6\",\"participantId\":\"4\"}}");
	assert_int_equal(view_item(view, 6)->claimed_by, 4);
	conduct_apply(view, "{\"mark\":9,\"itemReleased\":{\"itemId\":\"6\"}}");
	assert_int_equal(view_item(view, 6)->claimed_by, 0);
	conduct_apply(view, "{\"mark\":10,\"itemDismissed\":{\"itemId\":\"6\"}}");
	assert_null(view_item(view, 6));
	/* the clinic still has to answer, whoever plays the police */
	join(view, 11, "TO-POL");
	assert_int_equal(view->queue_count, 1);
	/* one answer, in whichever name, is enough; and what staff write waits for nobody */
	say(view, 12, CLINIC, 0);
	assert_int_equal(view->queue_count, 0);
	conduct_apply(view,
	    "{\"mark\":13,\"requestSent\":{\"requestId\":\"13\",\"fromTeamId\":\"AL-NGO\","
	    "\"content\":{\"to\":{\"teamId\":\"AL-LI\"}}}}");
	assert_int_equal(view_item(view, 13)->request_id, 13);
	conduct_apply(view, "{\"mark\":14,\"requestMoved\":{\"requestId\":\"13\",\"state\":"
	                    "\"REQUEST_STATE_ACKNOWLEDGED\"}}");
	assert_int_equal(view->queue_count, 1);
	conduct_apply(
	    view, "{\"mark\":15,\"itemClaimed\":{\"itemId\":\"13\",\"participantId\":\"4\"}}");
	conduct_apply(view, "{\"mark\":16,\"participantRemoved\":{\"participantId\":\"4\"}}");
	assert_int_equal(view_item(view, 13)->claimed_by, 0);
	join(view, 17, "AL-LI");
	assert_int_equal(view->queue_count, 0);
	view_free(view);
}

static void milestones_switches_and_interpreters(void **state)
{
	struct view *view = conduct_welcome(CONVENE__V1__ROLE__ROLE_CONTROLLER, "");
	struct view_milestone milestone;
	struct view_switch turned;

	(void)state;
	view_milestone(view, "joint", &milestone);
	assert_int_equal(
	    milestone.standing, CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_WAITING);
	conduct_apply(view,
	    "{\"mark\":5,\"exerciseMs\":\"9\",\"milestoneChanged\":{\"milestoneId\":\"joint\","
	    "\"standing\":\"MILESTONE_STANDING_REACHED\",\"bySeq\":\"4\"}}");
	view_milestone(view, "JOINT", &milestone);
	assert_int_equal(
	    milestone.standing, CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_REACHED);
	assert_int_equal(milestone.changed->by_seq, 4);
	conduct_apply(view, "{\"mark\":6,\"milestoneChanged\":{\"milestoneId\":\"Joint\","
	                    "\"standing\":\"MILESTONE_STANDING_WAITING\"}}");
	assert_int_equal(view->milestone_count, 1);
	assert_string_equal(view->milestones[0].id, "joint");
	conduct_apply(view, "{\"mark\":7,\"switchTurned\":{\"switchId\":\"press\",\"on\":true}}");
	view_switch(view, "press", &turned);
	assert_true(turned.on);
	conduct_apply(view,
	    "{\"mark\":8,\"interpreterBooked\":{\"bookingId\":\"7\",\"interpreterId\":"
	    "\"sadova\",\"teamId\":\"AL-NGO\",\"caseId\":\"99\"}}");
	assert_int_equal(view_booking_of(view, "sadova")->id, 7);
	conduct_apply(view, "{\"mark\":9,\"interpreterArrived\":{\"bookingId\":\"7\"}}");
	assert_true(view_booking(view, 7)->arrived);
	conduct_apply(view, "{\"mark\":10,\"interpreterReleased\":{\"bookingId\":\"7\"}}");
	assert_null(view_booking_of(view, "sadova"));
	view_free(view);
}

static void questionnaires_are_counted(void **state)
{
	struct view *view = conduct_welcome(CONVENE__V1__ROLE__ROLE_CONTROLLER, "");
	const struct view_questionnaire *here;

	(void)state;
	conduct_apply(view,
	    "{\"mark\":5,\"questionnaireOpened\":{\"questionnaire\":{\"id\":\"first\","
	    "\"questions\":[{\"id\":\"who\",\"kind\":\"QUESTION_KIND_SINGLE\",\"choices\":["
	    "{\"id\":\"a\"},{\"id\":\"b\"}]},{\"id\":\"sure\",\"kind\":"
	    "\"QUESTION_KIND_SCALE\",\"least\":1,\"most\":5}]}}}");
	conduct_apply(view,
	    "{\"mark\":6,\"questionnaireAnswered\":{\"questionnaireId\":\"first\",\"teamId\":"
	    "\"AL-NGO\",\"answers\":[{\"question\":\"who\",\"choices\":[\"a\"]},{\"question\":"
	    "\"sure\",\"scale\":4}]}}");
	conduct_apply(view,
	    "{\"mark\":7,\"questionnaireAnswered\":{\"questionnaireId\":\"first\",\"teamId\":"
	    "\"AL-LI\",\"answers\":[{\"question\":\"who\",\"choices\":[\"a\"]}]}}");
	here = view_questionnaire(view, "first");
	assert_int_equal(view_questionnaire_choices(here, "who", "a"), 2);
	/* the latest of a team counts */
	conduct_apply(view,
	    "{\"mark\":8,\"questionnaireAnswered\":{\"questionnaireId\":\"first\",\"teamId\":"
	    "\"AL-LI\",\"answers\":[{\"question\":\"who\",\"choices\":[\"b\"]}]}}");
	assert_int_equal(view_questionnaire_answers(here, "who"), 2);
	assert_int_equal(view_questionnaire_choices(here, "who", "a"), 1);
	assert_int_equal(view_questionnaire_choices(here, "who", "b"), 1);
	assert_int_equal(view_questionnaire_scale(here, "sure", 4), 1);
	conduct_apply(view, "{\"mark\":9,\"questionnaireClosed\":{\"questionnaireId\":\"first\"}}");
	assert_true(here->closed);
	view_free(view);
}

static void the_story_jumps_and_changes_pace(void **state)
{
	struct view *view = conduct_welcome(CONVENE__V1__ROLE__ROLE_PLAYER, "AL-NGO");
	char text[WHEN_SIZE], why[WHEN_WHY_SIZE];
	int64_t story_ms;

	(void)state;
	assert_int_equal(view_story_ms(view, 1000), 24000);
	/* at T+1:00:00 the story is a day on; it jumps nine days and then goes as fast as the clock
	 */
	conduct_apply(view,
	    "{\"mark\":5,\"exerciseMs\":\"3600000\",\"storyShifted\":{\"clockRevision\":7,"
	    "\"fromStoryMs\":\"86400000\",\"toStoryMs\":\"864000000\",\"factor\":1}}");
	assert_int_equal(view->clock.revision, 7);
	assert_int_equal(view_story_ms(view, 1800000), 43200000);
	assert_int_equal(view_story_ms(view, 3600000), 864000000);
	assert_int_equal(view_story_ms(view, 3600010), 864000010);
	assert_int_equal(view_story_to_exercise(view, 43200000), 1800000);
	assert_int_equal(view_story_to_exercise(view, 500000000), 3600000);
	assert_int_equal(view_story_to_exercise(view, 864000010), 3600010);
	assert_string_equal(when_both(view, 3600000, text), "T+1:00:00 (2031-08-28 08:00)");
	assert_true(when_read_story(view, "next morning", 3600000, &story_ms, why, sizeof(why)));
	assert_int_equal(story_ms, 864000000 + 86400000);
	assert_true(when_read_story(view, "18:00", 3600000, &story_ms, why, sizeof(why)));
	assert_int_equal(story_ms, 864000000 + 10 * 3600000);
	assert_true(
	    when_read_story(view, "2031-08-30 09:30", 3600000, &story_ms, why, sizeof(why)));
	view_story_date(view, story_ms, text, sizeof(text));
	assert_string_equal(text, "2031-08-30 09:30");
	assert_true(when_read_story(view, "day 20 07:00", 3600000, &story_ms, why, sizeof(why)));
	view_story_date(view, story_ms, text, sizeof(text));
	assert_string_equal(text, "2031-09-06 07:00");
	assert_true(when_read_story(view, "+2d", 3600000, &story_ms, why, sizeof(why)));
	assert_int_equal(story_ms, 864000000 + 2 * 86400000);
	assert_false(when_read_story(view, "soon", 0, &story_ms, why, sizeof(why)));
	assert_false(when_read_story(view, "25:00", 0, &story_ms, why, sizeof(why)));
	view_free(view);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_case_is_followed),
	    cmocka_unit_test(consent_flags_and_referrals),
	    cmocka_unit_test(a_request_is_followed),
	    cmocka_unit_test(the_queue_is_the_engines),
	    cmocka_unit_test(milestones_switches_and_interpreters),
	    cmocka_unit_test(questionnaires_are_counted),
	    cmocka_unit_test(the_story_jumps_and_changes_pace),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
