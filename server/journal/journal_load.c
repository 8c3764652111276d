#include "server/journal/journal.h"

#include "proto/complaint.h"
#include "server/journal/journal_internal.h"

#include <stdarg.h>

/* What one reading needs. */
struct loading {
	struct journal *journal;               /* borrowed */
	const struct journal_visitor *visitor; /* borrowed */
	struct err *err;                       /* borrowed; may be NULL */
	struct chain *chain;                   /* owned; apart from the journal's, which stays */
	sqlite3_stmt *seals;                   /* owned; stands on the next seal */
	bool seal_waiting;
	uint64_t next_seal;   /* its seq */
	uint64_t newest_seal; /* 0: there is none */
	uint64_t seq;         /* the last good event */
};

/* The event after the last good one is bad. */
__attribute__((format(printf, 3, 4))) static int bad(
    struct loading *loading, uint64_t seq, const char *format, ...)
{
	char reason[256];
	va_list arguments;

	va_start(arguments, format);
	complaint_list(reason, sizeof(reason), format, arguments);
	va_end(arguments);
	return err_set(loading->err, ERR_CORRUPT,
	    "\"%s\" is damaged: event %llu is the first bad one: %s", loading->journal->path,
	    (unsigned long long)(seq > 0 ? seq : 1), reason);
}

/* SQLite could not go on after the last good event. */
static int unread(struct loading *loading, int code)
{
	struct err found = {0};
	int result = journal_database_error(
	    loading->journal->db, code, loading->journal->path, "read it", &found);

	if (result != ERR_CORRUPT) {
		if (loading->err != NULL)
			*loading->err = found;
		return result;
	}
	return bad(loading, loading->seq + 1, "the file cannot be read there (SQLite: %s)",
	    sqlite3_errstr(code));
}

static int next_seal(struct loading *loading)
{
	int code = sqlite3_step(loading->seals);

	loading->seal_waiting = code == SQLITE_ROW;
	if (code == SQLITE_ROW)
		loading->next_seal = (uint64_t)sqlite3_column_int64(loading->seals, 0);
	return code == SQLITE_ROW || code == SQLITE_DONE ? 0 : unread(loading, code);
}

static ProtobufCBinaryData column_bytes(sqlite3_stmt *statement, int column)
{
	return (ProtobufCBinaryData){
	    .data = (uint8_t *)sqlite3_column_blob(statement, column),
	    .len = (size_t)sqlite3_column_bytes(statement, column),
	};
}

/* Checks the waiting seal, which is the one over the event just read. */
static int check_seal(struct loading *loading, const uint8_t **digest)
{
	Convene__V1__Seal seal;

	convene__v1__seal__init(&seal);
	seal.seq = loading->next_seal;
	seal.hash.data = (uint8_t *)chain_hash(loading->chain);
	seal.hash.len = CHAIN_HASH_SIZE;
	seal.state_digest = column_bytes(loading->seals, 1);
	seal.public_key = column_bytes(loading->seals, 2);
	seal.signature = column_bytes(loading->seals, 3);
	if (seal.state_digest.len != RECORD_DIGEST_SIZE ||
	    !record_seal_valid(loading->journal->identity.exercise_id, &seal))
		return bad(loading, seal.seq, "the signature of the seal over it is not good");
	*digest = seal.state_digest.data;
	return 0;
}

static int compare_digest(struct loading *loading, const uint8_t *sealed)
{
	const struct journal_visitor *visitor = loading->visitor;
	uint8_t computed[HASH_SIZE] = {0};

	if (visitor->digest == NULL)
		return 0;
	visitor->digest(visitor->context, computed);
	if (memcmp(computed, sealed, HASH_SIZE) != 0)
		return bad(loading, loading->seq,
		    "the state computed up to it is not the one that was sealed there");
	return 0;
}

