/*
 * What one client was sent and told: every event in the order of its arrival, and every command
 * with its answer. One thread. Owns its lists; zeroed, it is empty.
 */
#ifndef CONVENE_TESTS_FAULT_LEDGER_H
#define CONVENE_TESTS_FAULT_LEDGER_H

#include "client/lib/convene.h"

struct ledger_entry {
	uint64_t seq;
	uint8_t event[CONVENE_SHA256_SIZE];    /* SHA-256 of the bytes */
	uint8_t envelope[CONVENE_SHA256_SIZE]; /* likewise */
	bool has_envelope;
};

struct ledger_command {
	uint8_t id[CONVENE_COMMAND_ID_SIZE];
	bool answered;
	Convene__V1__ErrorCode refusal; /* 0: done */
	uint64_t object_id;             /* 0: nothing that has an id was made */
	bool unchanged;                 /* nothing was left to do */
};

struct ledger {
	struct ledger_entry *entries; /* owned */
	size_t entry_count, entry_cap;
	struct ledger_command *commands; /* owned */
	size_t command_count, command_cap;
};

void ledger_deinit(struct ledger *ledger);

void ledger_add_entry(struct ledger *ledger, const struct convene_entry *entry);

/* Room for a command about to be sent; its place is the tag to send it with. Borrowed until the
 * next one. */
struct ledger_command *ledger_add_command(struct ledger *ledger, uint64_t *tag);

/* Exits when it was answered before, or the answer is another command's. */
void ledger_answer(struct ledger *ledger, const struct convene_result *result);

#endif
