/* What the verifier's files share: an item at a time comes from record_verifier.c, and what it says
 * is checked in record_items.c. Nobody else includes it. */
#ifndef CONVENE_PROTO_RECORD_VERIFIER_PRIVATE_H
#define CONVENE_PROTO_RECORD_VERIFIER_PRIVATE_H

#include "proto/arena.h"
#include "proto/record.h"
#include "proto/record_documents.h"

/* So much of a damaged item is looked at to tell what it was. */
#define RECORD_REMAINS_SIZE 64

enum record_stage { STAGE_FIRST_LINE, STAGE_GENESIS, STAGE_ITEMS, STAGE_FAILED, STAGE_FINISHED };

/* What the last item was, and so what may come. */
enum record_last { LAST_GENESIS, LAST_CLASS, LAST_ENTRY, LAST_DOCUMENT, LAST_SEAL, LAST_END };

struct record_verifier {
	struct record_options options;
	uint8_t expected_key[SEAL_KEY_SIZE];
	struct chain *chain;    /* owned; of a team's record it stands at h(0) */
	struct classes classes; /* owned */
	size_t class;           /* whose record it is, once its first event says which there are */
	struct record_documents documents; /* owned */
	struct arena *arena;               /* owned; one item at a time */
	struct buf partial; /* owned: an item that has not wholly arrived, with its length */
	struct buf again;   /* owned: an item encoded once more */
	enum record_stage stage;
	enum record_last last;
	bool seal_due; /* after the last entry */
	size_t line_matched;
	uint64_t expected_events; /* sealed with the expected key */
	/* A damaged item's first bytes and what follows, from which finish() guesses its kind. */
	bool unread;
	bool at_genesis;
	size_t remains_len;
	uint8_t remains[RECORD_REMAINS_SIZE];
	char reason[200];
	struct record_verdict verdict;
};

/* The record is bad from event `number` on. Returns false. */
bool record_fail(struct record_verifier *verifier, uint64_t number, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Takes an item, which is canonically encoded, and of which the memory is the arena's. False: the
 * record is bad. */
bool record_take(struct record_verifier *verifier, const Convene__V1__RecordItem *item);

/* What ought to follow the last item and does not; false then, having failed. */
bool record_owes_nothing(struct record_verifier *verifier);

#endif
