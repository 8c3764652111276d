/* What a reply says is true only once it is on disk: so it is made at once and waits (disk_wait.h),
 * and is made anew, or becomes an error, if an exercise stops before that. */
#include "server/admin/admin_session.h"

#include "convene/v1/admin.pb-c.h"
#include "proto/frame.h"
#include "proto/guard.h"
#include "proto/xalloc.h"
#include "server/admin/admin_client.h"
#include "server/admin/admin_private.h"
#include "server/admin/answer.h"
#include "server/admin/disk_wait.h"
#include "server/admin/summary.h"
#include "server/base/blob.h"
#include "server/base/random.h"
#include "server/host/errand.h"

#include <stdlib.h>

/* After which what could not be done while an exercise is loaded is worth another try. */
#define RETRY_MS 50

/* --- replying --- */

void admin_reply(struct admin_session *session, const Convene__V1__AdminReply *message)
{
	session->reply = blob_of_message(&message->base);
	session->reply_at = 0;
	stream_want_write(session->stream);
}

static void reply_error_for(struct admin_session *session, Convene__V1__ErrorCode code,
    uint64_t retry_after_ms, const char *text)
{
	Convene__V1__AdminReply message = CONVENE__V1__ADMIN_REPLY__INIT;
	Convene__V1__Error error = CONVENE__V1__ERROR__INIT;
	error.code = code;
	error.message = (char *)(uintptr_t)text;
	error.retry_after_ms = retry_after_ms;
	message.error = &error;
	admin_reply(session, &message);
}

void admin_reply_error(struct admin_session *session, Convene__V1__ErrorCode code, const char *text)
{
	reply_error_for(session, code, 0, text);
}

static void reply_too_large(struct admin_session *session)
{
	admin_reply_error(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_TOO_LARGE,
	    "there is more to be told than fits one answer");
}

void admin_reply_later(struct admin_session *session, const char *text)
{
	reply_error_for(
	    session, CONVENE__V1__ERROR_CODE__ERROR_CODE_EXERCISE_UNAVAILABLE, RETRY_MS, text);
}

static void writable(void *owner)
{
	struct admin_session *session = owner;
	size_t room = stream_room(session->stream);
	if (session->reply == NULL || !disk_wait_is_over(session->wait)) {
		return;
	}
	disk_wait_stop(session->wait);
	session->lists = false;
	while (room > 0 && session->reply_at < session->reply->len) {
		const uint8_t *bytes = session->reply->bytes + session->reply_at;
		size_t left = session->reply->len - session->reply_at;
		size_t count = left < room ? left : room;
		room = stream_write(session->stream, bytes, count, count < left);
		session->reply_at += count;
	}
	if (session->reply_at < session->reply->len) {
		return;
	}
	blob_drop(session->reply);
	session->reply = NULL;
	if (session->closing) {
		stream_close(session->stream);
	} else {
		stream_resume(session->stream);
	}
}

static void advanced(void *context)
{
	stream_want_write(((struct admin_session *)context)->stream);
}

/* --- requests --- */

void admin_reply_by_server(
    struct admin_session *session, Convene__V1__AdminReply *message, struct live *live)
{
	const struct host *host = session->host;
	uint8_t hash[HASH_SIZE];
	tls_fingerprint(host->tls, hash);
	message->port = host->port;
	message->certificate_sha256.data = hash;
	message->certificate_sha256.len = HASH_SIZE;
	message->self_signed = tls_is_self_signed(host->tls);
	if (live != NULL) {
		disk_wait_for(session->wait, live);
	}
	admin_reply(session, message);
}

const char *admin_problem_of(const struct live *live)
{
	const struct err *failure = live_failure(live);
	return failure != NULL ? failure->text : "";
}

static void list_exercises(struct admin_session *session)
{
	struct arena *arena = session->host->decision_arena;
	Convene__V1__AdminReply message = CONVENE__V1__ADMIN_REPLY__INIT;
	size_t count = 0;
	arena_reset(arena);
	for (struct room *room = session->host->rooms; room != NULL; room = room->next) {
		count++;
	}
	message.exercises = arena_array(arena, count + 1, sizeof(*message.exercises));
	struct room *room = message.exercises != NULL ? session->host->rooms : NULL;
	for (; room != NULL; room = room->next) {
		struct live *live = room->live;
		Convene__V1__ExerciseSummary *summary =
		    live_is_open(live) ? summary_of_file(arena, live_file(live), live_now_ms(live))
		                       : summary_of_unavailable(arena, live_id(live),
		                             live_word(live), admin_problem_of(live));
		if (summary == NULL) {
			break;
		}
		if (live_is_open(live)) {
			disk_wait_for(session->wait, live);
		}
		summary->connected = (uint32_t)crowd_connected(&room->crowd);
		message.exercises[message.n_exercises++] = summary;
	}
	/* a part of it would pass for all of it */
	if (arena_exhausted(arena)) {
		disk_wait_stop(session->wait);
		reply_too_large(session);
		return;
	}
	summary_sort(message.exercises, message.n_exercises);
	session->lists = true;
	admin_reply_by_server(session, &message, NULL);
}

