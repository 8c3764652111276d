/* What a reply says is true only once it is on disk: so it is made at once and waits (disk_wait.h),
 * and is made anew, or becomes an error, if an exercise stops before that. */
#include "server/admin/admin_session.h"

#include "convene/v1/admin.pb-c.h"
#include "proto/frame.h"
#include "proto/guard.h"
#include "proto/xalloc.h"
#include "server/admin/admin_client.h"
#include "server/admin/answer.h"
#include "server/admin/disk_wait.h"
#include "server/admin/summary.h"
#include "server/base/blob.h"
#include "server/host/errand.h"

#include <stdlib.h>
#include <unistd.h>

/* After which what could not be done while an exercise is loaded is worth another try. */
#define RETRY_MS 50

/*
 * One request at a time; the stream is paused until it is answered.
 *
 *   +---------+     a request      +---------+  all that it says   +---------+
 *   | reading |------------------->| waiting |-------------------->| sending |
 *   +---------+    |               +---------+      is on disk     +---------+
 *        ^         v                ^  ^   | an exercise stopped:       |
 *        |   +------------+  done   |  +---+ the list anew, or an error |
 *        |   | errand     |---------+                                   |
 *        |   | under way  |                                             |
 *        |   +------------+                                             |
 *        +--------------------------------------------------------------+
 *          sent; after a request that is not known the stream closes instead
 *
 * Reading: neither `reply` nor `errand`. Waiting and sending: `reply`, told apart by `wait`.
 */
struct admin_session {
	struct host *host;     /* borrowed: outlives the session */
	struct stream *stream; /* borrowed: outlives the session */
	struct frame_decoder decoder;
	struct blob *reply;     /* ref; waits for `wait`, or is to be sent; else NULL */
	size_t reply_at;        /* so much of it was sent */
	struct disk_wait *wait; /* owned */
	struct errand *errand;  /* borrowed: the host's, of which the reply will tell; else NULL */
	bool lists;             /* the reply is the list, which can be made anew */
	bool closing;
};

/* --- replying --- */

static void reply(struct admin_session *session, const Convene__V1__AdminReply *message)
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
	reply(session, &message);
}

static void reply_error(
    struct admin_session *session, Convene__V1__ErrorCode code, const char *text)
{
	reply_error_for(session, code, 0, text);
}

static void reply_too_large(struct admin_session *session)
{
	reply_error(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_TOO_LARGE,
	    "there is more to be told than fits one answer");
}

/* Whoever asks does so again by itself (cli/offline). */
static void reply_later(struct admin_session *session, const char *text)
{
	reply_error_for(
	    session, CONVENE__V1__ERROR_CODE__ERROR_CODE_EXERCISE_UNAVAILABLE, RETRY_MS, text);
}

static void writable(void *owner)
{
	struct admin_session *session = owner;
	size_t room = stream_room(session->stream);
	if (session->reply == NULL || !disk_wait_is_over(session->wait))
		return;
	disk_wait_stop(session->wait);
	session->lists = false;
	while (room > 0 && session->reply_at < session->reply->len) {
		const uint8_t *bytes = session->reply->bytes + session->reply_at;
		size_t left = session->reply->len - session->reply_at;
		size_t count = left < room ? left : room;
		room = stream_write(session->stream, bytes, count, count < left);
		session->reply_at += count;
	}
	if (session->reply_at < session->reply->len)
		return;
	blob_drop(session->reply);
	session->reply = NULL;
	if (session->closing)
		stream_close(session->stream);
	else
		stream_resume(session->stream);
}

static void advanced(void *context)
{
	stream_want_write(((struct admin_session *)context)->stream);
}

/* --- requests --- */

/* Says of the server what clients need, too. What is said of `live` (NULL: of none, or of those
 * that are waited for already) has to be on disk first. */
static void reply_by_server(
    struct admin_session *session, Convene__V1__AdminReply *message, struct live *live)
{
	const struct host *host = session->host;
	uint8_t hash[HASH_SIZE];
	tls_fingerprint(host->tls, hash);
	message->port = host->port;
	message->certificate_sha256.data = hash;
	message->certificate_sha256.len = HASH_SIZE;
	message->self_signed = tls_is_self_signed(host->tls);
	if (live != NULL)
		disk_wait_for(session->wait, live);
	reply(session, message);
}

