/* Every criterion of a disclosure rule, consent and its scope, exceptions, channels: as data. */
#include "tests/unit/exercise/disclosure/play.h"
#include "tests/unit/exercise/disclosure/scenario.h"

#define WARNED CONVENE__V1__ERROR_CODE__ERROR_CODE_WARNED

/* The exercise has one rule, "r" with flag R; two cases of AL-NGO, W1 and W2, with all fields. */
struct row {
	const char *name;
	const char *rules;     /* lists of the scenario */
	const char *before[4]; /* lines */
	const char *who;
	const char *command;
	const char *warnings; /* "": it goes through at once */
	const char *flags;
};

#define RULE(criteria)                                                                             \
	"'disclosure_rules': [{'id': 'r', 'title': {'value': 'T'}, 'flag': 'R'," criteria "}],"
#define CHANNEL(rest)                                                                              \
	"'channel_rules': [{'id': 'c', 'title': {'value': 'T'}, 'channel': 'secure_police',"       \
	" 'agencies': ['police']" rest "}],"

#define ONE      "'case_ids': [$1],"
#define ALL      "'case_ids': [$1, $2],"
#define NGO_DOES .who = "AL-NGO", .command
#define SHARED   "AL-NGO {'share_case': {'case_id': $1, 'to_team_id': 'AL-POL', 'kind': 'shared'}}"
#define SHARED_NAME                                                                                \
	"AL-NGO {'share_case': {'case_id': $1, 'to_team_id': 'AL-POL', 'kind': 'shared',"          \
	" 'disclosure': {'fields': ['name']}}}"

#define BROKEN     .warnings = "r", .flags = "R@1"
#define KEPT       .warnings = "", .flags = ""
#define FLAGGED    .warnings = "", .flags = "R@1" /* without a word */
#define NO_CONSENT .warnings = "consent", .flags = "NO_CONSENT@1"

