/*
 * The answer to a referral into the state. Only the first counts; the sum of all referrals in the
 * digest grows by it.
 */
#include "convene/v1/case.pb-c.h"
#include "proto/list.h"
#include "server/exercise/ground/index.h"
#include "server/exercise/state/appliers.h"
#include "server/exercise/state/applying.h"
#include "server/exercise/state/disclosure/disclosure.h"
#include "server/exercise/state/disclosure/holding_apply.h"
#include "server/exercise/state/disclosure/referral.h"
#include "server/exercise/state/state.h"

void apply_referral_answered(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__ReferralAnswered *body = applying->event->referral_answered;
	struct disclosures *disclosures = &exercise->disclosures;
	struct referral *referral = (struct referral *)referral_find(exercise, body->referral_id);
	if (referral != NULL && !referral->answered) {
		referral->answered = true;
		disclosures->holdings.referrals_sum += mix_pair(body->referral_id, 0);
		disclosures_touch(exercise);
	}
}
