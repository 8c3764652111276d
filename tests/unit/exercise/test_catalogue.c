/* What a new exercise says of what its scenario declares: all of it to staff, some to everybody. */
#include "server/exercise/ground/limits.h"
#include "server/exercise/state/applying.h"
#include "server/exercise/state/state.h"
#include "tests/sim/world.h"

#include "proto/buf.h"

#include <stdlib.h>
#include <string.h>

/* All parts of one kind of event, merged. Owned by the caller. */
static Convene__V1__Scenario *merged(
    struct world *world, Convene__V1__Event__BodyCase kind, size_t *parts)
{
	struct buf bytes = {.len = 0};
	*parts = 0;
	for (size_t seq = 1; seq <= world->count; seq++) {
		const Convene__V1__Event *event = world_event(world, seq);
		if (event->body_case != kind) {
			continue;
		}
		/* both bodies have the part as their first field */
		const Convene__V1__Scenario *part = kind == CONVENE__V1__EVENT__BODY_SCENARIO_LOADED
		                                        ? event->scenario_loaded->part
		                                        : event->catalogue_issued->part;
		size_t size = convene__v1__scenario__get_packed_size(part);
		assert_true(size <= PART_BYTES + 1024);
		convene__v1__scenario__pack(part, buf_reserve(&bytes, size));
		bytes.len += size;
		(*parts)++;
	}
	Convene__V1__Scenario *scenario =
	    convene__v1__scenario__unpack(NULL, bytes.len, bytes.data);
	buf_deinit(&bytes);
	assert_non_null(scenario);
	return scenario;
}

/* What an item needs besides its id, so that it is not refused. */
static const struct {
	const char *list, *more;
} needs[] = {
    {"injects", ", 'to': ['x'], 'planned_story': '2031-08-19T09:00'"},
    {"tracks", ", 'states': [{'id': 's'}]"},
    {"instruments", ", 'urgencies': [{'id': 'u'}]"},
};

static const char *more_of(const char *list)
{
	for (size_t i = 0; i < sizeof needs / sizeof needs[0]; i++) {
		if (strcmp(needs[i].list, list) == 0) {
			return needs[i].more;
		}
	}
	return "";
}

/* One of each list that a scenario has, whichever they are. */
static void all_lists(struct buf *json)
{
	const ProtobufCMessageDescriptor *descriptor = &convene__v1__scenario__descriptor;
	buf_append_text(json, "{'id': 'all', 'engine_flags': {'no_consent': 'x'}");
	for (unsigned i = 0; i < descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &descriptor->fields[i];
		const ProtobufCMessageDescriptor *item = field->descriptor;
		if (field->label != PROTOBUF_C_LABEL_REPEATED ||
		    field->type != PROTOBUF_C_TYPE_MESSAGE) {
			continue;
		}
		bool has_id = item->fields[0].type == PROTOBUF_C_TYPE_STRING &&
		              strcmp(item->fields[0].name, "id") == 0;
		buf_printf(json, ", '%s': [{%s%s}]", field->name, has_id ? "'id': 'x'" : "",
		    more_of(field->name));
	}
	buf_append_text(json, ", 'uses': ['common']}");
	buf_append_byte(json, 0);
}

static size_t count_of(const Convene__V1__Scenario *scenario, const ProtobufCFieldDescriptor *field)
{
	size_t count;
	memcpy(&count, (const char *)scenario + field->quantifier_offset, sizeof count);
	return count;
}

static void test_nothing_is_left_out(void **state)
{
	const ProtobufCMessageDescriptor *descriptor = &convene__v1__scenario__descriptor;
	struct buf json = {.len = 0};
	struct world world;
	size_t parts;
	(void)state;
	all_lists(&json);
	world_init(&world, 1);
	world_create(&world, (const char *)json.data);
	buf_deinit(&json);
	Convene__V1__Scenario *scenario =
	    merged(&world, CONVENE__V1__EVENT__BODY_SCENARIO_LOADED, &parts);
	for (unsigned i = 0; i < descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &descriptor->fields[i];
		if (field->label == PROTOBUF_C_LABEL_REPEATED &&
		    field->type == PROTOBUF_C_TYPE_MESSAGE && count_of(scenario, field) != 1) {
			fail_msg("ScenarioLoaded has no %s", field->name);
		}
	}
	assert_string_equal(scenario->engine_flags->no_consent, "x");
	/* what only scenario files say */
	assert_int_equal(scenario->n_uses, 0);
	assert_string_equal(scenario->injects[0]->planned_story, "");
	convene__v1__scenario__free_unpacked(scenario, NULL);
	world_check_replay(&world);
	world_deinit(&world);
}

