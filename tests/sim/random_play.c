#include "tests/sim/random_play.h"

#include "proto/buf.h"
#include "proto/reflect.h"
#include "proto/xalloc.h"
#include "server/exercise/permission.h"
#include "server/exercise/state.h"

static uint64_t below(struct play *play, uint64_t count)
{
	return world_random(&play->world, count);
}

static bool chance(struct play *play, unsigned percent)
{
	return below(play, 100) < percent;
}

/* --- the scenario --- */

static void write_teams(struct play *play, struct buf *json, unsigned teams)
{
	buf_append_text(json, "'teams': [");
	for (unsigned i = 0; i < teams; i++) {
		buf_printf(json, "%s{'id': 'T%u', 'briefing': {'value': 'secret of T%u'}}",
		    i > 0 ? "," : "", i, i);
	}
	buf_append_text(json, "], 'entities': [{'id': 'e0'}, {'id': 'e1'}],"
	                      "'objectives': [{'id': 'o0'}],");
	buf_printf(json, "'overdue': {'action': %u, 'stagger_ms': %u},", (unsigned)below(play, 4),
	    (unsigned)below(play, 300000));
}

static void write_inject(struct play *play, struct buf *json, unsigned number, unsigned teams)
{
	buf_printf(json, "%s{'id': 'W%u', 'planned_ms': %u, 'to': ['T%u', 'T%u']",
	    number > 0 ? "," : "", number, (unsigned)below(play, 60) * 60000,
	    (unsigned)below(play, teams), (unsigned)below(play, teams));
	if (chance(play, 30)) {
		buf_append_text(json, ", 'mode': 'on_release'");
	}
	if (chance(play, 30)) {
		/* one of four documents */
		static const char *const documents[] = {"AA", "AQ", "Ag", "Aw"};
		buf_printf(json,
		    ", 'attachments': [{'sha256': '%sAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=', "
		    "'name': 'd', 'media_type': 'text/plain', 'size_bytes': 1000}]",
		    documents[below(play, 4)]);
	}
	buf_printf(json, ", 'channel': 'email', 'title': {'value': 't'}, 'body': {'value': 'b%u'}}",
	    number);
}

static void make_exercise(struct play *play)
{
	struct buf json = {.len = 0};
	unsigned teams = 2 + (unsigned)below(play, 5);
	unsigned injects = 5 + (unsigned)below(play, 25);
	buf_append_text(&json, "{'id': 'random', 'title': {'value': 'Random'},");
	write_teams(play, &json, teams);
	buf_append_text(&json, "'injects': [");
	for (unsigned i = 0; i < injects; i++) {
		write_inject(play, &json, i, teams);
	}
	buf_append_text(&json, "]}");
	buf_append_byte(&json, 0);
	world_create(&play->world, (const char *)json.data);
	buf_deinit(&json);
	for (Convene__V1__Role role = 1; role <= CONVENE__V1__ROLE__ROLE_OBSERVER; role++) {
		bool player = role == CONVENE__V1__ROLE__ROLE_PLAYER;
		for (unsigned i = 0; i < (player ? teams * 2 : 2); i++) {
			const char *team = exercise_team_id(play->world.exercise, (int)(i % teams));
			play->people[play->people_count++] =
			    world_join(&play->world, role, player ? team : "");
		}
	}
}

void play_init_unstarted(struct play *play, uint64_t seed)
{
	memset(play, 0, sizeof *play);
	world_init(&play->world, seed);
	make_exercise(play);
}

void play_init(struct play *play, uint64_t seed)
{
	play_init_unstarted(play, seed);
	/* the people are there in the order of their roles: organisers, controllers, ... */
	if (chance(play, 90)) {
		assert_int_equal(
		    world_do(&play->world, play->people[2], "{'start_exercise': {}}"), 0);
	}
}

void play_deinit(struct play *play)
{
	world_deinit(&play->world);
}

uint64_t play_somebody(struct play *play)
{
	uint64_t who = play->people[below(play, play->people_count)];
	const struct participant *participant = participant_find(play->world.exercise, who);
	/* those who do most in an exercise are asked most */
	bool busy = participant->role == CONVENE__V1__ROLE__ROLE_PLAYER ||
	            participant->role == CONVENE__V1__ROLE__ROLE_CONTROLLER ||
	            participant->role == CONVENE__V1__ROLE__ROLE_SIMULATOR;
	return busy || chance(play, 20) ? who : play_somebody(play);
}

/* --- values --- */

static const char *some_text(struct play *play, enum sense sense)
{
	static char large[20000];
	static const char *const odd[] = {"", " ", "\xff\xfe", "e\xcc\x81", "\xe2\x80\xae",
	    "../../etc/passwd", "T0", "W0", "adhoc-5", "-1", "\x01"};
	if (sense == SENSIBLE) {
		return chance(play, 50) ? "a word" : "another word";
	}
	if (chance(play, 10)) {
		size_t len = below(play, sizeof large - 1);
		memset(large, 'x', sizeof large);
		large[len] = '\0';
		return arena_text(play->world.arena, large, len);
	}
	return odd[below(play, sizeof odd / sizeof odd[0])];
}

