/*
 * How much one participant may send: a bucket for each kind of thing, which empties with time. It
 * knows of no clock, no connection and no person. Pure; any thread. A zeroed account has spent
 * nothing.
 */
#ifndef CONVENE_HOST_ACCOUNT_H
#define CONVENE_HOST_ACCOUNT_H

#include <stdint.h>

enum account_kind {
	ACCOUNT_COMMANDS,
	ACCOUNT_COMMAND_BYTES,
	ACCOUNT_NOTES, /* receipts, and that something was read: a client's, not a hand's */
	ACCOUNT_QUERIES,
	ACCOUNT_CALLS,          /* for help, and the controllers' pause */
	ACCOUNT_DOCUMENT_BYTES, /* of pieces of documents */
	ACCOUNT_KINDS,
};

enum account_holder { ACCOUNT_OF_PLAYER, ACCOUNT_OF_STAFF, ACCOUNT_HOLDERS };

struct account {
	struct account_spent {
		int64_t milli;      /* thousandths that count still */
		int64_t updated_ms; /* when that was so */
	} spent[ACCOUNT_KINDS];
};

/* What one thing costs, by kind. */
struct account_cost {
	uint32_t of[ACCOUNT_KINDS];
};

/*
 * Charges all of `cost`, if each kind has room for it, or nothing. Returns 0, or the milliseconds
 * until it would have. What is larger than all that may be spent at once is taken when nothing is
 * spent, and waited for afterwards. `now_ms`: any clock that never goes back.
 */
uint64_t account_charge(struct account *account, enum account_holder holder,
    const struct account_cost *cost, int64_t now_ms);

#endif
