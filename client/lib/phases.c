/*
 * A client's life, from one attempt to connect to the next. No socket, no time of day: what has
 * happened comes in, what is to be done is asked for.
 *
 *          convene_new()
 *                |
 *                v     connecting()                connected()           Welcome
 *   +------> WANTED ------------------> CONNECTING ------------> LOGIN ----------> LIVE
 *   | due                                   |                     |                 |
 *   +------- WAITING <----------------------+---------------------+-----------------+
 *                |       the connection ended, or the core gave it up
 *                |
 *   any -----> STOPPED   a reason that another attempt would not mend
 */
#include "client/lib/core_private.h"
#include "proto/xalloc.h"

#include <openssl/crypto.h>
#include <string.h>

/* Until Welcome says otherwise (frame.proto). */
#define DEFAULT_IN_FLIGHT      1
#define DEFAULT_ATTACHMENT_MAX (16u * 1024u * 1024u)

const char *convene_error_text(int error)
{
	switch (error) {
	case 0:
		return "done";
	case CONVENE_E_FULL:
		return "too many commands wait for an answer";
	case CONVENE_E_TOO_LARGE:
		return "larger than the server takes";
	case CONVENE_E_BUSY:
		return "a transfer of this kind is under way";
	case CONVENE_E_STOPPED:
		return "this client has stopped";
	case CONVENE_E_INVALID:
		return "an argument makes no sense";
	case CONVENE_E_OFFLINE:
		return "there is no connection";
	default:
		return "unknown error";
	}
}

struct convene *convene_new(const struct convene_options *options)
{
	bool code = options->join_code != NULL && options->join_code[0] != '\0';
	bool token = options->resume_token != NULL && options->resume_token_len > 0;
	if (options->random == NULL || options->exercise_id == NULL ||
	    options->exercise_id[0] == '\0' || (!code && !token) ||
	    options->resume_token_len > 1024) {
		return NULL;
	}
	struct convene *client = xcalloc(1, sizeof(*client));
	core_set_text(&client->exercise_id, options->exercise_id);
	core_set_text(&client->join_code, options->join_code);
	core_set_text(&client->name, options->name);
	core_set_text(&client->language, options->language);
	core_set_text(&client->program,
	    options->client != NULL ? options->client : "libconvene " CONVENE_VERSION);
	if (token) {
		core_set_token(client, options->resume_token, options->resume_token_len);
	}
	client->without_events = options->without_events;
	client->without_receipts = options->without_receipts;
	client->random = options->random;
	client->random_context = options->random_context;
	if (options->history != NULL) {
		client->number = client->handed = options->history->number;
		memcpy(client->check, options->history->check, CONVENE_CHECK_SIZE);
		client->check_len = CONVENE_CHECK_SIZE;
	}
	client->phase = CONVENE_PHASE_WANTED;
	client->max_frame = FRAME_LIMIT;
	client->max_in_flight = DEFAULT_IN_FLIGHT;
	client->max_attachment = DEFAULT_ATTACHMENT_MAX;
	client->receipt_due_ms = INT64_MAX;
	client->arena = arena_new(CORE_FRAME_BUDGET);
	frame_decoder_init(&client->decoder, FRAME_LIMIT);
	pending_init(&client->pending);
	return client;
}

void convene_free(struct convene *client)
{
	if (client == NULL) {
		return;
	}
	core_transfers_deinit(client);
	pending_deinit(&client->pending);
	frame_decoder_deinit(&client->decoder);
	arena_free(client->arena);
	buf_deinit(&client->in);
	buf_deinit(&client->out);
	core_set_token(client, NULL, 0);
	free(client->exercise_id);
	if (client->join_code != NULL) {
		OPENSSL_cleanse(client->join_code, strlen(client->join_code));
	}
	free(client->join_code);
	free(client->name);
	free(client->language);
	free(client->program);
	free(client->team_id);
	free(client);
}

enum convene_phase convene_phase(const struct convene *client)
{
	return client->phase;
}

void convene_connecting(struct convene *client, int64_t now_ms)
{
	client->now_ms = now_ms;
	if (client->phase == CONVENE_PHASE_WANTED) {
		client->phase = CONVENE_PHASE_CONNECTING;
	}
}