/* An exercise stopped before what the reply says of it was on disk. */
static void ended(void *context, Convene__V1__ErrorCode code, const char *text)
{
	struct admin_session *session = context;
	blob_drop(session->reply);
	session->reply = NULL;
	if (session->lists) {
		list_exercises(session);
	} else {
		admin_reply_error(session, code, text);
	}
}

bool admin_is_at_rest(struct admin_session *session, const char *exercise_id)
{
	if (session->host->stopping) {
		/* whoever counts the exercises still to be closed would not know of this one */
		admin_reply_error(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_SHUTTING_DOWN,
		    "the server stops; try again when it has stopped or runs again");
	} else if (errand_of(session->host, exercise_id) != NULL) {
		admin_reply_error(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_EXERCISE_UNAVAILABLE,
		    "the exercise is being archived, brought back or deleted; try again");
	} else {
		return true;
	}
	return false;
}

/* The open exercise of that name; NULL, having replied, when there is none. */
static struct live *find_open(struct admin_session *session, const char *exercise_id)
{
	struct room *room = host_room(session->host, exercise_id);
	if (!admin_is_at_rest(session, exercise_id)) {
		return NULL;
	}
	if (room == NULL) {
		admin_reply_error(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_NO_SUCH_EXERCISE,
		    "there is no such exercise; `convened list` shows those there are");
		return NULL;
	}
	if (live_is_loading(room->live)) {
		admin_reply_later(session, "the exercise is being loaded; try again");
		return NULL;
	}
	if (!live_is_open(room->live)) {
		admin_reply_error(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_EXERCISE_UNAVAILABLE,
		    admin_problem_of(room->live));
		return NULL;
	}
	return room->live;
}

static bool is_connected(const void *context, uint64_t participant_id)
{
	return crowd_has(context, participant_id);
}

static void list_invites(struct admin_session *session, const char *exercise_id)
{
	struct arena *arena = session->host->decision_arena;
	struct live *live = find_open(session, exercise_id);
	Convene__V1__AdminReply message = CONVENE__V1__ADMIN_REPLY__INIT;
	if (live == NULL) {
		return;
	}
	arena_reset(arena);
	if (!answer_invites(&message, arena, live_file(live), is_connected,
	        &host_room(session->host, exercise_id)->crowd)) {
		reply_too_large(session);
		return;
	}
	admin_reply_by_server(session, &message, live);
}

static void administer(struct admin_session *session, const Convene__V1__AdministerInvite *request)
{
	struct live *live = find_open(session, request->exercise_id);
	Convene__V1__AdminReply message = CONVENE__V1__ADMIN_REPLY__INIT;
	if (live == NULL) {
		return;
	}
	if (request->command == NULL) {
		admin_reply_error(
		    session, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID, "a command is missing");
		return;
	}
	arena_reset(session->host->decision_arena);
	struct decision decision;
	decision_init(&decision, session->host->decision_arena, random_seed());
	char join_code[JOIN_CODE_SIZE];
	live_command(live, 0, request->command, &decision, join_code);
	room_tell_concerned(host_room(session->host, request->exercise_id), &decision);
	if (answer_command(&message, session->host->decision_arena, &decision, join_code)) {
		admin_reply_by_server(session, &message, live);
	} else {
		reply_too_large(session);
	}
}

