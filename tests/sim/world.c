#include "tests/sim/world.h"

#include "proto/guard.h"
#include "proto/reflect.h"
#include "proto/xalloc.h"
#include "server/exercise/state/find.h"
#include "tests/sim/whole_digest.h"
#include "tests/support/json_read.h"

#include <openssl/sha.h>

#define ARENA_BYTES (64 * 1024 * 1024)

void world_hash(const void *bytes, size_t len, uint8_t out[DIGEST_SIZE])
{
	SHA256(bytes, len, out);
}

void world_init(struct world *world, uint64_t seed)
{
	memset(world, 0, sizeof *world);
	world->exercise = exercise_new(world_hash);
	world->arena = arena_new(ARENA_BYTES);
	world->reader = arena_new(ARENA_BYTES);
	world->wall_ms = INT64_C(1900000000000);
	world->random = seed * 2 + 1;
	world->stored_size = 1000;
}

void world_deinit(struct world *world)
{
	for (size_t i = 0; i < world->count; i++) {
		free(world->log[i].event);
		free(world->log[i].envelope);
	}
	free(world->log);
	exercise_free(world->exercise);
	arena_free(world->arena);
	arena_free(world->reader);
}

/* splitmix64 */
uint64_t world_random(struct world *world, uint64_t below)
{
	uint64_t value = world->random += UINT64_C(0x9e3779b97f4a7c15);
	value = (value ^ (value >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	value = (value ^ (value >> 27)) * UINT64_C(0x94d049bb133111eb);
	return (value ^ (value >> 31)) % below;
}

/* --- the log --- */

static ProtobufCMessage *decode(struct world *world, const ProtobufCMessageDescriptor *descriptor,
    const uint8_t *bytes, size_t size)
{
	struct guard_error error;
	ProtobufCMessage *message = guard_decode(descriptor, bytes, size, world->reader, &error);
	if (message == NULL) {
		fail_msg("the engine made bytes that do not decode: %s", error.text);
	}
	return message;
}

const Convene__V1__Event *world_event(struct world *world, uint64_t seq)
{
	assert_in_range(seq, 1, world->count);
	const struct entry *entry = &world->log[seq - 1];
	return (const Convene__V1__Event *)decode(
	    world, &convene__v1__event__descriptor, entry->event, entry->event_size);
}

uint64_t world_id(struct world *world, uint64_t seq)
{
	const ProtobufCMessage *body = &world_event(world, seq)->exercise_created->base;
	const ProtobufCFieldDescriptor *first = &body->descriptor->fields[0];
	assert_int_equal(first->type, PROTOBUF_C_TYPE_UINT64);
	return *(const uint64_t *)reflect_member(body, first);
}

uint64_t world_place(const struct world *world, uint64_t id)
{
	uint64_t seq = seq_of_id(world->exercise, id);
	assert_int_not_equal(seq, 0);
	return seq;
}

const Convene__V1__Envelope *world_envelope(struct world *world, uint64_t seq)
{
	assert_in_range(seq, 1, world->count);
	const struct entry *entry = &world->log[seq - 1];
	return (const Convene__V1__Envelope *)decode(
	    world, &convene__v1__envelope__descriptor, entry->envelope, entry->envelope_size);
}

void world_forget(struct world *world)
{
	arena_reset(world->reader);
}

size_t world_count(struct world *world, Convene__V1__Event__BodyCase body_case)
{
	size_t count = 0;
	for (size_t i = 0; i < world->count; i++) {
		count += world_event(world, i + 1)->body_case == body_case;
		world_forget(world);
	}
	return count;
}

const Convene__V1__Event *world_last_event(
    struct world *world, Convene__V1__Event__BodyCase body_case)
{
	for (size_t i = world->count; i > 0; i--) {
		const Convene__V1__Event *event = world_event(world, i);
		if (event->body_case == body_case) {
			return event;
		}
	}
	fail_msg("there is no event of kind %d", (int)body_case);
	return NULL;
}

static void log_draft(struct world *world, const struct draft *draft)
{
	if (world->count == world->cap) {
		world->cap = world->cap == 0 ? 64 : world->cap * 2;
		world->log = xrealloc(world->log, world->cap * sizeof *world->log);
	}
	struct entry *entry = &world->log[world->count++];
	entry->event_size = convene__v1__event__get_packed_size(draft->event);
	entry->event = xcalloc(1, entry->event_size + 1);
	convene__v1__event__pack(draft->event, entry->event);
	entry->envelope_size = convene__v1__envelope__get_packed_size(draft->envelope);
	entry->envelope = xcalloc(1, entry->envelope_size + 1);
	convene__v1__envelope__pack(draft->envelope, entry->envelope);
}

void world_take(struct world *world, const struct decision *decision)
{
	struct last *last = &world->last;
	memset(last, 0, sizeof *last);
	if (decision->refusal != NULL) {
		assert_int_equal(decision->count, 0);
		last->code = decision->refusal->code;
		snprintf(last->message, sizeof last->message, "%s", decision->refusal->message);
		last->current_revision = decision->refusal->current_revision;
		last->changed_by = decision->refusal->changed_by;
		assert_true(last->code != 0 && last->message[0] != '\0');
	}
	last->repeated = decision->repeated;
	last->made = decision->made;
	last->count = decision->count;
	last->first_seq = decision->count > 0 ? world->count + 1 : 0;
	for (size_t i = 0; i < decision->count; i++) {
		log_draft(world, &decision->drafts[i]);
		assert_int_equal(decision->drafts[i].event->seq, world->count);
		assert_int_equal(decision->drafts[i].envelope->position, world->count);
		exercise_apply(world->exercise, world_event(world, world->count),
		    world_envelope(world, world->count));
		world_forget(world);
		if (!world->unchecked) {
			whole_digest_check(world->exercise);
		}
	}
	assert_int_equal(exercise_head(world->exercise), world->count);
}

static void begin(struct world *world, struct decision *decision)
{
	arena_reset(world->arena);
	decision_init(decision, world->arena, ++world->decisions);
}

/* --- making an exercise --- */

void *world_json(
    struct world *world, const ProtobufCMessageDescriptor *descriptor, const char *quoted)
{
	struct json_error error;
	char *json = xstrdup(quoted);
	for (char *at = json; *at != '\0'; at++) {
		*at = *at == '\'' ? '"' : *at;
	}
	ProtobufCMessage *message = json_read(descriptor, json, strlen(json), world->arena, &error);
	free(json);
	if (message == NULL) {
		fail_msg("the test's own JSON is wrong at %d:%d: %s\n%s", error.line, error.column,
		    error.text, quoted);
	}
	return message;
}

void world_create(struct world *world, const char *scenario_json)
{
	struct decision decision;
	begin(world, &decision);
	struct creation creation = {.wall_ms = world->wall_ms,
	    .exercise_id = "test",
	    .scenario = world_json(world, &convene__v1__scenario__descriptor, scenario_json)};
	exercise_decide_create(world->exercise, &creation, &decision);
	if (decision.refusal != NULL) {
		fail_msg("the scenario was refused: %s", decision.refusal->message);
	}
	world_take(world, &decision);
}

uint64_t world_invite(struct world *world, Convene__V1__Role role, const char *team_id)
{
	struct decision decision;
	begin(world, &decision);
	Convene__V1__IssueInvite body = CONVENE__V1__ISSUE_INVITE__INIT;
	body.role = role;
	body.team_id = (char *)team_id;
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	command.body_case = CONVENE__V1__COMMAND__BODY_ISSUE_INVITE;
	command.issue_invite = &body;
	exercise_decide_local(world->exercise, world->wall_ms, &command, &decision);
	if (decision.refusal != NULL) {
		fail_msg("the invite was refused: %s", decision.refusal->message);
	}
	world_take(world, &decision);
	return world->last.made;
}

int world_team(const struct world *world, const char *team_id)
{
	const char *id;
	for (int team = 0; (id = exercise_team_id(world->exercise, team)) != NULL; team++) {
		if (strcmp(id, team_id) == 0) {
			return team;
		}
	}
	return NO_TEAM;
}

uint64_t world_join(struct world *world, Convene__V1__Role role, const char *team_id)
{
	struct joining joining = {
	    .wall_ms = world->wall_ms, .invite_id = world_invite(world, role, team_id)};
	struct decision decision;
	begin(world, &decision);
	exercise_decide_join(world->exercise, &joining, &decision);
	if (decision.refusal != NULL) {
		fail_msg("joining was refused: %s", decision.refusal->message);
	}
	world_take(world, &decision);
	return world->last.made;
}

/* --- commands --- */

static bool attachment_stored(void *context, const uint8_t sha256[32], uint64_t *size_bytes)
{
	const struct world *world = context;
	(void)sha256;
	*size_bytes = world->stored_size;
	return world->stored_size > 0;
}

Convene__V1__ErrorCode world_command(
    struct world *world, uint64_t participant_id, Convene__V1__Command *command)
{
	struct request request = {.participant_id = participant_id,
	    .wall_ms = world->wall_ms,
	    .attachment_stored = attachment_stored,
	    .attachment_context = world};
	struct decision decision;
	if (command->id.len == 0) {
		world->commands++;
		memset(world->command_id, 0, sizeof world->command_id);
		memcpy(world->command_id, &world->commands, sizeof world->commands);
		command->id.data = world->command_id;
		command->id.len = sizeof world->command_id;
	}
	decision_init(&decision, world->arena, ++world->decisions);
	exercise_decide(world->exercise, &request, command, &decision);
	world_take(world, &decision);
	return world->last.code;
}

Convene__V1__ErrorCode world_do(
    struct world *world, uint64_t participant_id, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	char *json = NULL;
	int length = vasprintf(&json, format, arguments);
	va_end(arguments);
	assert_true(length >= 0);
	arena_reset(world->arena);
	Convene__V1__Command *command = world_json(world, &convene__v1__command__descriptor, json);
	free(json);
	return world_command(world, participant_id, command);
}

Convene__V1__ErrorCode world_do_again(
    struct world *world, uint64_t participant_id, const char *json)
{
	arena_reset(world->arena);
	Convene__V1__Command *command = world_json(world, &convene__v1__command__descriptor, json);
	command->id.data = world->command_id;
	command->id.len = sizeof world->command_id;
	return world_command(world, participant_id, command);
}

/* --- time --- */

void world_due(struct world *world)
{
	do {
		struct decision decision;
		begin(world, &decision);
		exercise_decide_due(world->exercise, world->wall_ms, &decision);
		assert_null(decision.refusal);
		world_take(world, &decision);
	} while (world->last.count > 0);
}

void world_wait(struct world *world, int64_t wall_ms)
{
	int64_t end_ms = world->wall_ms + wall_ms;
	int64_t next_ms = exercise_next_due(world->exercise);
	while (next_ms <= end_ms) {
		if (next_ms > world->wall_ms) {
			world->wall_ms = next_ms;
		}
		world_due(world);
		int64_t after_ms = exercise_next_due(world->exercise);
		assert_true(after_ms > world->wall_ms);
		next_ms = after_ms;
	}
	world->wall_ms = end_ms;
}

/* --- replay --- */

struct exercise *world_replay(struct world *world)
{
	struct exercise *exercise = exercise_new(world_hash);
	for (size_t i = 1; i <= world->count; i++) {
		exercise_apply(exercise, world_event(world, i), world_envelope(world, i));
		world_forget(world);
	}
	return exercise;
}

void world_check_replay(struct world *world)
{
	uint8_t here[DIGEST_SIZE], there[DIGEST_SIZE];
	struct exercise *replayed = world_replay(world);
	exercise_digest(world->exercise, here);
	exercise_digest(replayed, there);
	exercise_free(replayed);
	assert_memory_equal(here, there, DIGEST_SIZE);
}
