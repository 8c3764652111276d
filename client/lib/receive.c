/*
 * Frames from the server, in their order: each becomes at most one event for the caller. One that
 * breaks the protocol ends the connection, not the client, unless it has happened too often
 * (CORE_PATIENCE).
 */
#include "client/lib/convene.h"
#include "client/lib/core_private.h"
#include "proto/guard.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* The stream is broken: try again a few times, since a server may be replaced by a better one. */
static void complain(struct convene *client, enum convene_reason reason,
    Convene__V1__ErrorCode code, const char *text)
{
	if (++client->complaints >= CORE_PATIENCE) {
		core_end(client, reason, code, text);
	} else {
		core_lose(client, reason, code, 0, text);
	}
}

static void on_welcome(struct convene *client, const Convene__V1__Welcome *welcome)
{
	if (welcome->protocol_version != PROTOCOL_VERSION) {
		core_end(client, CONVENE_REASON_PROTOCOL, 0,
		    "the server speaks another version of the protocol");
		return;
	}
	if (!client->without_events && welcome->number != client->number) {
		complain(client, CONVENE_REASON_PROTOCOL, 0,
		    "the server goes on from somewhere else than this client asked for");
		return;
	}
	client->number = welcome->number;
	if (welcome->check.len == CONVENE_CHECK_SIZE) {
		memcpy(client->check, welcome->check.data, CONVENE_CHECK_SIZE);
		client->check_len = CONVENE_CHECK_SIZE;
	}
	client->participant_id = welcome->participant_id;
	client->role = welcome->role;
	core_set_text(&client->team_id, welcome->team_id);
	if (welcome->resume_token.len > 0) {
		core_set_token(client, welcome->resume_token.data, welcome->resume_token.len);
	}
	if (welcome->max_frame_bytes > 0) {
		client->max_frame = welcome->max_frame_bytes;
	}
	client->max_in_flight =
	    welcome->max_commands_in_flight > 0 ? welcome->max_commands_in_flight : 1;
	if (welcome->max_attachment_bytes > 0) {
		client->max_attachment = welcome->max_attachment_bytes;
	}
	client->wall_offset_ms = welcome->wall_ms - client->now_ms;
	client->wall_known = true;
	client->phase = CONVENE_PHASE_LIVE;
	client->stats.connects++;
	if (client->without_events) {
		client->attempt = 0; /* there will be no CaughtUp to say that all is well */
	}
	core_pump(client);
	if (client->leaves) {
		core_leave(client);
	}
	core_transfers_resume(client);
}

/* Those whom the server lets send ReachReceipt. */
static bool gives_receipts(const struct convene *client)
{
	return !client->without_receipts && (client->role == CONVENE__V1__ROLE__ROLE_PLAYER ||
	                                        client->role == CONVENE__V1__ROLE__ROLE_SIMULATOR);
}

/* An inject or somebody else's message came: a receipt is due soon. */
static void note_receipt(struct convene *client, const Convene__V1__Event *event)
{
	bool wanted = false;
	if (!gives_receipts(client)) {
		return;
	}
	if (event->body_case == CONVENE__V1__EVENT__BODY_INJECT_DELIVERED) {
		wanted = true;
	} else if (event->body_case == CONVENE__V1__EVENT__BODY_MESSAGE_POSTED) {
		wanted = event->message_posted->participant_id != client->participant_id;
	} else if (event->body_case == CONVENE__V1__EVENT__BODY_RECEIPT_REACHED &&
	           event->receipt_reached->participant_id == client->participant_id &&
	           event->receipt_reached->through_seq > client->receipt_sent) {
		/* an earlier connection's: what it covers needs no other */
		client->receipt_sent = event->receipt_reached->through_seq;
	}
	if (!wanted) {
		return;
	}
	client->receipt_wanted = event->seq;
	if (client->receipt_due_ms == INT64_MAX) {
		client->receipt_due_ms = client->now_ms + CONVENE_RECEIPT_MS;
	}
}

/* NULL, having complained: it cannot be read, or has a time with which nobody can calculate. What
 * an enum's unknown value means is a later version's affair: it is "unspecified" here. */
static ProtobufCMessage *decode(struct convene *client, const char *what,
    const ProtobufCMessageDescriptor *descriptor, const ProtobufCBinaryData *bytes)
{
	struct guard_error error;
	ProtobufCMessage *message =
	    guard_decode(descriptor, bytes->data, bytes->len, client->arena, &error);
	if (message != NULL && !error.impossible_time) {
		return message;
	}
	char text[320];
	snprintf(text, sizeof(text), "%s cannot be read: %s", what,
	    message == NULL ? error.text : error.odd);
	complain(client, CONVENE_REASON_PROTOCOL, 0, text);
	return NULL;
}