/* An inject, preferably one that the sender's team received. */
static const char *some_inject(struct play *play)
{
	const struct msel *msel = &play->world.exercise->msel;
	const struct inject *inject = NULL;
	for (int tries = 0; tries < 8; tries++) {
		inject = msel->injects[below(play, msel->count)];
		if (play->sender == NULL || play->sender->team == NO_TEAM ||
		    (inject->delivered_seq != 0 && team_set_has(&inject->to, play->sender->team))) {
			break;
		}
	}
	return inject->id;
}

static const char *some_string(struct play *play, const char *field, enum sense sense)
{
	const struct exercise *exercise = play->world.exercise;
	if (sense == GARBAGE && chance(play, 40)) {
		return some_text(play, sense);
	}
	if (strcmp(field, "team_id") == 0 || strcmp(field, "to") == 0 || strcmp(field, "by") == 0) {
		return exercise->cast.teams[below(play, exercise->cast.team_count)]->id;
	}
	if (strcmp(field, "entity_id") == 0 || strcmp(field, "from") == 0) {
		return exercise->cast.entities[below(play, exercise->cast.entity_count)]->id;
	}
	if (strcmp(field, "inject_id") == 0 || strcmp(field, "inject_ids") == 0 ||
	    strcmp(field, "id") == 0) {
		return some_inject(play);
	}
	if (strcmp(field, "objectives") == 0) {
		return "o0";
	}
	if (strcmp(field, "language") == 0) {
		return chance(play, 50) ? "fr" : "en";
	}
	if (strcmp(field, "media_type") == 0) {
		return "text/plain";
	}
	if (strcmp(field, "file") == 0 || strcmp(field, "person_name") == 0) {
		return chance(play, 80) ? "" : "Ada";
	}
	return some_text(play, sense);
}

static uint64_t some_id(struct play *play, const struct seq_index *index)
{
	return index->count == 0 ? 1 : index->entries[below(play, index->count)].id;
}

static bool sender_in(struct play *play, const struct thread *thread)
{
	return play->sender == NULL || play->sender->team == NO_TEAM ||
	       team_set_has(&thread->parties.teams, play->sender->team);
}

/* A thread or a message, preferably one that the sender's team has. */
static uint64_t some_thread(struct play *play)
{
	const struct seq_index *threads = &play->world.exercise->threads;
	uint64_t id = 1;
	for (int tries = 0; tries < 8 && threads->count > 0; tries++) {
		id = some_id(play, threads);
		if (sender_in(play, thread_find(play->world.exercise, id))) {
			break;
		}
	}
	return id;
}

static uint64_t some_message(struct play *play)
{
	const struct messages *messages = &play->world.exercise->messages;
	uint64_t id = 1;
	for (int tries = 0; tries < 8 && messages->count > 0; tries++) {
		const struct message *message = &messages->list[below(play, messages->count)];
		id = message->id;
		if (sender_in(play, message->thread)) {
			break;
		}
	}
	return id;
}

static uint64_t some_number(struct play *play, const char *field, enum sense sense)
{
	const struct exercise *exercise = play->world.exercise;
	int64_t now_ms = exercise_time(exercise, play->world.wall_ms);
	if (sense == GARBAGE && chance(play, 40)) {
		static const uint64_t odd[] = {
		    0, 1, 2, UINT64_MAX, INT64_MAX, UINT32_MAX, (uint64_t)INT64_MIN};
		return odd[below(play, sizeof odd / sizeof odd[0])];
	}
	if (strcmp(field, "clock_revision") == 0) {
		return chance(play, 95) ? exercise->clock.revision : 1;
	}
	if (strcmp(field, "to_ms") == 0 || strcmp(field, "due_ms") == 0 ||
	    strcmp(field, "planned_ms") == 0) {
		return (uint64_t)now_ms + below(play, 1200000);
	}
	if (strcmp(field, "rate_permille") == 0) {
		return 1 + below(play, 5000);
	}
	if (strcmp(field, "thread_id") == 0) {
		return some_thread(play);
	}
	if (strcmp(field, "message_ids") == 0) {
		return some_message(play);
	}
	if (strcmp(field, "participant_id") == 0) {
		return some_id(play, &exercise->participants);
	}
	if (strcmp(field, "invite_id") == 0) {
		return some_id(play, &exercise->invites);
	}
	if (strcmp(field, "replaces_invite_id") == 0) {
		return chance(play, 80) ? 0 : some_id(play, &exercise->invites);
	}
	if (strcmp(field, "size_bytes") == 0) {
		return play->world.stored_size;
	}
	return below(play, exercise->head + 2);
}

