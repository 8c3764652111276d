/* Hello, in this order: the version, the exercise, whether it is open, the credential, what else
 * the Hello holds, how the person stands. Nobody's failures keep anybody out: a wrong exercise or
 * credential is answered late, which slows down nobody but who fails. Of an exercise's trouble only
 * that is told which helps somebody who knocks. */
#include "server/session/login.h"

#include "proto/printable.h"
#include "proto/utf8.h"
#include "proto/xalloc.h"
#include "server/base/sha256.h"
#include "server/exercise/ground/limits.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Shortest sensible time after which a refused exercise or connection may be asked for again. */
#define UNAVAILABLE_RETRY_MS 1000

/* An answer that is held back. */
struct late {
	Convene__V1__ErrorCode code;
	char text[160];
};

void login_drop_late(struct session *session)
{
	if (session->late != NULL) {
		knocks_answered(&session->host->knocks, session->stream->address_key);
		free(session->late);
		session->late = NULL;
	}
}

void login_late(struct session *session)
{
	struct late late = *session->late;
	login_drop_late(session);
	session_refuse(session, late.code, 0, "%s", late.text);
}

/* Whoever knocks in vain. Nothing is read from it meanwhile. */
static void refuse_late(struct session *session, Convene__V1__ErrorCode code, const char *text)
{
	if (!knocks_wait(&session->host->knocks, session->stream->address_key)) {
		session_refuse(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_THROTTLED,
		    KNOCKS_LATE_MS,
		    "too many wrong codes come from this address for this one to be answered; try "
		    "again");
		return;
	}
	session->late = xcalloc(1, sizeof(*session->late));
	session->late->code = code;
	snprintf(session->late->text, sizeof(session->late->text), "%s", text);
	session->state = SESSION_LATE;
	stream_pause(session->stream);
	stream_set_deadline(session->stream, KNOCKS_LATE_MS);
}

/* Copies a name without the blanks around it. False, with an error: it is too long, or not all of
 * it can be seen, so that it could be taken for another. */
static bool take_name(const char *name, char out[PERSON_BYTES_MAX + 1], struct err *err)
{
	name += strspn(name, " \t");
	size_t len = strlen(name);
	while (len > 0 && (name[len - 1] == ' ' || name[len - 1] == '\t')) {
		len--;
	}
	if (len > PERSON_BYTES_MAX) {
		err_set(err, ERR_INVALID, "a name has at most %d bytes", PERSON_BYTES_MAX);
	} else if (len > 0 && printable_is_nothing(name, len)) {
		err_set(err, ERR_INVALID,
		    "the name has nothing to see in it, only \"%.*s\"; say what people call you",
		    (int)len, name);
	} else if (!printable_is_safe(name, len)) {
		err_set(err, ERR_INVALID,
		    "the name \"%.*s\" has characters that cannot be shown; type it anew", (int)len,
		    name);
	} else {
		memcpy(out, name, len);
		out[len] = '\0';
		return true;
	}
	return false;
}

/* Those who come anew with one code. */
struct newcomers {
	struct host *host; /* borrowed, as the next: outlives the joining */
	const char *exercise_id;
};

static void newcomers_key(
    const struct newcomers *newcomers, uint64_t invite_id, char key[THROTTLE_KEY_SIZE])
{
	snprintf(key, THROTTLE_KEY_SIZE, "%" PRIu64 " %s", invite_id, newcomers->exercise_id);
}

static uint64_t newcomers_wait_ms(void *context, uint64_t invite_id)
{
	const struct newcomers *newcomers = context;
	char key[THROTTLE_KEY_SIZE];
	newcomers_key(newcomers, invite_id, key);
	return throttle_wait_ms(
	    &newcomers->host->newcomers, key, clock_now_ms(&newcomers->host->clock));
}

static bool join(struct session *session, struct room *room, struct join_request *request,
    struct admission *admission)
{
	struct host *host = session->host;
	struct newcomers newcomers = {host, live_id(room->live)};
	request->wait_ms = newcomers_wait_ms;
	request->context = &newcomers;
	arena_reset(host->decision_arena);
	struct err err;
	Convene__V1__ErrorCode refusal =
	    live_join(room->live, request, host->decision_arena, admission, &err);
	if (refusal == CONVENE__V1__ERROR_CODE__ERROR_CODE_BAD_CREDENTIAL) {
		refuse_late(session, refusal, err.text);
	} else if (refusal != 0) {
		session_refuse(session, refusal, admission->wait_ms, "%s", err.text);
	} else if (admission->invite_id != 0) {
		char key[THROTTLE_KEY_SIZE];
		newcomers_key(&newcomers, admission->invite_id, key);
		throttle_count(&host->newcomers, key, clock_now_ms(&host->clock));
	}
	return refusal == 0;
}

