/*
 * The last step of every decision: drafts get their audiences, or all of them go. A decision is
 * whole or refused; one for which the arena was too small is refused as well, never cut short.
 */
#include "server/exercise/engine/finish.h"

#include "proto/arena.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/engine/audience.h"
#include "server/exercise/exercise.h"
#include "server/exercise/ground/audience.h"
#include "server/exercise/state/applying.h"
#include "server/exercise/state/participant.h"

/* As struct outcome has it. */
static uint64_t last_told(const struct deciding *deciding)
{
	const struct decision *decision = deciding->decision;
	const struct participant *actor = deciding->actor;
	for (size_t i = decision->count; i > 1; i--) {
		const struct draft *last = &decision->drafts[i - 1];
		if (actor == NULL) {
			return last->event->seq;
		}
		struct viewer viewer = {.role = actor->role, .team = actor->team};
		struct audience audience;
		audience_compact(deciding->exercise, last->envelope->audience, &audience);
		if (audience_allows(&audience, &viewer)) {
			return last->event->seq;
		}
	}
	return decision->drafts[0].event->seq;
}

void deciding_finish(struct deciding *deciding)
{
	struct decision *decision = deciding->decision;
	for (size_t i = 0; i < decision->count && !refused(deciding); i++) {
		audience_decide(deciding, &decision->drafts[i]);
	}
	if (arena_exhausted(decision->arena)) {
		decision->refusal = &decision->exhausted;
	}
	if (refused(deciding)) {
		decision->count = 0;
		decision->drafts = NULL;
	}
	if (decision->count > 0) {
		decision->first_seq = decision->drafts[0].event->seq;
		decision->last_seq = last_told(deciding);
	}
}
