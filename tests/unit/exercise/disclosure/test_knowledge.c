/* Sharing, referring, taking over and their refusals as data; who sees it; who held which field
 * when. */
#include "server/exercise/state/state.h"
#include "tests/unit/exercise/disclosure/play.h"
#include "tests/unit/exercise/disclosure/scenario.h"

#define INVALID       CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID
#define NOT_FOUND     CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_FOUND
#define NOT_PERMITTED CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_PERMITTED
#define TOO_LARGE     CONVENE__V1__ERROR_CODE__ERROR_CODE_TOO_LARGE
#define WRONG_STATE   CONVENE__V1__ERROR_CODE__ERROR_CODE_WRONG_STATE

/* --- one course of play; `anyway` throughout --- */

struct step {
	const char *who, *command;
	Convene__V1__ErrorCode code;
	const char *events; /* or what the refusal says */
};

#define SHARE(to, kind, rest)                                                                      \
	"{'share_case': {'case_id': $1, 'to_team_id': '" to "', 'kind': '" kind "'" rest "}}"
#define ANSWER(rest) "{'answer_referral': {'case_id': $1, " rest "}}"
#define CONTACTS     "'contact': 'A. Moll', 'alternate': 'B. Ters'"
#define LEAD         "{'take_over_case': {'case_id': $1, 'reason': 'She is here'}}"
#define DONE         "case_shared fields_disclosed"
#define NAMELESS(n)  "{'record_field': {'case_id': $1, 'value': {" n "}}}"

