/*
 * What was read into the state: pairs of somebody and something, each once. The digest knows their
 * number and a sum alone, so that reading, the most frequent of all events, costs the same however
 * much was read.
 */
#include "convene/v1/event.pb-c.h"
#include "server/exercise/ground/index.h"
#include "server/exercise/state/appliers.h"
#include "server/exercise/state/applying.h"
#include "server/exercise/state/edit.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/inject.h"
#include "server/exercise/state/participant.h"
#include "server/exercise/state/state.h"
#include "server/exercise/state/thread.h"

void apply_inject_read(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__InjectRead *body = applying->event->inject_read;
	struct inject *inject = inject_edit(exercise, body->inject_id);
	if (inject == NULL || inject->delivered_seq == 0 ||
	    !pair_set_add(&exercise->readings, body->participant_id, inject->delivered_seq)) {
		return;
	}
	inject->reads++;
	inject->reads_sum += mix_pair(inject->delivered_seq, body->participant_id);
}

void apply_message_read(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__MessageRead *body = applying->event->message_read;
	const struct message *message = message_find(exercise, body->message_id);
	if (message == NULL ||
	    !pair_set_add(&exercise->readings, body->participant_id, message->text_seq)) {
		return;
	}
	struct thread *thread = thread_edit(exercise, message->thread->id);
	thread->reads++;
	thread->reads_sum += mix_pair(message->text_seq, body->participant_id);
}

void apply_receipt_reached(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__ReceiptReached *body = applying->event->receipt_reached;
	struct participant *participant = participant_edit(exercise, body->participant_id);
	if (participant != NULL && participant->reached < body->through_seq) {
		participant->reached = body->through_seq;
	}
}
