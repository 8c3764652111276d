/* A stream's events: bytes to frames, frames through the guard, and each kind to its file. Ending a
 * session only makes it LEAVING: it stays in place until its stream is closed, so whatever handles
 * a frame may refuse, and what else came in the same bytes is not looked at. All that a session has
 * is given back in one place, closed(). */
#include "server/session/dispatch.h"

#include "proto/guard.h"
#include "proto/xalloc.h"
#include "server/session/command.h"
#include "server/session/leaving.h"
#include "server/session/login.h"
#include "server/session/query.h"
#include "server/session/sending.h"
#include "server/session/transfer.h"
#include "server/session/upload.h"

#include <inttypes.h>
#include <stdlib.h>

/* A Hello comes soon after connecting (proto/README.md). */
#define HELLO_DEADLINE_MS 10000

static void reply_pong(struct session *session, const Convene__V1__Ping *ping)
{
	Convene__V1__ServerFrame frame = CONVENE__V1__SERVER_FRAME__INIT;
	Convene__V1__Pong pong = CONVENE__V1__PONG__INIT;
	pong.nonce = ping->nonce;
	pong.wall_ms = live_now_ms(session->room->live);
	frame.body_case = CONVENE__V1__SERVER_FRAME__BODY_PONG;
	frame.pong = &pong;
	session_pong(session, &frame);
}

static void dispatch(
    struct session *session, const Convene__V1__ClientFrame *frame, size_t len, const char *unknown)
{
	switch (frame->body_case) {
	case CONVENE__V1__CLIENT_FRAME__BODY_COMMAND:
		command_carry_out(session, frame->command, len, unknown);
		break;
	case CONVENE__V1__CLIENT_FRAME__BODY_PING:
		reply_pong(session, frame->ping);
		break;
	case CONVENE__V1__CLIENT_FRAME__BODY_ATTACHMENT_UPLOAD:
		upload_piece(session, frame->attachment_upload);
		break;
	case CONVENE__V1__CLIENT_FRAME__BODY_ATTACHMENT_REQUEST:
		transfer_document(session, frame->attachment_request);
		break;
	case CONVENE__V1__CLIENT_FRAME__BODY_RECORD_REQUEST:
		transfer_record(session, frame->record_request);
		break;
	case CONVENE__V1__CLIENT_FRAME__BODY_QUERY:
		query_answer(session, frame->query, unknown);
		break;
	case CONVENE__V1__CLIENT_FRAME__BODY_LEAVE:
		leaving_ask(session, frame->leave);
		break;
	case CONVENE__V1__CLIENT_FRAME__BODY_HELLO:
		session_refuse(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_WRONG_ORDER, 0,
		    "a Hello may come only once");
		break;
	default:
		session_refuse(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_MALFORMED_FRAME, 0,
		    "a frame of a kind that this server does not know");
		break;
	}
}

static void handle_frame(struct session *session, const uint8_t *bytes, size_t len)
{
	struct host *host = session->host;
	arena_reset(host->frame_arena);
	struct guard_error error;
	const Convene__V1__ClientFrame *frame = (const Convene__V1__ClientFrame *)guard_decode(
	    &convene__v1__client_frame__descriptor, bytes, len, host->frame_arena, &error);
	if (frame == NULL) {
		session_refuse(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_MALFORMED_FRAME, 0,
		    "not a frame of this protocol: %s", error.text);
		return;
	}
	if (session->state == SESSION_HELLO) {
		if (frame->body_case != CONVENE__V1__CLIENT_FRAME__BODY_HELLO) {
			session_refuse(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_WRONG_ORDER, 0,
			    "the first frame must be a Hello");
		} else {
			login_hello(session, frame->hello);
		}
		return;
	}
	dispatch(session, frame, len, error.unknown_value ? error.odd : NULL);
}

static void received(void *owner, const uint8_t *bytes, size_t len)
{
	struct session *session = owner;
	if (session->state != SESSION_HELLO) {
		stream_set_deadline(session->stream, IDLE_DEADLINE_MS);
	}
	const uint8_t *frame;
	size_t frame_len;
	while (session->state != SESSION_LEAVING && session->state != SESSION_LATE) {
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

static void expired(void *owner)
{
	struct session *session = owner;
	if (session->state == SESSION_LEAVING) {
		stream_close(session->stream);
	} else if (session->state == SESSION_LATE) {
		login_late(session);
	} else if (session->held) {
		session_release(session);
	} else if (session->state == SESSION_HELLO) {
		session_refuse(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_TIMED_OUT, 0,
		    "no Hello came within %d s", HELLO_DEADLINE_MS / 1000);
	} else {
		session_refuse(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_TIMED_OUT, 0,
		    "nothing came for %d s; send a Ping when there is nothing else to send",
		    IDLE_DEADLINE_MS / 1000);
	}
}

static void notify(struct follower *follower, struct blob *blob)
{
	session_notify((struct session *)follower, blob);
}

static void ended(struct follower *follower, Convene__V1__ErrorCode code, const char *text)
{
	bool is_replaced = code == CONVENE__V1__ERROR_CODE__ERROR_CODE_REPLACED;
	session_end((struct session *)follower, code, is_replaced ? 0 : LIVE_RETRY_MS, text);
}

static void closed(void *owner, enum close_reason reason)
{
	struct session *session = owner;
	log_limited(session->host->log, LOG_DEBUG, "connection %" PRIu64 " closed: %s",
	    session->stream->id, stream_close_text(reason));
	session_leave_room(session);
	if (session->welcome != NULL) {
		blob_drop(session->welcome);
	}
	if (session->part != NULL) {
		blob_drop(session->part);
	}
	login_drop_late(session);
	journal_record_free(session->record);
	outbox_deinit(&session->outbox);
	outbox_deinit(&session->pongs);
	frame_decoder_deinit(&session->decoder);
	free(session);
}

void dispatch_accept(void *host, struct stream *stream)
{
	static const struct stream_events events = {.received = received,
	    .writable = sending_writable,
	    .expired = expired,
	    .closed = closed};
	struct session *session = xcalloc(1, sizeof(*session));
	session->host = host;
	session->stream = stream;
	session->state = SESSION_HELLO;
	session->follower.connection_id = stream->id;
	session->follower.advanced = sending_advanced;
	session->follower.ended = ended;
	session->follower.notify = notify;
	session->follower.piece_stored = upload_piece_stored;
	frame_decoder_init(&session->decoder, FRAME_LIMIT_BEFORE_LOGIN);
	stream_attach(stream, &events, session);
	stream_set_deadline(stream, HELLO_DEADLINE_MS);
}
