#include "tests/unit/exercise/condition/condition_world.h"

#include <string.h>

/*
 * Every form of condition: the condition, what is done, and what it has come to an hour later: how,
 * at what exercise time, by which event. Each is tried as a milestone, and the inject that waits
 * for the milestone follows it.
 */

#define WAITING     CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_WAITING
#define REACHED     CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_REACHED
#define UNREACHABLE CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_UNREACHABLE

struct row {
	const char *name;
	const char *when;
	struct act acts[8];
	Convene__V1__MilestoneStanding standing;
	int at_minute;
	const char *by; /* kind of the event that decided it; "": time */
};

#define ANSWER_W1(who) who, "{'answer_inject': {'inject_id': 'W1', 'text': 'Done.'}}"
#define OPEN(who, to)                                                                              \
	who, "{'open_thread': {'subject': 's', 'channel': 'phone', 'text': 't', 'parties': [" to   \
	     "]}}"
#define TO_CLINIC "{'entity_id': 'clinic'}"
#define TO_NGO    "{'team_id': 'AL-NGO'}"
#define OPEN_CASE "{'open_case': {'reference': 'Mira'}}"
#define SEND(more)                                                                                 \
	"{'send_request': {'anyway': true, 'content': {'instrument': 'information', "              \
	"'to': {'team_id': 'BR-POL'}, 'channel': 'email', 'subject': 's', 'purpose': 'p', "        \
	"'legal_basis': 'l', 'text': 't'" more "}}}"
#define FACTS     ", 'values': [{'field': 'facts', 'value': 'v'}]"
#define TURN(how) "controller", "{'turn_switch': {'switch_id': 'press', 'on': " how "}}"
#define SET_HAND  "controller", "{'set_milestone': {'milestone_id': 'hand'}}"
#define JUMP(ms)  "controller", "{'jump_clock': {'clock_revision': $clock, 'to_ms': " ms "}}"
#define DISCLOSE                                                                                   \
	"police", "{'disclose': {'case_ids': [$case], 'to': {'team_id': 'AL-NGO'}, "               \
	          "'fields': ['name'], 'purpose': 'p', 'legal_basis': 'l', 'channel': 'email', "   \
	          "'anyway': true}}"
#define RECORD                                                                                     \
	"police", "{'record_field': {'case_id': $case, 'value': {'field': 'name', 'value': 'M'}, " \
	          "'source': 's'}}"
#define CONSENT                                                                                    \
	"police", "{'record_consent': {'case_id': $case, 'language': 'fr', 'purpose': 'p', "       \
	          "'recipients': ['AL-NGO'], 'words': 'Yes.'}}"
#define OPEN_PICTURE "controller", "{'open_questionnaire': {'questionnaire_id': 'picture'}}"
#define FILL_PICTURE(answer)                                                                       \
	"ngo", "{'answer_questionnaire': {'questionnaire_id': 'picture', 'answers': [" answer "]}" \
	       "}"