/* The last one of the frame was handed over: from here on the client goes on. */
static void entries_done(struct convene *client)
{
	const Convene__V1__Entries *entries = client->entries;
	client->entries = NULL;
	client->number = entries->first + entries->n_entry - 1;
	memcpy(client->check, entries->check.data, CONVENE_CHECK_SIZE);
	client->check_len = CONVENE_CHECK_SIZE;
}

static bool on_entry(struct convene *client, const Convene__V1__LogEntry *entry, uint64_t number,
    struct convene_event *out)
{
	const Convene__V1__Envelope *envelope = NULL;
	const Convene__V1__Event *event = (const Convene__V1__Event *)decode(
	    client, "an event", &convene__v1__event__descriptor, &entry->event);
	if (event == NULL) {
		return false;
	}
	if (entry->envelope.len > 0) {
		envelope = (const Convene__V1__Envelope *)decode(
		    client, "an envelope", &convene__v1__envelope__descriptor, &entry->envelope);
		if (envelope == NULL) {
			return false;
		}
	}
	char text[320];
	if (event->seq <= client->last_seq ||
	    (envelope != NULL && envelope->position != event->seq)) {
		client->stats.order_violations++;
		snprintf(text, sizeof(text),
		    "the server sent event %" PRIu64 " after event %" PRIu64, event->seq,
		    client->last_seq);
		complain(client, CONVENE_REASON_ORDER, 0, text);
		return false;
	}
	client->last_seq = event->seq;
	client->handed = number;
	client->stats.entries++;
	if (event->wall_ms - client->now_ms > client->wall_offset_ms) {
		client->wall_offset_ms = event->wall_ms - client->now_ms;
	}
	note_receipt(client, event);
	out->kind = CONVENE_ENTRY;
	out->entry = (struct convene_entry){.mark = event->seq,
	    .event = event,
	    .envelope = envelope,
	    .event_bytes = entry->event,
	    .envelope_bytes = entry->envelope};
	return true;
}

/* The next one of the frame; those that an earlier connection brought are passed over. */
static bool next_entry(struct convene *client, struct convene_event *out)
{
	bool told = false;
	while (client->entries != NULL && !told) {
		const Convene__V1__Entries *entries = client->entries;
		uint64_t number = entries->first + client->entries_at;
		const Convene__V1__LogEntry *entry = entries->entry[client->entries_at++];
		if (number > client->handed) {
			told = on_entry(client, entry, number, out);
		}
		/* one that cannot be read ends the connection, and what is left of the frame */
		if (client->entries != NULL && client->entries_at == entries->n_entry) {
			entries_done(client);
		}
	}
	return told;
}

static bool on_entries(
    struct convene *client, const Convene__V1__Entries *entries, struct convene_event *out)
{
	if (entries->n_entry == 0 || entries->check.len != CONVENE_CHECK_SIZE ||
	    entries->first != client->number + 1) {
		char text[160];
		snprintf(text, sizeof(text),
		    "the server sent %zu events from number %" PRIu64 " on, after number %" PRIu64,
		    entries->n_entry, entries->first, client->number);
		client->stats.order_violations++;
		complain(client, CONVENE_REASON_ORDER, 0, text);
		return false;
	}
	client->entries = entries;
	client->entries_at = 0;
	return next_entry(client, out);
}

/* The server wants it later. It is told once, for all that waits. */
static bool on_throttled(
    struct convene *client, const Convene__V1__CommandResult *result, struct convene_event *out)
{
	struct pending_command *command =
	    pending_find(&client->pending, result->command_id.data, result->command_id.len);
	if (command == NULL || !core_throttled(client, command, result->error->retry_after_ms)) {
		return false;
	}
	out->kind = CONVENE_THROTTLED;
	out->throttled_ms = client->throttle_due_ms - client->now_ms;
	return true;
}

static bool on_result(
    struct convene *client, const Convene__V1__CommandResult *result, struct convene_event *out)
{
	struct pending_command command;
	if (result->error != NULL &&
	    result->error->code == CONVENE__V1__ERROR_CODE__ERROR_CODE_THROTTLED) {
		return on_throttled(client, result, out);
	}
	/* an answer that nobody waits for: the command was answered on an earlier connection */
	if (!pending_answered(
	        &client->pending, result->command_id.data, result->command_id.len, &command)) {
		return false;
	}
	client->throttled = client->throttled && client->pending.count > 0;
	core_pump(client);
	if (command.automatic) {
		client->receipt_in_flight = false;
		if (client->receipt_wanted > client->receipt_sent &&
		    client->receipt_due_ms == INT64_MAX) {
			client->receipt_due_ms = client->now_ms + CONVENE_RECEIPT_MS;
		}
		return false;
	}
	out->kind = CONVENE_RESULT;
	out->result = (struct convene_result){.result = result, .tag = command.tag};
	return true;
}

