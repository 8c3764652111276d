/* Whoever keeps to the answer costs little: a refusal for each command that was on its way by then.
 * Whoever goes on sending is not read for a while (session_hold), so that refusals cost little too.
 */
#include "server/session/rate.h"

#include "server/exercise/ground/limits.h"

#include <string.h>

/* When so many commands of a participant wait for the disk, over all connections, the next may come
 * after this. */
#define CROWDED_RETRY_MS 250

/* So long after its moment came, a command for which others wait does not come any more. */
#define AWAITED_GIVEN_UP_MS 5000

/* Each piece costs a row on disk and an answer, however small it is. */
#define PIECE_COST_MIN (16u * 1024u)

static enum account_holder holder_of(const struct session *session)
{
	return audience_is_staff(session->follower.viewer.role) ? ACCOUNT_OF_STAFF
	                                                        : ACCOUNT_OF_PLAYER;
}

static struct guest *guest_of(const struct session *session)
{
	return guests_of(&session->room->guests, session->follower.participant_id);
}

static uint64_t charge(const struct session *session, const struct account_cost *cost)
{
	struct host *host = session->host;
	uint64_t wait_ms = account_charge(&guest_of(session)->account, holder_of(session), cost,
	    (int64_t)uv_now(host->around.loop));
	return host->config->without_rates ? 0 : wait_ms;
}

/* Nobody calls for help, or stops the clock, by the dozen; and nobody who does is kept waiting. */
static bool is_call(const struct session *session, const Convene__V1__Command *command)
{
	return command->body_case == CONVENE__V1__COMMAND__BODY_RAISE_WELFARE ||
	       (command->body_case == CONVENE__V1__COMMAND__BODY_PAUSE_CLOCK &&
	           session->follower.viewer.role == CONVENE__V1__ROLE__ROLE_CONTROLLER);
}

/* What a client tells by itself of what was received and read. */
static bool is_note(const Convene__V1__Command *command)
{
	return command->body_case == CONVENE__V1__COMMAND__BODY_REACH_RECEIPT ||
	       command->body_case == CONVENE__V1__COMMAND__BODY_MARK_READ;
}

/* The command for which all others of this connection wait. */
static bool is_awaited(const struct session *session, const Convene__V1__Command *command)
{
	return session->awaiting && command->id.len == COMMAND_ID_SIZE &&
	       memcmp(command->id.data, session->awaited_id, COMMAND_ID_SIZE) == 0;
}

/* A client may give the awaited command up, as when its draft ends; the others wait no longer. */
static void forget_awaited(struct session *session)
{
	if (session->awaiting &&
	    uv_now(session->host->around.loop) > session->awaited_ms + AWAITED_GIVEN_UP_MS) {
		session->awaiting = false;
	}
}

static void await(struct session *session, const Convene__V1__Command *command)
{
	if (command->id.len == COMMAND_ID_SIZE) {
		session->awaiting = true;
		memcpy(session->awaited_id, command->id.data, COMMAND_ID_SIZE);
	}
}

/* Those that were on their way when the first had to wait are refused for nothing else; beyond them
 * somebody does not listen. */
static void refused_one(struct session *session)
{
	if (session->refused_in_a_row < 2 * COMMANDS_IN_FLIGHT_MAX) {
		session->refused_in_a_row++;
	} else {
		session_hold(session);
	}
}

/* `wait_ms`, after which what was asked may come again; 0: it is taken. */
static uint64_t told(struct session *session, uint64_t wait_ms)
{
	if (wait_ms > 0) {
		refused_one(session);
	} else {
		session->refused_in_a_row = 0;
	}
	return wait_ms;
}

uint64_t rate_command(
    struct session *session, const Convene__V1__Command *command, size_t frame_len)
{
	const struct account_cost call = {.of = {[ACCOUNT_CALLS] = 1}};
	bool is_exempt = is_call(session, command);
	if (is_exempt && charge(session, &call) == 0) {
		return 0;
	}
	struct account_cost cost = {.of = {[ACCOUNT_COMMAND_BYTES] = (uint32_t)frame_len}};
	cost.of[is_note(command) ? ACCOUNT_NOTES : ACCOUNT_COMMANDS] = 1;
	uint64_t wait_ms = 0;
	forget_awaited(session);
	if (session->awaiting && !is_awaited(session, command)) {
		/* it is told nothing better than the one before it */
		wait_ms = session->awaited_ms > uv_now(session->host->around.loop)
		              ? session->awaited_ms - uv_now(session->host->around.loop)
		              : 1;
	} else if (guest_of(session)->unanswered > COMMANDS_IN_FLIGHT_MAX) {
		wait_ms = CROWDED_RETRY_MS;
	} else {
		wait_ms = charge(session, &cost);
	}
	if (wait_ms == 0) {
		session->awaiting = false;
		session->refused_in_a_row = 0;
		return 0;
	}
	if (!session->awaiting && !is_exempt) {
		await(session, command);
	}
	if (is_awaited(session, command)) {
		session->awaited_ms = uv_now(session->host->around.loop) + wait_ms;
	}
	refused_one(session);
	return wait_ms;
}

uint64_t rate_query(struct session *session)
{
	const struct account_cost cost = {.of = {[ACCOUNT_QUERIES] = 1}};
	uint64_t wait_ms = charge(session, &cost);
	return told(session, wait_ms);
}

uint64_t rate_piece(struct session *session, size_t len)
{
	if (len < PIECE_COST_MIN) {
		len = PIECE_COST_MIN;
	}
	const struct account_cost cost = {.of = {[ACCOUNT_DOCUMENT_BYTES] = (uint32_t)len}};
	uint64_t wait_ms = charge(session, &cost);
	return told(session, wait_ms);
}