static const struct row rows[] = {
    /* times */
    {"time", "'all': [{'time': {'at_ms': 1200000}}]", {{0}}, REACHED, 20, ""},
    {"time since an inject", "'all': [{'time': {'since': {'inject': 'W1'}, 'delay_ms': 300000}}]",
        {{0}}, REACHED, 15, ""},
    {"time since a milestone",
        "'all': [{'time': {'since': {'milestone': 'hand'}, 'delay_ms': 60000}}]", {{4, SET_HAND}},
        REACHED, 5, ""},
    {"time since what never comes", "'all': [{'time': {'since': {'milestone': 'lost'}}}]", {{0}},
        UNREACHABLE, 5, "milestone_changed"},
    {"time outside its window",
        "'all': [{'time': {'at_ms': 600000}, 'window': {'after_ms': 1200000}}]", {{0}}, UNREACHABLE,
        10, ""},

    /* injects */
    {"delivered", "'all': [{'inject': {'id': 'W1', 'is': 'delivered'}}]", {{0}}, REACHED, 10,
        "inject_delivered"},
    {"read by anybody", "'all': [{'inject': {'id': 'W1', 'is': 'read'}}]",
        {{12, "ngo", "{'mark_read': {'inject_ids': ['W1']}}"}}, REACHED, 12, "inject_read"},
    {"read by another team", "'all': [{'inject': {'id': 'W1', 'is': 'read', 'by': ['AL-POL']}}]",
        {{12, "ngo", "{'mark_read': {'inject_ids': ['W1']}}"}}, WAITING, 0, NULL},
    {"answered by a country", "'all': [{'inject': {'id': 'W1', 'is': 'answered', 'by': ['AL']}}]",
        {{12, ANSWER_W1("ngo")}}, REACHED, 12, "inject_answered"},

    /* messages */
    {"message", "'all': [{'message': {}}]", {{3, OPEN("ngo", TO_CLINIC)}}, REACHED, 3,
        "message_posted"},
    {"message from a country to an entity",
        "'all': [{'message': {'from': ['AL'], 'to': ['clinic']}}]",
        {{3, OPEN("abroad", TO_CLINIC)}, {1, OPEN("police", TO_CLINIC)}}, REACHED, 4,
        "message_posted"},
    {"message to control", "'all': [{'message': {'to': ['control']}}]",
        {{3, OPEN("ngo", TO_CLINIC)}, {1, OPEN("ngo", "{'control': true}")}}, REACHED, 4,
        "message_posted"},
    {"message from an entity", "'all': [{'message': {'from': ['clinic'], 'to': ['AL-NGO']}}]",
        {{3, OPEN("ngo", TO_CLINIC)}, {2, "simulator",
                                          "{'post_message': {'thread_id': $thread, 'text': 'a', "
                                          "'from': {'entity_id': 'clinic'}}}"}},
        REACHED, 5, "message_posted"},
    {"message on a channel", "'all': [{'message': {'channels': ['email']}}]",
        {{3, OPEN("ngo", TO_CLINIC)}}, WAITING, 0, NULL},
    {"message about a person", "'all': [{'message': {'person': 'w1'}}]",
        {{1, "ngo", OPEN_CASE}, {1, OPEN("ngo", TO_CLINIC)},
            {1, "ngo",
                "{'post_message': {'thread_id': $thread, 'text': 'a', 'case_ids': [$case]}}"}},
        REACHED, 3, "message_posted"},
    {"message about an inject", "'all': [{'message': {'inject': 'W1'}}]",
        {{11, OPEN("ngo", TO_CLINIC)},
            {1, "ngo",
                "{'post_message': {'thread_id': $thread, 'text': 'a', 'inject_ids': ['W1']}}"}},
        REACHED, 12, "message_posted"},

    /* requests */
    {"request sent", "'all': [{'request': {'instrument': 'information', 'to': ['BR']}}]",
        {{2, "police", SEND("")}}, REACHED, 2, "request_sent"},
    {"request of another instrument", "'all': [{'request': {'instrument': 'notice'}}]",
        {{2, "police", SEND("")}}, WAITING, 0, NULL},
    {"request sent complete", "'all': [{'request': {'completeness': 'complete'}}]",
        {{2, "police", SEND("")}, {1, "police", SEND(FACTS)}}, REACHED, 3, "request_assessed"},
    {"request sent incomplete",
        "'all': [{'request': {'completeness': 'incomplete', 'from': ['AL-POL']}}]",
        {{2, "police", SEND(FACTS)}, {1, "police", SEND("")}}, REACHED, 3, "request_assessed"},
    {"request answered", "'all': [{'request': {'state': 'answered', 'completeness': 'complete'}}]",
        {{2, "police", SEND(FACTS)},
            {1, "abroad",
                "{'move_request': {'request_id': $request, 'state': 'answered', 'text': 't'}}"}},
        REACHED, 3, "request_moved"},
    {"request overdue", "'all': [{'request': {'overdue': true}}]",
        {{2, "police", SEND(FACTS ", 'urgency': 'urgent'")}}, REACHED, 22, "request_reminded"},
    {"request about a person", "'all': [{'request': {'person': 'w1'}}]",
        {{1, "police", OPEN_CASE}, {1, "police", SEND("")},
            {1, "police", SEND(", 'case_ids': [$case]")}},
        REACHED, 3, "request_sent"},
    {"request drafted", "'all': [{'request': {'state': 'draft'}}]",
        {{2, "police",
            "{'draft_request': {'content': {'instrument': 'information', "
            "'to': {'team_id': 'BR-POL'}, 'subject': 's'}}}"}},
        REACHED, 2, "request_drafted"},

    /* cases */
    {"case opened", "'all': [{'case_state': {'track': 'identification', 'state': 'signal'}}]",
        {{2, "ngo", OPEN_CASE}}, REACHED, 2, "case_opened"},
    {"case opened for a person",
        "'all': [{'case_state': {'person': 'w1', 'track': 'protection', 'state': 'needs'}}]",
        {{2, "ngo", OPEN_CASE}}, REACHED, 2, "case_matched"},
    {"case in a state",
        "'all': [{'case_state': {'track': 'identification', 'state': 'detected', "
        "'by': ['AL-NGO']}}]",
        {{2, "ngo", OPEN_CASE}, {1, "ngo",
                                    "{'move_case': {'case_id': $case, 'track': 'identification', "
                                    "'transition': 'detect'}}"}},
        REACHED, 3, "case_moved"},
    {"an act in a state",
        "'all': [{'case_state': {'track': 'identification', 'state': 'detected'}, 'times': 2}]",
        {{2, "ngo", OPEN_CASE},
            {1, "ngo",
                "{'move_case': {'case_id': $case, 'track': 'identification', "
                "'transition': 'detect'}}"},
            {1, "ngo",
                "{'move_case': {'case_id': $case, 'track': 'identification', "
                "'transition': 'interview'}}"}},
        WAITING, 0, ""},
    {"case of another person in a state",
        "'all': [{'case_state': {'person': 'w2', 'track': 'identification', 'state': 'detected'}}]",
        {{2, "ngo", OPEN_CASE}, {1, "ngo",
                                    "{'move_case': {'case_id': $case, 'track': 'identification', "
                                    "'transition': 'detect'}}"}},
        WAITING, 0, NULL},
    {"case flagged", "'all': [{'case_state': {'flag': 'SEEN_TOGETHER', 'person': 'w1'}}]",
        {{2, "ngo", OPEN_CASE}, {1, "ngo",
                                    "{'move_case': {'case_id': $case, 'track': 'identification', "
                                    "'transition': 'presume', 'anyway': true}}"}},
        REACHED, 3, "case_flagged"},
    {"form filled in", "'all': [{'case_state': {'form': 'screening'}}]",
        {{2, "ngo", OPEN_CASE},
            {1, "ngo",
                "{'fill_form': {'case_id': $case, 'form': 'screening', 'answers': ["
                "{'item': 'papers', 'answer': 'yes'}]}}"}},
        REACHED, 3, "form_filled"},

    /* milestones, switches */
    {"milestone", "'all': [{'milestone': 'ten'}]", {{0}}, REACHED, 10, "milestone_changed"},
    {"milestone by hand", "'all': [{'milestone': 'hand'}]", {{3, SET_HAND}}, REACHED, 3,
        "milestone_changed"},
    {"milestone that is lost", "'all': [{'milestone': 'lost'}]", {{0}}, UNREACHABLE, 5,
        "milestone_changed"},
    {"switch", "'all': [{'switched_on': 'press'}]", {{3, TURN("true")}}, REACHED, 3,
        "switch_turned"},
    {"switch off again before the rest held",
        "'all': [{'switched_on': 'press'}, {'milestone': 'ten'}]",
        {{3, TURN("true")}, {1, TURN("false")}}, WAITING, 0, NULL},
    {"switch on a second time", "'all': [{'switched_on': 'press'}, {'milestone': 'ten'}]",
        {{3, TURN("true")}, {1, TURN("false")}, {10, TURN("true")}}, REACHED, 14, "switch_turned"},
    {"switch off after it held, while paused", "'all': [{'switched_on': 'press'}]",
        {{3, "controller", "{'pause_clock': {}}"}, {0, TURN("true")}, {0, TURN("false")},
            {1, "controller", "{'resume_clock': {'clock_revision': $clock}}"}},
        REACHED, 3, "switch_turned"},

    /* answers */
    {"any answer", "'all': [{'answer': {'questionnaire': 'picture', 'question': 'lead'}}]",
        {{1, OPEN_PICTURE}, {1, FILL_PICTURE("{'question': 'lead', 'choices': ['us']}")}}, REACHED,
        2, "questionnaire_answered"},
    {"one of the choices",
        "'all': [{'answer': {'questionnaire': 'picture', 'question': 'lead', "
        "'choices': ['them']}}]",
        {{1, OPEN_PICTURE}, {1, FILL_PICTURE("{'question': 'lead', 'choices': ['us']}")},
            {1, FILL_PICTURE("{'question': 'lead', 'choices': ['them']}")}},
        REACHED, 3, "questionnaire_answered"},
    {"on the scale",
        "'all': [{'answer': {'questionnaire': 'picture', 'question': 'sure', 'least': 2, "
        "'most': 3, 'by': ['AL']}}]",
        {{1, OPEN_PICTURE}, {1, FILL_PICTURE("{'question': 'sure', 'scale': 4}")},
            {1, FILL_PICTURE("{'question': 'sure', 'scale': 3}")}},
        REACHED, 3, "questionnaire_answered"},

    /* disclosures */
    {"disclosure of a field",
        "'all': [{'disclosure': {'from': ['AL-POL'], 'to': ['AL-NGO'], 'person': 'w1', "
        "'fields': ['name']}}]",
        {{1, "police", OPEN_CASE}, {0, RECORD}, {1, DISCLOSE}}, REACHED, 2, "fields_disclosed"},
    {"disclosure without consent", "'all': [{'disclosure': {'without_consent': true}}]",
        {{1, "police", OPEN_CASE}, {0, RECORD}, {1, DISCLOSE}}, REACHED, 2, "fields_disclosed"},
    {"disclosure with consent", "'all': [{'disclosure': {'with_consent': true}}]",
        {{1, "police", OPEN_CASE}, {0, RECORD}, {1, DISCLOSE}, {1, CONSENT}, {1, DISCLOSE}},
        REACHED, 4, "fields_disclosed"},
    {"disclosure of another field", "'all': [{'disclosure': {'fields': ['injury']}}]",
        {{1, "police", OPEN_CASE}, {0, RECORD}, {1, DISCLOSE}}, WAITING, 0, NULL},

    /* decisions */
    {"decision", "'all': [{'decision': {'by': ['AL-NGO']}}]",
        {{1, "police", "{'log_decision': {'text': 'd'}}"},
            {1, "ngo", "{'log_decision': {'text': 'd'}}"}},
        REACHED, 2, "decision_logged"},
    {"decision on an inject", "'all': [{'decision': {'inject': 'W1'}}]",
        {{11, "ngo", "{'log_decision': {'text': 'd'}}"},
            {1, "ngo", "{'log_decision': {'text': 'd', 'inject_ids': ['W1']}}"}},
        REACHED, 12, "decision_logged"},

    /* all, any, none */
    {"all of several", "'all': [{'milestone': 'ten'}, {'message': {}}]",
        {{3, OPEN("ngo", TO_CLINIC)}}, REACHED, 10, "milestone_changed"},
    {"any of several", "'any': [{'milestone': 'ten'}, {'message': {}}]",
        {{3, OPEN("ngo", TO_CLINIC)}}, REACHED, 3, "message_posted"},
    {"all and any",
        "'all': [{'message': {}}], 'any': [{'milestone': 'ten'}, {'milestone': 'lost'}]",
        {{3, OPEN("ngo", TO_CLINIC)}}, REACHED, 10, "milestone_changed"},
    {"none of any is left",
        "'any': [{'milestone': 'lost'}, {'message': {}, 'window': {'before_ms': 900000}}]", {{0}},
        UNREACHABLE, 15, ""},
    {"none, endless: not yet when the rest held",
        "'all': [{'milestone': 'ten'}], 'none': ["
        "{'message': {}}]",
        {{12, OPEN("ngo", TO_CLINIC)}}, REACHED, 10, "milestone_changed"},
    {"none, endless: it came first", "'all': [{'milestone': 'ten'}], 'none': [{'message': {}}]",
        {{3, OPEN("ngo", TO_CLINIC)}}, UNREACHABLE, 3, "message_posted"},
    {"not done by T+50",
        "'none': [{'inject': {'id': 'W1', 'is': 'answered'}, 'window': {'before_ms': 3000000}}]",
        {{0}}, REACHED, 50, ""},
    {"done by T+50",
        "'none': [{'inject': {'id': 'W1', 'is': 'answered'}, 'window': {'before_ms': 3000000}}]",
        {{12, ANSWER_W1("ngo")}}, UNREACHABLE, 12, "inject_answered"},
    {"done too late",
        "'none': [{'inject': {'id': 'W1', 'is': 'answered'}, 'window': {'before_ms': 3000000}}]",
        {{50, ANSWER_W1("ngo")}}, REACHED, 50, ""},
    {"none: switched on and off",
        "'all': [{'milestone': 'ten'}], 'none': [{'switched_on': 'press'}]",
        {{3, TURN("true")}, {1, TURN("false")}}, UNREACHABLE, 3, "switch_turned"},

    /* times and windows */
    {"twice", "'all': [{'message': {}, 'times': 2}]",
        {{3, OPEN("ngo", TO_CLINIC)}, {1, OPEN("ngo", TO_CLINIC)}}, REACHED, 4, "message_posted"},
    {"once is not twice", "'all': [{'message': {}, 'times': 2}]", {{3, OPEN("ngo", TO_CLINIC)}},
        WAITING, 0, NULL},
    {"after", "'all': [{'message': {}, 'window': {'after_ms': 300000}}]",
        {{3, OPEN("ngo", TO_CLINIC)}, {2, OPEN("ngo", TO_CLINIC)}}, REACHED, 5, "message_posted"},
    {"before, at its end", "'all': [{'message': {}, 'window': {'before_ms': 300000}}]",
        {{5, OPEN("ngo", TO_CLINIC)}}, UNREACHABLE, 5, ""},
    {"before, in time", "'all': [{'message': {}, 'window': {'before_ms': 300001}}]",
        {{5, OPEN("ngo", TO_CLINIC)}}, REACHED, 5, "message_posted"},
    {"within", "'all': [{'message': {}, 'window': {'of': {'inject': 'W1'}, 'within_ms': 300000}}]",
        {{3, OPEN("ngo", TO_CLINIC)}, {11, OPEN("ngo", TO_CLINIC)}}, REACHED, 14, "message_posted"},
    {"within, at its end",
        "'all': [{'message': {}, 'window': {'of': {'inject': 'W1'}, 'within_ms': 300000}}]",
        {{3, OPEN("ngo", TO_CLINIC)}, {12, OPEN("ngo", TO_CLINIC)}}, UNREACHABLE, 15, ""},
    {"from the anchor on", "'all': [{'message': {}, 'window': {'of': {'milestone': 'hand'}}}]",
        {{3, OPEN("ngo", TO_CLINIC)}, {1, SET_HAND}, {9, OPEN("ngo", TO_CLINIC)}}, REACHED, 13,
        "message_posted"},
    {"of what never comes", "'all': [{'message': {}, 'window': {'of': {'milestone': 'lost'}}}]",
        {{3, OPEN("ngo", TO_CLINIC)}}, UNREACHABLE, 5, "milestone_changed"},
    {"ahead", "'all': [{'message': {}, 'window': {'of': {'inject': 'W1'}, 'ahead_ms': 300000}}]",
        {{5, OPEN("ngo", TO_CLINIC)}}, REACHED, 10, "inject_delivered"},
    {"not far enough ahead",
        "'all': [{'message': {}, 'window': {'of': {'inject': 'W1'}, 'ahead_ms': 300000}}]",
        {{6, OPEN("ngo", TO_CLINIC)}}, UNREACHABLE, 10, "inject_delivered"},
    {"not within, judged when that is over",
        "'none': [{'message': {}, 'window': {'of': {'inject': 'W1'}, 'within_ms': 300000}}]",
        {{3, OPEN("ngo", TO_CLINIC)}}, REACHED, 15, ""},
    {"all at once",
        "'all': [{'message': {}, 'window': {'after_ms': 120000, 'before_ms': 1200000, "
        "'of': {'inject': 'W1'}, 'within_ms': 1200000}}]",
        {{20, OPEN("ngo", TO_CLINIC)}}, UNREACHABLE, 20, ""},

    /* the clock */
    {"a jump passes the end", "'none': [{'message': {}, 'window': {'before_ms': 900000}}]",
        {{5, JUMP("1800000")}}, REACHED, 15, ""},
    {"a jump passes a time", "'all': [{'time': {'at_ms': 900000}}]", {{5, JUMP("1800000")}},
        REACHED, 15, ""},
    {"at the end of a window, said after a pause",
        "'all': [{'message': {}, 'window': {"
        "'before_ms': 300000}}]",
        {{3, "controller", "{'pause_clock': {}}"}, {0, JUMP("300000")}, {0, OPEN("ngo", TO_CLINIC)},
            {1, "controller", "{'resume_clock': {'clock_revision': $clock}}"}},
        UNREACHABLE, 5, ""},
    {"what must not be comes at the same time",
        "'all': [{'time': {'at_ms': 600000}}], 'none': ["
        "{'time': {'at_ms': 600000}}]",
        {{0}}, UNREACHABLE, 10, ""},
    {"a jump passes one thing and what it brings about",
        "'all': [{'milestone': 'ten', 'window': {"
        "'before_ms': 900000}}]",
        {{5, JUMP("1800000")}}, REACHED, 10, "milestone_changed"},
    {"nothing while paused", "'all': [{'message': {}}]",
        {{5, "controller", "{'pause_clock': {}}"}, {1, OPEN("ngo", TO_CLINIC)}}, WAITING, 0, NULL},
    {"after the pause", "'all': [{'message': {}}]",
        {{5, "controller", "{'pause_clock': {}}"}, {1, OPEN("ngo", TO_CLINIC)},
            {9, "controller", "{'resume_clock': {'clock_revision': $clock}}"}},
        REACHED, 5, "message_posted"},
};

