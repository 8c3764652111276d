/* A question is answered from the state as it is, in the same turn. An answer is one frame; where
 * it would be more, the client is told to ask for less. */
#include "server/session/query.h"

#include "server/exercise/ground/limits.h"
#include "server/session/rate.h"

static void reply_answer(struct session *session, Convene__V1__QueryResult *result)
{
	Convene__V1__ServerFrame frame = CONVENE__V1__SERVER_FRAME__INIT;
	Convene__V1__Error error;
	if (convene__v1__query_result__get_packed_size(result) > EVENT_BYTES_MAX) {
		result->error = session_error(&error, CONVENE__V1__ERROR_CODE__ERROR_CODE_TOO_LARGE,
		    "the answer is larger than one frame; ask for less at a time");
		result->body_case = CONVENE__V1__QUERY_RESULT__BODY__NOT_SET;
		result->conditions = NULL;
	}
	frame.body_case = CONVENE__V1__SERVER_FRAME__BODY_QUERY_RESULT;
	frame.query_result = result;
	session_reply(session, &frame);
}

void query_answer(struct session *session, const Convene__V1__Query *query, const char *unknown)
{
	const struct live *live = session->room->live;
	struct request request = {
	    .participant_id = session->follower.participant_id, .wall_ms = live_now_ms(live)};
	Convene__V1__QueryResult result = CONVENE__V1__QUERY_RESULT__INIT;
	struct answer answer = {.conditions = NULL};
	Convene__V1__Error error;
	struct decision decision;
	uint64_t wait_ms = rate_query(session);
	if (wait_ms > 0) {
		decision.refusal =
		    session_error(&error, CONVENE__V1__ERROR_CODE__ERROR_CODE_THROTTLED,
		        "more questions came from you than may come at once; ask again after "
		        "retry_after_ms");
		error.retry_after_ms = wait_ms;
	} else if (session_begin_decision(session, &decision, &error, unknown)) {
		exercise_answer(live_engine(live), &request, query, &decision, &answer);
	}
	result.id = query->id;
	result.error = decision.refusal;
	if (decision.refusal == NULL && answer.conditions != NULL) {
		result.body_case = CONVENE__V1__QUERY_RESULT__BODY_CONDITIONS;
		result.conditions = answer.conditions;
	} else if (decision.refusal == NULL && answer.knowledge != NULL) {
		result.body_case = CONVENE__V1__QUERY_RESULT__BODY_KNOWLEDGE;
		result.knowledge = answer.knowledge;
	}
	reply_answer(session, &result);
}