static const struct step steps[] = {
    {"AL-NGO", OPEN("W1"), 0, "case_opened case_matched"},
    {"AL-NGO", FIELD("1", "name"), 0, "field_recorded"},
    {"AL-NGO", NAMELESS("'field': 'shoes', 'value': 'x'"), NOT_FOUND, "there is no field"},
    {"AL-NGO", NAMELESS("'field': 'born', 'value': '  '"), INVALID, "empty"},
    {"AL-NGO", NAMELESS("'value': 'x'"), INVALID, "name one"},
    {"AL-NGO", "{'record_field': {'case_id': $1}}", INVALID, "name one"},
    {"AL-POL", FIELD("1", "name"), NOT_FOUND, "there is no case"},
    {"controller", FIELD("1", "name"), NOT_PERMITTED, "players"},
    {"AL-POL", SHARE("BR-POL", "shared", ""), NOT_FOUND, "there is no case"},
    {"AL-POL", LEAD, NOT_FOUND, "there is no case"},
    {"AL-POL", CONSENT("'recipients': ['BR']"), NOT_FOUND, "there is no case"},
    {"AL-POL", DISCLOSE("'case_ids': [$1]," TO_TEAM("BR-POL")), NOT_FOUND, "there is no case"},
    {"AL-NGO", SHARE("AL-NGO", "shared", ""), INVALID, "has the case already"},
    {"AL-NGO", SHARE("XX", "shared", ""), NOT_FOUND, "there is no team \"XX\"; the teams are "},
    {"AL-NGO", "{'share_case': {'case_id': $1, 'to_team_id': 'AL-POL'}}", INVALID, "kind"},
    {"AL-NGO", SHARE("AL-POL", "shared", ", 'tracks': ['none']"), NOT_FOUND, "no track"},
    {"AL-NGO", SHARE("AL-POL", "shared", ", 'disclosure': {'fields': ['born']}"), NOT_FOUND,
        "your team holds no"},
    {"AL-NGO", SHARE("AL-POL", "shared", ", 'tracks': ['asylum']"), 0, DONE},
    {"AL-POL", SHARE("BR-POL", "shared", ", 'tracks': ['age']"), NOT_FOUND, "no track"},
    {"AL-POL", SHARE("BR-POL", "shared", ""), 0, DONE},
    {"BR-POL", SHARE("BR-NGO", "shared", ", 'disclosure': {'fields': ['name']}"), NOT_FOUND,
        "your team holds no"},
    {"AL-NGO", ANSWER("'accept': true, " CONTACTS), WRONG_STATE, "no referral"},
    {"AL-NGO", SHARE("BR-NGO", "referred", ", 'disclosure': {'fields': ['name']}"), 0, DONE},
    {"AL-NGO", SHARE("BR-NGO", "referred", ""), WRONG_STATE, "still waits"},
    {"AL-POL", ANSWER("'accept': true, " CONTACTS), WRONG_STATE, "no referral"},
    {"BR-NGO", ANSWER("'accept': true, 'contact': 'A. Moll'"), INVALID, "alternate"},
    {"BR-NGO", ANSWER("'accept': true, 'alternate': 'B. Ters'"), INVALID, "contact"},
    {"BR-NGO", ANSWER("'take_lead': true"), INVALID, "accept"},
    {"BR-NGO", ANSWER("'text': 'No bed is free'"), 0, "referral_answered"},
    {"BR-NGO", ANSWER("'accept': true, " CONTACTS), WRONG_STATE, "no referral"},
    {"AL-NGO", SHARE("BR-NGO", "referred", ""), 0, DONE},
    {"BR-NGO", ANSWER("'accept': true, 'take_lead': true, " CONTACTS), 0,
        "referral_answered case_taken_over"},
    {"BR-NGO", LEAD, WRONG_STATE, "already"},
    {"AL-NGO", LEAD, 0, "case_taken_over"},
    {"AL-NGO", DISCLOSE("'case_ids': []," TO_TEAM("BR-POL")), INVALID, "at least one"},
    {"AL-NGO", DISCLOSE("'case_ids': [$1, $1]," TO_TEAM("BR-POL")), INVALID, "twice"},
    {"AL-NGO", DISCLOSE("'case_ids': [$1]"), INVALID, "receiver"},
    {"AL-NGO", DISCLOSE("'case_ids': [$1], 'to': {'control': true}"), INVALID, "receiver"},
    {"AL-NGO", DISCLOSE("'case_ids': [$1]," TO_TEAM("AL-NGO")), INVALID, "already"},
    {"AL-NGO", DISCLOSE("'case_ids': [$1]," TO_ENTITY("clinik")), NOT_FOUND,
        "no entity \"clinik\"; the entities are "},
    {"AL-NGO", DISCLOSE("'case_ids': [$1]," TO_ENTITY("clinic") ", 'fields': ['name', 'name']"),
        INVALID, "twice"},
    {"AL-NGO", DISCLOSE("'case_ids': [$1]," TO_ENTITY("clinic") ", 'exception': 'legal_duty'"),
        INVALID, "reason"},
    {"AL-NGO", DISCLOSE("'case_ids': [$1]," TO_ENTITY("clinic") ", 'exception_reason': 'x'"),
        INVALID, "exception"},
    {"AL-NGO", DISCLOSE("'case_ids': [$1]," TO_ENTITY("clinic") ", 'fields': ['name']"), 0,
        "fields_disclosed"},
    {"AL-NGO", CONSENT("'fields': ['name']"), INVALID, "nobody is named"},
    {"AL-NGO", CONSENT("'recipients': ['Xanadu']"), NOT_FOUND, "the teams and entities are "},
    {"AL-NGO", CONSENT("'recipients': ['BR'], 'fields': ['x']"), NOT_FOUND, "no field"},
    {"AL-NGO", CONSENT("'recipients': ['BR'], 'fields': ['name']"), 0, "consent_recorded"},
    {"AL-PRESS", WITHDRAW, NOT_FOUND, "there is no consent"},
    {"AL-PRESS", "{'withdraw_consent': {'consent_id': 3}}", NOT_FOUND, "there is no consent"},
    {"controller", WITHDRAW, NOT_PERMITTED, "players"},
    {"simulator", WITHDRAW, 0, "consent_withdrawn"},
    {"AL-NGO", WITHDRAW, WRONG_STATE, "already"},
    {"controller", "{'end_exercise': {'clock_revision': 1}}", 0, "exercise_ended"},
    {"AL-NGO", FIELD("1", "name"), WRONG_STATE, "has ended"},
    {"AL-NGO", SHARE("BR-POL", "shared", ""), WRONG_STATE, "has ended"},
    {"BR-NGO", ANSWER("'accept': true"), WRONG_STATE, "has ended"},
    {"BR-NGO", LEAD, WRONG_STATE, "has ended"},
    {"AL-NGO", CONSENT("'recipients': ['BR']"), WRONG_STATE, "has ended"},
    {"AL-NGO", WITHDRAW, WRONG_STATE, "has ended"},
    {"AL-NGO", DISCLOSE("'case_ids': [$1]," TO_TEAM("BR-POL")), WRONG_STATE, "has ended"},
};