static ProtobufCBinaryData some_bytes(struct play *play, enum sense sense)
{
	size_t len = sense == GARBAGE ? below(play, 40) : 32;
	ProtobufCBinaryData bytes = {.len = len, .data = arena_alloc(play->world.arena, len + 1)};
	if (len > 0) {
		bytes.data[0] = (uint8_t)below(play, 6);
	}
	return bytes;
}

/* --- messages --- */

static void fill(struct play *play, ProtobufCMessage *message, enum sense sense);

static void fill_value(
    struct play *play, const ProtobufCFieldDescriptor *field, void *value, enum sense sense)
{
	switch (field->type) {
	case PROTOBUF_C_TYPE_STRING:
		*(char **)value = (char *)some_string(play, field->name, sense);
		break;
	case PROTOBUF_C_TYPE_BYTES:
		*(ProtobufCBinaryData *)value = some_bytes(play, sense);
		break;
	case PROTOBUF_C_TYPE_BOOL:
		*(protobuf_c_boolean *)value = (protobuf_c_boolean)chance(play, 50);
		break;
	case PROTOBUF_C_TYPE_ENUM: {
		const ProtobufCEnumDescriptor *descriptor = field->descriptor;
		unsigned first = chance(play, 95) ? 1 : 0; /* 0 is the unspecified one */
		*(int *)value =
		    sense == GARBAGE
		        ? (int)below(play, 40) - 5
		        : descriptor->values[first + below(play, descriptor->n_values - first)]
		              .value;
		break;
	}
	case PROTOBUF_C_TYPE_MESSAGE: {
		const ProtobufCMessageDescriptor *descriptor = field->descriptor;
		ProtobufCMessage *child =
		    arena_alloc(play->world.arena, descriptor->sizeof_message);
		protobuf_c_message_init(descriptor, child);
		fill(play, child, sense);
		*(ProtobufCMessage **)value = child;
		break;
	}
	case PROTOBUF_C_TYPE_UINT32:
		*(uint32_t *)value = (uint32_t)some_number(play, field->name, sense);
		break;
	case PROTOBUF_C_TYPE_INT64:
	case PROTOBUF_C_TYPE_UINT64:
		*(uint64_t *)value = some_number(play, field->name, sense);
		break;
	default:
		fail_msg("a field of a kind that the generator does not know: %s", field->name);
	}
}

static void fill_field(struct play *play, ProtobufCMessage *message,
    const ProtobufCFieldDescriptor *field, enum sense sense)
{
	uint8_t *value = reflect_member(message, field);
	if (field->label != PROTOBUF_C_LABEL_REPEATED) {
		if (chance(play, sense == GARBAGE ? 70 : 95)) {
			fill_value(play, field, value, sense);
		}
		return;
	}
	size_t count = sense == GARBAGE && chance(play, 3) ? below(play, 400) : below(play, 3);
	size_t size = reflect_size(field->type);
	uint8_t *list = arena_array(play->world.arena, count + 1, size);
	for (size_t i = 0; i < count; i++) {
		fill_value(play, field, list + i * size, sense);
	}
	*(uint8_t **)value = list;
	*reflect_count(message, field) = count;
}

static void fill(struct play *play, ProtobufCMessage *message, enum sense sense)
{
	const ProtobufCMessageDescriptor *descriptor = message->descriptor;
	const ProtobufCFieldDescriptor *members[64];
	size_t count = 0;
	for (unsigned i = 0; i < descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &descriptor->fields[i];
		if (reflect_is_oneof(field)) {
			members[count++] = field;
		} else {
			fill_field(play, message, field, sense);
		}
	}
	if (count > 0 && chance(play, sense == GARBAGE ? 90 : 100)) {
		const ProtobufCFieldDescriptor *field = members[below(play, count)];
		*reflect_case(message, field) = field->id;
		fill_value(play, field, reflect_member(message, field), sense);
	}
}

/* --- commands --- */

/* Revisions that fit the inject that was chosen. */
static void fit_revision(struct play *play, Convene__V1__Command *command)
{
	const struct exercise *exercise = play->world.exercise;
	ProtobufCMessage *body = &command->release_inject->base;
	const ProtobufCFieldDescriptor *id =
	    protobuf_c_message_descriptor_get_field_by_name(body->descriptor, "inject_id");
	const ProtobufCFieldDescriptor *revision =
	    protobuf_c_message_descriptor_get_field_by_name(body->descriptor, "revision");
	const char *inject_id = id != NULL ? *(char **)reflect_member(body, id) : NULL;
	if (command->body_case == CONVENE__V1__COMMAND__BODY_EDIT_INJECT &&
	    command->edit_inject->inject != NULL) {
		inject_id = command->edit_inject->inject->id;
	}
	const struct inject *inject =
	    inject_id != NULL && revision != NULL ? inject_find(exercise, inject_id) : NULL;
	if (inject != NULL && chance(play, 90)) {
		*(uint32_t *)reflect_member(body, revision) = inject->revision;
	}
}