static void on_pong(struct convene *client, const Convene__V1__Pong *pong)
{
	if (pong->nonce != client->nonce || client->nonce == 0) {
		return;
	}
	client->wall_offset_ms =
	    pong->wall_ms + (client->now_ms - client->ping_ms) / 2 - client->now_ms;
}

/* Whether the same attempt would be refused again. */
static bool is_final(Convene__V1__ErrorCode code)
{
	switch (code) {
	case CONVENE__V1__ERROR_CODE__ERROR_CODE_UNSUPPORTED_VERSION:
	case CONVENE__V1__ERROR_CODE__ERROR_CODE_NO_SUCH_EXERCISE:
	case CONVENE__V1__ERROR_CODE__ERROR_CODE_BAD_CREDENTIAL:
	case CONVENE__V1__ERROR_CODE__ERROR_CODE_NAME_REQUIRED:
	case CONVENE__V1__ERROR_CODE__ERROR_CODE_REMOVED:
	case CONVENE__V1__ERROR_CODE__ERROR_CODE_REPLACED:
	case CONVENE__V1__ERROR_CODE__ERROR_CODE_LEFT:
	case CONVENE__V1__ERROR_CODE__ERROR_CODE_OTHER_HISTORY:
	case CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID:
	case CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_PERMITTED:
	case CONVENE__V1__ERROR_CODE__ERROR_CODE_TOO_LARGE:
		return true;
	default:
		return false;
	}
}

/* A token that nobody knows any more, while the client holds events or something unanswered: the
 * exercise was put back to a time before it, and nothing may be sent again into that. In place of
 * Welcome only: who was let in and is told so later is in the same history. */
static bool is_of_another(const struct convene *client, Convene__V1__ErrorCode code)
{
	return client->phase == CONVENE_PHASE_LOGIN &&
	       code == CONVENE__V1__ERROR_CODE__ERROR_CODE_BAD_CREDENTIAL &&
	       client->token != NULL && (client->handed > 0 || client->pending.count > 0);
}

static bool on_error(
    struct convene *client, const Convene__V1__Error *error, struct convene_event *out)
{
	Convene__V1__ErrorCode code = error->code;
	if (client->phase == CONVENE_PHASE_LIVE &&
	    code >= CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID) {
		out->kind = CONVENE_NOTICE;
		out->notice = error;
		return true;
	}
	if (client->leaves && client->phase == CONVENE_PHASE_LOGIN &&
	    code == CONVENE__V1__ERROR_CODE__ERROR_CODE_BAD_CREDENTIAL) {
		/* it was carried out, and the answer was lost with the connection */
		core_end(client, CONVENE_REASON_SERVER, CONVENE__V1__ERROR_CODE__ERROR_CODE_LEFT,
		    "you have left");
		return false;
	}
	if (code == CONVENE__V1__ERROR_CODE__ERROR_CODE_OTHER_HISTORY ||
	    is_of_another(client, code)) {
		core_end(client, CONVENE_REASON_OTHER_HISTORY, code, error->message);
		return false;
	}
	if (code == CONVENE__V1__ERROR_CODE__ERROR_CODE_BAD_CREDENTIAL &&
	    client->participant_id == 0 && client->token != NULL && client->join_code != NULL) {
		/* a token of an exercise that is no more, of which the client has nothing: begin
		 * anew with the code, at once */
		core_set_token(client, NULL, 0);
		core_lose(client, CONVENE_REASON_SERVER, code, 0, error->message);
		client->retry_at_ms = client->now_ms;
		client->loss.retry_in_ms = 0;
		return false;
	}
	if (is_final(code)) {
		core_end(client, CONVENE_REASON_SERVER, code, error->message);
	} else if (code == CONVENE__V1__ERROR_CODE__ERROR_CODE_MALFORMED_FRAME ||
	           code == CONVENE__V1__ERROR_CODE__ERROR_CODE_FRAME_TOO_LARGE ||
	           code == CONVENE__V1__ERROR_CODE__ERROR_CODE_WRONG_ORDER ||
	           code == CONVENE__V1__ERROR_CODE__ERROR_CODE_TOO_MANY_IN_FLIGHT) {
		complain(client, CONVENE_REASON_SERVER, code, error->message);
	} else {
		core_lose(
		    client, CONVENE_REASON_SERVER, code, error->retry_after_ms, error->message);
	}
	return false;
}

static bool on_caught_up(struct convene *client, struct convene_event *out)
{
	client->attempt = 0;
	out->kind = CONVENE_CAUGHT_UP;
	return true;
}

