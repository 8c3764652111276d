#include "tests/sim/random_play.h"

#include "proto/buf.h"
#include "proto/reflect.h"
#include "proto/xalloc.h"
#include "server/exercise/decide/permission.h"
#include "server/exercise/ground/phase.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/inject.h"
#include "server/exercise/state/participant.h"
#include "server/exercise/state/request/request.h"
#include "server/exercise/state/state.h"
#include "server/exercise/state/thread.h"
#include "server/exercise/state/welfare.h"
#include "tests/sim/random_scenario.h"
#include "tests/sim/random_values.h"

#include <string.h>

static uint64_t below(struct play *play, uint64_t count)
{
	return world_random(&play->world, count);
}

static bool chance(struct play *play, unsigned percent)
{
	return below(play, 100) < percent;
}

/* --- the exercise --- */

void play_join(struct play *play)
{
	unsigned teams = 0;
	while (teams * 2 < PLAY_PLAYERS_MAX &&
	       exercise_team_id(play->world.exercise, (int)teams) != NULL) {
		teams++;
	}
	for (Convene__V1__Role role = 1; role <= CONVENE__V1__ROLE__ROLE_OBSERVER; role++) {
		bool player = role == CONVENE__V1__ROLE__ROLE_PLAYER;
		for (unsigned i = 0; i < (player ? teams * 2 : 2); i++) {
			const char *team =
			    player ? exercise_team_id(play->world.exercise, (int)(i % teams)) : "";
			play->people[play->people_count++] = world_join(&play->world, role, team);
		}
	}
}

static void make_exercise(struct play *play)
{
	struct buf json = {.len = 0};
	random_scenario(play, &json, 2 + (unsigned)below(play, 5));
	world_create(&play->world, (const char *)json.data);
	buf_deinit(&json);
	play_join(play);
}

void play_init_unstarted(struct play *play, uint64_t seed)
{
	memset(play, 0, sizeof *play);
	world_init(&play->world, seed);
	play->world.unchecked = true;
	make_exercise(play);
}

