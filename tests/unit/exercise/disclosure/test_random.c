/*
 * Random recording and disclosing: what the knowledge query answers is what a naive scan of the log
 * finds. CONVENE_SIM_ROUNDS sets how many plays, CONVENE_SIM_SEED the first seed.
 */
#include "tests/unit/exercise/disclosure/play.h"
#include "tests/unit/exercise/disclosure/scenario.h"

#include <inttypes.h>
#include <stdlib.h>

#define TEXT  (512 * 1024)
#define STEPS 1600

static const char *const teams[] = {"AL-POL", "AL-NGO", "AL-PRESS", "BR-POL", "BR-NGO"};
static const char *const holders[] = {
    "AL-POL", "AL-NGO", "AL-PRESS", "BR-POL", "BR-NGO", "clinic", "consulate"};
static const char *const fields[] = {"name", "born", "health", "statement"};

/* Few values, so that they are met again. */
static void random_step(struct play *play)
{
	struct world *world = &play->world;
	char command[512];
	size_t number = world_random(world, play->case_count) + 1;
	const char *who = teams[world_random(world, 5)], *to = holders[world_random(world, 7)];
	const char *field = fields[world_random(world, 4)];
	if (world_random(world, 3) > 0) {
		who = teams[number - 1]; /* whose case it is */
	}
	const char *kind = strchr(to, '-') != NULL ? "team_id" : "entity_id";
	switch (world_random(world, 6)) {
	case 0:
	case 4:
		snprintf(command, sizeof command,
		    "{'record_field': {'case_id': $%zu, 'value': {'field': '%s', 'value': '%c'}}}",
		    number, field, (char)('a' + (char)world_random(world, 8)));
		break;
	case 1:
	case 2:
		snprintf(command, sizeof command,
		    "{'disclose': {'case_ids': [$%zu], 'to': {'%s': '%s'}, 'fields': ['%s']}}",
		    number, kind, to, field);
		break;
	case 3:
		snprintf(command, sizeof command,
		    "{'share_case': {'case_id': $%zu, 'to_team_id': '%s', 'kind': 'shared',"
		    " 'disclosure': {'fields': ['%s']}}}",
		    number, to, field);
		break;
	default:
		snprintf(command, sizeof command,
		    "{'disclose': {'case_ids': [$%zu, $%zu], 'to': {'%s': '%s'}, 'fields': ['%s',"
		    " '%s']}}",
		    number, number % play->case_count + 1, kind, to, field,
		    fields[world_random(world, 4)]);
		break;
	}
	play_do(play, who, command, true); /* may be refused */
	if (world_random(world, 4) == 0) {
		world_wait(world, (int64_t)world_random(world, 90000));
	}
}

/* What is asked for; 0 and NULL: any. */
struct asked {
	uint64_t case_id;
	const char *field, *holder;
	int64_t at_ms;
};

/* The value that each holder has of each field of each case; "" none. */
struct known {
	char values[5][7][4][16];
};

/* True when it is news; from now on it is known. */
static bool learn(struct known *known, const struct play *play, uint64_t case_id,
    const char *holder, const Convene__V1__FieldValue *value)
{
	size_t number = 0, who = 0, field = 0;
	while (play->cases[number] != case_id) {
		number++;
	}
	while (strcmp(holders[who], holder) != 0) {
		who++;
	}
	while (strcmp(fields[field], value->field) != 0) {
		field++;
	}
	char *now = known->values[number][who][field];
	if (strcmp(now, value->value) == 0) {
		return false;
	}
	snprintf(now, sizeof known->values[0][0][0], "%s", value->value);
	return true;
}

static void scan_value(const struct asked *asked, const Convene__V1__Event *event, uint64_t case_id,
    const char *holder, const Convene__V1__FieldValue *value, char *out)
{
	size_t len = strlen(out);
	if ((asked->case_id != 0 && asked->case_id != case_id) ||
	    (asked->field != NULL && strcmp(asked->field, value->field) != 0) ||
	    (asked->holder != NULL && strcmp(asked->holder, holder) != 0) ||
	    (asked->at_ms != 0 && event->exercise_ms > asked->at_ms)) {
		return;
	}
	snprintf(out + len, TEXT - len, "%" PRIu64 ":%s=%s>%s@%" PRId64 "#%" PRIu64 ";", case_id,
	    value->field, value->value, holder, event->exercise_ms / 60000, event->seq);
}