static void test_steps(void **state)
{
	struct play play;
	(void)state;
	play_begin(&play, SCENARIO_HEAD SCENARIO_TAIL);
	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
		const struct step *step = &steps[i];
		const struct play_outcome *outcome = play_do(&play, step->who, step->command, true);
		bool good = outcome->code == step->code &&
		            (step->code != 0 ? strstr(outcome->message, step->events) != NULL
		                             : strcmp(outcome->events, step->events) == 0);
		if (!good) {
			fail_msg("step %zu, %s %s: code %d, \"%s\", events \"%s\"", i + 1,
			    step->who, step->command, (int)outcome->code, outcome->message,
			    outcome->events);
		}
	}
	play_end(&play);
}

/* --- who sees it --- */

static void check_teams(struct play *play, Convene__V1__Event__BodyCase kind, const char *teams)
{
	char seen[256] = "";
	const Convene__V1__Event *event = world_last_event(&play->world, kind);
	const Convene__V1__Envelope *envelope = world_envelope(&play->world, event->seq);
	for (size_t i = 0; i < envelope->audience->n_team_ids; i++) {
		size_t len = strlen(seen);
		snprintf(seen + len, sizeof seen - len, "%s%s", i > 0 ? " " : "",
		    envelope->audience->team_ids[i]);
	}
	assert_false(envelope->audience->everyone);
	assert_string_equal(seen, teams);
	world_forget(&play->world);
}

#define SEEN(kind, teams) check_teams(&play, CONVENE__V1__EVENT__BODY_##kind, teams)

static void test_audiences(void **state)
{
	struct play play;
	(void)state;
	play_begin(&play, SCENARIO_HEAD SCENARIO_TAIL);
	play_line(&play, "AL-NGO " OPEN("W1"));
	play_line(&play, "AL-NGO " FIELD("1", "name"));
	SEEN(FIELD_RECORDED, "AL-NGO");
	play_line(
	    &play, "AL-NGO " SHARE("BR-NGO", "referred", ", 'disclosure': {'fields': ['name']}"));
	SEEN(CASE_SHARED, "AL-NGO BR-NGO");
	SEEN(FIELDS_DISCLOSED, "AL-NGO BR-NGO");
	SEEN(CASE_FLAGGED, "");
	play_line(&play, "BR-NGO " SHARE("AL-POL", "shared", ""));
	SEEN(CASE_SHARED, "AL-POL BR-NGO");
	play_line(&play, "BR-NGO " ANSWER("'accept': true, 'take_lead': true, " CONTACTS));
	SEEN(REFERRAL_ANSWERED, "AL-NGO BR-NGO");
	SEEN(CASE_TAKEN_OVER, "AL-POL AL-NGO BR-NGO");
	play_line(&play, "AL-POL " CONSENT("'recipients': ['clinic']"));
	SEEN(CONSENT_RECORDED, "AL-POL AL-NGO BR-NGO");
	play_line(&play, "AL-POL " WITHDRAW);
	SEEN(CONSENT_WITHDRAWN, "AL-POL AL-NGO BR-NGO");
	play_line(&play, "AL-NGO " DISCLOSE("'case_ids': [$1]," TO_ENTITY("clinic")));
	SEEN(FIELDS_DISCLOSED, "AL-NGO");
	play_end(&play);
}

/* --- questions --- */

/* What was asked, and how many holdings, or the refusal, came. */
struct question {
	const char *who, *json;
	size_t count;
	Convene__V1__ErrorCode code;
};

