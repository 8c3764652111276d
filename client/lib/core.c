/*
 * What all parts of the core stand on: output, what is lost with a connection and how long to wait
 * for the next, and commands on their way out.
 */
#include "client/lib/core_private.h"

#include "proto/xalloc.h"

#include <openssl/crypto.h>
#include <stdio.h>
#include <string.h>

#define BACKOFF_FIRST_MS 500
#define BACKOFF_MOST_MS  30000

/* A day is as good as for ever, and cannot overflow. */
#define RETRY_AFTER_MOST_MS 86400000

int64_t convene_backoff_ms(unsigned attempt, uint64_t retry_after_ms, uint64_t random)
{
	uint64_t ceiling = BACKOFF_MOST_MS;
	if (attempt < 6) {
		ceiling = (uint64_t)BACKOFF_FIRST_MS << attempt;
	}
	if (ceiling > BACKOFF_MOST_MS) {
		ceiling = BACKOFF_MOST_MS;
	}
	if (retry_after_ms > RETRY_AFTER_MOST_MS) {
		retry_after_ms = RETRY_AFTER_MOST_MS;
	}
	return (int64_t)(retry_after_ms + random % (ceiling + 1));
}

void core_set_text(char **field, const char *text)
{
	free(*field);
	*field = text != NULL && text[0] != '\0' ? xstrdup(text) : NULL;
}

void core_set_token(struct convene *client, const uint8_t *token, size_t len)
{
	uint8_t *copy = NULL;
	if (len > 0) {
		copy = xcalloc(1, len);
		memcpy(copy, token, len);
	}
	if (client->token != NULL) {
		OPENSSL_cleanse(client->token, client->token_len);
	}
	free(client->token);
	client->token = copy;
	client->token_len = len;
}

void core_put(struct convene *client, const Convene__V1__ClientFrame *frame)
{
	size_t len = convene__v1__client_frame__get_packed_size(frame);
	buf_append_varint(&client->out, len);
	convene__v1__client_frame__pack(frame, buf_reserve(&client->out, len));
	client->out.len += len;
	client->sent_ms = client->now_ms;
}

/* What may go out now; NULL: nothing. */
static struct pending_command *next_to_send(const struct convene *client)
{
	const struct pending *pending = &client->pending;
	if (client->phase != CONVENE_PHASE_LIVE || pending->in_flight >= client->max_in_flight) {
		return NULL;
	}
	if (!client->throttled) {
		return pending_next(pending);
	}
	struct pending_command *urgent = pending_next_urgent(pending);
	if (urgent != NULL || pending->in_flight > 0 || client->now_ms < client->throttle_due_ms) {
		return urgent;
	}
	return pending_next(pending);
}

int64_t core_throttle_due_ms(const struct convene *client)
{
	return client->throttled && client->pending.in_flight == 0 && client->pending.count > 0
	           ? client->throttle_due_ms
	           : INT64_MAX;
}

bool convene_is_throttled(const struct convene *client)
{
	return client->throttled;
}

bool core_throttled(struct convene *client, struct pending_command *command, uint64_t wait_ms)
{
	bool told = client->throttled;
	int64_t due_ms = client->now_ms +
	                 (wait_ms < RETRY_AFTER_MOST_MS ? (int64_t)wait_ms : RETRY_AFTER_MOST_MS);
	pending_not_taken(&client->pending, command);
	client->throttled = true;
	if (!told || due_ms > client->throttle_due_ms) {
		client->throttle_due_ms = due_ms;
	}
	return !told;
}

void core_pump(struct convene *client)
{
	struct pending_command *command;
	while ((command = next_to_send(client)) != NULL) {
		if (command->sent_once) {
			client->stats.resent++;
		}
		buf_append(&client->out, command->frame, command->frame_len);
		pending_sent(&client->pending, command);
		client->sent_ms = client->asked_ms = client->now_ms;
	}
}

/* What belongs to a connection goes with it. */
void core_drop(struct convene *client)
{
	client->in.len = client->in_at = 0;
	client->entries = NULL; /* those not handed over come again */
	client->out.len = 0;
	frame_decoder_deinit(&client->decoder);
	frame_decoder_init(&client->decoder, FRAME_LIMIT);
	pending_rewind(&client->pending);
}

static void tell_loss(struct convene *client, enum convene_event_kind kind,
    enum convene_reason reason, Convene__V1__ErrorCode code, const char *text)
{
	client->loss_untold = true;
	client->loss_kind = kind;
	snprintf(client->loss_text, sizeof(client->loss_text), "%s", text);
	client->loss = (struct convene_loss){.reason = reason, .code = code};
}

void core_lose(struct convene *client, enum convene_reason reason, Convene__V1__ErrorCode code,
    uint64_t retry_after_ms, const char *text)
{
	uint64_t random = 0;
	core_drop(client);
	tell_loss(client, CONVENE_OFFLINE, reason, code, text);
	client->random(client->random_context, &random, sizeof(random));
	client->loss.retry_in_ms = convene_backoff_ms(client->attempt, retry_after_ms, random);
	client->attempt++;
	client->retry_at_ms = client->now_ms + client->loss.retry_in_ms;
	client->retry_wish_ms =
	    client->now_ms +
	    (retry_after_ms < RETRY_AFTER_MOST_MS ? (int64_t)retry_after_ms : RETRY_AFTER_MOST_MS);
	client->phase = CONVENE_PHASE_WAITING;
}