void play_init_plain(struct play *play, uint64_t seed)
{
	memset(play, 0, sizeof *play);
	play->plain = true;
	world_init(&play->world, seed);
	play->world.unchecked = true;
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

/* --- messages --- */

static void fill(struct play *play, ProtobufCMessage *message, enum sense sense);

static void fill_value(
    struct play *play, const ProtobufCFieldDescriptor *field, void *value, enum sense sense)
{
	switch (field->type) {
	case PROTOBUF_C_TYPE_STRING:
		*(char **)value = (char *)random_text(play, field->name, sense);
		break;
	case PROTOBUF_C_TYPE_BYTES:
		*(ProtobufCBinaryData *)value = random_bytes(play, sense);
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
	case PROTOBUF_C_TYPE_INT32:
	case PROTOBUF_C_TYPE_UINT32:
		*(uint32_t *)value = (uint32_t)random_number(play, field->name, sense);
		break;
	case PROTOBUF_C_TYPE_INT64:
	case PROTOBUF_C_TYPE_UINT64:
		*(uint64_t *)value = random_number(play, field->name, sense);
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

/* What a request cannot have goes. */
static void fit_request(Convene__V1__RequestContent *content)
{
	if (content != NULL) {
		content->n_attachments = 0;
		content->n_inject_ids = 0;
		content->n_values = 0;
		content->n_case_ids = content->n_case_ids > 0;
		content->text = (char *)"Please.";
		content->urgency = (char *)"normal";
	}
}

/* What the draft's writer saw, most of the time. */
static uint32_t draft_revision(struct play *play, uint64_t request_id)
{
	const struct request_file *request = request_find(play->world.exercise, request_id);
	return request != NULL && chance(play, 90) ? request->revision : 1;
}

/* Somebody who has called, where there is one. */
static void fit_welfare(struct play *play, Convene__V1__AnswerWelfare *answer)
{
	const struct objects *people = &play->world.exercise->participants;
	for (size_t i = 0; i < people->count && chance(play, 90); i++) {
		const struct participant *one = people->list[i];
		if (one->welfare != NULL && one->welfare->open) {
			answer->participant_id = one->id;
			answer->seen_seq = 0;
			break;
		}
	}
}

/* One of the sender's own, most of the time, as it is now. */
static void fit_correction(
    struct play *play, const struct participant *sender, Convene__V1__CorrectMessage *correct)
{
	const struct messages *messages = &play->world.exercise->messages;
	for (size_t i = messages->count; i-- > 0 && chance(play, 90);) {
		if (messages->list[i].author_id == sender->id) {
			correct->message_id = messages->list[i].id;
			break;
		}
	}
	const struct message *message = message_find(play->world.exercise, correct->message_id);
	correct->revision = message != NULL && chance(play, 90) ? message->revision : 1;
}

/* What the sender's role asks for, most of the time. */
static void fit_sender(
    struct play *play, const struct participant *sender, Convene__V1__Command *command)
{
	bool player = sender->role == CONVENE__V1__ROLE__ROLE_PLAYER;
	switch (command->body_case) {
	case CONVENE__V1__COMMAND__BODY_OPEN_THREAD:
		command->open_thread->from = player ? NULL : command->open_thread->from;
		command->open_thread->n_inject_ids =
		    !chance(play, 80) && command->open_thread->n_inject_ids > 0 ? 1 : 0;
		command->open_thread->n_attachments = 0;
		break;
	case CONVENE__V1__COMMAND__BODY_POST_MESSAGE:
		command->post_message->from = player ? NULL : command->post_message->from;
		command->post_message->n_inject_ids = 0;
		break;
	case CONVENE__V1__COMMAND__BODY_ANSWER_WELFARE:
		fit_welfare(play, command->answer_welfare);
		break;
	case CONVENE__V1__COMMAND__BODY_CORRECT_MESSAGE:
		fit_correction(play, sender, command->correct_message);
		break;
	case CONVENE__V1__COMMAND__BODY_ISSUE_INVITE:
		if (command->issue_invite->role != CONVENE__V1__ROLE__ROLE_PLAYER) {
			command->issue_invite->team_id = (char *)"";
		}
		break;
	case CONVENE__V1__COMMAND__BODY_ANSWER_REFERRAL:
		command->answer_referral->team_id =
		    player ? (char *)"" : command->answer_referral->team_id;
		break;
	case CONVENE__V1__COMMAND__BODY_TAKE_OVER_CASE:
		command->take_over_case->team_id =
		    player ? (char *)"" : command->take_over_case->team_id;
		break;
	case CONVENE__V1__COMMAND__BODY_MARK_READ:
		command->mark_read->n_inject_ids = player ? command->mark_read->n_inject_ids : 0;
		break;
	case CONVENE__V1__COMMAND__BODY_ADD_INJECT:
		if (command->add_inject->inject != NULL) {
			command->add_inject->inject->id = (char *)"";
		}
		break;
	case CONVENE__V1__COMMAND__BODY_JUMP_CLOCK:
		command->jump_clock->overdue =
		    chance(play, 80) ? NULL : command->jump_clock->overdue;
		break;
	case CONVENE__V1__COMMAND__BODY_DRAFT_REQUEST:
		fit_request(command->draft_request->content);
		command->draft_request->revision =
		    draft_revision(play, command->draft_request->request_id);
		break;
	case CONVENE__V1__COMMAND__BODY_SEND_REQUEST:
		fit_request(command->send_request->content);
		command->send_request->anyway = true;
		command->send_request->revision =
		    draft_revision(play, command->send_request->request_id);
		command->send_request->n_also_to = 0;
		command->send_request->request_id =
		    command->send_request->content == NULL ? command->send_request->request_id : 0;
		break;
	case CONVENE__V1__COMMAND__BODY_MOVE_REQUEST:
		command->move_request->anyway = true;
		command->move_request->n_attachments = 0;
		command->move_request->n_missing = 0;
		command->move_request->n_values = 0;
		if (player) {
			command->move_request->canned_reply = (char *)"";
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
	case CONVENE__V1__COMMAND__BODY_CLOSE_EXERCISE:
		return chance(play, 98);
	case CONVENE__V1__COMMAND__BODY_REMOVE_PARTICIPANT:
	case CONVENE__V1__COMMAND__BODY_REVOKE_INVITE:
		return chance(play, 95);
	case CONVENE__V1__COMMAND__BODY_RAISE_WELFARE:
		return chance(play, 97);
	case CONVENE__V1__COMMAND__BODY_WITHDRAW_INJECT:
	case CONVENE__V1__COMMAND__BODY_SHIFT_INJECTS:
		return chance(play, 60);
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
	if (exercise_phase(world->exercise) == PHASE_RUNNING && !play->plain && chance(play, 8)) {
		world_do(world, controller, "{'jump_clock': {'clock_revision': %u, 'to_ms': %lld}}",
		    world->exercise->clock.revision,
		    (long long)(exercise_time(world->exercise, world->wall_ms) + 1 +
		                (int64_t)below(play, 1800000)));
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
