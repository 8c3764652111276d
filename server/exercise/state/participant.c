/* A participant's memory and digest. The team is put as its index and one more: none is 0. */
#include "server/exercise/state/participant.h"

#include "server/exercise/ground/digest.h"
#include "server/exercise/state/outcome.h"
#include "server/exercise/state/welfare.h"

#include <stdlib.h>

void participant_free(void *object)
{
	struct participant *participant = object;
	outcomes_deinit(&participant->outcomes);
	welfare_call_free(participant->welfare);
	free(participant);
}

void participant_digest(const struct participant *participant, struct digest_form *form)
{
	digest_put(form, participant->id);
	digest_put(form, participant->role);
	digest_put(form, (uint64_t)(participant->team + 1));
	digest_put(form, participant->invite_id);
	digest_put(form, participant->removed);
	digest_put(form, participant->reached);
	outcomes_digest(&participant->outcomes, form);
}
