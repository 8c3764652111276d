/* A command is decided and answered in the same turn; the answer waits in the outbox until what it
 * says is on disk. Too many without an answer end the connection, for clients count their own.
 * Where events came of it, nothing more is read from the sender while the disk is behind, and
 * whomever it concerns is told. */
#include "server/session/command.h"

#include "server/exercise/ground/limits.h"
#include "server/session/rate.h"

static void reply_result(struct session *session, const Convene__V1__Command *command,
    const struct decision *decision, char *join_code)
{
	Convene__V1__ServerFrame frame = CONVENE__V1__SERVER_FRAME__INIT;
	Convene__V1__CommandResult result = CONVENE__V1__COMMAND_RESULT__INIT;
	result.command_id = command->id;
	result.error = decision->refusal;
	result.object_id = decision->made;
	result.unchanged = decision_changed_nothing(decision);
	result.join_code = join_code;
	frame.body_case = CONVENE__V1__SERVER_FRAME__BODY_RESULT;
	frame.result = &result;
	session_reply(session, &frame);
}

static void reply_later(
    struct session *session, const Convene__V1__Command *command, uint64_t wait_ms)
{
	struct decision decision = {.refusal = NULL};
	Convene__V1__Error error;
	decision.refusal = session_error(&error, CONVENE__V1__ERROR_CODE__ERROR_CODE_THROTTLED,
	    "more came from you than may come at once; send it again after retry_after_ms, and "
	    "what you sent after it behind it");
	error.retry_after_ms = wait_ms;
	reply_result(session, command, &decision, NULL);
}

void command_carry_out(struct session *session, const Convene__V1__Command *command,
    size_t frame_len, const char *unknown)
{
	struct live *live = session->room->live;
	char join_code[JOIN_CODE_SIZE] = "";
	session_command_came(session);
	if (session->commands_in_flight > COMMANDS_IN_FLIGHT_MAX) {
		session_refuse(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_TOO_MANY_IN_FLIGHT, 0,
		    "at most %d commands may be unanswered", COMMANDS_IN_FLIGHT_MAX);
		return;
	}
	uint64_t wait_ms = rate_command(session, command, frame_len);
	if (wait_ms > 0) {
		reply_later(session, command, wait_ms);
		return;
	}
	struct decision decision;
	Convene__V1__Error error;
	if (session_begin_decision(session, &decision, &error, unknown)) {
		live_command(live, session->follower.participant_id, command, &decision, join_code);
	}
	reply_result(session, command, &decision, join_code);
	if (decision.count == 0) {
		return;
	}
	if (live_is_congested(live)) {
		session_pause(session);
	}
	room_tell_concerned(session->room, &decision);
}