/* Why it is unavailable; "": it is not. */
static const char *problem_of(const struct live *live)
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
	for (struct room *room = session->host->rooms; room != NULL; room = room->next)
		count++;
	message.exercises = arena_array(arena, count + 1, sizeof(*message.exercises));
	if (message.exercises == NULL) {
		reply_too_large(session);
		return;
	}
	for (struct room *room = session->host->rooms; room != NULL; room = room->next) {
		struct live *live = room->live;
		Convene__V1__ExerciseSummary *summary =
		    live_is_open(live) ? summary_of_file(arena, live_file(live), live_now_ms(live))
		                       : summary_of_unavailable(arena, live_id(live),
		                             live_word(live), problem_of(live));
		if (summary == NULL)
			break;
		if (live_is_open(live))
			disk_wait_for(session->wait, live);
		summary->connected = (uint32_t)crowd_connected(&room->crowd);
		message.exercises[message.n_exercises++] = summary;
	}
	summary_sort(message.exercises, message.n_exercises);
	session->lists = true;
	reply_by_server(session, &message, NULL);
}

/* An exercise stopped before what the reply says of it was on disk. */
static void ended(void *context, Convene__V1__ErrorCode code, const char *text)
{
	struct admin_session *session = context;
	blob_drop(session->reply);
	session->reply = NULL;
	if (session->lists)
		list_exercises(session);
	else
		reply_error(session, code, text);
}

/* False, having replied, when the exercise comes or goes just now. */
static bool is_at_rest(struct admin_session *session, const char *exercise_id)
{
	if (session->host->stopping)
		/* whoever counts the exercises still to be closed would not know of this one */
		reply_error(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_SHUTTING_DOWN,
		    "the server stops; try again when it has stopped or runs again");
	else if (errand_of(session->host, exercise_id) != NULL)
		reply_error(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_EXERCISE_UNAVAILABLE,
		    "the exercise is being archived, brought back or deleted; try again");
	else
		return true;
	return false;
}