static const struct row rows[] = {
    {"from agency", RULE("'from_agencies': ['ngo']"),
        NGO_DOES = DISCLOSE(ONE TO_TEAM("AL-POL") "," DUTY), BROKEN},
    {"from another agency", RULE("'from_agencies': ['police', 'media']"),
        NGO_DOES = DISCLOSE(ONE TO_TEAM("AL-POL") "," DUTY), KEPT},
    {"to agency", RULE("'to_agencies': ['media', 'police']"),
        NGO_DOES = DISCLOSE(ONE TO_TEAM("BR-POL") "," DUTY), BROKEN},
    {"to another agency", RULE("'to_agencies': ['police']"),
        NGO_DOES = DISCLOSE(ONE TO_TEAM("BR-NGO") "," DUTY), KEPT},
    {"to an entity, which has none", RULE("'to_agencies': ['police']"),
        NGO_DOES = DISCLOSE(ONE TO_ENTITY("clinic") "," DUTY), KEPT},
    {"channel", RULE("'channels': ['media', 'plenary']"),
        NGO_DOES = DISCLOSE(ONE TO_TEAM("AL-POL") ", 'channel': 'plenary'," DUTY), BROKEN},
    {"another channel", RULE("'channels': ['media', 'plenary']"),
        NGO_DOES = DISCLOSE(ONE TO_TEAM("AL-POL") ", 'channel': 'phone'," DUTY), KEPT},
    {"no channel", RULE("'channels': ['media', 'plenary']"),
        NGO_DOES = DISCLOSE(ONE TO_TEAM("AL-POL") "," DUTY), KEPT},
    {"country of origin", RULE("'to_origin': true"),
        NGO_DOES = DISCLOSE(ONE TO_TEAM("BR-POL") "," DUTY), FLAGGED},
    {"its consulate", RULE("'to_origin': true"),
        NGO_DOES = DISCLOSE(ONE TO_ENTITY("consulate") "," DUTY), FLAGGED},
    {"an entity of nowhere", RULE("'to_origin': true"),
        NGO_DOES = DISCLOSE(ONE TO_ENTITY("clinic") "," DUTY), KEPT},
    {"another country", RULE("'to_origin': true"),
        NGO_DOES = DISCLOSE(ONE TO_TEAM("AL-POL") "," DUTY), KEPT},
    {"another person's origin", RULE("'to_origin': true"),
        NGO_DOES = DISCLOSE("'case_ids': [$2]," TO_TEAM("BR-POL") "," DUTY), KEPT},
    {"origin of an asylum-seeker",
        RULE("'to_origin': true, 'track': 'asylum', 'states': ['requested']"),
        {"AL-NGO {'move_case': {'case_id': $1, 'track': 'asylum', 'transition': 'request'}}"},
        NGO_DOES = DISCLOSE(ONE TO_TEAM("BR-POL") "," DUTY), FLAGGED},
    {"who asks for none", RULE("'to_origin': true, 'track': 'asylum', 'states': ['requested']"),
        NGO_DOES = DISCLOSE(ONE TO_TEAM("BR-POL") "," DUTY), KEPT},
    {"child's identity to the media", RULE("'child': true, 'identifying': true"),
        {"AL-NGO {'move_case': {'case_id': $1, 'track': 'age', 'transition': 'presume'}}"},
        NGO_DOES = DISCLOSE(ONE TO_TEAM("AL-PRESS") ", 'fields': ['born']," DUTY), BROKEN},
    {"an adult's", RULE("'child': true, 'identifying': true"),
        NGO_DOES = DISCLOSE(ONE TO_TEAM("AL-PRESS") ", 'fields': ['born']," DUTY), KEPT},
    {"what does not identify a child", RULE("'child': true, 'identifying': true"),
        {"AL-NGO {'move_case': {'case_id': $1, 'track': 'age', 'transition': 'presume'}}"},
        NGO_DOES = DISCLOSE(ONE TO_TEAM("AL-PRESS") ", 'fields': ['health']," DUTY), KEPT},
    {"field", RULE("'fields': ['health', 'born']"),
        NGO_DOES = DISCLOSE(ONE TO_TEAM("AL-POL") ", 'fields': ['name', 'health']," DUTY), BROKEN},
    {"another field", RULE("'fields': ['health', 'born']"),
        NGO_DOES = DISCLOSE(ONE TO_TEAM("AL-POL") ", 'fields': ['name']," DUTY), KEPT},
    {"no field", RULE("'fields': ['health', 'born']"),
        NGO_DOES = DISCLOSE(ONE TO_TEAM("AL-POL") "," DUTY), KEPT},
    {"field or identifying", RULE("'fields': ['health'], 'identifying': true"),
        NGO_DOES = DISCLOSE(ONE TO_TEAM("AL-POL") ", 'fields': ['health']," DUTY), BROKEN},
    {"a list", RULE("'cases': 2"), NGO_DOES = DISCLOSE(ALL TO_TEAM("AL-POL") "," DUTY),
        .warnings = "r", .flags = "R@1 R@2"},
    {"a short list", RULE("'cases': 3"), NGO_DOES = DISCLOSE(ALL TO_TEAM("AL-POL") "," DUTY), KEPT},
    {"entity", RULE("'to_entity': true"), NGO_DOES = DISCLOSE(ONE TO_ENTITY("clinic") "," DUTY),
        BROKEN},
    {"no entity", RULE("'to_entity': true"), NGO_DOES = DISCLOSE(ONE TO_TEAM("AL-POL") "," DUTY),
        KEPT},
    {"without consent", RULE("'without_consent': true"),
        NGO_DOES = DISCLOSE(ONE TO_TEAM("AL-POL") "," DUTY), BROKEN},
    {"with consent", RULE("'without_consent': true"),
        {"AL-NGO " CONSENT("'recipients': ['AL-POL']")},
        NGO_DOES = DISCLOSE(ONE TO_TEAM("AL-POL") "," DUTY), KEPT},
    {"without exception", RULE("'without_exception': true"),
        {"AL-NGO " CONSENT("'recipients': ['AL-POL']")}, NGO_DOES = DISCLOSE(ONE TO_TEAM("AL-POL")),
        BROKEN},
    {"with exception", RULE("'without_exception': true"),
        {"AL-NGO " CONSENT("'recipients': ['AL-POL']")},
        NGO_DOES = DISCLOSE(ONE TO_TEAM("AL-POL") "," LIFE), KEPT},
    {"an NGO's file to the police",
        RULE("'from_agencies': ['ngo'], 'to_agencies': ['police'], 'without_consent': true,"
             " 'without_exception': true"),
        NGO_DOES = DISCLOSE(ONE TO_TEAM("AL-POL") ", 'fields': ['statement']"),
        .warnings = "consent r", .flags = "NO_CONSENT@1 R@1"},
    {"an NGO's file to an NGO",
        RULE("'from_agencies': ['ngo'], 'to_agencies': ['police'], 'without_consent': true"),
        NGO_DOES = DISCLOSE(ONE TO_TEAM("BR-NGO") ", 'fields': ['statement']"), NO_CONSENT},

    {"neither consent nor exception", "", NGO_DOES = DISCLOSE(ONE TO_TEAM("AL-POL")), NO_CONSENT},
    {"to an entity neither", "", NGO_DOES = DISCLOSE(ONE TO_ENTITY("clinic")), NO_CONSENT},
    {"consent for a team", "", {"AL-NGO " CONSENT("'recipients': ['AL-POL']")},
        NGO_DOES = DISCLOSE(ONE TO_TEAM("AL-POL") ", 'fields': ['born']"), KEPT},
    {"for another team", "", {"AL-NGO " CONSENT("'recipients': ['BR-POL']")},
        NGO_DOES = DISCLOSE(ONE TO_TEAM("AL-POL")), NO_CONSENT},
    {"for an entity", "", {"AL-NGO " CONSENT("'recipients': ['clinic']")},
        NGO_DOES = DISCLOSE(ONE TO_ENTITY("clinic")), KEPT},
    {"for another entity", "", {"AL-NGO " CONSENT("'recipients': ['clinic']")},
        NGO_DOES = DISCLOSE(ONE TO_ENTITY("consulate")), NO_CONSENT},
    {"for a country", "", {"AL-NGO " CONSENT("'recipients': ['BR']")},
        NGO_DOES = DISCLOSE(ONE TO_TEAM("BR-NGO")), KEPT},
    {"for a country's entity", "", {"AL-NGO " CONSENT("'recipients': ['BR']")},
        NGO_DOES = DISCLOSE(ONE TO_ENTITY("consulate")), KEPT},
    {"for another country", "", {"AL-NGO " CONSENT("'recipients': ['BR']")},
        NGO_DOES = DISCLOSE(ONE TO_TEAM("AL-POL")), NO_CONSENT},
    {"for an agency", "", {"AL-NGO " CONSENT("'recipients': ['clinic', 'police']")},
        NGO_DOES = DISCLOSE(ONE TO_TEAM("BR-POL")), KEPT},
    {"for another agency", "", {"AL-NGO " CONSENT("'recipients': ['ngo']")},
        NGO_DOES = DISCLOSE(ONE TO_TEAM("BR-POL")), NO_CONSENT},
    {"for these fields", "",
        {"AL-NGO " CONSENT("'recipients': ['police'], 'fields': ['name', 'born']")},
        NGO_DOES = DISCLOSE(ONE TO_TEAM("AL-POL") ", 'fields': ['born']"), KEPT},
    {"for other fields", "", {"AL-NGO " CONSENT("'recipients': ['police'], 'fields': ['name']")},
        NGO_DOES = DISCLOSE(ONE TO_TEAM("AL-POL") ", 'fields': ['name', 'born']"), NO_CONSENT},
    {"for another case", "", {"AL-NGO " CONSENT("'recipients': ['police']")},
        NGO_DOES = DISCLOSE("'case_ids': [$2]," TO_TEAM("AL-POL")), .warnings = "consent",
        .flags = "NO_CONSENT@2"},
    {"for one case of two", "", {"AL-NGO " CONSENT("'recipients': ['police']")},
        NGO_DOES = DISCLOSE(ALL TO_TEAM("AL-POL")), .warnings = "consent", .flags = "NO_CONSENT@2"},
    {"withdrawn", "", {"AL-NGO " CONSENT("'recipients': ['police']"), "AL-NGO " WITHDRAW},
        NGO_DOES = DISCLOSE(ONE TO_TEAM("AL-POL")), NO_CONSENT},
    {"withdrawn by the person", "",
        {"AL-NGO " CONSENT("'recipients': ['police']"), "simulator " WITHDRAW},
        NGO_DOES = DISCLOSE(ONE TO_TEAM("AL-POL")), NO_CONSENT},
    {"withdrawn, given anew", "",
        {"AL-NGO " CONSENT("'recipients': ['police']"), "AL-NGO " WITHDRAW,
            "AL-NGO " CONSENT("'recipients': ['police']")},
        NGO_DOES = DISCLOSE(ONE TO_TEAM("AL-POL")), KEPT},
    {"recorded by another team that has the case", "",
        {SHARED, "AL-POL " CONSENT("'recipients': ['BR-NGO']")},
        NGO_DOES = DISCLOSE(ONE TO_TEAM("BR-NGO")), KEPT},
    {"legal duty", "", NGO_DOES = DISCLOSE(ONE TO_TEAM("AL-POL") ", 'fields': ['born']," DUTY),
        KEPT},
    {"risk to life, vital", "",
        NGO_DOES = DISCLOSE(ONE TO_TEAM("AL-POL") ", 'fields': ['name', 'health']," LIFE), KEPT},
    {"risk to life, not vital", "",
        NGO_DOES = DISCLOSE(ONE TO_TEAM("AL-POL") ", 'fields': ['name', 'born']," LIFE),
        NO_CONSENT},

    {"channel for police", CHANNEL(""), {SHARED_NAME}, .who = "AL-POL",
        .command = DISCLOSE(ONE TO_TEAM("BR-POL") ", 'channel': 'secure_police'," DUTY), KEPT},
    {"by an NGO", CHANNEL(""),
        NGO_DOES = DISCLOSE(ONE TO_TEAM("BR-POL") ", 'channel': 'secure_police'," DUTY),
        .warnings = "channel", .flags = "WRONG_CHANNEL@1"},
    {"to an NGO", CHANNEL(""), {SHARED_NAME}, .who = "AL-POL",
        .command = DISCLOSE(ONE TO_TEAM("BR-NGO") ", 'channel': 'secure_police'," DUTY),
        .warnings = "channel", .flags = "WRONG_CHANNEL@1"},
    {"one end suffices", CHANNEL(", 'one_end': true"),
        NGO_DOES = DISCLOSE(ONE TO_TEAM("BR-POL") ", 'channel': 'secure_police'," DUTY), KEPT},
    {"neither end", CHANNEL(", 'one_end': true"),
        NGO_DOES = DISCLOSE(ONE TO_TEAM("BR-NGO") ", 'channel': 'secure_police'," DUTY),
        .warnings = "channel", .flags = "WRONG_CHANNEL@1"},
    {"another flag", CHANNEL(", 'flag': 'R'"),
        NGO_DOES = DISCLOSE(ONE TO_TEAM("BR-NGO") ", 'channel': 'secure_police'," DUTY),
        .warnings = "channel", .flags = "R@1"},
    {"another channel", CHANNEL(""),
        NGO_DOES = DISCLOSE(ONE TO_TEAM("BR-NGO") ", 'channel': 'email'," DUTY), KEPT},

    {"sharing without fields", "",
        NGO_DOES = "{'share_case': {'case_id': $1, 'to_team_id': 'AL-POL', 'kind': 'shared'}}",
        NO_CONSENT},
    {"referring with fields, consent", "", {"AL-NGO " CONSENT("'recipients': ['AL-POL']")},
        NGO_DOES = "{'share_case': {'case_id': $1, 'to_team_id': 'AL-POL', 'kind': 'referred',"
                   " 'disclosure': {'fields': ['name']}}}",
        KEPT},
    {"a rule on sharing", RULE("'to_agencies': ['police'], 'identifying': true"),
        NGO_DOES = "{'share_case': {'case_id': $1, 'to_team_id': 'AL-POL', 'kind': 'referred',"
                   " 'disclosure': {'fields': ['name']," DUTY "}}}",
        BROKEN},
};

