/*
 * The last step of every decision: drafts get their audiences, or all of them go. A decision is
 * whole or refused; one for which the arena was too small is refused as well, never cut short.
 */
#include "server/exercise/engine/finish.h"

#include "proto/arena.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/engine/audience.h"
#include "server/exercise/exercise.h"

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
		decision->made = 0;
	}
}
