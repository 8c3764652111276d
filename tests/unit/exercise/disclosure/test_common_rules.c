/*
 * Every disclosure rule of scenarios/common, broken once and, for each of its criteria, kept once
 * by what differs in that criterion alone. The teams are made for it: each agency in two countries.
 */
#include "tests/unit/exercise/disclosure/play.h"

#include "proto/reflect.h"
#include "server/scenario/scenario_load.h"

#include <stdlib.h>

#define CASES 8

/* How a rule is met; each criterion can be missed alone. */
enum criterion {
	NONE,
	FROM,
	TO,
	CHANNEL,
	ORIGIN,
	STATE,
	CHILD,
	FIELDS,
	COUNT,
	CONSENT,
	EXCEPTION,
	ENTITY,
	CRITERIA
};

static const char *const names[] = {"broken", "from", "to", "channel", "origin", "state", "child",
    "fields", "cases", "consent", "exception", "entity"};

static bool applies(const Convene__V1__DisclosureRule *rule, enum criterion criterion)
{
	const bool has[] = {[NONE] = true,
	    [FROM] = rule->n_from_agencies > 0,
	    [TO] = rule->n_to_agencies > 0,
	    [CHANNEL] = rule->n_channels > 0,
	    [ORIGIN] = rule->to_origin,
	    [STATE] = *rule->track != '\0',
	    [CHILD] = rule->child,
	    [FIELDS] = rule->n_fields > 0 || rule->identifying,
	    [COUNT] = rule->cases > 1,
	    [CONSENT] = rule->without_consent,
	    [EXCEPTION] = rule->without_exception,
	    [ENTITY] = rule->to_entity};
	return has[criterion];
}

/* Any agency that is (or is not) in the list; a list without any has them all. */
static const char *agency(const Convene__V1__Agency *list, size_t count, bool inside)
{
	static char name[2][64];
	static int at;
	for (unsigned i = 1; i < convene__v1__agency__descriptor.n_values; i++) {
		bool found = count == 0;
		for (size_t j = 0; j < count; j++) {
			found = found ||
			        (int)list[j] == convene__v1__agency__descriptor.values[i].value;
		}
		if (found == inside) {
			at = 1 - at;
			reflect_enum_short(&convene__v1__agency__descriptor,
			    &convene__v1__agency__descriptor.values[i], name[at], sizeof name[at]);
			return name[at];
		}
	}
	fail_msg("every agency is in the list");
	return "";
}

static const char *field(
    const Convene__V1__Scenario *scenario, const Convene__V1__DisclosureRule *rule, bool meant)
{
	for (size_t i = 0; i < scenario->n_fields; i++) {
		bool fits = !applies(rule, FIELDS) ||
		            (rule->identifying && scenario->fields[i]->identifying);
		for (size_t j = 0; j < rule->n_fields; j++) {
			fits = fits || strcmp(rule->fields[j], scenario->fields[i]->id) == 0;
		}
		if (fits == meant) {
			return scenario->fields[i]->id;
		}
	}
	fail_msg("rule %s: no field for it", rule->id);
	return "";
}

/* The way to each state of a track: from where, by which transition. */
struct ways {
	size_t from[64], by[64], order[64], count;
	bool seen[64];
};

static void look_on(struct ways *ways, const Convene__V1__Track *track, size_t state)
{
	for (size_t i = 0; i < track->n_transitions; i++) {
		const Convene__V1__Transition *step = track->transitions[i];
		bool open = step->n_from == 0;
		for (size_t j = 0; j < step->n_from; j++) {
			open = open || strcmp(step->from[j], track->states[state]->id) == 0;
		}
		for (size_t next = 0; open && next < track->n_states; next++) {
			if (!ways->seen[next] && strcmp(track->states[next]->id, step->to) == 0) {
				ways->seen[next] = true;
				ways->from[next] = state;
				ways->by[next] = i;
				ways->order[ways->count++] = next;
			}
		}
	}
}

/* Takes the case, which is in its first state, into another one; by way of those before it. */
static void walk(struct play *play, const struct ways *ways, const Convene__V1__Track *track,
    const char *who, size_t number, size_t state)
{
	size_t path[64], count = 0;
	for (; state != 0; state = ways->from[state]) {
		path[count++] = ways->by[state];
	}
	while (count-- > 0) {
		char line[512];
		snprintf(line, sizeof line,
		    "%s {'move_case': {'case_id': $%zu, 'track': '%s', 'transition': '%s',"
		    " 'reason': 'r'}}",
		    who, number, track->id, track->transitions[path[count]]->id);
		play_line(play, line);
	}
}

