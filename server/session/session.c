/* What the parts of a conversation have in common: the outbox, pausing, and the end. A session
 * that leaves gives up its room at once and stays only until its last frame is out. */
#include "server/session/session.h"

#include "proto/complaint.h"
#include "server/base/random.h"

#include <inttypes.h>
#include <stdarg.h>

/* Replies that wait for a peer that does not read: above this, nothing more is read from it. */
#define OUTBOX_PAUSE_BYTES (256u * 1024u)

/* How long nothing is read from a client that sends although it was told to wait. */
#define HOLD_MS 1000

void session_enter_room(struct session *session, struct room *room)
{
	session->room = room;
	live_follow(room->live, &session->follower);
	crowd_came(&room->crowd, session->follower.participant_id);
}

void session_leave_room(struct session *session)
{
	if (session->room == NULL) {
		return;
	}
	guests_of(&session->room->guests, session->follower.participant_id)->unanswered -=
	    session->commands_in_flight;
	session->commands_in_flight = 0;
	live_unfollow(session->room->live, &session->follower);
	crowd_went(&session->room->crowd, session->follower.participant_id);
	session->room = NULL;
}

void session_resume(struct session *session)
{
	if (!session->paused || session->held || session->state == SESSION_LEAVING ||
	    session->outbox.bytes + session->pongs.bytes >= OUTBOX_PAUSE_BYTES / 2 ||
	    (session->room != NULL && live_is_congested(session->room->live))) {
		return;
	}
	session->paused = false;
	stream_resume(session->stream);
	stream_set_deadline(session->stream, IDLE_DEADLINE_MS);
}

void session_pause(struct session *session)
{
	session->paused = true;
	stream_pause(session->stream);
	/* what is not read cannot arrive in time; a peer that takes nothing is dropped as stalled
	 */
	stream_set_deadline(session->stream, session->held ? HOLD_MS : 0);
}

void session_hold(struct session *session)
{
	session->held = true;
	session_pause(session);
}

void session_release(struct session *session)
{
	session->held = false;
	session_pause(session);
	session_resume(session);
}

void session_command_came(struct session *session)
{
	session->commands_in_flight++;
	guests_of(&session->room->guests, session->follower.participant_id)->unanswered++;
}

void session_command_answered(struct session *session)
{
	if (session->room != NULL) {
		session->commands_in_flight--;
		guests_of(&session->room->guests, session->follower.participant_id)->unanswered--;
	}
}

void session_notify(struct session *session, struct blob *blob)
{
	struct outbox_item item = {.blob = blob};
	if (session->room != NULL) {
		item.ticket = live_pending_ticket(session->room->live);
	}
	outbox_push(&session->outbox, &item);
	stream_want_write(session->stream);
}

void session_pong(struct session *session, const Convene__V1__ServerFrame *frame)
{
	struct outbox_item item = {.blob = blob_of_message(&frame->base)};
	outbox_push(&session->pongs, &item);
	blob_drop(item.blob);
	/* a peer that pings and does not read must not pile up answers */
	if (session->outbox.bytes + session->pongs.bytes > OUTBOX_PAUSE_BYTES) {
		session_pause(session);
	}
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
	if (session->outbox.bytes > OUTBOX_PAUSE_BYTES) {
		session_pause(session);
	}
	stream_want_write(session->stream);
}

Convene__V1__Error *session_error(
    Convene__V1__Error *error, Convene__V1__ErrorCode code, const char *text)
{
	convene__v1__error__init(error);
	error->code = code;
	error->message = (char *)(uintptr_t)text;
	return text != NULL ? error : NULL;
}

bool session_begin_decision(struct session *session, struct decision *decision,
    Convene__V1__Error *error, const char *unknown)
{
	arena_reset(session->host->decision_arena);
	decision_init(decision, session->host->decision_arena, random_seed());
	decision->refusal =
	    session_error(error, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID, unknown);
	return decision->refusal == NULL;
}

/* From now on nothing is taken from the client, and only what waits without depending on the
 * exercise is sent. */
static void leave(struct session *session)
{
	session_leave_room(session);
	if (session->welcome != NULL) {
		blob_drop(session->welcome);
	}
	session->welcome = NULL;
	outbox_deinit(&session->outbox);
	outbox_deinit(&session->pongs);
	session->state = SESSION_LEAVING;
	stream_pause(session->stream);
	stream_want_write(session->stream);
}

void session_end(
    struct session *session, Convene__V1__ErrorCode code, uint64_t retry_after_ms, const char *text)
{
	Convene__V1__ServerFrame frame = CONVENE__V1__SERVER_FRAME__INIT;
	if (session->state == SESSION_LEAVING) {
		return;
	}
	leave(session);
	frame.body_case = CONVENE__V1__SERVER_FRAME__BODY_ERROR;
	Convene__V1__Error error;
	frame.error = session_error(&error, code, text);
	error.retry_after_ms = retry_after_ms;
	struct blob *blob = blob_of_message(&frame.base);
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
	log_limited(session->host->log, LOG_INFO,
	    "connection %" PRIu64 " from \"%s\" is refused: %s", session->stream->id,
	    session->stream->address, text);
	session_end(session, code, retry_after_ms, text);
}