static struct history history_of(const Convene__V1__Hello *hello)
{
	return (struct history){
	    .number = hello->number, .check = hello->check.data, .check_len = hello->check.len};
}

/* Of somebody who is in the exercise; whoever is not any more is told so later. */
static Convene__V1__ErrorCode check_history(const struct live *live, uint64_t participant_id,
    const Convene__V1__Hello *hello, struct err *err)
{
	struct history history = history_of(hello);
	struct standing standing;
	if (!exercise_standing(live_engine(live), participant_id, &standing)) {
		return 0;
	}
	return conduct_check_history(live_file(live), &standing.viewer, &history, err);
}

/* By join code. False: refused. */
static bool admit_by_code(struct session *session, struct room *room,
    const Convene__V1__Hello *hello, struct admission *admission)
{
	struct live *live = room->live;
	char name[PERSON_BYTES_MAX + 1];
	struct err flaw = {0};
	struct join_request request = {.wall_ms = live_now_ms(live),
	    .code = hello->join_code,
	    .name = name,
	    .history = history_of(hello)};
	if (hello->attempt.len == ATTEMPT_SIZE) {
		request.attempt = hello->attempt.data;
	} else if (hello->attempt.len != 0) {
		request.refusal = CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID;
		err_set(&flaw, ERR_INVALID, "an attempt has %d bytes", ATTEMPT_SIZE);
	}
	if (request.refusal == 0 && !take_name(hello->name, name, &flaw)) {
		request.refusal = CONVENE__V1__ERROR_CODE__ERROR_CODE_NAME_REQUIRED;
	}
	request.flaw = flaw.text;
	return join(session, room, &request, admission);
}

/* By resume token. False: refused. */
static bool admit_by_token(struct session *session, struct room *room,
    const Convene__V1__Hello *hello, struct admission *admission)
{
	struct live *live = room->live;
	admission->participant_id = 0;
	if (hello->resume_token.len == RESUME_TOKEN_SIZE) {
		memcpy(admission->token, hello->resume_token.data, RESUME_TOKEN_SIZE);
		admission->participant_id =
		    tokens_use(live_file(live), admission->token, live_now_ms(live));
	}
	struct err err;
	Convene__V1__ErrorCode refusal;
	if (admission->participant_id != 0) {
		refusal = check_history(live, admission->participant_id, hello, &err);
		if (refusal != 0) {
			session_refuse(session, refusal, 0, "%s", err.text);
		}
		return refusal == 0;
	}
	refuse_late(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_BAD_CREDENTIAL,
	    "this resume token is not known here; join with the join code");
	return false;
}

static void make_welcome(
    struct session *session, const struct admission *admission, const char *team_id)
{
	Convene__V1__ServerFrame frame = CONVENE__V1__SERVER_FRAME__INIT;
	Convene__V1__Welcome welcome = CONVENE__V1__WELCOME__INIT;
	struct live *live = session->room->live;
	welcome.protocol_version = PROTOCOL_VERSION;
	welcome.server = (char *)(uintptr_t) "convened " CONVENE_VERSION;
	welcome.exercise_id = (char *)(uintptr_t)live_id(live);
	welcome.participant_id = admission->participant_id;
	welcome.role = session->follower.viewer.role;
	welcome.team_id = (char *)(uintptr_t)team_id;
	welcome.resume_token.data = (uint8_t *)(uintptr_t)admission->token;
	welcome.resume_token.len = RESUME_TOKEN_SIZE;
	welcome.number = session->number;
	const uint8_t *check = numbering_check(
	    &live_file(live)->numbering, &session->follower.viewer, session->number);
	if (check != NULL) {
		welcome.check =
		    (ProtobufCBinaryData){.len = CHECK_SIZE, .data = (uint8_t *)(uintptr_t)check};
	}
	welcome.wall_ms = live_now_ms(live);
	welcome.max_frame_bytes = FRAME_LIMIT;
	welcome.max_commands_in_flight = COMMANDS_IN_FLIGHT_MAX;
	welcome.max_attachment_bytes = ATTACHMENT_BYTES_MAX;
	frame.body_case = CONVENE__V1__SERVER_FRAME__BODY_WELCOME;
	frame.welcome = &welcome;
	session->welcome = blob_of_message(&frame.base);
	session->welcome_ticket = live_pending_ticket(live);
}