void convene_connected(struct convene *client, int64_t now_ms)
{
	Convene__V1__Hello hello = CONVENE__V1__HELLO__INIT;
	Convene__V1__ClientFrame frame = CONVENE__V1__CLIENT_FRAME__INIT;
	client->now_ms = now_ms;
	if (client->phase != CONVENE_PHASE_CONNECTING) {
		return;
	}
	core_drop(client);
	hello.protocol_version = PROTOCOL_VERSION;
	hello.exercise_id = client->exercise_id;
	if (client->token != NULL) {
		hello.credential_case = CONVENE__V1__HELLO__CREDENTIAL_RESUME_TOKEN;
		hello.resume_token.data = client->token;
		hello.resume_token.len = client->token_len;
	} else {
		hello.credential_case = CONVENE__V1__HELLO__CREDENTIAL_JOIN_CODE;
		hello.join_code = client->join_code;
		/* the same until there is a token: a Welcome may be lost */
		if (!client->has_attempt) {
			client->random(
			    client->random_context, client->attempt_id, sizeof(client->attempt_id));
			client->has_attempt = true;
		}
		hello.attempt.data = client->attempt_id;
		hello.attempt.len = sizeof(client->attempt_id);
	}
	if (client->name != NULL) {
		hello.name = client->name;
	}
	if (client->language != NULL) {
		hello.language = client->language;
	}
	hello.client = client->program;
	hello.number = client->number;
	hello.check.data = client->check;
	hello.check.len = client->check_len;
	hello.without_events = client->without_events;
	frame.body_case = CONVENE__V1__CLIENT_FRAME__BODY_HELLO;
	frame.hello = &hello;
	core_put(client, &frame);
	client->phase = CONVENE_PHASE_LOGIN;
	client->login_since_ms = now_ms;
	core_heard(client);
}

static bool is_open(const struct convene *client)
{
	return client->phase == CONVENE_PHASE_CONNECTING || client->phase == CONVENE_PHASE_LOGIN ||
	       client->phase == CONVENE_PHASE_LIVE;
}

void convene_disconnected(struct convene *client, const char *text, int64_t now_ms)
{
	client->now_ms = now_ms;
	if (is_open(client)) {
		core_lose(client, CONVENE_REASON_NETWORK, 0, 0, text);
	}
}

void convene_stop(struct convene *client, enum convene_reason reason, const char *text)
{
	if (client->phase != CONVENE_PHASE_STOPPED) {
		core_end(client, reason, 0, text);
	}
}

void convene_feed(struct convene *client, const void *bytes, size_t len, int64_t now_ms)
{
	client->now_ms = now_ms;
	if ((client->phase != CONVENE_PHASE_LOGIN && client->phase != CONVENE_PHASE_LIVE) ||
	    len == 0) {
		return;
	}
	core_heard(client);
	client->stats.bytes_in += len;
	if (client->in_at > 0) {
		buf_consume(&client->in, client->in_at);
		client->in_at = 0;
	}
	buf_append(&client->in, bytes, len);
}

void convene_hurry(struct convene *client, int64_t now_ms)
{
	int64_t at_ms = client->retry_wish_ms > now_ms ? client->retry_wish_ms : now_ms;
	client->now_ms = now_ms;
	if (client->phase != CONVENE_PHASE_WAITING) {
		return;
	}
	/* the person knows that something has changed: delays begin anew */
	client->attempt = 0;
	if (client->retry_at_ms > at_ms) {
		client->retry_at_ms = at_ms;
	}
}

size_t convene_output(const struct convene *client, const uint8_t **bytes)
{
	*bytes = client->out.data;
	return client->out.len;
}

void convene_output_done(struct convene *client, size_t count)
{
	buf_consume(&client->out, count);
	client->stats.bytes_out += count;
	/* an upload's piece or a burst of commands must not stay with each of a thousand clients */
	if (client->out.len == 0 && client->out.cap > 4096) {
		buf_deinit(&client->out);
	}
}

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

int64_t convene_due_ms(const struct convene *client)
{
	int64_t due;
	switch (client->phase) {
	case CONVENE_PHASE_WAITING:
		return client->retry_at_ms;
	case CONVENE_PHASE_LOGIN:
		return client->login_since_ms + CONVENE_LOGIN_MS;
	case CONVENE_PHASE_LIVE:
		due = least(core_alive_due_ms(client),
		    least(core_throttle_due_ms(client), core_upload_due_ms(client)));
		return client->receipt_in_flight ? due : least(due, client->receipt_due_ms);
	default:
		return INT64_MAX;
	}
}

