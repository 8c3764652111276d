#include "tests/sim/world.h"

#include "proto/words.h"
#include "proto/xalloc.h"
#include "server/exercise/decide/permission.h"

/* What the rows of proto/words.def say of who may do what, against what the engine does. */

#define LAST_ROLE (ROLES - 1)

struct row {
	const char *command;
	Convene__V1__Command__BodyCase body_case;
	uint32_t roles;
	enum permission_closed closed;
};

static const struct row rows[] = {
#define COMMAND(NAME, name, MAY, CLOSED)                                                           \
	{#name, CONVENE__V1__COMMAND__BODY_##NAME, MAY, PERMISSION_##CLOSED},
#include "proto/words.def"
};

#define ROWS (sizeof rows / sizeof rows[0])

static bool allows(const struct row *row, Convene__V1__Role role)
{
	return (row->roles & ROLE_BIT(role)) != 0;
}

static const ProtobufCFieldDescriptor *command_field(const char *name)
{
	return protobuf_c_message_descriptor_get_field_by_name(
	    &convene__v1__command__descriptor, name);
}

static Convene__V1__ErrorCode try_empty(
    struct world *world, uint64_t participant_id, const ProtobufCFieldDescriptor *field)
{
	const ProtobufCMessageDescriptor *descriptor = field->descriptor;
	ProtobufCMessage *body = xcalloc(1, descriptor->sizeof_message);
	protobuf_c_message_init(descriptor, body);
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	command.body_case = (Convene__V1__Command__BodyCase)field->id;
	command.start_exercise = (Convene__V1__StartExercise *)body;
	arena_reset(world->arena);
	Convene__V1__ErrorCode code = world_command(world, participant_id, &command);
	free(body);
	return code;
}

static uint64_t join(struct world *world, Convene__V1__Role role)
{
	return world_join(world, role, role == CONVENE__V1__ROLE__ROLE_PLAYER ? "AL-POL" : "");
}

/* Each cell in an exercise of its own, so that no command is in another's way. */
static void try_cell(const struct row *row, Convene__V1__Role role)
{
	struct world world;
	world_init(&world, 1);
	world_create(&world, world_small_scenario);
	uint64_t participant = join(&world, role);
	size_t before = world.count;
	const ProtobufCFieldDescriptor *field = command_field(row->command);
	Convene__V1__ErrorCode code = try_empty(&world, participant, field);
	bool permitted = code != CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_PERMITTED;
	if (permitted != allows(row, role)) {
		fail_msg("%s by role %d: its row says %s, the engine %s", row->command, role,
		    allows(row, role) ? "yes" : "no", permitted ? "yes" : "no");
	}
	assert_true(permitted || world.count == before);
	assert_int_equal(permitted, permission_allows(role, row->body_case));
	world_deinit(&world);
}

static void test_every_cell(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		for (Convene__V1__Role role = 1; role <= LAST_ROLE; role++) {
			try_cell(&rows[i], role);
		}
	}
}

static Convene__V1__Role first_allowed(const struct row *row)
{
	Convene__V1__Role role = CONVENE__V1__ROLE__ROLE_ORGANISER;
	while (!allows(row, role)) {
		role++;
	}
	return role;
}

/* By somebody who may do it. What goes on may be refused for what it says; what is no longer noted
 * is never refused. */
static void try_once_closed(const struct row *row)
{
	struct world world;
	world_init(&world, 1);
	world_create(&world, world_small_scenario);
	uint64_t controller = join(&world, CONVENE__V1__ROLE__ROLE_CONTROLLER);
	uint64_t who = join(&world, first_allowed(row));
	assert_int_equal(world_do(&world, controller, "{'start_exercise': {}}"), 0);
	assert_int_equal(
	    world_do(&world, controller, "{'end_exercise': {'clock_revision': 1}}"), 0);
	assert_int_equal(world_do(&world, controller, "{'close_exercise': {}}"), 0);
	size_t before = world.count;
	const ProtobufCFieldDescriptor *field = command_field(row->command);
	Convene__V1__ErrorCode code = try_empty(&world, who, field);
	bool refused = code == CONVENE__V1__ERROR_CODE__ERROR_CODE_WRONG_STATE &&
	               strstr(world.last.message, "it can only be read") != NULL;
	if (refused != (row->closed == PERMISSION_REFUSED)) {
		fail_msg("%s once closed: %s, with code %d", row->command,
		    refused ? "refused" : "not refused", (int)code);
	}
	assert_true(row->closed == PERMISSION_GOES_ON || world.count == before);
	assert_true(row->closed != PERMISSION_UNNOTED || code == 0);
	world_deinit(&world);
}

static void test_once_closed(void **state)
{
	(void)state;
	size_t by_rule[3] = {0};
	for (size_t i = 0; i < ROWS; i++) {
		try_once_closed(&rows[i]);
		by_rule[rows[i].closed]++;
	}
	assert_int_equal(by_rule[PERMISSION_GOES_ON], 7);
	assert_int_equal(by_rule[PERMISSION_UNNOTED], 2);
}

static size_t bodies(const ProtobufCMessageDescriptor *descriptor)
{
	size_t count = 0;
	for (unsigned i = 0; i < descriptor->n_fields; i++) {
		count += (descriptor->fields[i].flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0;
	}
	return count;
}

static void is_field(const ProtobufCMessageDescriptor *descriptor, const char *name, unsigned id)
{
	const ProtobufCFieldDescriptor *field =
	    protobuf_c_message_descriptor_get_field_by_name(descriptor, name);
	assert_non_null(field);
	assert_int_equal(field->id, id);
}

/* That none is missing the compiler sees; that both names of a row are one word's, nobody else. */
static void test_rows_are_words(void **state)
{
	(void)state;
	const ProtobufCMessageDescriptor *command = &convene__v1__command__descriptor;
	const ProtobufCMessageDescriptor *event = &convene__v1__event__descriptor;
	size_t events = 0;
	assert_int_equal(bodies(command), ROWS);
	for (size_t i = 0; i < ROWS; i++) {
		is_field(command, rows[i].command, rows[i].body_case);
	}
#define EVENT(NAME, name, SEEN, TEAMS, SINCE)                                                      \
	is_field(event, #name, CONVENE__V1__EVENT__BODY_##NAME);                                   \
	events++;
#include "proto/words.def"
	assert_int_equal(bodies(event), events);
}

static void test_nobody_else(void **state)
{
	(void)state;
	for (int command = -1; command < 200; command++) {
		Convene__V1__Command__BodyCase body_case = (Convene__V1__Command__BodyCase)command;
		assert_false(permission_allows((Convene__V1__Role)0, body_case));
		assert_false(permission_allows((Convene__V1__Role)7, body_case));
		assert_false(permission_allows((Convene__V1__Role)-1, body_case));
	}
}

static void test_refusal_says_who_may(void **state)
{
	(void)state;
	struct world world;
	world_init(&world, 1);
	world_create(&world, world_small_scenario);
	uint64_t player = world_join(&world, CONVENE__V1__ROLE__ROLE_PLAYER, "AL-POL");
	world_do(&world, player, "{'remove_participant': {'participant_id': 1}}");
	assert_string_equal(
	    world.last.message, "players may not do this; organisers and controllers may");
	world_deinit(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_every_cell),
	    cmocka_unit_test(test_once_closed),
	    cmocka_unit_test(test_rows_are_words),
	    cmocka_unit_test(test_nobody_else),
	    cmocka_unit_test(test_refusal_says_who_may),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