void core_end(struct convene *client, enum convene_reason reason, Convene__V1__ErrorCode code,
    const char *text)
{
	core_drop(client);
	tell_loss(client, CONVENE_STOPPED, reason, code, text);
	client->phase = CONVENE_PHASE_STOPPED;
}

void core_receipt_due(struct convene *client)
{
	Convene__V1__ReachReceipt reach = CONVENE__V1__REACH_RECEIPT__INIT;
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	client->receipt_due_ms = INT64_MAX;
	if (client->receipt_wanted <= client->receipt_sent) {
		return;
	}
	reach.through_seq = client->receipt_wanted;
	command.body_case = CONVENE__V1__COMMAND__BODY_REACH_RECEIPT;
	command.reach_receipt = &reach;
	if (core_send(client, &command, 0, true, NULL) != 0) {
		return;
	}
	client->receipt_sent = client->receipt_wanted;
	client->receipt_in_flight = true;
}

/* The id of the last upload of these bytes; NULL: there was none. */
static const uint8_t *uploaded_id(const struct convene *client, const ProtobufCBinaryData *sha256)
{
	for (size_t i = 0; i < client->uploads && i < CORE_UPLOADED; i++) {
		const struct uploaded *uploaded =
		    &client->uploaded[(client->uploads - 1 - i) % CORE_UPLOADED];
		if (sha256->len == CONVENE_SHA256_SIZE &&
		    memcmp(uploaded->sha256, sha256->data, CONVENE_SHA256_SIZE) == 0) {
			return uploaded->id;
		}
	}
	return NULL;
}

/* Whoever stores a document that this client uploaded need not know under which id. */
static bool name_upload(const struct convene *client, const Convene__V1__Command *command)
{
	if (command->body_case != CONVENE__V1__COMMAND__BODY_STORE_ATTACHMENT ||
	    command->store_attachment->attachment == NULL ||
	    command->store_attachment->upload_id.len != 0) {
		return false;
	}
	const uint8_t *id = uploaded_id(client, &command->store_attachment->attachment->sha256);
	if (id != NULL) {
		/* packed only: the bytes are not written to */
		command->store_attachment->upload_id = (ProtobufCBinaryData){
		    .len = CONVENE_UPLOAD_ID_SIZE, .data = (uint8_t *)(uintptr_t)id};
	}
	return id != NULL;
}

/* What the server takes ahead of everything: from others a pause is a command as any. */
static bool is_call(const struct convene *client, const Convene__V1__Command *command)
{
	return command->body_case == CONVENE__V1__COMMAND__BODY_RAISE_WELFARE ||
	       (command->body_case == CONVENE__V1__COMMAND__BODY_PAUSE_CLOCK &&
	           client->role == CONVENE__V1__ROLE__ROLE_CONTROLLER);
}

int core_send(struct convene *client, Convene__V1__Command *command, uint64_t tag, bool automatic,
    uint8_t id[CONVENE_COMMAND_ID_SIZE])
{
	Convene__V1__ClientFrame frame = CONVENE__V1__CLIENT_FRAME__INIT;
	const ProtobufCBinaryData given = command->id;
	struct buf bytes = {0};
	if (client->phase == CONVENE_PHASE_STOPPED) {
		return CONVENE_E_STOPPED;
	}
	if (client->pending.count >= CONVENE_COMMANDS_MAX) {
		return CONVENE_E_FULL;
	}
	uint8_t made[CONVENE_COMMAND_ID_SIZE];
	if (given.len == CONVENE_COMMAND_ID_SIZE) {
		memcpy(made, given.data, sizeof(made));
	} else {
		client->random(client->random_context, made, sizeof(made));
	}
	command->id.data = made;
	command->id.len = sizeof(made);
	frame.body_case = CONVENE__V1__CLIENT_FRAME__BODY_COMMAND;
	frame.command = command;
	bool named = name_upload(client, command);
	size_t len = convene__v1__client_frame__get_packed_size(&frame);
	if (len <= client->max_frame) {
		buf_append_varint(&bytes, len);
		convene__v1__client_frame__pack(&frame, buf_reserve(&bytes, len));
		bytes.len += len;
	}
	command->id = given;
	if (named) {
		command->store_attachment->upload_id = (ProtobufCBinaryData){.len = 0};
	}
	if (bytes.len == 0) {
		return CONVENE_E_TOO_LARGE;
	}
	struct pending_command *pending =
	    pending_add(&client->pending, made, bytes.data, bytes.len);
	pending->tag = tag;
	pending->automatic = automatic;
	pending->urgent = is_call(client, command);
	client->pending.automatic += automatic ? 1 : 0;
	if (id != NULL) {
		memcpy(id, made, sizeof(made));
	}
	core_pump(client);
	return 0;
}