static const struct question questions[] = {
    {"controller", "{}", 6, 0},
    {"evaluator", "{'field': 'name'}", 6, 0},
    {"simulator", "{'field': 'born'}", 0, 0},
    {"controller", "{'at_ms': 60000}", 1, 0},
    {"controller", "{'at_ms': 59999}", 0, 0},
    {"controller", "{'at_ms': 180000}", 2, 0},
    {"controller", "{'at_ms': 180000, 'holder': 'BR-NGO'}", 0, 0},
    {"controller", "{'at_ms': 240000, 'holder': 'BR-NGO'}", 1, 0},
    {"controller", "{'holder': 'BR-NGO', 'field': 'name'}", 2, 0},
    {"controller", "{'holder': 'clinic'}", 1, 0},
    {"controller", "{'person_id': 'w1'}", 6, 0},
    {"controller", "{'person_id': 'w2'}", 0, 0},
    {"controller", "{'person_id': 'w9'}", 0, NOT_FOUND},
    {"controller", "{'field': 'w9'}", 0, NOT_FOUND},
    {"controller", "{'holder': 'w9'}", 0, NOT_FOUND},
    {"controller", "{'case_id': 1}", 0, NOT_FOUND},
    {"controller", "{'at_ms': -1}", 0, INVALID},
    {"AL-NGO", "{}", 3, 0},
    {"BR-NGO", "{}", 2, 0},
    {"BR-NGO", "{'holder': 'BR-NGO', 'at_ms': 240000}", 1, 0},
    {"AL-POL", "{}", 0, 0},
    {"AL-NGO", "{'holder': 'BR-NGO'}", 0, NOT_PERMITTED},
    {"AL-NGO", "{'holder': 'clinic'}", 0, NOT_PERMITTED},
    {"AL-NGO", "{'person_id': 'w1'}", 0, NOT_PERMITTED},
    {"AL-POL", "{'case_id': 1}", 0, NOT_FOUND},
    {"observer", "{}", 0, NOT_PERMITTED},
};

static size_t holdings_in(const char *text)
{
	size_t count = 0;
	for (; *text != '\0'; text++) {
		count += *text == ';';
	}
	return count;
}

static void test_questions(void **state)
{
	static const char *const lines[] = {"AL-NGO " FIELD("1", "name"),
	    "AL-NGO {'record_field': {'case_id': $1, 'value': {'field': 'name', 'value': 'Ana'}}}",
	    "AL-NGO {'record_field': {'case_id': $1, 'value': {'field': 'name', 'value': 'Ana'}}}",
	    "AL-NGO " DISCLOSE("'case_ids': [$1]," TO_TEAM("BR-NGO") ", 'fields': ['name']"),
	    "AL-NGO " FIELD("1", "name"),
	    "AL-NGO " DISCLOSE("'case_ids': [$1]," TO_ENTITY("clinic") ", 'fields': ['name']"),
	    "AL-NGO " DISCLOSE("'case_ids': [$1]," TO_TEAM("BR-NGO") ", 'fields': ['name']")};
	struct play play;
	char text[4096];
	(void)state;
	play_begin(&play, SCENARIO_HEAD SCENARIO_TAIL);
	play_line(&play, "AL-NGO " OPEN("W1"));
	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
		world_wait(&play.world, 60000);
		play_line(&play, lines[i]);
	}
	for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++) {
		const struct question *question = &questions[i];
		Convene__V1__ErrorCode code =
		    play_ask(&play, question->who, question->json, text, sizeof text);
		if (code != question->code || holdings_in(text) != question->count) {
			fail_msg("%s asks %s: code %d, \"%s\"", question->who, question->json,
			    (int)code, text);
		}
	}
	play_end(&play);
}

/* What is passed on costs its sender the same, whatever its receiver has been told by others. */
static void test_what_is_known_does_not_show(void **state)
{
	static const char *const lines[] = {
	    "AL-NGO {'record_field': {'case_id': $1, 'value': {'field': 'name', 'value': 'Ana'}}}",
	    "AL-NGO " DISCLOSE("'case_ids': [$1]," TO_TEAM("BR-NGO") ", 'fields': ['name']"),
	    "AL-NGO " DISCLOSE("'case_ids': [$1]," TO_TEAM("BR-NGO") ", 'fields': ['name']")};
	struct play play;
	const struct exercise *exercise;
	(void)state;
	play_begin(&play, SCENARIO_HEAD SCENARIO_TAIL);
	play_line(&play, "AL-NGO " OPEN("W1"));
	exercise = play.world.exercise;
	const struct share *ngo = &exercise->shares.teams[world_team(&play.world, "AL-NGO")];
	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
		play_line(&play, lines[i]);
		assert_int_equal(ngo->used[SHARE_HOLDINGS], i + 1);
	}
	assert_int_equal(exercise->disclosures.holdings.count, 2);
	play_end(&play);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_steps),
	    cmocka_unit_test(test_audiences), cmocka_unit_test(test_questions),
	    cmocka_unit_test(test_what_is_known_does_not_show)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