/* Takes the case into a state by the shortest way that the track has; false: there is none. */
static bool go(struct play *play, const Convene__V1__Track *track, const char *who, size_t number,
    const char *target)
{
	struct ways ways = {.count = 1, .seen = {true}};
	for (size_t i = 0; i < ways.count; i++) {
		size_t state = ways.order[i];
		if (strcmp(track->states[state]->id, target) == 0) {
			walk(play, &ways, track, who, number, state);
			return true;
		}
		look_on(&ways, track, state);
	}
	return false;
}

static const Convene__V1__Track *track_of(const Convene__V1__Scenario *scenario, const char *id)
{
	for (size_t i = 0; i < scenario->n_tracks; i++) {
		if (strcmp(scenario->tracks[i]->id, id) == 0) {
			return scenario->tracks[i];
		}
	}
	fail_msg("there is no track %s", id);
	return NULL;
}

/* Opens the cases and brings them to where the rule has them. */
static void prepare(struct play *play, const Convene__V1__Scenario *scenario,
    const Convene__V1__DisclosureRule *rule, enum criterion missed, const char *from,
    const char *field_id)
{
	for (size_t i = 1; i <= CASES; i++) {
		char line[512];
		snprintf(line, sizeof line, "%s {'open_case': {'reference': '%s', 'child': %s}}",
		    from, missed == ORIGIN ? "Q" : "P",
		    rule->child && missed != CHILD ? "true" : "false");
		play_line(play, line);
		snprintf(line, sizeof line,
		    "%s {'record_field': {'case_id': $%zu, 'value': {'field': '%s', 'value': "
		    "'v'}}}",
		    from, i, field_id);
		play_line(play, line);
		if (*rule->track != '\0' && missed != STATE) {
			assert_true(rule->n_states > 0);
			assert_true(
			    go(play, track_of(scenario, rule->track), from, i, rule->states[0]));
		}
		if (missed == CONSENT) {
			snprintf(line, sizeof line,
			    "%s {'record_consent': {'case_id': $%zu, 'recipients': ['AL', 'BR']}}",
			    from, i);
			play_line(play, line);
		}
	}
}

static void receiver(
    const Convene__V1__DisclosureRule *rule, enum criterion missed, char *out, size_t size)
{
	if (rule->to_entity && missed != ENTITY) {
		snprintf(out, size, "'entity_id': 'consulate'");
		return;
	}
	snprintf(out, size, "'team_id': 'BR-%s'",
	    agency(rule->to_agencies, rule->n_to_agencies, missed != TO));
}

static void channel_name(
    const Convene__V1__DisclosureRule *rule, enum criterion missed, char *out, size_t size)
{
	snprintf(out, size, "phone");
	if (rule->n_channels > 0 && missed != CHANNEL) {
		reflect_enum_short(&convene__v1__channel__descriptor,
		    protobuf_c_enum_descriptor_get_value(
		        &convene__v1__channel__descriptor, (int)rule->channels[0]),
		    out, size);
	}
}

/* Plays a rule; true when it was broken, or not, as it should be. */
static bool play_rule(const Convene__V1__Scenario *scenario,
    const Convene__V1__DisclosureRule *rule, enum criterion missed)
{
	struct play play;
	char from[80], to[128], channel[64], command[1024], cases[256] = "";
	play_begin_with(&play, scenario);
	snprintf(from, sizeof from, "AL-%s",
	    agency(rule->from_agencies, rule->n_from_agencies, missed != FROM));
	const char *field_id = field(scenario, rule, missed != FIELDS);
	prepare(&play, scenario, rule, missed, from, field_id);
	receiver(rule, missed, to, sizeof to);
	channel_name(rule, missed, channel, sizeof channel);
	size_t count = rule->cases > 1 ? rule->cases - (missed == COUNT) : 1;
	for (size_t i = 1; i <= count; i++) {
		size_t len = strlen(cases);
		snprintf(cases + len, sizeof cases - len, "%s$%zu", i > 1 ? ", " : "", i);
	}
	snprintf(command, sizeof command,
	    "{'disclose': {'case_ids': [%s], 'to': {%s}, 'fields': ['%s'], 'channel': '%s'%s}}",
	    cases, to, field_id, channel,
	    missed == EXCEPTION ? ", 'exception': 'risk_to_life', 'exception_reason': 'Threats'"
	                        : "");
	const struct play_outcome *outcome = play_do(&play, from, command, false);
	bool warned = play_has(outcome->warnings, rule->id);
	/* where the person comes from is not told */
	bool good = warned == (missed == NONE && !rule->to_origin);
	if (!good) {
		print_error("rule %s, %s: code %d, warnings \"%s\": %s\n%s\n", rule->id,
		    names[missed], (int)outcome->code, outcome->warnings, outcome->message,
		    command);
	}
	if (missed == NONE && good) {
		char flag[128];
		snprintf(flag, sizeof flag, "%s@1", rule->flag);
		outcome = play_do(&play, from, command, true);
		good = outcome->code == 0 && play_has(outcome->flags, flag);
	}
	play_end(&play);
	return good;
}

