/* A command is decided and answered in the same turn; the answer waits in the outbox until what it
 * says is on disk. Too many without an answer end the connection, for clients count their own.
 * Where events came of it, nothing more is read from the sender while the disk is behind, and
 * whomever it concerns is told. */
#include "server/session/command.h"

#include "server/exercise/ground/limits.h"

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

void command_carry_out(
    struct session *session, const Convene__V1__Command *command, const char *unknown)
{
	struct live *live = session->room->live;
	char join_code[JOIN_CODE_SIZE] = "";
	if (++session->commands_in_flight > COMMANDS_IN_FLIGHT_MAX) {
		session_refuse(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_TOO_MANY_IN_FLIGHT, 0,
		    "at most %d commands may be unanswered", COMMANDS_IN_FLIGHT_MAX);
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
