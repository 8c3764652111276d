/* Referrals by their ids. */
#ifndef CONVENE_EXERCISE_STATE_DISCLOSURE_REFERRAL_H
#define CONVENE_EXERCISE_STATE_DISCLOSURE_REFERRAL_H

#include <stdint.h>

struct exercise;
struct referral;

/* NULL when there is none. Borrowed: until something is added. */
const struct referral *referral_find(const struct exercise *exercise, uint64_t id);

#endif