/* All of them in one commit. */
static void issue(struct admin_session *session, const Convene__V1__IssueInvites *request)
{
	struct live *live = find_open(session, request->exercise_id);
	Convene__V1__AdminReply message = CONVENE__V1__ADMIN_REPLY__INIT;
	struct err err = {0};
	if (live == NULL) {
		return;
	}
	struct issued *issued = xcalloc(request->n_invites + 1, sizeof(*issued));
	if (live_issue_all(live, request->invites, request->n_invites,
	        session->host->decision_arena, issued, &err) != 0) {
		admin_reply_error(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID, err.text);
	} else {
		arena_reset(session->host->decision_arena);
		if (answer_issued(&message, session->host->decision_arena, live_file(live), issued,
		        request->n_invites)) {
			admin_reply_by_server(session, &message, live);
		} else {
			reply_too_large(session);
		}
	}
	free(issued);
}

/* --- one after the other --- */

static void handle(struct admin_session *session, const uint8_t *bytes, size_t len)
{
	arena_reset(session->host->frame_arena);
	struct guard_error error;
	const Convene__V1__AdminRequest *request =
	    (const Convene__V1__AdminRequest *)guard_decode(&convene__v1__admin_request__descriptor,
	        bytes, len, session->host->frame_arena, &error);
	/* one request at a time: the next is read when this one is answered */
	stream_pause(session->stream);
	if (request != NULL && error.unknown_value) {
		admin_reply_error(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID, error.odd);
		return;
	}
	switch (request ? request->body_case : CONVENE__V1__ADMIN_REQUEST__BODY__NOT_SET) {
	case CONVENE__V1__ADMIN_REQUEST__BODY_LOAD_EXERCISE:
		admin_load(session, request->load_exercise->exercise_id);
		break;
	case CONVENE__V1__ADMIN_REQUEST__BODY_LIST_EXERCISES:
		list_exercises(session);
		break;
	case CONVENE__V1__ADMIN_REQUEST__BODY_LIST_INVITES:
		list_invites(session, request->list_invites->exercise_id);
		break;
	case CONVENE__V1__ADMIN_REQUEST__BODY_ADMINISTER_INVITE:
		administer(session, request->administer_invite);
		break;
	case CONVENE__V1__ADMIN_REQUEST__BODY_ISSUE_INVITES:
		issue(session, request->issue_invites);
		break;
	case CONVENE__V1__ADMIN_REQUEST__BODY_ARCHIVE_EXERCISE:
		admin_begin_errand(session, ERRAND_ARCHIVE, request->archive_exercise->exercise_id,
		    request->archive_exercise->under_way_too);
		break;
	case CONVENE__V1__ADMIN_REQUEST__BODY_RESTORE_EXERCISE:
		admin_begin_errand(
		    session, ERRAND_RESTORE, request->restore_exercise->exercise_id, true);
		break;
	case CONVENE__V1__ADMIN_REQUEST__BODY_DELETE_EXERCISE:
		admin_begin_errand(session, ERRAND_DELETE, request->delete_exercise->exercise_id,
		    request->delete_exercise->unopened_too);
		break;
	default:
		session->closing = true;
		admin_reply_error(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_MALFORMED_FRAME,
		    "a request that this server does not know; are both of the same version?");
		break;
	}
}

/* --- the stream --- */

static void received(void *owner, const uint8_t *bytes, size_t len)
{
	struct admin_session *session = owner;
	if (session->closing || session->reply != NULL || session->errand != NULL) {
		stream_close(session->stream); /* did not wait for its answer */
		return;
	}
	const uint8_t *frame;
	size_t frame_len;
	enum frame_status status =
	    frame_decoder_next(&session->decoder, &bytes, &len, &frame, &frame_len);
	if (status == FRAME_READY) {
		handle(session, frame, frame_len);
	} else if (status != FRAME_NEED_MORE) {
		stream_close(session->stream);
	}
}

static void closed(void *owner, enum close_reason reason)
{
	struct admin_session *session = owner;
	(void)reason; /* a local program that ends is nothing to report */
	disk_wait_free(session->wait);
	if (session->errand != NULL) {
		errand_forget(session->errand);
	}
	if (session->reply != NULL) {
		blob_drop(session->reply);
	}
	frame_decoder_deinit(&session->decoder);
	free(session);
}

void admin_session_accept(void *host, struct stream *stream)
{
	static const struct stream_events events = {
	    .received = received, .writable = writable, .closed = closed};
	struct admin_session *session = xcalloc(1, sizeof(*session));
	session->host = host;
	session->stream = stream;
	session->wait = disk_wait_new(
	    &(struct disk_wait_events){.context = session, .advanced = advanced, .ended = ended},
	    stream->id);
	frame_decoder_init(&session->decoder, ADMIN_FRAME_LIMIT);
	stream_attach(stream, &events, session);
}
