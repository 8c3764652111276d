/*
 * A store: where the bytes of exercises lie, as a table of functions. It knows who may write, what
 * is on disk, and that things happen as a whole or not at all; it knows nothing of what an event
 * means, of chain and seals (server/journal). Files are one (files.h), tests have another that
 * lives in memory (tests/support/fake_store.h).
 *
 * Every function blocks: worker threads, one call at a time for each log. A callback may read from
 * the log that calls it. Errors of what is below are translated here, once: a full disk is
 * ERR_DISK_FULL, damage ERR_CORRUPT, somebody else's hold ERR_BUSY.
 */
#ifndef CONVENE_STORE_STORE_H
#define CONVENE_STORE_STORE_H

#include "server/base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct store_bytes {
	const void *data; /* borrowed: for the call */
	size_t len;
};

struct store_seal {
	int64_t wall_ms;
	struct store_bytes root, secret, digest, key, signature;
};

struct store_entry {
	uint64_t seq;
	struct store_bytes hash, salt, envelope, event;
	const struct store_seal *seal; /* borrowed: for the call; NULL: none over this event */
};

/*
 * What lies beside the events. A row has the columns of its kind, in that order: numbers (n), bytes
 * (b), and text (t), which a zero byte follows when it is read. Two rows of a kind differ in the
 * first column; of tokens, in both. Of the first four kinds there is one at most.
 */
#define STORE_KINDS(X)                                                                             \
	X(STORE_BEGINNING, "bb")   /* genesis, salt of the join codes; made with the exercise */   \
	X(STORE_ALIVE, "b")        /* when it was running */                                       \
	X(STORE_HEAD, "nb")        /* the newest event, its hash */                                \
	X(STORE_SEALED, "n")       /* the newest one with a seal; it is only read */               \
	X(STORE_INVITE, "nbt")     /* invite, hash of its code, name of a person */                \
	X(STORE_TOKEN, "nb")       /* participant, hash of the token */                            \
	X(STORE_PERSON, "ntb")     /* participant, name, salt */                                   \
	X(STORE_ATTACHMENT, "bnn") /* SHA-256, size, bytes of it that are stored */

enum store_kind {
#define X(kind, columns) kind,
	STORE_KINDS(X)
#undef X
	    STORE_KIND_COUNT,
};

extern const char *const store_columns[STORE_KIND_COUNT];

struct store_row {
	enum store_kind kind;
	/* appending, of an attachment: what has the first bytes as SHA-256 has the second ones
	 * from then on, which nothing has yet */
	bool rename;
	bool drop; /* appending: all with this first column go, with the pieces of an attachment */
	uint64_t numbers[2];
	struct store_bytes bytes[2];
};

/* Part of the attachment of which a row has the SHA-256. */
struct store_piece {
	struct store_bytes sha256;
	uint64_t offset;
	struct store_bytes data;
};

/* All of it or nothing: the entries, then the rows in their order, each in the place of the one
 * from which it does not differ, then the pieces. */
struct store_append {
	const struct store_entry *entries; /* borrowed */
	size_t entry_count;
	const struct store_row *rows; /* borrowed */
	size_t row_count;
	const struct store_piece *pieces; /* borrowed */
	size_t piece_count;
};

enum store_use {
	STORE_READ,  /* beside whoever writes; sees whole appends, those before the call */
	STORE_LOOK,  /* what nobody has open; leaves no trace */
	STORE_WRITE, /* alone: ERR_BUSY while another does */
};

enum store_tend {
	STORE_TEND_NOW,   /* between two appends: only what would grow for ever */
	STORE_TEND_IDLE,  /* nothing else is to be done now */
	STORE_TEND_WHOLE, /* what has its name is all of it then, or that is an error */
};

struct store_log {
	const struct store *store; /* borrowed: outlives the log */
};

/* A code that is not 0 ends the reading, and is what the function returns. */
typedef int store_entry_fn(void *context, const struct store_entry *entry);
typedef int store_row_fn(void *context, const struct store_row *row);
typedef int store_piece_fn(void *context, uint64_t offset, struct store_bytes data);

struct store {
	/* An exercise with these rows; whole or not at all. ERR_EXISTS. */
	int (*create)(const struct store *store, const char *name, const struct store_row *rows,
	    size_t row_count, struct err *err);

	/* For writing, what it shows from then on is on disk: what the one before left half done
	 * is brought to an end or is gone, whatever happened to its last sync. */
	int (*open)(const struct store *store, const char *name, enum store_use use,
	    struct store_log **out, struct err *err);

	/* `settled`: all is well, and what can be tidied up is. Otherwise all stays as it is. */
	void (*close)(struct store_log *log, bool settled);

	/* 0: it is on disk. Otherwise nobody knows what is there: the log is only to be closed, and
	 * opening it again shows. So it is with tend(). */
	int (*append)(struct store_log *log, const struct store_append *append, struct err *err);

	/* Housekeeping after appends. */
	int (*tend)(struct store_log *log, enum store_tend how, struct err *err);

	/* Events after `after` up to `through`, in order. With ERR_CORRUPT the text says only why
	 * there is nothing to be had behind the last one. */
	int (*entries)(struct store_log *log, uint64_t after, uint64_t through,
	    store_entry_fn *entry, void *context, struct err *err);

	/* All of a kind, in an order that stays; with `key`, of attachments the one that has it. */
	int (*rows)(struct store_log *log, enum store_kind kind, const struct store_bytes *key,
	    store_row_fn *row, void *context, struct err *err);

	/* Of an attachment, from the piece in which `offset` lies; none if that is missing. */
	int (*pieces)(struct store_log *log, struct store_bytes sha256, uint64_t offset,
	    store_piece_fn *piece, void *context, struct err *err);
};

#endif
