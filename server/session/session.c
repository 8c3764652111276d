#include "server/session/session.h"

#include "proto/complaint.h"
#include "proto/guard.h"
#include "proto/xalloc.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* One write's worth of events for a peer that keeps up. */
#define BATCH_BYTES (128u * 1024u)

/* A batch ends with the event that makes it full: what may go out beyond the room there is. */
#define ROOM_EXCESS (16u * 1024u)

/* --- what leaves --- */

/* The person's removal is on disk: from here on nothing more is for this connection. */
static bool is_removed(const struct session *session)
{
	return session->room != NULL && session->follower.removal_ticket != 0 &&
	       live_is_durable(session->room->live, session->follower.removal_ticket);
}

static void end_removed(struct session *session)
{
	if (session->follower.code_replaced)
		session_refuse(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_BAD_CREDENTIAL, 0,
		    "your code was replaced; join with the new one");
	else
		session_refuse(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_REMOVED, 0,
		    "you were removed from this exercise");
}

/* True when everything that the oldest waiting frame depends on is on disk and with the client. */
static bool first_is_ready(const struct session *session)
{
	const struct outbox_item *item = outbox_first(&session->outbox);
	const struct live *live = session->room ? session->room->live : NULL;

	if (item == NULL)
		return false;
	if (live == NULL)
		return true; /* what depended on the exercise was dropped when it ended */
	return live_is_durable(live, item->ticket) && item->seq <= session->cursor;
}

/* Goes on reading once nothing speaks against it. */
static void resume(struct session *session)
{
	if (!session->paused || session->state == SESSION_LEAVING ||
	    session->outbox.bytes + session->pongs.bytes >= OUTBOX_PAUSE_BYTES / 2 ||
	    (session->room != NULL && live_is_congested(session->room->live)))
		return;
	session->paused = false;
	stream_resume(session->stream);
	stream_set_deadline(session->stream, IDLE_DEADLINE_MS);
}

static size_t write_part(struct session *session, size_t room)
{
	struct blob *part = session->part;
	size_t left = part->len - session->part_at;

	bool more = left > room;

	if (more)
		left = room;
	room = stream_write(session->stream, part->bytes + session->part_at, left, more);
	session->part_at += left;
	if (!more) {
		blob_drop(part);
		session->part = NULL;
	}
	return room;
}

static size_t write_pong(struct session *session, size_t room)
{
	session->part = outbox_first(&session->pongs)->blob;
	session->part->references++;
	session->part_at = 0;
	outbox_pop(&session->pongs);
	resume(session);
	return write_part(session, room);
}

static size_t write_first(struct session *session, size_t room)
{
	const struct outbox_item *item = outbox_first(&session->outbox);

	session->part = item->blob;
	session->part->references++;
	session->part_at = 0;
	if (item->is_result)
		session->commands_in_flight--;
	outbox_pop(&session->outbox);
	resume(session);
	return write_part(session, room);
}

/* Before the events that are the first to speak of them. False: all were told. */
static bool write_names(struct session *session, size_t *room)
{
	const struct live *live = session->room->live;
	const struct credentials *credentials = &live_file(live)->credentials;
	size_t told = session->names_told, people = credentials->person_count;
	struct blob *names;

	if (told == people)
		return false;
	/* of the others nothing is on disk yet */
	people = credentials_people_through(credentials, live_durable_seq(live));
	if (told >= people)
		return false;
	session->names_told = people;
	names = crowd_latest_names(
	    &session->room->crowd, live, &session->follower.viewer, told, people);
	if (names == NULL)
		return false;
	session->part = names;
	session->part->references++;
	session->part_at = 0;
	*room = write_part(session, *room);
	return true;
}

/* Sends the next batch of events; false when there is none for now. `*room` is what may be written
 * after it. */
static bool write_events(struct session *session, size_t *room)
{
	struct live *live = session->room ? session->room->live : NULL;
	const struct hub_batch *batch;

	if (live == NULL || session->state != SESSION_FOLLOW ||
	    session->cursor >= live_durable_seq(live))
		return false;
	if (write_names(session, room))
		return true;
	if (!session->with_events) {
		session->cursor = live_durable_seq(live);
		return true;
	}
	batch = live_frames(
	    live, &session->follower, session->cursor, *room < BATCH_BYTES ? *room : BATCH_BYTES);
	if (batch == NULL)
		return false;
	session->cursor = batch->through_seq;
	if (batch->frames.len > *room + ROOM_EXCESS) {
		session->part = blob_new(batch->frames.data, batch->frames.len);
		session->part_at = 0;
		*room = write_part(session, *room);
	} else if (batch->frames.len > 0) {
		*room = stream_write(session->stream, batch->frames.data, batch->frames.len, false);
	}
	return true;
}

