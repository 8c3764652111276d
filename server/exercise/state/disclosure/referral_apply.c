#include "convene/v1/case.pb-c.h"
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
	int64_t place = referral_place(disclosures, body->referral_seq);
	if (place >= 0 && !disclosures->referrals[place].answered) {
		disclosures->referrals[place].answered = true;
		disclosures->holdings.referrals_sum += mix_pair(body->referral_seq, 0);
		disclosures_touch(exercise);
	}
}
