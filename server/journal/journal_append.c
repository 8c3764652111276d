#include "server/journal/journal.h"

#include "server/journal/journal_internal.h"

/* Under load there is no idle moment: beyond this many pages in the WAL (16 MiB) a commit moves
 * them into the file, so that neither the WAL nor the time to read it grows for ever. */
#define WAL_PAGES_MAX 4096

static int append_seal(
    struct journal *journal, const struct journal_entry *entry, sqlite3_stmt *statement)
{
	Convene__V1__Seal seal;
	uint8_t signature[SIGNATURE_SIZE];
	struct buf text = {0};
	int result;

	convene__v1__seal__init(&seal);
	seal.seq = entry->seq;
	seal.hash.len = HASH_SIZE;
	seal.hash.data = (uint8_t *)chain_hash(journal->chain);
	seal.state_digest.len = RECORD_DIGEST_SIZE;
	seal.state_digest.data = (uint8_t *)entry->seal_digest;
	record_append_sealed_head(&text, journal->identity.exercise_id, &seal);
	result = signer_sign(journal->signer, text.data, text.len, signature);
	buf_deinit(&text);
	if (result != 0)
		return SQLITE_INTERNAL;
	sqlite3_bind_int64(statement, 1, (int64_t)entry->seq);
	journal_bind_bytes(statement, 2, entry->seal_digest, RECORD_DIGEST_SIZE);
	journal_bind_bytes(statement, 3, signer_public_key(journal->signer), SIGNER_KEY_SIZE);
	journal_bind_bytes(statement, 4, signature, sizeof(signature));
	return journal_step(statement);
}

static int append_entry(struct journal *journal, const struct journal_entry *entry)
{
	sqlite3_stmt *statement = journal->statements[STATEMENT_EVENT];
	int code;

	if (!chain_extend(journal->chain, entry->envelope, entry->envelope_len, entry->event,
	        entry->event_len))
		return SQLITE_INTERNAL;
	sqlite3_bind_int64(statement, 1, (int64_t)entry->seq);
	journal_bind_bytes(statement, 2, chain_hash(journal->chain), HASH_SIZE);
	journal_bind_bytes(statement, 3, entry->envelope, entry->envelope_len);
	journal_bind_bytes(statement, 4, entry->event, entry->event_len);
	code = journal_step(statement);
	if (code != SQLITE_OK || entry->seal_digest == NULL)
		return code;
	return append_seal(journal, entry, journal->statements[STATEMENT_SEAL]);
}

static int append_entries(struct journal *journal, const struct journal_batch *batch)
{
	sqlite3_stmt *head = journal->statements[STATEMENT_HEAD];

	if (batch->entry_count == 0)
		return SQLITE_OK;
	for (size_t i = 0; i < batch->entry_count; i++) {
		int code = append_entry(journal, &batch->entries[i]);

		if (code != SQLITE_OK)
			return code;
	}
	sqlite3_bind_int64(head, 1, (int64_t)batch->entries[batch->entry_count - 1].seq);
	journal_bind_bytes(head, 2, chain_hash(journal->chain), HASH_SIZE);
	return journal_step(head);
}