/* The common part, with a country of origin, and every agency in both countries. */
static Convene__V1__Scenario *load(struct arena *arena)
{
	struct diagnostics diagnostics;
	struct scenario_source source = {0};
	diagnostics_init(&diagnostics, arena);
	memset(&source, 0, sizeof source);
	bool good = scenario_load_library(COMMON_DIRECTORY, arena, &diagnostics, &source);
	if (!good || source.scenario == NULL) {
		fail_msg("scenarios/common cannot be read");
	}
	return source.scenario;
}

static Convene__V1__Scenario *complete(struct world *world, const Convene__V1__Scenario *common)
{
	char json[8192];
	size_t len = (size_t)snprintf(json, sizeof json,
	    "{'id': 'c', 'language': 'en', 'title': {'value': 'C'}, 'version': '1',"
	    " 'countries': [{'id': 'AL'}, {'id': 'BR'}],"
	    " 'entities': [{'id': 'consulate', 'country': 'BR'}],"
	    " 'persons': [{'id': 'p', 'pseudonym': 'P', 'origin': 'BR'},"
	    "             {'id': 'q', 'pseudonym': 'Q', 'origin': 'AL'}], 'teams': [");
	for (unsigned i = 1; i < convene__v1__agency__descriptor.n_values; i++) {
		char name[64];
		reflect_enum_short(&convene__v1__agency__descriptor,
		    &convene__v1__agency__descriptor.values[i], name, sizeof name);
		len += (size_t)snprintf(json + len, sizeof json - len,
		    "%s{'id': 'AL-%s', 'country': 'AL', 'agency': '%s'},"
		    "{'id': 'BR-%s', 'country': 'BR', 'agency': '%s'}",
		    i > 1 ? "," : "", name, name, name, name);
	}
	snprintf(json + len, sizeof json - len, "]}");
	Convene__V1__Scenario *scenario =
	    world_json(world, &convene__v1__scenario__descriptor, json);
	scenario->n_flags = common->n_flags;
	scenario->flags = common->flags;
	scenario->n_tracks = common->n_tracks;
	scenario->tracks = common->tracks;
	scenario->n_fields = common->n_fields;
	scenario->fields = common->fields;
	scenario->n_forms = common->n_forms;
	scenario->forms = common->forms;
	scenario->n_disclosure_rules = common->n_disclosure_rules;
	scenario->disclosure_rules = common->disclosure_rules;
	scenario->n_channel_rules = common->n_channel_rules;
	scenario->channel_rules = common->channel_rules;
	return scenario;
}

static void test_common(void **state)
{
	(void)state;
	struct arena *arena = arena_new(SCENARIO_ARENA_BYTES);
	struct world maker;
	world_init(&maker, 1);
	Convene__V1__Scenario *scenario = complete(&maker, load(arena));
	size_t played = 0, wrong = 0;
	for (size_t i = 0; i < scenario->n_disclosure_rules; i++) {
		const Convene__V1__DisclosureRule *rule = scenario->disclosure_rules[i];
		for (enum criterion missed = NONE; missed < CRITERIA; missed++) {
			if (applies(rule, missed)) {
				played++;
				wrong += !play_rule(scenario, rule, missed);
			}
		}
	}
	print_message("%zu rules, %zu ways to break or keep them, %zu fail\n",
	    scenario->n_disclosure_rules, played, wrong);
	assert_true(scenario->n_disclosure_rules > 0);
	assert_int_equal(wrong, 0);
	world_deinit(&maker);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_common)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