static int load_entry(struct loading *loading, sqlite3_stmt *events)
{
	const struct journal_visitor *visitor = loading->visitor;
	/* blob before bytes: the order SQLite asks for */
	const void *hash = sqlite3_column_blob(events, 1);
	size_t hash_len = (size_t)sqlite3_column_bytes(events, 1);
	const void *envelope = sqlite3_column_blob(events, 2);
	size_t envelope_len = (size_t)sqlite3_column_bytes(events, 2);
	const void *event = sqlite3_column_blob(events, 3);
	size_t event_len = (size_t)sqlite3_column_bytes(events, 3);
	uint64_t seq = (uint64_t)sqlite3_column_int64(events, 0);
	struct journal_entry entry = {
	    .seq = seq,
	    .event = event,
	    .event_len = event_len,
	    .envelope = envelope,
	    .envelope_len = envelope_len,
	};
	int result = 0;

	if (seq != loading->seq + 1)
		return bad(loading, loading->seq + 1, "it is missing");
	if (!chain_extend(loading->chain, envelope, envelope_len, event, event_len))
		return err_set(
		    loading->err, ERR_IO, "\"%s\": hashing failed", loading->journal->path);
	if (hash_len != HASH_SIZE || memcmp(hash, chain_hash(loading->chain), HASH_SIZE) != 0)
		return bad(loading, seq, "it does not have the hash that the chain gives it");
	if (loading->seal_waiting && loading->next_seal <= seq)
		result = loading->next_seal == seq
		             ? check_seal(loading, &entry.seal_digest)
		             : bad(loading, seq, "a seal in front of it is in the wrong place");
	if (result != 0)
		return result;
	loading->seq = seq;
	if (visitor->entry != NULL)
		result = visitor->entry(visitor->context, &entry);
	if (result == 0 && seq == loading->newest_seal)
		result = compare_digest(loading, entry.seal_digest);
	if (result == 0 && entry.seal_digest != NULL)
		result = next_seal(loading);
	return result;
}

static int check_end(struct loading *loading)
{
	const struct journal_identity *identity = &loading->journal->identity;

	if (loading->seq < identity->head)
		return bad(loading, loading->seq + 1, "the events from there on are missing");
	if (loading->seq > identity->head ||
	    memcmp(chain_hash(loading->chain), chain_hash(loading->journal->chain), HASH_SIZE) != 0)
		return bad(
		    loading, identity->head + 1, "the log should end before it, with another hash");
	if (loading->seal_waiting)
		return bad(loading, loading->seq + 1, "there is a seal over it, but no event");
	return 0;
}

static int load_events(struct loading *loading)
{
	struct journal *journal = loading->journal;
	sqlite3_stmt *events = NULL;
	int code, result;

	if (!chain_begin(
	        loading->chain, journal->identity.genesis.data, journal->identity.genesis.len))
		return err_set(loading->err, ERR_IO, "\"%s\": hashing failed", journal->path);
	result = journal_database_prepare(journal->db, journal->path,
	    "SELECT seq, state_digest, public_key, signature FROM seals ORDER BY seq",
	    &loading->seals, loading->err);
	if (result == 0)
		result = next_seal(loading);
	if (result == 0)
		result = journal_database_prepare(journal->db, journal->path,
		    "SELECT seq, hash, envelope, event FROM events ORDER BY seq", &events,
		    loading->err);
	if (result == 0) {
		while (result == 0 && (code = sqlite3_step(events)) == SQLITE_ROW)
			result = load_entry(loading, events);
		if (result == 0 && code != SQLITE_DONE)
			result = unread(loading, code);
	}
	sqlite3_finalize(events);
	sqlite3_finalize(loading->seals);
	return result == 0 ? check_end(loading) : result;
}

/* Calls `row` for each row of `sql`. */
static int load_rows(struct loading *loading, const char *sql,
    int (*row)(struct loading *loading, sqlite3_stmt *statement))
{
	struct journal *journal = loading->journal;
	sqlite3_stmt *statement = NULL;
	int code = SQLITE_DONE;
	int result =
	    journal_database_prepare(journal->db, journal->path, sql, &statement, loading->err);

	while (result == 0 && (code = sqlite3_step(statement)) == SQLITE_ROW)
		result = row(loading, statement);
	if (result == 0 && code != SQLITE_DONE)
		result = journal_database_error(
		    journal->db, code, journal->path, "read what is beside its log", loading->err);
	sqlite3_finalize(statement);
	return result;
}