static int append_rows(struct journal *journal, const struct journal_batch *batch)
{
	sqlite3_stmt *invite = journal->statements[STATEMENT_INVITE];
	sqlite3_stmt *token = journal->statements[STATEMENT_TOKEN];
	sqlite3_stmt *end = journal->statements[STATEMENT_END_TOKENS];
	sqlite3_stmt *person = journal->statements[STATEMENT_PERSON];
	static const uint8_t no_salt[16];
	int code = SQLITE_OK;

	for (size_t i = 0; i < batch->invite_count && code == SQLITE_OK; i++) {
		const struct journal_invite *row = &batch->invites[i];

		sqlite3_bind_int64(invite, 1, (int64_t)row->invite_id);
		journal_bind_bytes(invite, 2, row->code_hash, HASH_SIZE);
		sqlite3_bind_text(
		    invite, 3, row->person_name != NULL ? row->person_name : "", -1, SQLITE_STATIC);
		code = journal_step(invite);
	}
	for (size_t i = 0; i < batch->token_end_count && code == SQLITE_OK; i++) {
		sqlite3_bind_int64(end, 1, (int64_t)batch->token_ends[i]);
		code = journal_step(end);
	}
	for (size_t i = 0; i < batch->token_count && code == SQLITE_OK; i++) {
		journal_bind_bytes(token, 1, batch->tokens[i].token_hash, HASH_SIZE);
		sqlite3_bind_int64(token, 2, (int64_t)batch->tokens[i].participant_id);
		code = journal_step(token);
	}
	for (size_t i = 0; i < batch->person_count && code == SQLITE_OK; i++) {
		const struct journal_person *row = &batch->people[i];

		sqlite3_bind_int64(person, 1, (int64_t)row->participant_id);
		sqlite3_bind_text(person, 2, row->name != NULL ? row->name : "", -1, SQLITE_STATIC);
		journal_bind_bytes(
		    person, 3, row->salt != NULL ? row->salt : no_salt, sizeof(no_salt));
		code = journal_step(person);
	}
	for (size_t i = 0; i < batch->piece_count && code == SQLITE_OK; i++)
		code = journal_piece_store(journal, &batch->pieces[i]);
	return code;
}

/* Refuses, before anything is written, what would not be a continuation. */
static int check_entries(
    const struct journal *journal, const struct journal_batch *batch, struct err *err)
{
	for (size_t i = 0; i < batch->entry_count; i++) {
		const struct journal_entry *entry = &batch->entries[i];
		uint64_t expected = journal->identity.head + 1 + i;

		if (entry->seq != expected)
			return err_set(err, ERR_INVALID,
			    "\"%s\": event %llu cannot follow event %llu", journal->path,
			    (unsigned long long)entry->seq, (unsigned long long)expected - 1);
		if (entry->seal_digest != NULL && journal->signer == NULL)
			return err_set(err, ERR_INVALID,
			    "\"%s\" was opened without a key to seal it", journal->path);
		if (entry->event_len > JOURNAL_ENTRY_MAX ||
		    entry->envelope_len > JOURNAL_ENTRY_MAX - entry->event_len)
			return err_set(err, ERR_TOO_LARGE,
			    "\"%s\": event %llu is larger than %u bytes", journal->path,
			    (unsigned long long)entry->seq, JOURNAL_ENTRY_MAX);
	}
	return 0;
}

/* One transaction; SQLite's code. */
static int commit(struct journal *journal, const struct journal_batch *batch)
{
	int code = journal_step(journal->statements[STATEMENT_BEGIN]);

	if (code != SQLITE_OK)
		return code;
	code = append_entries(journal, batch);
	if (code == SQLITE_OK)
		code = append_rows(journal, batch);
	if (code == SQLITE_OK)
		code = journal_step(journal->statements[STATEMENT_COMMIT]);
	return code;
}

/* The commit has happened; what goes wrong here is for the next one. */
static void keep_wal_short(struct journal *journal)
{
	if (journal->wal_pages >= WAL_PAGES_MAX)
		journal_checkpoint(journal, NULL);
}

int journal_append(struct journal *journal, struct journal_batch *batch, struct err *err)
{
	int code, result;

	if (journal->dead != 0)
		return journal_refuse(journal, err);
	if (batch->entry_count + batch->invite_count + batch->token_end_count + batch->token_count +
	        batch->person_count + batch->piece_count ==
	    0)
		return 0;
	result = check_entries(journal, batch, err);
	if (result != 0) {
		journal->dead = result;
		return result;
	}
	code = commit(journal, batch);
	if (code != SQLITE_OK) {
		journal->dead =
		    journal_database_error(journal->db, code, journal->path, "write to it", err);
		if (sqlite3_get_autocommit(journal->db) == 0)
			sqlite3_exec(journal->db, "ROLLBACK", NULL, NULL, NULL);
		return journal->dead;
	}
	journal->identity.head += batch->entry_count;
	keep_wal_short(journal);
	return 0;
}