static size_t write_welcome(struct session *session)
{
	size_t room =
	    stream_write(session->stream, session->welcome->bytes, session->welcome->len, false);

	blob_drop(session->welcome);
	session->welcome = NULL;
	session->state = SESSION_FOLLOW;
	return room;
}

static void writable(void *user)
{
	struct session *session = user;
	size_t room = stream_room(session->stream);

	if (is_removed(session)) {
		end_removed(session);
		return;
	}
	while (room > 0) {
		if (session->part != NULL) {
			room = write_part(session, room);
		} else if (session->state == SESSION_ADMITTED) {
			if (!live_is_durable(session->room->live, session->welcome_ticket))
				return;
			room = write_welcome(session);
		} else if (session->pongs.count > 0) {
			room = write_pong(session, room);
		} else if (first_is_ready(session)) {
			room = write_first(session, room);
		} else if (!write_events(session, &room)) {
			break;
		}
	}
	if (session->state == SESSION_LEAVING && session->part == NULL &&
	    session->outbox.count == 0)
		stream_close(session->stream);
}

void session_notify(struct session *session, struct blob *blob)
{
	struct outbox_item item = {.blob = blob};

	if (session->room != NULL)
		item.ticket = live_pending_ticket(session->room->live);
	outbox_push(&session->outbox, &item);
	stream_want_write(session->stream);
}

void session_pong(struct session *session, struct blob *blob)
{
	struct outbox_item item = {.blob = blob};

	outbox_push(&session->pongs, &item);
	/* a peer that pings and does not read must not pile up answers */
	if (session->outbox.bytes + session->pongs.bytes > OUTBOX_PAUSE_BYTES)
		session_pause(session);
	stream_want_write(session->stream);
}

void session_reply(struct session *session, const Convene__V1__ServerFrame *frame)
{
	const struct live *live = session->room ? session->room->live : NULL;
	struct outbox_item item = {
	    .blob = blob_of_message(&frame->base),
	    .is_result = frame->body_case == CONVENE__V1__SERVER_FRAME__BODY_RESULT,
	};

	if (live != NULL) {
		item.seq = exercise_head(live_engine(live));
		item.ticket = live_pending_ticket(live);
	}
	outbox_push(&session->outbox, &item);
	blob_drop(item.blob);
	if (session->outbox.bytes > OUTBOX_PAUSE_BYTES)
		session_pause(session);
	stream_want_write(session->stream);
}

void session_pause(struct session *session)
{
	session->paused = true;
	stream_pause(session->stream);
	/* what is not read cannot arrive in time; a peer that takes nothing is dropped as stalled
	 */
	stream_set_deadline(session->stream, 0);
}

/* From now on nothing is taken from the client, and only what waits without depending on the
 * exercise is sent. */
static void leave(struct session *session)
{
	if (session->room != NULL) {
		live_unfollow(session->room->live, &session->follower);
		if (session->present)
			crowd_went(&session->room->crowd, session->follower.participant_id);
		session->present = false;
		session->room = NULL;
	}
	if (session->welcome != NULL)
		blob_drop(session->welcome);
	session->welcome = NULL;
	outbox_deinit(&session->outbox);
	outbox_deinit(&session->pongs);
	session->state = SESSION_LEAVING;
	stream_pause(session->stream);
	stream_want_write(session->stream);
}

static void refuse_with_text(
    struct session *session, Convene__V1__ErrorCode code, uint64_t retry_after_ms, const char *text)
{
	Convene__V1__ServerFrame frame = CONVENE__V1__SERVER_FRAME__INIT;
	Convene__V1__Error error = CONVENE__V1__ERROR__INIT;
	struct blob *blob;

	if (session->state == SESSION_LEAVING)
		return;
	leave(session);
	error.code = code;
	error.message = (char *)(uintptr_t)text;
	error.retry_after_ms = retry_after_ms;
	frame.body_case = CONVENE__V1__SERVER_FRAME__BODY_ERROR;
	frame.error = &error;
	blob = blob_of_message(&frame.base);
	session_notify(session, blob);
	blob_drop(blob);
}

void session_refuse(struct session *session, Convene__V1__ErrorCode code, uint64_t retry_after_ms,
    const char *format, ...)
{
	char text[512];
	va_list arguments;

	va_start(arguments, format);
	complaint_list(text, sizeof(text), format, arguments);
	va_end(arguments);
	log_limited(session->host->log, LOG_INFO, "connection %llu from \"%s\" is refused: %s",
	    (unsigned long long)session->stream->id, session->stream->address, text);
	refuse_with_text(session, code, retry_after_ms, text);
}

