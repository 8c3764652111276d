/* The limits stand in limits.h; here is how they are parted. */
#include "server/exercise/ground/shares.h"

#include "server/exercise/ground/limits.h"

/* One part in so many is the staff's. */
#define STAFF_PART 10

static const struct {
	uint64_t limit;
	const char *name;
} kinds[SHARE_KINDS] = {
    [SHARE_THREADS] = {THREADS_MAX, "threads"},
    [SHARE_ATTACHMENTS] = {ATTACHMENTS_MAX, "attachments"},
    [SHARE_CASES] = {CASES_MAX, "cases"},
    [SHARE_REQUESTS] = {REQUESTS_MAX, "requests"},
    [SHARE_CONSENTS] = {CONSENTS_MAX, "consents"},
    [SHARE_REFERRALS] = {REFERRALS_MAX, "referrals"},
    [SHARE_HOLDINGS] = {HOLDINGS_MAX, "fields that are recorded or passed on"},
    [SHARE_BOOKINGS] = {BOOKINGS_MAX, "bookings of interpreters"},
    [SHARE_PARTICIPANTS] = {PARTICIPANTS_MAX, "participants"},
};

uint64_t share_limit(enum share_kind kind)
{
	return kinds[kind].limit;
}

const char *share_name(enum share_kind kind)
{
	return kinds[kind].name;
}

static uint64_t left(uint64_t limit, uint64_t declared)
{
	return declared < limit ? limit - declared : 0;
}

uint64_t share_of_staff(uint64_t limit, uint64_t declared)
{
	return left(limit, declared) / STAFF_PART;
}

uint64_t share_of_team(uint64_t limit, uint64_t declared, size_t teams)
{
	uint64_t rest = left(limit, declared) - share_of_staff(limit, declared);
	return teams > 0 ? rest / teams : rest;
}
