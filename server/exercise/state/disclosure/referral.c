/* Referrals lie in the order of their events, where the id leads. */
#include "server/exercise/state/disclosure/referral.h"

#include "proto/list.h"
#include "server/exercise/state/disclosure/disclosure.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/state.h"

const struct referral *referral_find(const struct exercise *exercise, uint64_t id)
{
	const struct disclosures *disclosures = &exercise->disclosures;
	return LIST_FIND(
	    disclosures->referrals, disclosures->referral_count, seq_of_id(exercise, id));
}