static void scan(struct play *play, const struct asked *asked, char *out)
{
	struct world *world = &play->world;
	struct known known;
	memset(&known, 0, sizeof known);
	*out = '\0';
	for (uint64_t seq = 1; seq <= world->count; seq++) {
		const Convene__V1__Event *event = world_event(world, seq);
		const Convene__V1__FieldRecorded *noted = event->field_recorded;
		const Convene__V1__FieldsDisclosed *told = event->fields_disclosed;
		bool disclosed = event->body_case == CONVENE__V1__EVENT__BODY_FIELDS_DISCLOSED;
		if (event->body_case == CONVENE__V1__EVENT__BODY_FIELD_RECORDED &&
		    learn(&known, play, noted->case_id, noted->team_id, noted->value)) {
			scan_value(asked, event, noted->case_id, noted->team_id, noted->value, out);
		}
		for (size_t i = 0; disclosed && i < told->n_values; i++) {
			/* both members of the oneof are texts in the same place */
			const char *holder = told->to->team_id;
			if (learn(&known, play, told->case_id, holder, told->values[i])) {
				scan_value(
				    asked, event, told->case_id, holder, told->values[i], out);
			}
		}
		world_forget(world);
	}
}

/* Players are not told by which event: "#39" becomes "#0". */
static void hide_seqs(char *text)
{
	char *out = text;
	while (*text != '\0') {
		*out++ = *text;
		if (*text++ == '#') {
			*out++ = '0';
			text += strspn(text, "0123456789");
		}
	}
	*out = '\0';
}

/* Compares two answers; returns how many holdings the first has. */
static size_t compare(struct play *play, uint64_t seed, char *there, char *here)
{
	struct world *world = &play->world;
	struct asked asked = {0};
	char json[512];
	asked.case_id =
	    world_random(world, 2) ? play->cases[world_random(world, play->case_count)] : 0;
	asked.field = world_random(world, 3) == 0 ? fields[world_random(world, 4)] : NULL;
	asked.holder = world_random(world, 3) == 0 ? holders[world_random(world, 7)] : NULL;
	asked.at_ms = world_random(world, 2) ? 1 + (int64_t)world_random(world, 4000000) : 0;
	snprintf(json, sizeof json,
	    "{'case_id': %" PRIu64 ", 'field': '%s', 'holder': '%s', 'at_ms': %" PRId64 "}",
	    asked.case_id, asked.field != NULL ? asked.field : "",
	    asked.holder != NULL ? asked.holder : "", asked.at_ms);
	assert_int_equal(play_ask(play, "controller", json, there, TEXT), 0);
	scan(play, &asked, here);
	if (strcmp(here, there) != 0) {
		fail_msg("seed %" PRIu64 ": %s\nscan   %s\nanswer %s", seed, json, here, there);
	}
	size_t count = 0;
	for (const char *at = there; *at != '\0'; at++) {
		count += *at == ';';
	}
	/* a team asks for its own */
	asked = (struct asked){.holder = teams[world_random(world, 5)]};
	assert_int_equal(play_ask(play, asked.holder, "{}", there, TEXT), 0);
	scan(play, &asked, here);
	hide_seqs(here);
	if (strcmp(here, there) != 0) {
		fail_msg(
		    "seed %" PRIu64 ": %s\nscan   %s\nanswer %s", seed, asked.holder, here, there);
	}
	return count;
}

static uint64_t number_from(const char *name, uint64_t otherwise)
{
	const char *text = getenv(name);
	return text != NULL ? strtoull(text, NULL, 10) : otherwise;
}

static void test_random(void **state)
{
	uint64_t first = number_from("CONVENE_SIM_SEED", 1);
	uint64_t rounds = number_from("CONVENE_SIM_ROUNDS", 4);
	char *here = test_malloc(TEXT), *there = test_malloc(TEXT);
	size_t found = 0;
	(void)state;
	for (uint64_t seed = first; seed < first + rounds; seed++) {
		struct play play;
		play_begin(&play, SCENARIO_HEAD SCENARIO_TAIL);
		play.world.random = seed * 2 + 1;
		for (size_t i = 0; i < 5; i++) {
			char line[256];
			snprintf(line, sizeof line, "%s " OPEN("W%zu"), teams[i], i + 1);
			play_line(&play, line);
		}
		for (size_t i = 0; i < STEPS; i++) {
			random_step(&play);
			if (i % (STEPS / 4) == STEPS / 4 - 1) {
				found += compare(&play, seed, there, here);
			}
		}
		play_end(&play);
	}
	print_message("%zu holdings compared\n", found);
	assert_true(found > 0);
	test_free(here);
	test_free(there);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_random)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