static int damaged_row(struct loading *loading, const char *table)
{
	return err_set(loading->err, ERR_CORRUPT, "\"%s\" is damaged: a row of its table %s",
	    loading->journal->path, table);
}

static int load_newest_seal(struct loading *loading, sqlite3_stmt *statement)
{
	loading->newest_seal = (uint64_t)sqlite3_column_int64(statement, 0);
	return 0;
}

static int load_invite(struct loading *loading, sqlite3_stmt *statement)
{
	struct journal_invite invite = {
	    .invite_id = (uint64_t)sqlite3_column_int64(statement, 0),
	    .person_name = (const char *)sqlite3_column_text(statement, 2),
	};

	if (!journal_column_exact(statement, 1, invite.code_hash, HASH_SIZE) ||
	    invite.person_name == NULL)
		return damaged_row(loading, "invites");
	return loading->visitor->invite(loading->visitor->context, &invite);
}

static int load_token(struct loading *loading, sqlite3_stmt *statement)
{
	struct journal_token token = {
	    .participant_id = (uint64_t)sqlite3_column_int64(statement, 1),
	};

	if (!journal_column_exact(statement, 0, token.token_hash, HASH_SIZE))
		return damaged_row(loading, "tokens");
	return loading->visitor->token(loading->visitor->context, &token);
}

static int load_person(struct loading *loading, sqlite3_stmt *statement)
{
	uint8_t salt[16];
	struct journal_person person = {
	    .participant_id = (uint64_t)sqlite3_column_int64(statement, 0),
	    .name = (const char *)sqlite3_column_text(statement, 1),
	    .salt = salt,
	};

	if (!journal_column_exact(statement, 2, salt, sizeof(salt)) || person.name == NULL)
		return damaged_row(loading, "people");
	return loading->visitor->person(loading->visitor->context, &person);
}

static int load_attachment(struct loading *loading, sqlite3_stmt *statement)
{
	uint8_t sha256[HASH_SIZE];

	if (!journal_column_exact(statement, 0, sha256, HASH_SIZE))
		return damaged_row(loading, "attachments");
	return loading->visitor->attachment(loading->visitor->context, sha256,
	    (uint64_t)sqlite3_column_int64(statement, 1),
	    (uint64_t)sqlite3_column_int64(statement, 2));
}

static int load_beside(struct loading *loading)
{
	const struct journal_visitor *visitor = loading->visitor;
	int result = 0;

	if (visitor->invite != NULL)
		result = load_rows(loading,
		    "SELECT invite_id, code_hash, person_name FROM invites ORDER BY invite_id",
		    load_invite);
	if (result == 0 && visitor->token != NULL)
		result = load_rows(loading,
		    "SELECT token_hash, participant_id FROM tokens ORDER BY token_hash",
		    load_token);
	if (result == 0 && visitor->person != NULL)
		result = load_rows(loading,
		    "SELECT participant_id, name, salt FROM people ORDER BY participant_id",
		    load_person);
	if (result == 0 && visitor->attachment != NULL)
		result = load_rows(loading,
		    "SELECT sha256, size_bytes, stored_bytes FROM attachments ORDER BY id",
		    load_attachment);
	return result;
}

int journal_load(struct journal *journal, const struct journal_visitor *visitor, struct err *err)
{
	struct loading loading = {.journal = journal, .visitor = visitor, .err = err};
	int result;

	loading.chain = chain_new();
	if (loading.chain == NULL)
		return err_set(err, ERR_MEMORY, "OpenSSL has no SHA-256 to give");
	result = load_rows(
	    &loading, "SELECT seq FROM seals ORDER BY seq DESC LIMIT 1", load_newest_seal);
	if (result == 0)
		result = load_events(&loading);
	if (result == 0)
		result = load_beside(&loading);
	chain_free(loading.chain);
	if (result == ERR_CORRUPT)
		journal->dead = ERR_CORRUPT;
	return result;
}
