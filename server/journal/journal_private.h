/* What the files of the writing journal share. Nobody outside this folder includes it. */
#ifndef CONVENE_JOURNAL_JOURNAL_PRIVATE_H
#define CONVENE_JOURNAL_JOURNAL_PRIVATE_H

#include "proto/chain.h"
#include "proto/classes.h"
#include "proto/record.h"
#include "server/journal/journal.h"
#include "server/journal/journal_reader_private.h"
#include "server/journal/signer.h"

struct journal {
	struct journal_reader reader; /* which may append */
	struct signer *signer; /* borrowed: outlives the journal; NULL where nothing is sealed */
	struct chain *chain;   /* owned; stands at the head */
	/* Owned. Stand at `position`: at the head once it was loaded, or appended to. */
	struct classes classes;
	uint8_t beginning[HASH_SIZE]; /* h(0) */
	/* Not 0: a write failed with this code, so what is there is known only after reading it
	 * again. */
	int dead;
};

/* Says why a dead journal does nothing. */
int journal_refuse(const struct journal *journal, struct err *err);

/* An attachment of which pieces are appended: what is to become of it. */
struct upload {
	const uint8_t *sha256;         /* borrowed from its first piece */
	struct journal_attachment row; /* in the end; not found: there is none */
	uint64_t kept_bytes;           /* of those stored, what the store has already */
	bool there;                    /* the store has a row of it */
	bool drop;                     /* which goes first */
	bool changed;                  /* there is something to be stored */
};

struct uploads {
	struct upload *list; /* owned */
	size_t count;
	struct store_piece *pieces; /* owned: to be stored */
	size_t piece_count;
};

/* Decides on each of the batch's pieces, and says so in them. */
int journal_pieces_decide(struct journal *journal, const struct journal_batch *batch,
    struct uploads *uploads, struct err *err);

#endif
