/* What the files of the writing journal share. Nobody outside this folder includes it. */
#ifndef CONVENE_JOURNAL_JOURNAL_INTERNAL_H
#define CONVENE_JOURNAL_JOURNAL_INTERNAL_H

#include "proto/chain.h"
#include "proto/record.h"
#include "server/store/file_lock.h"
#include "server/journal/journal.h"
#include "server/journal/journal_database.h"
#include "server/journal/signer.h"

/* An event and its envelope; its item in a record and its frame have to hold them. */
#define JOURNAL_ENTRY_MAX RECORD_ENTRY_MAX

enum journal_statement {
	STATEMENT_BEGIN,
	STATEMENT_COMMIT,
	STATEMENT_EVENT,
	STATEMENT_HEAD,
	STATEMENT_SEAL,
	STATEMENT_INVITE,
	STATEMENT_TOKEN,
	STATEMENT_END_TOKENS,
	STATEMENT_PERSON,
	STATEMENT_FIND_ATTACHMENT,
	STATEMENT_ADD_ATTACHMENT,
	STATEMENT_SET_ATTACHMENT,
	STATEMENT_REMOVE_ATTACHMENT,
	STATEMENT_ADD_PIECE,
	STATEMENT_READ_PIECES,
	STATEMENT_REMOVE_PIECES,
	STATEMENT_COUNT,
};

struct journal {
	char *path;            /* owned */
	sqlite3 *db;           /* owned */
	struct file_lock lock; /* owned */
	struct signer *signer; /* borrowed: outlives the journal; NULL where nothing is sealed */
	struct chain *chain;   /* owned; stands at the head */
	struct journal_identity identity;
	sqlite3_stmt *statements[STATEMENT_COUNT]; /* owned */
	int wal_pages;                             /* in the WAL after the last commit */
	/* Not 0: a write failed with this code, so what is on disk is known only after reading it
	 * again. */
	int dead;
};

/* Steps a statement that gives no rows and makes it ready for the next use. SQLite's code. */
int journal_step(sqlite3_stmt *statement);

/* Says why a dead journal does nothing. */
int journal_refuse(const struct journal *journal, struct err *err);

/* Stores one piece within the open transaction. SQLite's code. */
int journal_piece_store(struct journal *journal, struct journal_piece *piece);

#endif