static void check_event(
    struct small *small, const struct row *row, const Convene__V1__MilestoneChanged *changed)
{
	assert_int_equal(changed->standing, row->standing);
	assert_int_equal(changed->cause, CONVENE__V1__MILESTONE_CAUSE__MILESTONE_CAUSE_CONDITION);
	assert_int_equal(changed->at_ms, (int64_t)row->at_minute * 60000);
	assert_string_equal(condition_event_name(small, changed->by_seq), row->by);
}

/* The milestone changed once, or not at all, and the inject did what it did. */
static void check_log(struct small *small, const struct row *row)
{
	size_t said = 0;
	for (uint64_t seq = 1; seq <= small->world.count; seq++) {
		const Convene__V1__Event *event = world_event(&small->world, seq);
		if (event->body_case == CONVENE__V1__EVENT__BODY_MILESTONE_CHANGED &&
		    strcmp(event->milestone_changed->milestone_id, "tried") == 0) {
			check_event(small, row, event->milestone_changed);
			said++;
		}
	}
	assert_int_equal(said, row->standing != WAITING);
	uint64_t seq = condition_last_of(small, "C");
	bool jumps = strncmp(row->name, "a jump", strlen("a jump")) == 0;
	const Convene__V1__Event *last = seq > 0 ? world_event(&small->world, seq) : NULL;
	if (row->standing == REACHED) {
		assert_non_null(last);
		/* where a jump passed over its time, too, a controller is asked */
		assert_true(last->body_case == CONVENE__V1__EVENT__BODY_INJECT_DELIVERED ||
		            (jumps && last->inject_revised->change ==
		                          CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_OVERDUE));
	} else if (row->standing == UNREACHABLE) {
		assert_non_null(last);
		assert_int_equal(last->inject_revised->change,
		    CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_UNREACHABLE);
	} else {
		assert_null(last);
	}
}