/* Names, and the mark behind which everything is new. */
static void send_surroundings(struct session *session)
{
	Convene__V1__ServerFrame frame = CONVENE__V1__SERVER_FRAME__INIT;
	Convene__V1__CaughtUp caught_up = CONVENE__V1__CAUGHT_UP__INIT;
	struct live *live = session->room->live;
	struct blob *names =
	    crowd_all_names(&session->room->crowd, live, &session->follower.viewer);
	struct blob *welfare = room_welfare(session->room, session->follower.participant_id);
	if (names != NULL) {
		session_notify(session, names);
	}
	session->names_told = live_file(live)->credentials.person_count;
	if (welfare != NULL) {
		session_notify(session, welfare);
		blob_drop(welfare);
	}
	session->room->crowd.newcomers = true;
	frame.body_case = CONVENE__V1__SERVER_FRAME__BODY_CAUGHT_UP;
	frame.caught_up = &caught_up;
	session_reply(session, &frame);
}

static void admit(struct session *session, struct room *room, const Convene__V1__Hello *hello,
    const struct admission *admission)
{
	struct live *live = room->live;
	struct standing standing;
	if (!exercise_standing(live_engine(live), admission->participant_id, &standing) ||
	    standing.removed) {
		session_refuse(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_REMOVED, 0,
		    "you were removed from this exercise; ask the organiser");
		return;
	}
	room_make_way(room, admission->participant_id);
	session->follower.participant_id = admission->participant_id;
	sha256(admission->token, RESUME_TOKEN_SIZE, session->token_hash);
	session->follower.viewer = standing.viewer;
	session->with_events = !hello->without_events;
	session->number =
	    session->with_events ? hello->number : live_number(live, &session->follower);
	session->cursor =
	    numbering_seq(&live_file(live)->numbering, &session->follower.viewer, session->number);
	session->state = SESSION_ADMITTED;
	session->decoder.limit = FRAME_LIMIT;
	session_enter_room(session, room);
	make_welcome(session, admission, standing.team_id);
	stream_vouch(session->stream);
	stream_set_deadline(session->stream, IDLE_DEADLINE_MS);
	send_surroundings(session);
	room_tell_crowd(room, uv_now(session->host->around.loop));
	log_limited(session->host->log, LOG_INFO,
	    "connection %" PRIu64 " from \"%s\" is participant %" PRIu64
	    " of \"%s\", client \"%s\", "
	    "language \"%s\"",
	    session->stream->id, session->stream->address, admission->participant_id, live_id(live),
	    hello->client, hello->language);
}

/* What is wrong with the file is for whoever runs the server, not for whoever knocks; that it is of
 * a later version is, for trying again does not help. */
static void refuse_unavailable(struct session *session, const struct live *live)
{
	const struct err *failure = live_failure(live);
	if (failure != NULL && failure->code == ERR_RULES) {
		session_refuse(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_UNSUPPORTED_VERSION, 0,
		    "%s", failure->text);
	} else if (failure != NULL && failure->code == ERR_BUSY) {
		session_refuse(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_EXERCISE_UNAVAILABLE,
		    LIVE_RETRY_MS,
		    "another program has the exercise open, perhaps another server; it can be "
		    "joined here as soon as that one has closed it");
	} else if (failure != NULL) {
		session_refuse(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_EXERCISE_UNAVAILABLE,
		    LIVE_RETRY_MS,
		    "the exercise cannot be opened or written; the server's log says why, and it "
		    "comes back by itself once that is mended");
	} else {
		session_refuse(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_EXERCISE_UNAVAILABLE,
		    UNAVAILABLE_RETRY_MS, "the exercise is being loaded; trying again helps");
	}
}

void login_hello(struct session *session, const Convene__V1__Hello *hello)
{
	struct room *room = host_room(session->host, hello->exercise_id);
	if (hello->protocol_version != PROTOCOL_VERSION) {
		session_refuse(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_UNSUPPORTED_VERSION, 0,
		    "this server speaks protocol version %d, the client %u", PROTOCOL_VERSION,
		    hello->protocol_version);
		return;
	}
	if (room == NULL) {
		refuse_late(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_NO_SUCH_EXERCISE,
		    "there is no such exercise on this server; check the link");
		return;
	}
	if (!live_is_open(room->live)) {
		refuse_unavailable(session, room->live);
		return;
	}
	struct admission admission;
	bool admitted;
	switch (hello->credential_case) {
	case CONVENE__V1__HELLO__CREDENTIAL_JOIN_CODE:
		admitted = admit_by_code(session, room, hello, &admission);
		break;
	case CONVENE__V1__HELLO__CREDENTIAL_RESUME_TOKEN:
		admitted = admit_by_token(session, room, hello, &admission);
		break;
	default:
		refuse_late(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_BAD_CREDENTIAL,
		    "a Hello needs a join code or a resume token");
		return;
	}
	if (admitted) {
		admit(session, room, hello, &admission);
	}
}
