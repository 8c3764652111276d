#include "tests/sim/world.h"

#include "proto/xalloc.h"
#include "server/exercise/decide/permission.h"

/* The table of server/exercise/README.md, read from there, against the engine. */

#define ROLES 6

struct row {
	char command[64];
	bool allowed[ROLES + 1]; /* by role */
	enum permission_closed closed;
};

static const char *const when_closed[] = {
    [PERMISSION_REFUSED] = " | refused |\n",
    [PERMISSION_GOES_ON] = " | goes on |\n",
    [PERMISSION_UNNOTED] = " | not noted |\n",
};

/* "| `pause_clock` | no | yes | ... | refused |" */
static bool parse_row(const char *line, struct row *row)
{
	if (strncmp(line, "| `", 3) != 0) {
		return false;
	}
	const char *name = line + 3, *end = strchr(name, '`');
	if (end == NULL || (size_t)(end - name) >= sizeof row->command) {
		return false;
	}
	memcpy(row->command, name, (size_t)(end - name));
	row->command[end - name] = '\0';
	const char *at = end + 1;
	for (int role = 1; role <= ROLES; role++) {
		if (strncmp(at, " | yes", 6) == 0) {
			row->allowed[role] = true;
			at += 6;
		} else if (strncmp(at, " | no", 5) == 0) {
			row->allowed[role] = false;
			at += 5;
		} else {
			return false;
		}
	}
	for (size_t i = 0; i < sizeof when_closed / sizeof when_closed[0]; i++) {
		if (strcmp(at, when_closed[i]) == 0) {
			row->closed = (enum permission_closed)i;
			return true;
		}
	}
	return false;
}

static size_t read_table(struct row *rows, size_t max)
{
	FILE *file = fopen(EXERCISE_README, "r");
	assert_non_null(file);
	char line[512];
	size_t count = 0;
	bool head = false;
	while (fgets(line, sizeof line, file) != NULL) {
		head = head || strcmp(line, "| command | organiser | controller | simulator | "
		                            "evaluator | player | observer | once closed |\n") == 0;
		if (head && count < max && parse_row(line, &rows[count])) {
			count++;
		}
	}
	fclose(file);
	assert_true(head);
	return count;
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
	if (permitted != row->allowed[role]) {
		fail_msg("%s by role %d: README.md says %s, the engine %s", row->command, role,
		    row->allowed[role] ? "yes" : "no", permitted ? "yes" : "no");
	}
	assert_true(permitted || world.count == before);
	assert_int_equal(
	    permitted, permission_allows(role, (Convene__V1__Command__BodyCase)field->id));
	world_deinit(&world);
}

static void test_every_cell(void **state)
{
	(void)state;
	struct row rows[64];
	size_t count = read_table(rows, 64);
	for (size_t i = 0; i < count; i++) {
		assert_non_null(command_field(rows[i].command));
		for (Convene__V1__Role role = 1; role <= ROLES; role++) {
			try_cell(&rows[i], role);
		}
	}
}

static Convene__V1__Role first_allowed(const struct row *row)
{
	Convene__V1__Role role = CONVENE__V1__ROLE__ROLE_ORGANISER;
	while (!row->allowed[role]) {
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
	struct row rows[64];
	size_t count = read_table(rows, 64), by_rule[3] = {0};
	for (size_t i = 0; i < count; i++) {
		try_once_closed(&rows[i]);
		by_rule[rows[i].closed]++;
	}
	assert_int_equal(by_rule[PERMISSION_GOES_ON], 6);
	assert_int_equal(by_rule[PERMISSION_UNNOTED], 2);
}

static void test_every_command_is_in_the_table(void **state)
{
	(void)state;
	struct row rows[64];
	size_t count = read_table(rows, 64);
	const ProtobufCMessageDescriptor *descriptor = &convene__v1__command__descriptor;
	size_t commands = 0;
	for (unsigned i = 0; i < descriptor->n_fields; i++) {
		if (descriptor->fields[i].type != PROTOBUF_C_TYPE_MESSAGE) {
			continue;
		}
		size_t found = 0;
		for (size_t j = 0; j < count; j++) {
			found += strcmp(rows[j].command, descriptor->fields[i].name) == 0;
		}
		if (found != 1) {
			fail_msg(
			    "%s stands %zu times in the table", descriptor->fields[i].name, found);
		}
		commands++;
	}
	assert_int_equal(commands, count);
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
	    cmocka_unit_test(test_every_command_is_in_the_table),
	    cmocka_unit_test(test_nobody_else),
	    cmocka_unit_test(test_refusal_says_who_may),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
