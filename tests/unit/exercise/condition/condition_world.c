#include "tests/unit/exercise/condition/condition_world.h"

#include "proto/buf.h"
#include "server/exercise/ground/index.h"
#include "server/exercise/state/applying.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/inject.h"
#include "server/exercise/state/state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct small *condition_world(const char *when, const char *injects)
{
	struct buf json = {.len = 0};
	buf_append_text(&json,
	    "{'id': 'tried', 'title': {'value': 'Tried'}, 'countries': [{'id': 'AL'}, {'id': "
	    "'BR'}],"
	    "'teams': [{'id': 'AL-POL', 'country': 'AL', 'agency': 'police'},"
	    " {'id': 'AL-NGO', 'country': 'AL', 'agency': 'ngo'},"
	    " {'id': 'BR-POL', 'country': 'BR', 'agency': 'police'}],"
	    "'entities': [{'id': 'clinic', 'canned_replies': [{'id': 'yes', 'label': 'Yes',"
	    "  'body': {'value': 'Yes.'}, 'sets_milestones': ['hand'], 'releases_injects': "
	    "['W2']}]}],"
	    "'story': {'factor': 24},");
	buf_append_text(&json, world_library);
	buf_append_text(&json, ", 'milestones': [{'id': 'hand', 'title': {'value': 'By hand'}},"
	                       " {'id': 'ten', 'title': {'value': 'Ten'},"
	                       "  'when': {'all': [{'time': {'at_ms': 600000}}]}},"
	                       " {'id': 'lost', 'title': {'value': 'Lost'}, 'when': {'all': ["
	                       "  {'switched_on': 'strike', 'window': {'before_ms': 300000}}]}},"
	                       " {'id': 'tried', 'title': {'value': 'Tried'}");
	if (when != NULL) {
		buf_printf(&json, ", 'when': {%s}", when);
	}
	buf_append_text(&json,
	    "}], 'injects': ["
	    "{'id': 'W1', 'planned_ms': 600000, 'to': ['AL-POL', 'AL-NGO'], 'channel': 'email',"
	    " 'title': {'value': 'One'}, 'body': {'value': 'One.'}},"
	    "{'id': 'W2', 'planned_ms': 86400000, 'to': ['BR-POL'], 'channel': 'email',"
	    " 'title': {'value': 'Two'}, 'body': {'value': 'Two.'}},"
	    "{'id': 'C', 'to': ['BR-POL'], 'channel': 'email', 'title': {'value': 'C'},"
	    " 'body': {'value': 'C.'}, 'delay_ms': 60000,"
	    " 'when': {'all': [{'milestone': 'tried'}]}}");
	buf_append_text(&json, injects);
	buf_append_text(&json, "]}");
	buf_append_byte(&json, 0);
	struct small *small = steps_world((const char *)json.data, true);
	small->world.stored_size = 12;
	buf_deinit(&json);
	return small;
}

void condition_world_free(struct small *small)
{
	world_check_replay(&small->world);
	world_deinit(&small->world);
	free(small);
}

/* Each of the objects begins so. */
struct digested {
	struct digest_node node;
	uint64_t id;
};

static uint64_t last_id(const struct objects *index)
{
	return index->count > 0 ? ((const struct digested *)index->list[index->count - 1])->id : 0;
}

static uint64_t value_of(const struct exercise *exercise, const char *word, size_t len)
{
	const struct {
		const char *word;
		uint64_t value;
	} words[] = {
	    {"case", last_id(&exercise->cases)},
	    {"request", last_id(&exercise->requests.list)},
	    {"thread", last_id(&exercise->threads)},
	    {"clock", exercise->clock.revision},
	};
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (strlen(words[i].word) == len && memcmp(words[i].word, word, len) == 0) {
			return words[i].value;
		}
	}
	char id[16];
	snprintf(id, sizeof id, "%.*s", (int)len, word);
	const struct inject *inject = inject_find(exercise, id);
	assert_non_null(inject);
	return inject->revision;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

Convene__V1__ErrorCode condition_act(struct small *small, const struct act *act)
{
	struct world *world = &small->world;
	struct buf json = {.len = 0};
	world_wait(world, (int64_t)act->minutes * 60000);
	if (act->who == NULL) {
		return 0;
	}
	for (const char *at = act->command; *at != '\0';) {
		if (*at != '$') {
			buf_append_byte(&json, (uint8_t)*at++);
			continue;
		}
		size_t len = 0;
		while (is_letter(at[1 + len])) {
			len++;
		}
		buf_printf(
		    &json, "%llu", (unsigned long long)value_of(world->exercise, at + 1, len));
		at += 1 + len;
	}
	buf_append_byte(&json, 0);
	Convene__V1__ErrorCode code =
	    world_do(world, steps_person(small, act->who), "%s", (const char *)json.data);
	buf_deinit(&json);
	world_due(world);
	return code;
}

const Convene__V1__ConditionStanding *condition_standing_of(
    struct small *small, const char *milestone, const char *inject)
{
	struct world *world = &small->world;
	Convene__V1__ConditionsQuery conditions = CONVENE__V1__CONDITIONS_QUERY__INIT;
	Convene__V1__Query query = CONVENE__V1__QUERY__INIT;
	struct request request = {
	    .participant_id = small->people.controller, .wall_ms = world->wall_ms};
	struct decision decision;
	struct answer answer;
	conditions.milestone_id = (char *)milestone;
	conditions.inject_id = (char *)inject;
	query.body_case = CONVENE__V1__QUERY__BODY_CONDITIONS;
	query.conditions = &conditions;
	arena_reset(world->arena);
	decision_init(&decision, world->arena, 1);
	exercise_answer(world->exercise, &request, &query, &decision, &answer);
	assert_null(decision.refusal);
	assert_int_equal(answer.conditions->n_conditions, 1);
	return answer.conditions->conditions[0];
}

const char *condition_event_name(struct small *small, uint64_t seq)
{
	if (seq == 0) {
		return "";
	}
	return protobuf_c_message_descriptor_get_field(
	    &convene__v1__event__descriptor, (unsigned)world_event(&small->world, seq)->body_case)
	    ->name;
}

uint64_t condition_last_of(struct small *small, const char *inject)
{
	struct world *world = &small->world;
	uint64_t last = 0;
	for (uint64_t seq = 1; seq <= world->count; seq++) {
		const Convene__V1__Event *event = world_event(world, seq);
		bool revised = event->body_case == CONVENE__V1__EVENT__BODY_INJECT_REVISED &&
		               strcmp(event->inject_revised->inject_id, inject) == 0;
		bool delivered = event->body_case == CONVENE__V1__EVENT__BODY_INJECT_DELIVERED &&
		                 strcmp(event->inject_delivered->inject_id, inject) == 0;
		last = revised || delivered ? seq : last;
	}
	return last;
}
