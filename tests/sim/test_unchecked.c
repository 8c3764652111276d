/*
 * Scenarios that `convened check` lets nobody play: the engine relies on the check for sense, but
 * not for its memory, since a journal may hold anything. A good scenario, and the log of one, with
 * fields, lists and names changed at random, is begun, played and replayed.
 */
#include "tests/sim/random_play.h"

#include "proto/buf.h"
#include "proto/guard.h"
#include "proto/reflect.h"
#include "proto/xalloc.h"
#include "server/exercise/ground/limits.h"
#include "server/scenario/scenario_check.h"
#include "tests/sim/random_scenario.h"
#include "tests/sim/whole_digest.h"

#include <string.h>

#define STEPS     120
#define TEAMS     4
#define MANY      300 /* more than a list may have, of most kinds */
#define ID_LENGTH 80  /* longer than an id may be */

static size_t below(struct play *play, size_t count)
{
	return (size_t)world_random(&play->world, count);
}

static bool chance(struct play *play, unsigned percent)
{
	return below(play, 100) < percent;
}

/* --- another value --- */

/* Ids of one kind where another kind is meant, and what is no id at all. */
static const char *odd_text(struct play *play)
{
	static const char *const texts[] = {"", "no such id", "control", "T0", "T1", "W0", "W1",
	    "e0", "m0", "m1", "press", "raid", "identification", "protection", "signal", "detect",
	    "w1", "name", "screening", "picture", "lead", "us", "AL", "NO_CONSENT", "information",
	    "normal", "sadova", "facts"};
	if (chance(play, 5)) {
		char *text = arena_alloc(play->world.arena, ID_LENGTH + 1);
		memset(text, 'x', ID_LENGTH);
		return text;
	}
	return texts[below(play, sizeof texts / sizeof texts[0])];
}

/* Times beyond these, the reader of a journal does not let pass (guard.h). */
static uint64_t odd_number(struct play *play)
{
	static const int64_t numbers[] = {0, 1, 2, -1, 31, 32, 33, 63, 64, 65, 127, 128, 255, 256,
	    60000, EXERCISE_MS_MAX, EXERCISE_MS_MAX + 1, INT32_MAX, INT32_MIN, UINT32_MAX,
	    GUARD_TIME_MAX, -GUARD_TIME_MAX};
	return (uint64_t)numbers[below(play, sizeof numbers / sizeof numbers[0])];
}

static void odd_value(struct play *play, const ProtobufCFieldDescriptor *field, void *value)
{
	const ProtobufCMessageDescriptor *descriptor = field->descriptor;
	switch (field->type) {
	case PROTOBUF_C_TYPE_STRING:
		*(char **)value = (char *)odd_text(play);
		break;
	case PROTOBUF_C_TYPE_BYTES:
		((ProtobufCBinaryData *)value)->len /= 2;
		break;
	case PROTOBUF_C_TYPE_BOOL:
		*(protobuf_c_boolean *)value = !*(protobuf_c_boolean *)value;
		break;
	case PROTOBUF_C_TYPE_ENUM:
		*(int *)value = (int)below(play, 40) - 1;
		break;
	case PROTOBUF_C_TYPE_MESSAGE:
		*(ProtobufCMessage **)value =
		    arena_alloc(play->world.arena, descriptor->sizeof_message);
		protobuf_c_message_init(descriptor, *(ProtobufCMessage **)value);
		break;
	default:
		/* a number, whatever its size, in the machine's order of bytes */
		memcpy(value, &(uint64_t){odd_number(play)}, reflect_size(field->type));
	}
}

