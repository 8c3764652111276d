/* What was spent leaks away with time, in thousandths, so an account is two numbers a kind and no
 * timer. A kind that costs nothing is not touched, so that no rounding ever favours who asks often.
 */
#include "server/host/account.h"

#include <stddef.h>

struct rate {
	int64_t at_once;
	int64_t milli_a_second; /* thousandths that come back each second */
};

#define KIB 1024
#define MIB (1024 * 1024)

/* All of these limits (proto/README.md, "How much, how fast"). A player types a line in two seconds
 * at best; sixty at once are a client that comes back with what was typed offline. Staff have
 * scripts, and answer for many. */
static const struct rate rates[ACCOUNT_HOLDERS][ACCOUNT_KINDS] =
    {
        [ACCOUNT_OF_PLAYER] =
            {
                [ACCOUNT_COMMANDS] = {60, 2 * 1000},
                [ACCOUNT_COMMAND_BYTES] = {512 * KIB, INT64_C(1000) * 32 * KIB},
                [ACCOUNT_NOTES] = {120, 4 * 1000},
                [ACCOUNT_QUERIES] = {60, 4 * 1000},
                [ACCOUNT_CALLS] = {1, 1000 / 5},
                [ACCOUNT_DOCUMENT_BYTES] = {32 * MIB, INT64_C(1000) * MIB},
            },
        [ACCOUNT_OF_STAFF] =
            {
                [ACCOUNT_COMMANDS] = {600, 20 * 1000},
                [ACCOUNT_COMMAND_BYTES] = {16 * MIB, INT64_C(1000) * MIB},
                [ACCOUNT_NOTES] = {600, 20 * 1000},
                [ACCOUNT_QUERIES] = {600, 20 * 1000},
                [ACCOUNT_CALLS] = {1, 1000 / 5},
                [ACCOUNT_DOCUMENT_BYTES] = {32 * MIB, INT64_C(1000) * MIB},
            },
};

static int64_t spent_now(const struct account_spent *spent, const struct rate *rate, int64_t now_ms)
{
	int64_t passed_ms = now_ms - spent->updated_ms;
	/* when all has come back: compared first, for time may be long and products large */
	if (passed_ms >= spent->milli * 1000 / rate->milli_a_second + 1) {
		return 0;
	}
	int64_t back = passed_ms * rate->milli_a_second / 1000;
	return back >= spent->milli ? 0 : spent->milli - back;
}

/* Milliseconds until `milli` more may be spent; 0: now. */
static uint64_t wait_ms(
    const struct account_spent *spent, const struct rate *rate, int64_t milli, int64_t now_ms)
{
	int64_t room = rate->at_once * 1000 - milli;
	int64_t excess = spent_now(spent, rate, now_ms) - (room > 0 ? room : 0);
	return excess <= 0 ? 0 : (uint64_t)(excess * 1000 / rate->milli_a_second + 1);
}

uint64_t account_charge(struct account *account, enum account_holder holder,
    const struct account_cost *cost, int64_t now_ms)
{
	const struct rate *mine = rates[holder];
	uint64_t longest_ms = 0;
	for (size_t i = 0; i < ACCOUNT_KINDS; i++) {
		uint64_t one_ms = cost->of[i] == 0 ? 0
		                                   : wait_ms(&account->spent[i], &mine[i],
		                                         cost->of[i] * INT64_C(1000), now_ms);
		if (one_ms > longest_ms) {
			longest_ms = one_ms;
		}
	}
	for (size_t i = 0; i < ACCOUNT_KINDS && longest_ms == 0; i++) {
		if (cost->of[i] != 0) {
			account->spent[i].milli = spent_now(&account->spent[i], &mine[i], now_ms) +
			                          cost->of[i] * INT64_C(1000);
			account->spent[i].updated_ms = now_ms;
		}
	}
	return longest_ms;
}