/* The open exercise of that name; NULL, having replied, when there is none. */
static struct live *find_open(struct admin_session *session, const char *exercise_id)
{
	struct room *room = host_room(session->host, exercise_id);
	if (!is_at_rest(session, exercise_id))
		return NULL;
	if (room == NULL) {
		reply_error(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_NO_SUCH_EXERCISE,
		    "there is no such exercise; `convened list` shows those there are");
		return NULL;
	}
	if (live_is_loading(room->live)) {
		reply_later(session, "the exercise is being loaded; try again");
		return NULL;
	}
	if (!live_is_open(room->live)) {
		reply_error(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_EXERCISE_UNAVAILABLE,
		    problem_of(room->live));
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
	if (live == NULL)
		return;
	arena_reset(arena);
	if (!answer_invites(&message, arena, live_file(live), is_connected,
	        &host_room(session->host, exercise_id)->crowd)) {
		reply_too_large(session);
		return;
	}
	reply_by_server(session, &message, live);
}

static void administer(struct admin_session *session, const Convene__V1__AdministerInvite *request)
{
	struct live *live = find_open(session, request->exercise_id);
	Convene__V1__AdminReply message = CONVENE__V1__ADMIN_REPLY__INIT;
	if (live == NULL)
		return;
	if (request->command == NULL) {
		reply_error(
		    session, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID, "a command is missing");
		return;
	}
	arena_reset(session->host->decision_arena);
	struct decision decision;
	decision_init(&decision, session->host->decision_arena);
	char join_code[JOIN_CODE_SIZE];
	live_command(live, 0, request->command, &decision, join_code);
	room_tell_concerned(host_room(session->host, request->exercise_id), &decision);
	if (answer_command(&message, session->host->decision_arena, &decision, join_code))
		reply_by_server(session, &message, live);
	else
		reply_too_large(session);
}

/* All of them in one commit. */
static void issue(struct admin_session *session, const Convene__V1__IssueInvites *request)
{
	struct live *live = find_open(session, request->exercise_id);
	Convene__V1__AdminReply message = CONVENE__V1__ADMIN_REPLY__INIT;
	struct err err = {0};
	if (live == NULL)
		return;
	struct issued *issued = xcalloc(request->n_invites + 1, sizeof(*issued));
	if (live_issue_all(live, request->invites, request->n_invites,
	        session->host->decision_arena, issued, &err) != 0) {
		reply_error(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID, err.text);
	} else {
		arena_reset(session->host->decision_arena);
		if (answer_issued(&message, session->host->decision_arena, live_file(live), issued,
		        request->n_invites))
			reply_by_server(session, &message, live);
		else
			reply_too_large(session);
	}
	free(issued);
}

/* False, having replied, when nothing can be begun with the exercise now. */
static bool may_begin(struct admin_session *session, const char *exercise_id)
{
	if (shelf_id_valid(exercise_id))
		return is_at_rest(session, exercise_id);
	reply_error(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
	    "an exercise id has lower-case letters, digits and hyphens");
	return false;
}

/* Replies when the exercise is open, or with the reason why it cannot be. */
static void reply_when_open(struct admin_session *session, struct live *live)
{
	Convene__V1__AdminReply message = CONVENE__V1__ADMIN_REPLY__INIT;
	if (live_failure(live) != NULL) {
		reply_error(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_EXERCISE_UNAVAILABLE,
		    problem_of(live));
		return;
	}
	reply_by_server(session, &message, live);
}

static void load(struct admin_session *session, const char *exercise_id)
{
	if (may_begin(session, exercise_id))
		reply_when_open(session, host_open(session->host, exercise_id)->live);
}

/* --- errands --- */

static void errand_done(void *context, const struct errand *errand)
{
	struct admin_session *session = context;
	struct arena *arena = session->host->decision_arena;
	Convene__V1__AdminReply message = CONVENE__V1__ADMIN_REPLY__INIT;
	struct room *room = host_room(session->host, errand->exercise_id);
	session->errand = NULL;
	if (errand->result != 0) {
		reply_error(session, err_wire(errand->result), errand->err.text);
		return;
	}
	if (errand->kind == ERRAND_RESTORE && room != NULL) {
		reply_when_open(session, room->live);
		return;
	}
	arena_reset(arena);
	message.deleted = summary_of_names(arena, &errand->names, &message.n_deleted);
	reply(session, &message);
}

/* The room of an exercise; of one whose file was put there by hand since the server began, too:
 * nobody else would look whether it is under way. NULL: there is none. */
static struct room *room_or_file(struct host *host, const char *exercise_id)
{
	struct room *room = host_room(host, exercise_id);
	if (room != NULL)
		return room;
	char *path = shelf_path(host->config->data_folder, SHELF_SERVED, exercise_id);
	if (access(path, F_OK) == 0)
		room = host_open(host, exercise_id);
	free(path);
	return room;
}

/* `insists`: it is done even to one that has begun and has not ended. */
static void begin_errand(
    struct admin_session *session, enum errand_kind kind, const char *exercise_id, bool insists)
{
	const char *objection = NULL;
	if (!may_begin(session, exercise_id))
		return;
	struct room *room = kind == ERRAND_RESTORE ? host_room(session->host, exercise_id)
	                                           : room_or_file(session->host, exercise_id);
	if (room != NULL && live_is_loading(room->live)) {
		reply_later(session, "the exercise is being loaded; try again");
		return;
	}
	if (room != NULL && kind != ERRAND_RESTORE &&
	    !(insists && (kind == ERRAND_ARCHIVE || !live_is_open(room->live)))) {
		arena_reset(session->host->decision_arena);
		objection = summary_objection(session->host->decision_arena, kind == ERRAND_DELETE,
		    live_progress(room->live), live_failure(room->live));
	}
	if (objection != NULL) {
		if (live_is_open(room->live))
			disk_wait_for(session->wait, room->live);
		reply_error(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID, objection);
		return;
	}
	/* what speaks for it may be an ENDEX that the disk does not take */
	if (kind == ERRAND_DELETE && room != NULL && live_is_open(room->live) &&
	    exercise_head(live_engine(room->live)) > live_durable_seq(room->live)) {
		reply_later(session, "the exercise is being written; try again");
		return;
	}
	session->errand = errand_start(session->host, kind, exercise_id, errand_done, session);
}

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
		reply_error(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID, error.odd);
		return;
	}
	switch (request ? request->body_case : CONVENE__V1__ADMIN_REQUEST__BODY__NOT_SET) {
	case CONVENE__V1__ADMIN_REQUEST__BODY_LOAD_EXERCISE:
		load(session, request->load_exercise->exercise_id);
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
		begin_errand(session, ERRAND_ARCHIVE, request->archive_exercise->exercise_id,
		    request->archive_exercise->under_way_too);
		break;
	case CONVENE__V1__ADMIN_REQUEST__BODY_RESTORE_EXERCISE:
		begin_errand(session, ERRAND_RESTORE, request->restore_exercise->exercise_id, true);
		break;
	case CONVENE__V1__ADMIN_REQUEST__BODY_DELETE_EXERCISE:
		begin_errand(session, ERRAND_DELETE, request->delete_exercise->exercise_id,
		    request->delete_exercise->unopened_too);
		break;
	default:
		session->closing = true;
		reply_error(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_MALFORMED_FRAME,
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
	if (status == FRAME_READY)
		handle(session, frame, frame_len);
	else if (status != FRAME_NEED_MORE)
		stream_close(session->stream);
}

static void closed(void *owner, enum close_reason reason)
{
	struct admin_session *session = owner;
	(void)reason; /* a local program that ends is nothing to report */
	disk_wait_free(session->wait);
	if (session->errand != NULL)
		errand_forget(session->errand);
	if (session->reply != NULL)
		blob_drop(session->reply);
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
