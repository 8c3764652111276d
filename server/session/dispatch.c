/* Frames of somebody who is logged in. */
#include "server/exercise/ground/limits.h"
#include "server/session/session.h"

static void reply_result(struct session *session, const Convene__V1__Command *command,
    const struct decision *decision, char *join_code)
{
	Convene__V1__ServerFrame frame = CONVENE__V1__SERVER_FRAME__INIT;
	Convene__V1__CommandResult result = CONVENE__V1__COMMAND_RESULT__INIT;

	result.command_id = command->id;
	result.error = decision->refusal;
	result.first_seq = decision->first_seq;
	result.last_seq = decision->last_seq;
	result.join_code = join_code;
	frame.body_case = CONVENE__V1__SERVER_FRAME__BODY_RESULT;
	frame.result = &result;
	session_reply(session, &frame);
}

/* What a later version means by a value that is not known here cannot be guessed. */
static Convene__V1__Error refuse_value(const char *text)
{
	Convene__V1__Error error = CONVENE__V1__ERROR__INIT;

	error.code = CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID;
	error.message = (char *)(uintptr_t)text;
	return error;
}

static void carry_out(
    struct session *session, const Convene__V1__Command *command, const char *unknown)
{
	struct live *live = session->room->live;
	Convene__V1__Error error;
	struct decision decision;
	char join_code[JOIN_CODE_SIZE] = "";

	if (++session->commands_in_flight > COMMANDS_IN_FLIGHT_MAX) {
		session_refuse(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_TOO_MANY_IN_FLIGHT, 0,
		    "at most %d commands may be unanswered", COMMANDS_IN_FLIGHT_MAX);
		return;
	}
	arena_reset(session->host->decision_arena);
	decision_init(&decision, session->host->decision_arena);
	if (unknown != NULL) {
		error = refuse_value(unknown);
		decision.refusal = &error;
		reply_result(session, command, &decision, join_code);
		return;
	}
	live_command(live, session->follower.participant_id, command, &decision, join_code);
	reply_result(session, command, &decision, join_code);
	if (decision.count == 0)
		return;
	if (live_is_congested(live))
		session_pause(session);
	room_tell_concerned(session->room, &decision);
}

static void reply_answer(struct session *session, Convene__V1__QueryResult *result)
{
	Convene__V1__ServerFrame frame = CONVENE__V1__SERVER_FRAME__INIT;
	Convene__V1__Error error = CONVENE__V1__ERROR__INIT;

	if (convene__v1__query_result__get_packed_size(result) > EVENT_BYTES_MAX) {
		error.code = CONVENE__V1__ERROR_CODE__ERROR_CODE_TOO_LARGE;
		error.message =
		    (char *)"the answer is larger than one frame; ask for less at a time";
		result->error = &error;
		result->body_case = CONVENE__V1__QUERY_RESULT__BODY__NOT_SET;
		result->conditions = NULL;
	}
	frame.body_case = CONVENE__V1__SERVER_FRAME__BODY_QUERY_RESULT;
	frame.query_result = result;
	session_reply(session, &frame);
}

static void answer_query(
    struct session *session, const Convene__V1__Query *query, const char *unknown)
{
	const struct live *live = session->room->live;
	struct request request = {
	    .participant_id = session->follower.participant_id, .wall_ms = live_now_ms(live)};
	Convene__V1__QueryResult result = CONVENE__V1__QUERY_RESULT__INIT;
	struct answer answer = {.conditions = NULL};
	Convene__V1__Error error;
	struct decision decision;

	arena_reset(session->host->decision_arena);
	decision_init(&decision, session->host->decision_arena);
	if (unknown != NULL) {
		error = refuse_value(unknown);
		decision.refusal = &error;
	} else {
		exercise_answer(live_engine(live), &request, query, &decision, &answer);
	}
	result.id = query->id;
	result.error = decision.refusal;
	result.at_seq = exercise_head(live_engine(live));
	if (decision.refusal == NULL && answer.conditions != NULL) {
		result.body_case = CONVENE__V1__QUERY_RESULT__BODY_CONDITIONS;
		result.conditions = answer.conditions;
	} else if (decision.refusal == NULL && answer.knowledge != NULL) {
		result.body_case = CONVENE__V1__QUERY_RESULT__BODY_KNOWLEDGE;
		result.knowledge = answer.knowledge;
	}
	reply_answer(session, &result);
}

static void reply_pong(struct session *session, const Convene__V1__Ping *ping)
{
	Convene__V1__ServerFrame frame = CONVENE__V1__SERVER_FRAME__INIT;
	Convene__V1__Pong pong = CONVENE__V1__PONG__INIT;
	struct blob *blob;

	pong.nonce = ping->nonce;
	pong.wall_ms = live_now_ms(session->room->live);
	frame.body_case = CONVENE__V1__SERVER_FRAME__BODY_PONG;
	frame.pong = &pong;
	blob = blob_of_message(&frame.base);
	session_pong(session, blob);
	blob_drop(blob);
}

void session_dispatch(
    struct session *session, const Convene__V1__ClientFrame *frame, const char *unknown)
{
	switch (frame->body_case) {
	case CONVENE__V1__CLIENT_FRAME__BODY_COMMAND:
		carry_out(session, frame->command, unknown);
		break;
	case CONVENE__V1__CLIENT_FRAME__BODY_PING:
		reply_pong(session, frame->ping);
		break;
	case CONVENE__V1__CLIENT_FRAME__BODY_ATTACHMENT_UPLOAD:
		session_upload(session, frame->attachment_upload);
		break;
	case CONVENE__V1__CLIENT_FRAME__BODY_ATTACHMENT_REQUEST:
		session_download(session, frame->attachment_request);
		break;
	case CONVENE__V1__CLIENT_FRAME__BODY_RECORD_REQUEST:
		session_record(session, frame->record_request);
		break;
	case CONVENE__V1__CLIENT_FRAME__BODY_QUERY:
		answer_query(session, frame->query, unknown);
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
