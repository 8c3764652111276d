/*
 * How an exercise's limits are divided: a tenth is the staff's, the rest goes to the teams that are
 * declared, in equal parts. So what one team uses up no other feels, nor do the staff. Pure.
 */
#ifndef CONVENE_EXERCISE_GROUND_SHARES_H
#define CONVENE_EXERCISE_GROUND_SHARES_H

#include <stddef.h>
#include <stdint.h>

/* What there is so much of in an exercise, and no more. */
enum share_kind {
	SHARE_THREADS,
	SHARE_ATTACHMENTS,
	SHARE_CASES,
	SHARE_REQUESTS,
	SHARE_CONSENTS,
	SHARE_REFERRALS,
	SHARE_HOLDINGS,
	SHARE_BOOKINGS,
	SHARE_PARTICIPANTS,
	SHARE_KINDS,
};

/* Of the whole exercise, and what they are called. */
uint64_t share_limit(enum share_kind kind);
const char *share_name(enum share_kind kind);

/* What of `limit` is one team's, and what is the staff's, when the scenario itself has taken
 * `declared` of it. */
uint64_t share_of_team(uint64_t limit, uint64_t declared, size_t teams);
uint64_t share_of_staff(uint64_t limit, uint64_t declared);

#endif
