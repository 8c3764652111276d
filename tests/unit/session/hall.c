#include "tests/unit/session/hall.h"

#include "server/session/dispatch.h"

#include <stdlib.h>

void hall_open(struct hall *hall, struct live_fixture *fixture)
{
	struct host *host = &hall->host;

	*hall = (struct hall){.config = CONVENE__V1__SERVER_CONFIG__INIT};
	scene_open(&hall->scene, fixture);
	scene_load(&hall->scene, "test");
	scene_rest(&hall->scene);
	assert_true(live_is_open(hall->scene.live));
	host->config = &hall->config;
	host->around = hall->scene.around;
	host->log = &hall->scene.log;
	clock_init(&host->clock);
	host->frame_arena = arena_new(FRAME_BUDGET);
	host->decision_arena = arena_new(DECISION_BUDGET);
	throttle_init(&host->newcomers, 100, 100);
	hall->room.host = host;
	hall->room.live = hall->scene.live;
	host->rooms = &hall->room;
}

void hall_stop(struct hall *hall)
{
	hall->stopping = true;
	scene_stop(&hall->scene);
}

void hall_close(struct hall *hall)
{
	struct host *host = &hall->host;

	if (!hall->stopping) {
		hall_stop(hall);
	}
	scene_end(&hall->scene);
	scene_close(&hall->scene);
	crowd_deinit(&hall->room.crowd);
	guests_deinit(&hall->room.guests);
	knocks_deinit(&host->knocks);
	throttle_deinit(&host->newcomers);
	arena_free(host->frame_arena);
	arena_free(host->decision_arena);
}

void hall_commit(struct hall *hall)
{
	live_commit(hall->scene.live);
	scene_rest(&hall->scene);
}

static void stamp(struct hall *hall, Convene__V1__Command *command, uint8_t id[COMMAND_ID_SIZE])
{
	memset(id, 0, COMMAND_ID_SIZE);
	id[0] = ++hall->commands;
	command->id = (ProtobufCBinaryData){.len = COMMAND_ID_SIZE, .data = id};
}

void hall_invite(
    struct hall *hall, Convene__V1__Role role, const char *team, char code[JOIN_CODE_SIZE])
{
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__IssueInvite issue = CONVENE__V1__ISSUE_INVITE__INIT;
	uint8_t id[COMMAND_ID_SIZE];
	struct decision decision;

	issue.role = role;
	if (team != NULL) {
		issue.team_id = (char *)(uintptr_t)team;
	}
	command.body_case = CONVENE__V1__COMMAND__BODY_ISSUE_INVITE;
	command.issue_invite = &issue;
	stamp(hall, &command, id);
	arena_reset(hall->host.decision_arena);
	decision_init(&decision, hall->host.decision_arena, 1);
	live_command(hall->scene.live, 0, &command, &decision, code);
	assert_null(decision.refusal);
	hall_commit(hall);
}

void peer_open(struct peer *peer, struct hall *hall)
{
	*peer = (struct peer){.read_at = 0};
	fake_stream_init(&peer->fake, ++hall->streams);
	dispatch_accept(&hall->host, &peer->fake.stream);
}

void peer_close(struct peer *peer)
{
	fake_stream_cut(&peer->fake);
	fake_stream_deinit(&peer->fake);
	if (peer->frame != NULL) {
		convene__v1__server_frame__free_unpacked(peer->frame, NULL);
	}
}

void peer_send(struct peer *peer, Convene__V1__ClientFrame__BodyCase what, void *body)
{
	Convene__V1__ClientFrame frame = CONVENE__V1__CLIENT_FRAME__INIT;
	struct blob *blob;

	frame.body_case = what;
	frame.hello = body; /* the others lie at the same place */
	blob = blob_of_message(&frame.base);
	fake_stream_send(&peer->fake, blob->bytes, blob->len);
	blob_drop(blob);
}