/* Fewer, or some of them several times, or one that says nothing. */
static void change_list(
    struct play *play, ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
	size_t *count = reflect_count(message, field), size = reflect_size(field->type);
	uint8_t **list = reflect_member(message, field);
	if (chance(play, 30)) {
		*count = *count > 0 ? below(play, *count) : 0;
		return;
	}
	size_t more = chance(play, 20) ? MANY : 1 + below(play, 2), had = *count;
	uint8_t *changed = arena_array(play->world.arena, had + more, size);
	assert_non_null(changed);
	memcpy(changed, had > 0 ? *list : changed, had * size);
	for (size_t i = had; i < had + more; i++) {
		if (had > 0) {
			memcpy(changed + i * size, changed + below(play, had) * size, size);
		} else {
			odd_value(play, field, changed + i * size);
		}
	}
	*list = changed;
	*count = had + more;
}

static void change_field(struct play *play, ProtobufCMessage *message)
{
	const ProtobufCMessageDescriptor *descriptor = message->descriptor;
	const ProtobufCFieldDescriptor *field =
	    &descriptor->fields[below(play, descriptor->n_fields)];
	void *member = reflect_member(message, field);
	if (field->label == PROTOBUF_C_LABEL_REPEATED) {
		change_list(play, message, field);
	} else if (reflect_is_oneof(field)) {
		*reflect_case(message, field) = chance(play, 30) ? 0 : field->id;
		memset(member, 0, reflect_size(field->type));
		odd_value(play, field, member);
	} else if (field->type == PROTOBUF_C_TYPE_MESSAGE && chance(play, 50)) {
		*(ProtobufCMessage **)member = NULL;
	} else {
		odd_value(play, field, member);
	}
}

/* --- somewhere in a message --- */

struct choice {
	struct play *play;
	size_t seen;
	ProtobufCMessage *chosen;
};

/* Each that has been seen is as likely as the others. */
static void choose(void *context, const ProtobufCFieldDescriptor *field, const void *value)
{
	struct choice *choice = context;
	if (field->type == PROTOBUF_C_TYPE_MESSAGE && below(choice->play, ++choice->seen) == 0) {
		choice->chosen = *(ProtobufCMessage *const *)value;
	}
}

static void change_somewhere(struct play *play, ProtobufCMessage *message)
{
	struct choice choice = {.play = play};
	reflect_each(message, choose, &choice);
	while (choice.chosen != NULL && chance(play, 85)) {
		message = choice.chosen;
		choice = (struct choice){.play = play};
		reflect_each(message, choose, &choice);
	}
	change_field(play, message);
}

static void change(struct play *play, ProtobufCMessage *message)
{
	for (size_t left = 1 + below(play, 12); left > 0; left--) {
		change_somewhere(play, message);
	}
}

/* --- a beginning --- */

/* As a journal gives it back: a copy in which nothing is shared. NULL: no journal has it. */
static ProtobufCMessage *reread(struct play *play, const ProtobufCMessage *message)
{
	struct guard_error error;
	size_t size = protobuf_c_message_get_packed_size(message);
	uint8_t *bytes = xcalloc(1, size + 1);
	protobuf_c_message_pack(message, bytes);
	ProtobufCMessage *read =
	    guard_decode(message->descriptor, bytes, size, play->world.reader, &error);
	free(bytes);
	return read;
}

static bool can_be_read(struct play *play, const struct decision *decision)
{
	bool good = true;
	for (size_t i = 0; i < decision->count && good; i++) {
		good = reread(play, &decision->drafts[i].event->base) != NULL;
		world_forget(&play->world);
	}
	return good;
}

/* What everybody reads, and what the engine does. */
static void change_drafts(struct play *play, const struct decision *decision)
{
	for (size_t i = 0; i < decision->count; i++) {
		Convene__V1__Event *event = decision->drafts[i].event;
		if (event->body_case == CONVENE__V1__EVENT__BODY_EXERCISE_CREATED &&
		    chance(play, 30)) {
			change(play, &event->exercise_created->base);
		} else if (event->body_case == CONVENE__V1__EVENT__BODY_SCENARIO_LOADED) {
			change(play, &event->scenario_loaded->part->base);
		}
	}
}

