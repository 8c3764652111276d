/*
 * Threads and messages into the state. Of a message there is who wrote it and whom it waits for;
 * its text is nobody's here. Positions rise, which is what keeps the list sorted.
 */
#include "convene/v1/change.pb-c.h"
#include "convene/v1/common.pb-c.h"
#include "convene/v1/event.pb-c.h"
#include "proto/list.h"
#include "proto/xalloc.h"
#include "server/exercise/ground/audience.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/digest.h"
#include "server/exercise/ground/index.h"
#include "server/exercise/state/appliers.h"
#include "server/exercise/state/applying.h"
#include "server/exercise/state/edit.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/state.h"
#include "server/exercise/state/thread.h"

#include <stdlib.h>

void apply_thread_opened(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__ThreadOpened *body = applying->event->thread_opened;
	struct thread *thread = xcalloc(1, sizeof *thread);
	thread->node.kind = DIGEST_THREAD;
	thread->id = body->thread_id;
	thread->channel = body->channel;
	for (size_t i = 0; i < body->n_parties; i++) {
		parties_add(&thread->parties, cast_end(&exercise->cast, body->parties[i]));
	}
	if (!state_add(exercise, applying, &exercise->threads, thread->id, thread)) {
		free(thread);
		return;
	}
}

/* Who is to receive what an event says in the thread: the other teams, and the SimCell where it
 * speaks for one of the ends. */
static void address(
    struct exercise *exercise, const struct thread *thread, const struct end *from, uint64_t seq)
{
	const struct team_set *teams = &thread->parties.teams;
	for (int team = set_next(teams, -1); team >= 0; team = set_next(teams, team)) {
		if (team != from->team) {
			addressed_add(&team_edit(exercise, team)->addressed, seq);
		}
	}
	bool simulated = thread->parties.control || !set_is_empty(&thread->parties.entities);
	if (from->team != NO_TEAM && simulated) {
		addressed_add(&exercise->simcell, seq);
	}
}

void apply_message_posted(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__MessagePosted *body = applying->event->message_posted;
	struct messages *messages = &exercise->messages;
	struct thread *thread = thread_edit(exercise, body->thread_id);
	if (thread == NULL || !state_name(exercise, applying, body->message_id)) {
		return;
	}
	struct end from = cast_end(&exercise->cast, body->from);
	*LIST_ADD(messages->list, messages->count, messages->cap) =
	    (struct message){.seq = applying->seq,
	        .id = body->message_id,
	        .thread = thread,
	        .author_id = body->participant_id,
	        .before = thread->last_message,
	        .from = from,
	        .text_seq = applying->seq};
	thread->last_message = applying->seq;
	thread->messages++;
	thread->messages_sum += mix_pair(body->message_id, body->participant_id);
	address(exercise, thread, &from, applying->seq);
}

void apply_message_voiced(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__MessageVoiced *body = applying->event->message_voiced;
	struct message *message = message_edit(exercise, body->message_id);
	if (message == NULL || message->author_id != 0) {
		return;
	}
	message->author_id = body->participant_id;
	thread_edit(exercise, message->thread->id)->messages_sum +=
	    mix_pair(message->id, body->participant_id);
}

void apply_message_corrected(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__MessageCorrected *body = applying->event->message_corrected;
	struct message *message = message_edit(exercise, body->message_id);
	if (message == NULL) {
		return;
	}
	struct thread *thread = thread_edit(exercise, message->thread->id);
	message->text_seq = applying->seq;
	message->revision = body->revision;
	message->corrected_by = applying->envelope->actor_id;
	thread->corrections++;
	thread->corrections_sum += mix_pair(message->id, applying->seq);
	address(exercise, thread, &message->from, applying->seq);
}