static void test_what_everybody_may_know(void **state)
{
	static const char *const shown[] = {
	    "tracks", "instruments", "forms", "fields", "channel_rules", "interpreters"};
	const ProtobufCMessageDescriptor *descriptor = &convene__v1__scenario__descriptor;
	struct buf json = {.len = 0};
	struct world world;
	size_t parts;
	(void)state;
	all_lists(&json);
	world_init(&world, 1);
	world_create(&world, (const char *)json.data);
	buf_deinit(&json);
	Convene__V1__Scenario *scenario =
	    merged(&world, CONVENE__V1__EVENT__BODY_CATALOGUE_ISSUED, &parts);
	for (unsigned i = 0; i < descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &descriptor->fields[i];
		size_t wanted = 0;
		for (size_t j = 0; j < sizeof shown / sizeof shown[0]; j++) {
			wanted += strcmp(shown[j], field->name) == 0;
		}
		if (field->label == PROTOBUF_C_LABEL_REPEATED &&
		    count_of(scenario, field) != wanted) {
			fail_msg(
			    "the catalogue has %zu %s", count_of(scenario, field), field->name);
		}
	}
	assert_string_equal(scenario->id, "");
	assert_null(scenario->engine_flags);
	convene__v1__scenario__free_unpacked(scenario, NULL);
	world_deinit(&world);
}

static void test_interpreters_without_what_is_for_staff(void **state)
{
	struct world world;
	(void)state;
	world_init(&world, 1);
	world_create(&world,
	    "{'id': 'i', 'teams': [{'id': 'A'}], 'interpreters': [{'id': 'sadova',"
	    " 'name': {'value': 'Sadova'}, 'languages': ['sq'], 'delay_ms': 5, 'countries': ['AL'],"
	    " 'conflicts': ['STAFF1'], 'conflict_flag': 'STAFF2', 'notes': {'value': 'STAFF3'}}]}");
	const Convene__V1__Event *event =
	    world_last_event(&world, CONVENE__V1__EVENT__BODY_CATALOGUE_ISSUED);
	const struct entry *entry = &world.log[event->seq - 1];
	assert_true(world_envelope(&world, event->seq)->audience->everyone);
	const Convene__V1__Interpreter *shown = event->catalogue_issued->part->interpreters[0];
	assert_string_equal(shown->id, "sadova");
	assert_string_equal(shown->name->value, "Sadova");
	assert_string_equal(shown->languages[0], "sq");
	assert_int_equal(shown->delay_ms, 5);
	assert_string_equal(shown->countries[0], "AL");
	assert_null(memmem(entry->event, entry->event_size, "STAFF", 5));
	/* staff have it all */
	event = world_last_event(&world, CONVENE__V1__EVENT__BODY_SCENARIO_LOADED);
	assert_string_equal(event->scenario_loaded->part->interpreters[0]->conflict_flag, "STAFF2");
	world_deinit(&world);
}

static void test_none_where_nothing_is_declared(void **state)
{
	struct world world;
	(void)state;
	world_init(&world, 1);
	world_create(&world, "{'id': 'bare', 'teams': [{'id': 'A'}]}");
	assert_int_equal(world_count(&world, CONVENE__V1__EVENT__BODY_CATALOGUE_ISSUED), 0);
	assert_int_equal(exercise_engine_version(world.exercise), ENGINE_VERSION);
	world_deinit(&world);
}

static void test_in_parts_that_fit(void **state)
{
	struct buf json = {.len = 0};
	struct world world;
	static char text[4000];
	size_t parts;
	(void)state;
	memset(text, 'b', sizeof text - 1);
	buf_append_text(&json, "{'id': 'big', 'teams': [{'id': 'A'}], 'fields': [");
	for (int i = 0; i < 64; i++) {
		buf_printf(
		    &json, "%s{'id': 'f%d', 'title': {'value': '%s'}}", i > 0 ? "," : "", i, text);
	}
	buf_append_text(&json, "]}");
	buf_append_byte(&json, 0);
	world_init(&world, 1);
	world_create(&world, (const char *)json.data);
	buf_deinit(&json);
	Convene__V1__Scenario *scenario =
	    merged(&world, CONVENE__V1__EVENT__BODY_CATALOGUE_ISSUED, &parts);
	assert_in_range(parts, 4, 6);
	assert_int_equal(scenario->n_fields, 64);
	assert_string_equal(scenario->fields[63]->id, "f63");
	convene__v1__scenario__free_unpacked(scenario, NULL);
	world_deinit(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_nothing_is_left_out),
	    cmocka_unit_test(test_what_everybody_may_know),
	    cmocka_unit_test(test_interpreters_without_what_is_for_staff),
	    cmocka_unit_test(test_none_where_nothing_is_declared),
	    cmocka_unit_test(test_in_parts_that_fit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