/* In the scenario, so that the engine may refuse it; or in the log, where nobody does. */
static bool begin(struct play *play, Convene__V1__Scenario *scenario)
{
	struct world *world = &play->world;
	struct decision decision;
	struct creation creation = {.wall_ms = world->wall_ms, .exercise_id = "odd"};
	bool before = chance(play, 50);
	if (before) {
		change(play, &scenario->base);
	}
	creation.scenario = (const Convene__V1__Scenario *)reread(play, &scenario->base);
	if (creation.scenario == NULL) {
		return false;
	}
	decision_init(&decision, world->arena, 1);
	exercise_decide_create(world->exercise, &creation, &decision);
	if (!before) {
		assert_null(decision.refusal);
		change_drafts(play, &decision);
	}
	world_forget(world);
	if (!can_be_read(play, &decision)) {
		return false;
	}
	world_take(world, &decision);
	return exercise_is_ready(world->exercise);
}

/* --- a round --- */

static void ask(struct play *play)
{
	struct world *world = &play->world;
	Convene__V1__ConditionsQuery conditions = CONVENE__V1__CONDITIONS_QUERY__INIT;
	Convene__V1__KnowledgeQuery knowledge = CONVENE__V1__KNOWLEDGE_QUERY__INIT;
	Convene__V1__Query queries[] = {CONVENE__V1__QUERY__INIT, CONVENE__V1__QUERY__INIT};
	queries[0].body_case = CONVENE__V1__QUERY__BODY_CONDITIONS;
	queries[0].conditions = &conditions;
	queries[1].body_case = CONVENE__V1__QUERY__BODY_KNOWLEDGE;
	queries[1].knowledge = &knowledge;
	for (size_t i = 0; i < 2; i++) {
		struct request request = {
		    .participant_id = play_somebody(play), .wall_ms = world->wall_ms};
		struct decision decision;
		struct answer answer;
		arena_reset(world->arena);
		decision_init(&decision, world->arena, 1);
		exercise_answer(world->exercise, &request, &queries[i], &decision, &answer);
	}
}

static bool play_on(struct play *play, Convene__V1__Scenario *scenario)
{
	struct world *world = &play->world;
	if (!begin(play, scenario)) {
		return false;
	}
	play_join(play);
	world_do(world, play->people[2], "{'start_exercise': {}}");
	for (int step = 0; step < STEPS; step++) {
		play_step(play);
		if (step % 20 == 0) {
			ask(play);
		}
	}
	whole_digest_check(world->exercise);
	world_check_replay(world);
	return true;
}

static unsigned played, begun;

static void round_of_small(uint64_t seed)
{
	struct play play = {.teams = 0};
	struct buf json = {.len = 0};
	world_init(&play.world, seed);
	play.world.unchecked = true;
	random_scenario(&play, &json, TEAMS);
	begun += play_on(&play,
	    world_json(&play.world, &convene__v1__scenario__descriptor, (const char *)json.data));
	played++;
	buf_deinit(&json);
	play_deinit(&play);
}

static void round_of_shipped(uint64_t seed)
{
	struct play play = {.teams = 0};
	struct diagnostics diagnostics;
	struct scenario_source source = {0};
	world_init(&play.world, seed);
	play.world.unchecked = true;
	diagnostics_init(&diagnostics, play.world.arena);
	assert_true(
	    scenario_load(LONG_HARVEST, play.world.arena, &diagnostics, NULL, NULL, &source));
	play.teams = (unsigned)source.scenario->n_teams;
	play.injects = (unsigned)source.scenario->n_injects;
	begun += play_on(&play, source.scenario);
	played++;
	play_deinit(&play);
}

static void test_small(void **state)
{
	(void)state;
	played = begun = 0;
	play_rounds(200, round_of_small);
	assert_true(begun > played / 3);
}

static void test_shipped(void **state)
{
	(void)state;
	played = begun = 0;
	play_rounds(20, round_of_shipped);
	assert_true(begun > played / 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_small),
	    cmocka_unit_test(test_shipped),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