static void tick_live(struct convene *client)
{
	if (client->now_ms >= client->receipt_due_ms && !client->receipt_in_flight) {
		core_receipt_due(client);
	}
	if (client->now_ms >= core_throttle_due_ms(client)) {
		core_pump(client);
	}
	if (client->now_ms >= core_upload_due_ms(client)) {
		core_upload_due(client);
	}
	core_keep_alive(client);
}

void convene_tick(struct convene *client, int64_t now_ms)
{
	client->now_ms = now_ms;
	if (client->phase == CONVENE_PHASE_WAITING && now_ms >= client->retry_at_ms) {
		client->phase = CONVENE_PHASE_WANTED;
	} else if (client->phase == CONVENE_PHASE_LOGIN &&
	           now_ms - client->login_since_ms >= CONVENE_LOGIN_MS) {
		core_lose(
		    client, CONVENE_REASON_SILENCE, 0, 0, "the server did not answer the login");
	} else if (client->phase == CONVENE_PHASE_LIVE) {
		tick_live(client);
	}
}

int convene_send(struct convene *client, Convene__V1__Command *command, uint64_t tag,
    uint8_t id[CONVENE_COMMAND_ID_SIZE])
{
	return core_send(client, command, tag, false, id);
}

void core_leave(struct convene *client)
{
	Convene__V1__ClientFrame frame = CONVENE__V1__CLIENT_FRAME__INIT;
	Convene__V1__Leave leave = CONVENE__V1__LEAVE__INIT;
	leave.everywhere = client->leaves_everywhere;
	frame.body_case = CONVENE__V1__CLIENT_FRAME__BODY_LEAVE;
	frame.leave = &leave;
	core_put(client, &frame);
}

int convene_leave(struct convene *client, bool everywhere)
{
	if (client->phase == CONVENE_PHASE_STOPPED) {
		return CONVENE_E_STOPPED;
	}
	if (client->phase != CONVENE_PHASE_LIVE) {
		return CONVENE_E_OFFLINE;
	}
	client->leaves = true;
	client->leaves_everywhere = client->leaves_everywhere || everywhere;
	core_leave(client);
	return 0;
}

int convene_query(struct convene *client, const Convene__V1__Query *query)
{
	Convene__V1__ClientFrame frame = CONVENE__V1__CLIENT_FRAME__INIT;
	if (client->phase == CONVENE_PHASE_STOPPED) {
		return CONVENE_E_STOPPED;
	}
	if (client->phase != CONVENE_PHASE_LIVE) {
		return CONVENE_E_OFFLINE;
	}
	frame.body_case = CONVENE__V1__CLIENT_FRAME__BODY_QUERY;
	frame.query = (Convene__V1__Query *)query;
	if (convene__v1__client_frame__get_packed_size(&frame) > client->max_frame) {
		return CONVENE_E_TOO_LARGE;
	}
	core_put(client, &frame);
	return 0;
}

size_t convene_unanswered(const struct convene *client)
{
	return client->pending.count - client->pending.automatic;
}

uint64_t convene_participant_id(const struct convene *client)
{
	return client->participant_id;
}

Convene__V1__Role convene_role(const struct convene *client)
{
	return client->role;
}

const char *convene_team_id(const struct convene *client)
{
	return client->team_id != NULL ? client->team_id : "";
}

bool convene_history(const struct convene *client, struct convene_history *out)
{
	out->number = client->number;
	memcpy(out->check, client->check, CONVENE_CHECK_SIZE);
	return client->check_len == CONVENE_CHECK_SIZE;
}

uint64_t convene_last_seq(const struct convene *client)
{
	return client->last_seq;
}

size_t convene_resume_token(const struct convene *client, const uint8_t **token)
{
	if (client->participant_id == 0) {
		return 0;
	}
	*token = client->token;
	return client->token_len;
}

int64_t convene_server_ms(const struct convene *client, int64_t now_ms)
{
	return client->wall_known ? now_ms + client->wall_offset_ms : 0;
}

const struct convene_stats *convene_stats(const struct convene *client)
{
	return &client->stats;
}
