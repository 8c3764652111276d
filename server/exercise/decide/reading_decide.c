/*
 * What was opened, and how far receipts have come. Nothing is said twice: what was read before is
 * passed over without a word.
 */
#include "server/exercise/decide/reading_decide.h"

#include "convene/v1/change.pb-c.h"
#include "convene/v1/command.pb-c.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/deciders.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/ground/audience.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/index.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/inject.h"
#include "server/exercise/state/participant.h"
#include "server/exercise/state/state.h"
#include "server/exercise/state/thread.h"

#include <inttypes.h>

/* --- reading --- */

static bool was_read(const struct deciding *deciding, uint64_t seq)
{
	return pair_set_has(&deciding->exercise->readings, deciding->actor->id, seq);
}

static void draft_inject_read(struct deciding *deciding, const struct inject *inject)
{
	DRAFT(deciding, INJECT_READ, InjectRead, .inject_id = inject->id,
	    .participant_id = deciding->actor->id, .team_id = own_team_id(deciding));
}

static void draft_message_read(struct deciding *deciding, const struct message *message)
{
	DRAFT(deciding, MESSAGE_READ, MessageRead, .message_id = message->id,
	    .participant_id = deciding->actor->id, .team_id = own_team_id(deciding));
}

static void mark_injects(struct deciding *deciding, const Convene__V1__MarkRead *command)
{
	if (command->n_inject_ids > 0 && !by_player(deciding)) {
		REFUSE(deciding, INVALID,
		    "injects are read by the players who receive them; leave out inject_ids");
		return;
	}
	struct pair_set seen = {.map.count = 0}; /* one command may name a thing twice */
	for (size_t i = 0; i < command->n_inject_ids; i++) {
		const struct inject *inject =
		    check_delivered_inject(deciding, command->inject_ids[i]);
		if (inject == NULL) {
			break;
		}
		if (!was_read(deciding, inject->delivered_seq) &&
		    pair_set_add(&seen, 1, inject->delivered_seq)) {
			draft_inject_read(deciding, inject);
		}
	}
	pair_set_deinit(&seen);
}

/* Whether somebody else wrote it as it is: who did has read it. */
static bool is_others(const struct deciding *deciding, const struct message *message)
{
	uint64_t writer = message->revision > 0 ? message->corrected_by : message->author_id;
	return writer != deciding->actor->id;
}

/* False when there is no such message. Another text than that which it has now is passed over. */
static bool mark_message(
    struct deciding *deciding, uint64_t id, uint32_t revision, struct pair_set *seen)
{
	const struct message *message = check_visible_message(deciding, id);
	if (message != NULL && message->revision == revision && is_others(deciding, message) &&
	    !was_read(deciding, message->text_seq) && pair_set_add(seen, 1, message->seq)) {
		draft_message_read(deciding, message);
	}
	return message != NULL;
}

static void mark_messages(struct deciding *deciding, const Convene__V1__MarkRead *command)
{
	struct pair_set seen = {.map.count = 0};
	bool known = true;
	for (size_t i = 0; i < command->n_message_ids && known; i++) {
		known = mark_message(deciding, command->message_ids[i], 0, &seen);
	}
	for (size_t i = 0; i < command->n_corrected && known; i++) {
		const Convene__V1__CorrectedText *text = command->corrected[i];
		known = mark_message(deciding, text->message_id, text->revision, &seen);
	}
	pair_set_deinit(&seen);
}

void decide_mark_read(struct deciding *deciding)
{
	const Convene__V1__MarkRead *command = deciding->command->mark_read;
	if (!check_count(deciding, command->n_inject_ids, MARK_READ_MAX, "injects") ||
	    !check_count(deciding, command->n_message_ids, MARK_READ_MAX, "messages") ||
	    !check_count(deciding, command->n_corrected, MARK_READ_MAX, "messages")) {
		return;
	}
	mark_injects(deciding, command);
	mark_messages(deciding, command);
}

void reading_draft_inject_answered(struct deciding *deciding, const struct inject *inject)
{
	if (!was_read(deciding, inject->delivered_seq)) {
		draft_inject_read(deciding, inject);
	}
}

/* Players write as their team: what a colleague wrote is no message to them. */
static bool is_own_team(const struct deciding *deciding, const struct message *message)
{
	const struct participant *author = participant_find(deciding->exercise, message->author_id);
	return author != NULL && author->team != NO_TEAM && author->team == deciding->actor->team;
}

/* Back to what the sender wrote last: what is before that was answered then. */
void reading_draft_thread_answered(struct deciding *deciding, const struct thread *thread)
{
	const struct message *message = message_at(deciding->exercise, thread->last_message);
	for (size_t i = 0;
	     message != NULL && message->author_id != deciding->actor->id && i < MARK_READ_MAX;
	     i++) {
		/* which text of one that was corrected the answer is about, nobody can say */
		if (message->revision == 0 && !was_read(deciding, message->text_seq) &&
		    !is_own_team(deciding, message)) {
			draft_message_read(deciding, message);
		}
		message = message_at(deciding->exercise, message->before);
	}
}

/* --- receipts --- */

void decide_reach_receipt(struct deciding *deciding)
{
	const struct participant *actor = deciding->actor;
	uint64_t through = deciding->command->reach_receipt->through_seq;
	if (through > deciding->exercise->head) {
		REFUSE(deciding, INVALID, "there is no event %" PRIu64 " yet; the last is %" PRIu64,
		    through, deciding->exercise->head);
		return;
	}
	const struct addressed *addressed = &deciding->exercise->simcell;
	if (actor->team != NO_TEAM) {
		addressed = &deciding->cast->teams[actor->team]->addressed;
	}
	if (!addressed_between(addressed, actor->reached, through)) {
		return; /* nothing that the receipt would say anything about */
	}
	DRAFT(deciding, RECEIPT_REACHED, ReceiptReached, .participant_id = actor->id,
	    .team_id = own_team_id(deciding), .through_seq = through);
}