/* What the sender's role asks for, most of the time. */
static void fit_sender(
    struct play *play, const struct participant *sender, Convene__V1__Command *command)
{
	bool player = sender->role == CONVENE__V1__ROLE__ROLE_PLAYER;
	switch (command->body_case) {
	case CONVENE__V1__COMMAND__BODY_OPEN_THREAD:
		command->open_thread->from = player ? NULL : command->open_thread->from;
		command->open_thread->n_inject_ids = chance(play, 80) ? 0 : 1;
		command->open_thread->n_attachments = 0;
		break;
	case CONVENE__V1__COMMAND__BODY_POST_MESSAGE:
		command->post_message->from = player ? NULL : command->post_message->from;
		command->post_message->n_inject_ids = 0;
		break;
	case CONVENE__V1__COMMAND__BODY_ISSUE_INVITE:
		if (command->issue_invite->role != CONVENE__V1__ROLE__ROLE_PLAYER) {
			command->issue_invite->team_id = (char *)"";
		}
		break;
	case CONVENE__V1__COMMAND__BODY_MARK_READ:
		command->mark_read->n_inject_ids = player ? command->mark_read->n_inject_ids : 0;
		break;
	case CONVENE__V1__COMMAND__BODY_ADD_INJECT:
		if (command->add_inject->inject != NULL) {
			command->add_inject->inject->id = (char *)"";
		}
		break;
	default:
		break;
	}
}

/* Commands that end things are rarer than chance would have them. */
static bool too_often(struct play *play, uint32_t body_case)
{
	switch (body_case) {
	case CONVENE__V1__COMMAND__BODY_END_EXERCISE:
		return chance(play, 99);
	case CONVENE__V1__COMMAND__BODY_REMOVE_PARTICIPANT:
	case CONVENE__V1__COMMAND__BODY_REVOKE_INVITE:
		return chance(play, 95);
	case CONVENE__V1__COMMAND__BODY_RAISE_WELFARE:
		return chance(play, 97);
	case CONVENE__V1__COMMAND__BODY_PAUSE_CLOCK:
	case CONVENE__V1__COMMAND__BODY_SET_RATE:
		return chance(play, 70);
	default:
		return false;
	}
}

Convene__V1__Command *play_command(struct play *play, uint64_t participant_id, enum sense sense)
{
	const struct participant *sender = participant_find(play->world.exercise, participant_id);
	play->sender = sense == SENSIBLE ? sender : NULL;
	arena_reset(play->world.arena);
	for (;;) {
		Convene__V1__Command *command = arena_alloc(play->world.arena, sizeof *command);
		convene__v1__command__init(command);
		fill(play, &command->base, sense);
		command->id.len = 0;
		if (sense == GARBAGE) {
			return command;
		}
		bool may = permission_allows(sender->role, command->body_case);
		if ((may || chance(play, 2)) && !too_often(play, command->body_case)) {
			fit_revision(play, command);
			fit_sender(play, sender, command);
			return command;
		}
		arena_reset(play->world.arena);
	}
}

void play_wait(struct play *play)
{
	struct world *world = &play->world;
	uint64_t controller = play->people[2];
	if (exercise_phase(world->exercise) == PHASE_PAUSED && chance(play, 60)) {
		/* refused when the controller was removed, and then others may do it */
		world_do(world, controller, "{'resume_clock': {'clock_revision': %u}}",
		    world->exercise->clock.revision);
	}
	world_wait(world, (int64_t)below(play, 300000));
}

void play_step(struct play *play)
{
	if (chance(play, 30)) {
		play_wait(play);
		return;
	}
	uint64_t who = play_somebody(play);
	if (world_command(&play->world, who, play_command(play, who, SENSIBLE)) == 0) {
		play->done++;
	} else {
		play->refused++;
	}
}

/* --- rounds --- */

static uint64_t from_environment(const char *name, uint64_t otherwise)
{
	const char *text = getenv(name);
	return text != NULL ? strtoull(text, NULL, 10) : otherwise;
}

void play_rounds(unsigned rounds, void (*round)(uint64_t seed))
{
	uint64_t first = from_environment("CONVENE_SIM_SEED", 1);
	uint64_t count = from_environment("CONVENE_SIM_ROUNDS", rounds);
	for (uint64_t seed = first; seed < first + count; seed++) {
		/* stays on the screen when the round fails */
		print_message("seed %llu of %llu\n", (unsigned long long)seed,
		    (unsigned long long)(first + count - 1));
		round(seed);
	}
}
