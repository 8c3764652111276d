#include "convene/v1/event.pb-c.h"
#include "proto/copy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static uint8_t *packed(const ProtobufCMessage *message, size_t *len)
{
	*len = protobuf_c_message_get_packed_size(message);
	uint8_t *bytes = malloc(*len + 1);
	assert_int_equal(protobuf_c_message_pack(message, bytes), *len);
	return bytes;
}

/* The copy says what the original said, and goes on saying it when the original is overwritten. */
static void *copied(struct arena *arena, ProtobufCMessage *message)
{
	size_t len, again;
	uint8_t *before = packed(message, &len);
	ProtobufCMessage *copy = message_copy(arena, message);
	assert_non_null(copy);
	uint8_t *after = packed(copy, &again);
	assert_int_equal(again, len);
	assert_memory_equal(after, before, len);
	free(before);
	free(after);
	return copy;
}

static void all_that_it_points_to(void **state)
{
	struct arena *arena = *state;
	char team[] = "AL-NGO", entity[] = "port", name[] = "photo.png", inject[] = "I-1";
	uint8_t sum[32] = {1, 2, 3};
	uint64_t cases[] = {7, 8};
	char *injects[] = {inject, (char *)""};
	Convene__V1__Party of_team = CONVENE__V1__PARTY__INIT, of_entity = of_team,
	                   nobody = of_team, control = of_team;
	of_team.kind_case = CONVENE__V1__PARTY__KIND_TEAM_ID;
	of_team.team_id = team;
	of_entity.kind_case = CONVENE__V1__PARTY__KIND_ENTITY_ID;
	of_entity.entity_id = entity;
	control.kind_case = CONVENE__V1__PARTY__KIND_CONTROL;
	control.control = true;
	nobody.kind_case = CONVENE__V1__PARTY__KIND_TEAM_ID;
	nobody.team_id = NULL;
	Convene__V1__Attachment attachment = CONVENE__V1__ATTACHMENT__INIT;
	attachment.name = name;
	attachment.sha256 = (ProtobufCBinaryData){.len = sizeof(sum), .data = sum};
	attachment.size_bytes = UINT64_MAX;
	Convene__V1__Attachment *attachments[] = {&attachment};
	Convene__V1__MessagePosted body = CONVENE__V1__MESSAGE_POSTED__INIT;
	body.from = &of_team;
	body.n_attachments = 1;
	body.attachments = attachments;
	body.n_inject_ids = 2;
	body.inject_ids = injects;
	body.n_case_ids = 2;
	body.case_ids = cases;
	body.text = NULL;
	Convene__V1__MessagePosted *copy = copied(arena, &body.base);
	memset(team, 'x', sizeof(team) - 1);
	memset(name, 'x', sizeof(name) - 1);
	memset(inject, 'x', sizeof(inject) - 1);
	memset(sum, 0, sizeof(sum));
	memset(cases, 0, sizeof(cases));
	of_team.kind_case = CONVENE__V1__PARTY__KIND__NOT_SET;
	assert_string_equal(copy->from->team_id, "AL-NGO");
	assert_string_equal(copy->attachments[0]->name, "photo.png");
	assert_int_equal(copy->attachments[0]->sha256.data[2], 3);
	assert_string_equal(copy->inject_ids[0], "I-1");
	assert_string_equal(copy->inject_ids[1], "");
	assert_int_equal(copy->case_ids[1], 8);
	assert_string_equal(copy->text, "");
	Convene__V1__Party *party = copied(arena, &of_entity.base);
	assert_string_equal(party->entity_id, "port");
	party = copied(arena, &control.base);
	assert_true(party->control);
	/* a member that is not there is not chosen either */
	party = copied(arena, &nobody.base);
	assert_int_equal(party->kind_case, CONVENE__V1__PARTY__KIND__NOT_SET);
}

static void none_set(void **state)
{
	const ProtobufCMessageDescriptor *event = &convene__v1__event__descriptor;
	for (unsigned i = 0; i < event->n_fields; i++) {
		const ProtobufCMessageDescriptor *kind = event->fields[i].descriptor;
		if (event->fields[i].type != PROTOBUF_C_TYPE_MESSAGE) {
			continue;
		}
		ProtobufCMessage *body = calloc(1, kind->sizeof_message);
		/* as DRAFT makes them: no text is "" yet */
		body->descriptor = kind;
		copied(*state, body);
		free(body);
	}
}

static void beyond_the_budget(void **state)
{
	(void)state;
	static char *ids[1000];
	Convene__V1__MessagePosted body = CONVENE__V1__MESSAGE_POSTED__INIT;
	for (size_t i = 0; i < 1000; i++) {
		ids[i] = (char *)(uintptr_t) "I-1000";
	}
	body.n_inject_ids = 1000;
	body.inject_ids = ids;
	for (size_t budget = 1; budget < 24000; budget += 500) {
		struct arena *arena = arena_new(budget);
		assert_null(message_copy(arena, &body.base));
		assert_true(arena_exhausted(arena));
		arena_free(arena);
	}
}

static int setup(void **state)
{
	*state = arena_new(1 << 20);
	return 0;
}

static int teardown(void **state)
{
	arena_free(*state);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(all_that_it_points_to, setup, teardown),
	    cmocka_unit_test_setup_teardown(none_set, setup, teardown),
	    cmocka_unit_test(beyond_the_budget),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