void peer_hello(struct peer *peer, const char *code, const char *name)
{
	Convene__V1__Hello hello = CONVENE__V1__HELLO__INIT;

	hello.protocol_version = PROTOCOL_VERSION;
	hello.exercise_id = (char *)(uintptr_t) "test";
	hello.credential_case = CONVENE__V1__HELLO__CREDENTIAL_JOIN_CODE;
	hello.join_code = (char *)(uintptr_t)code;
	hello.name = (char *)(uintptr_t)name;
	peer_send(peer, CONVENE__V1__CLIENT_FRAME__BODY_HELLO, &hello);
}

void peer_command(struct peer *peer, struct hall *hall, Convene__V1__Command *command)
{
	uint8_t id[COMMAND_ID_SIZE];

	stamp(hall, command, id);
	peer_send(peer, CONVENE__V1__CLIENT_FRAME__BODY_COMMAND, command);
}

void peer_join(struct peer *peer, struct hall *hall, const char *name)
{
	char code[JOIN_CODE_SIZE], seen[256];

	hall_invite(hall, CONVENE__V1__ROLE__ROLE_CONTROLLER, NULL, code);
	peer_open(peer, hall);
	peer_hello(peer, code, name);
	fake_stream_settle(&peer->fake);
	hall_commit(hall);
	fake_stream_settle(&peer->fake);
	peer_read_all(peer, seen, sizeof(seen));
	assert_int_equal(seen[0], 'W');
	assert_non_null(strchr(seen, 'C'));
}

const Convene__V1__ServerFrame *peer_read(struct peer *peer)
{
	const struct buf *output = &peer->fake.output;
	uint64_t len;
	int header = varint_read(output->data + peer->read_at, output->len - peer->read_at, &len);

	if (peer->frame != NULL) {
		convene__v1__server_frame__free_unpacked(peer->frame, NULL);
	}
	peer->frame = NULL;
	assert_true(header >= 0);
	if (header == 0 || output->len - peer->read_at - (size_t)header < len) {
		return NULL;
	}
	peer->read_at += (size_t)header;
	peer->frame =
	    convene__v1__server_frame__unpack(NULL, (size_t)len, output->data + peer->read_at);
	peer->read_at += (size_t)len;
	assert_non_null(peer->frame);
	return peer->frame;
}

static char letter_of(const Convene__V1__ServerFrame *frame)
{
	switch (frame->body_case) {
	case CONVENE__V1__SERVER_FRAME__BODY_WELCOME:
		return 'W';
	case CONVENE__V1__SERVER_FRAME__BODY_PEOPLE:
		return 'P';
	case CONVENE__V1__SERVER_FRAME__BODY_PRESENCE:
		return 'E';
	case CONVENE__V1__SERVER_FRAME__BODY_ENTRIES:
		return 'L';
	case CONVENE__V1__SERVER_FRAME__BODY_RESULT:
		return 'R';
	case CONVENE__V1__SERVER_FRAME__BODY_CAUGHT_UP:
		return 'C';
	case CONVENE__V1__SERVER_FRAME__BODY_PONG:
		return 'O';
	case CONVENE__V1__SERVER_FRAME__BODY_ERROR:
		return '!';
	default:
		return '?';
	}
}

void peer_read_all(struct peer *peer, char *out, size_t size)
{
	const Convene__V1__ServerFrame *frame;
	size_t count = 0;

	while ((frame = peer_read(peer)) != NULL) {
		bool entries = frame->body_case == CONVENE__V1__SERVER_FRAME__BODY_ENTRIES;
		/* a letter each event, however many come in one frame */
		for (size_t i = 0; i < (entries ? frame->entries->n_entry : 1); i++) {
			assert_true(count + 1 < size);
			out[count++] = letter_of(frame);
		}
	}
	out[count] = '\0';
}

Convene__V1__ErrorCode peer_read_error(struct peer *peer)
{
	const Convene__V1__ServerFrame *frame;
	Convene__V1__ErrorCode code = 0;

	while ((frame = peer_read(peer)) != NULL) {
		assert_int_equal(code, 0); /* nothing comes after it */
		if (frame->body_case == CONVENE__V1__SERVER_FRAME__BODY_ERROR) {
			code = frame->error->code;
		}
	}
	return code;
}