/* Frames that come only after Welcome. */
static bool on_live_frame(
    struct convene *client, const Convene__V1__ServerFrame *frame, struct convene_event *out)
{
	switch (frame->body_case) {
	case CONVENE__V1__SERVER_FRAME__BODY_ENTRIES:
		return on_entries(client, frame->entries, out);
	case CONVENE__V1__SERVER_FRAME__BODY_RESULT:
		return on_result(client, frame->result, out);
	case CONVENE__V1__SERVER_FRAME__BODY_PONG:
		on_pong(client, frame->pong);
		return false;
	case CONVENE__V1__SERVER_FRAME__BODY_CAUGHT_UP:
		return on_caught_up(client, out);
	case CONVENE__V1__SERVER_FRAME__BODY_PEOPLE:
		out->kind = CONVENE_PEOPLE;
		out->people = frame->people;
		return true;
	case CONVENE__V1__SERVER_FRAME__BODY_PRESENCE:
		out->kind = CONVENE_PRESENCE;
		out->presence = frame->presence;
		return true;
	case CONVENE__V1__SERVER_FRAME__BODY_WELFARE:
		out->kind = CONVENE_WELFARE;
		out->welfare = frame->welfare;
		return true;
	case CONVENE__V1__SERVER_FRAME__BODY_ATTACHMENT_PROGRESS:
		return core_progress(client, frame->attachment_progress, out);
	case CONVENE__V1__SERVER_FRAME__BODY_ATTACHMENT_CHUNK:
		return core_chunk(client, frame->attachment_chunk, out);
	case CONVENE__V1__SERVER_FRAME__BODY_RECORD_CHUNK:
		return core_record(client, frame->record_chunk, out);
	case CONVENE__V1__SERVER_FRAME__BODY_QUERY_RESULT:
		out->kind = CONVENE_ANSWER;
		out->answer = frame->query_result;
		return true;
	default:
		/* something that a later server says; it does not concern us */
		return false;
	}
}

static bool on_frame(
    struct convene *client, const uint8_t *bytes, size_t len, struct convene_event *out)
{
	const ProtobufCBinaryData whole = {.data = (uint8_t *)(uintptr_t)bytes, .len = len};
	arena_reset(client->arena);
	const Convene__V1__ServerFrame *frame = (const Convene__V1__ServerFrame *)decode(
	    client, "a frame", &convene__v1__server_frame__descriptor, &whole);
	if (frame == NULL) {
		return false;
	}
	if (frame->body_case == CONVENE__V1__SERVER_FRAME__BODY_ERROR) {
		return on_error(client, frame->error, out);
	}
	if (client->phase == CONVENE_PHASE_LIVE &&
	    frame->body_case != CONVENE__V1__SERVER_FRAME__BODY_WELCOME) {
		return on_live_frame(client, frame, out);
	}
	if (client->phase == CONVENE_PHASE_LOGIN &&
	    frame->body_case == CONVENE__V1__SERVER_FRAME__BODY_WELCOME) {
		on_welcome(client, frame->welcome);
		out->kind = CONVENE_WELCOME;
		out->welcome = frame->welcome;
		return client->phase == CONVENE_PHASE_LIVE;
	}
	complain(client, CONVENE_REASON_PROTOCOL, 0, "a frame came at the wrong time");
	return false;
}

static bool tell(struct convene *client, struct convene_event *event)
{
	if (!client->loss_untold) {
		return false;
	}
	client->loss_untold = false;
	event->kind = client->loss_kind;
	event->loss = client->loss;
	event->loss.text = client->loss_text;
	return true;
}

/* Everything was looked at; a large buffer is not kept for the next small frame. */
static void input_consumed(struct convene *client)
{
	client->in.len = client->in_at = 0;
	if (client->in.cap > 16384) {
		buf_deinit(&client->in);
	}
}

bool convene_poll(struct convene *client, struct convene_event *event, int64_t now_ms)
{
	client->now_ms = now_ms;
	while (client->phase == CONVENE_PHASE_LOGIN || client->phase == CONVENE_PHASE_LIVE) {
		const uint8_t *in = client->in.data + client->in_at, *frame;
		size_t in_len = client->in.len - client->in_at, frame_len;
		if (!client->loss_untold && client->entries != NULL) {
			if (next_entry(client, event)) {
				return true;
			}
			continue;
		}
		if (client->loss_untold || in_len == 0) {
			break;
		}
		enum frame_status status =
		    frame_decoder_next(&client->decoder, &in, &in_len, &frame, &frame_len);
		client->in_at = client->in.len - in_len;
		if (status == FRAME_NEED_MORE) {
			input_consumed(client);
			break;
		}
		if (status != FRAME_READY) {
			complain(client, CONVENE_REASON_PROTOCOL, 0,
			    status == FRAME_TOO_LARGE
			        ? "the server sent an oversize frame"
			        : "the server sent something that is no frame");
			break;
		}
		if (on_frame(client, frame, frame_len, event)) {
			return true;
		}
	}
	return tell(client, event);
}