static void play_row(const struct row *row)
{
	struct small *small = condition_world(row->when, "");
	for (size_t i = 0; i < sizeof row->acts / sizeof row->acts[0]; i++) {
		Convene__V1__ErrorCode code = condition_act(small, &row->acts[i]);
		if (code != 0) {
			fail_msg(
			    "%s: act %zu is refused: %s", row->name, i, small->world.last.message);
		}
	}
	world_wait(&small->world, 3600000);
	const Convene__V1__ConditionStanding *standing = condition_standing_of(small, "tried", "");
	if (standing->standing != row->standing) {
		fail_msg(
		    "%s: is %d, not %d", row->name, (int)standing->standing, (int)row->standing);
	}
	assert_int_equal(standing->at_ms, (int64_t)row->at_minute * 60000);
	check_log(small, row);
	condition_world_free(small);
}

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		print_message("%s\n", rows[i].name);
		play_row(&rows[i]);
	}
}

/* Every condition that waits for a switch is found, the very first one, too. */
static void test_first_of_all(void **state)
{
	static const char scenario[] =
	    "{'id': 's', 'title': {'value': 'S'}, 'countries': [{'id': 'AL'}, {'id': 'BR'}],"
	    " 'teams': [{'id': 'AL-POL', 'country': 'AL', 'agency': 'police'},"
	    "  {'id': 'AL-NGO', 'country': 'AL', 'agency': 'ngo'},"
	    "  {'id': 'BR-POL', 'country': 'BR', 'agency': 'police'}],"
	    " 'switches': [{'id': 'press', 'title': {'value': 'Press'}}],"
	    " 'milestones': [{'id': 'first', 'title': {'value': 'First'},"
	    "  'when': {'all': [{'switched_on': 'press'}]}}]}";
	static const char *const acts[] = {"{'pause_clock': {}}",
	    "{'turn_switch': {'switch_id': 'press', 'on': true}}",
	    "{'turn_switch': {'switch_id': 'press', 'on': false}}",
	    "{'resume_clock': {'clock_revision': 2}}"};
	struct small *small = steps_world(scenario, true);
	(void)state;
	for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++) {
		assert_int_equal(
		    world_do(&small->world, small->people.controller, "%s", acts[i]), 0);
	}
	world_wait(&small->world, 60000);
	assert_int_equal(world_last_event(&small->world, CONVENE__V1__EVENT__BODY_MILESTONE_CHANGED)
	                     ->milestone_changed->standing,
	    REACHED);
	condition_world_free(small);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_rows), cmocka_unit_test(test_first_of_all)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