static void begin(struct play *play, const struct row *row)
{
	char scenario[8192];
	snprintf(scenario, sizeof scenario, "%s%s%s", SCENARIO_HEAD, row->rules, SCENARIO_TAIL);
	play_begin(play, scenario);
	play_line(play, "AL-NGO " OPEN("W1"));
	play_line(play, "AL-NGO " OPEN("W2"));
	static const char *const fields[] = {"name", "born", "health", "statement"};
	for (size_t i = 0; i < 8; i++) {
		char line[256];
		snprintf(line, sizeof line,
		    "AL-NGO {'record_field': {'case_id': $%zu, 'value': {'field': '%s', 'value': "
		    "'x'}}}",
		    i % 2 + 1, fields[i / 2]);
		play_line(play, line);
	}
	for (size_t i = 0; i < 4 && row->before[i] != NULL; i++) {
		play_line(play, row->before[i]);
	}
}

static bool equal(const char *name, const char *what, const char *is, const char *wanted)
{
	if (strcmp(is, wanted) != 0) {
		print_error("%s: %s \"%s\" instead of \"%s\"\n", name, what, is, wanted);
		return false;
	}
	return true;
}

static bool play_row(struct play *play, const struct row *row)
{
	const struct play_outcome *outcome = play_do(play, row->who, row->command, false);
	bool good = equal(row->name, "warnings", outcome->warnings, row->warnings);
	if (outcome->code != (*row->warnings != '\0' ? WARNED : 0)) {
		print_error("%s: code %d: %s\n", row->name, (int)outcome->code, outcome->message);
		good = false;
	}
	if (outcome->code == WARNED) {
		outcome = play_do(play, row->who, row->command, true);
		good = good && outcome->code == 0;
	}
	return equal(row->name, "flags", outcome->flags, row->flags) && good;
}

static void test_rows(void **state)
{
	size_t wrong = 0;
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct play play;
		begin(&play, &rows[i]);
		wrong += !play_row(&play, &rows[i]);
		play_end(&play);
	}
	print_message("%zu rows, %zu fail\n", sizeof rows / sizeof rows[0], wrong);
	assert_int_equal(wrong, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