/* --- what the exercise says --- */

static void advanced(struct follower *follower)
{
	struct session *session = (struct session *)follower;

	if (is_removed(session)) {
		end_removed(session);
		return;
	}
	resume(session);
	stream_want_write(session->stream);
}

static void notify(struct follower *follower, struct blob *blob)
{
	session_notify((struct session *)follower, blob);
}

static void ended(struct follower *follower, Convene__V1__ErrorCode code, const char *text)
{
	refuse_with_text((struct session *)follower, code, LIVE_RETRY_MS, text);
}

/* --- what arrives --- */

static void handle_frame(struct session *session, const uint8_t *bytes, size_t len)
{
	struct host *host = session->host;
	struct guard_error error;
	const Convene__V1__ClientFrame *frame;

	arena_reset(host->frame_arena);
	frame = (const Convene__V1__ClientFrame *)guard_decode(
	    &convene__v1__client_frame__descriptor, bytes, len, host->frame_arena, &error);
	if (frame == NULL) {
		session_refuse(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_MALFORMED_FRAME, 0,
		    "not a frame of this protocol: %s", error.text);
		return;
	}
	if (session->state == SESSION_HELLO) {
		if (frame->body_case != CONVENE__V1__CLIENT_FRAME__BODY_HELLO)
			session_refuse(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_WRONG_ORDER, 0,
			    "the first frame must be a Hello");
		else
			session_login(session, frame->hello);
		return;
	}
	session_dispatch(session, frame, error.unknown_value ? error.odd : NULL);
}

static void received(void *user, const uint8_t *bytes, size_t len)
{
	struct session *session = user;
	const uint8_t *frame;
	size_t frame_len;

	if (session->state != SESSION_HELLO)
		stream_set_deadline(session->stream, IDLE_DEADLINE_MS);
	while (session->state != SESSION_LEAVING) {
		switch (frame_decoder_next(&session->decoder, &bytes, &len, &frame, &frame_len)) {
		case FRAME_READY:
			handle_frame(session, frame, frame_len);
			break;
		case FRAME_NEED_MORE:
			return;
		case FRAME_TOO_LARGE:
			session_refuse(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_FRAME_TOO_LARGE,
			    0, "a frame may have at most %zu bytes here", session->decoder.limit);
			return;
		case FRAME_MALFORMED:
			session_refuse(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_MALFORMED_FRAME,
			    0, "the length before the frame is not a varint");
			return;
		}
	}
}

static void expired(void *user)
{
	struct session *session = user;

	if (session->state == SESSION_LEAVING)
		stream_close(session->stream);
	else if (session->state == SESSION_HELLO)
		session_refuse(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_TIMED_OUT, 0,
		    "no Hello came within %d s", HELLO_DEADLINE_MS / 1000);
	else
		session_refuse(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_TIMED_OUT, 0,
		    "nothing came for %d s; send a Ping when there is nothing else to send",
		    IDLE_DEADLINE_MS / 1000);
}

static void closed(void *user, enum close_reason reason)
{
	struct session *session = user;

	log_limited(session->host->log, LOG_DEBUG, "connection %llu closed: %s",
	    (unsigned long long)session->stream->id, stream_close_text(reason));
	if (session->room != NULL) {
		live_unfollow(session->room->live, &session->follower);
		if (session->present)
			crowd_went(&session->room->crowd, session->follower.participant_id);
	}
	if (session->welcome != NULL)
		blob_drop(session->welcome);
	if (session->part != NULL)
		blob_drop(session->part);
	session_drop_proof(session);
	outbox_deinit(&session->outbox);
	outbox_deinit(&session->pongs);
	frame_decoder_deinit(&session->decoder);
	free(session);
}

void session_new(void *host, struct stream *stream)
{
	static const struct stream_events events = {
	    .received = received, .writable = writable, .expired = expired, .closed = closed};
	struct session *session = xcalloc(1, sizeof(*session));

	session->host = host;
	session->stream = stream;
	session->state = SESSION_HELLO;
	session->follower.connection_id = stream->id;
	session->follower.advanced = advanced;
	session->follower.ended = ended;
	session->follower.notify = notify;
	session->follower.piece_stored = session_piece_stored;
	frame_decoder_init(&session->decoder, FRAME_LIMIT_BEFORE_LOGIN);
	stream_attach(stream, &events, session);
	stream_set_deadline(stream, HELLO_DEADLINE_MS);
}
