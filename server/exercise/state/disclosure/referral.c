#include "server/exercise/state/disclosure/referral.h"

#include "server/exercise/state/disclosure/disclosure.h"
#include "server/exercise/state/state.h"

int64_t referral_place(const struct disclosures *disclosures, uint64_t seq)
{
	size_t low = 0, high = disclosures->referral_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (disclosures->referrals[middle].seq < seq) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	bool found = low < disclosures->referral_count && disclosures->referrals[low].seq == seq;
	return found ? (int64_t)low : -1;
}

const struct referral *referral_find(const struct exercise *exercise, uint64_t seq)
{
	int64_t place = referral_place(&exercise->disclosures, seq);
	return place >= 0 ? &exercise->disclosures.referrals[place] : NULL;
}
