#include "server/journal/journal.h"

#include "proto/xalloc.h"
#include "server/journal/journal_internal.h"
#include "server/store/sqlite_file.h"

#include <unistd.h>

/* Below this many pages in the WAL (1 MiB) a checkpoint's fsync calls are not worth it. */
#define CHECKPOINT_PAGES 256

static const char *const statement_texts[STATEMENT_COUNT] = {
    [STATEMENT_BEGIN] = "BEGIN IMMEDIATE",
    [STATEMENT_COMMIT] = "COMMIT",
    [STATEMENT_EVENT] = "INSERT INTO events (seq, hash, envelope, event) VALUES (?1, ?2, ?3, ?4)",
    [STATEMENT_HEAD] = "UPDATE head SET seq = ?1, hash = ?2 WHERE one = 1",
    [STATEMENT_SEAL] = "INSERT INTO seals (seq, state_digest, public_key, signature)"
                       " VALUES (?1, ?2, ?3, ?4)",
    [STATEMENT_INVITE] = "INSERT OR REPLACE INTO invites (invite_id, code_hash, person_name)"
                         " VALUES (?1, ?2, ?3)",
    [STATEMENT_END_TOKENS] = "DELETE FROM tokens WHERE participant_id = ?1",
    [STATEMENT_TOKEN] =
        "INSERT OR REPLACE INTO tokens (token_hash, participant_id) VALUES (?1, ?2)",
    [STATEMENT_PERSON] =
        "INSERT OR REPLACE INTO people (participant_id, name, salt) VALUES (?1, ?2, ?3)",
    [STATEMENT_FIND_ATTACHMENT] =
        "SELECT id, size_bytes, stored_bytes FROM attachments WHERE sha256 = ?1",
    [STATEMENT_ADD_ATTACHMENT] = "INSERT INTO attachments (sha256, size_bytes, stored_bytes)"
                                 " VALUES (?1, ?2, 0)",
    [STATEMENT_SET_ATTACHMENT] = "UPDATE attachments SET stored_bytes = ?2 WHERE id = ?1",
    [STATEMENT_REMOVE_ATTACHMENT] = "DELETE FROM attachments WHERE id = ?1",
    [STATEMENT_ADD_PIECE] = "INSERT INTO attachment_pieces (attachment_id, offset, data)"
                            " VALUES (?1, ?2, ?3)",
    [STATEMENT_READ_PIECES] = "SELECT offset, data FROM attachment_pieces WHERE attachment_id = ?1"
                              " ORDER BY offset",
    [STATEMENT_REMOVE_PIECES] = "DELETE FROM attachment_pieces WHERE attachment_id = ?1",
};

int journal_step(sqlite3_stmt *statement)
{
	int code = sqlite3_step(statement);

	sqlite3_reset(statement);
	return code == SQLITE_DONE || code == SQLITE_ROW ? SQLITE_OK : code;
}

int journal_refuse(const struct journal *journal, struct err *err)
{
	if (journal->dead == ERR_CORRUPT)
		return err_set(err, ERR_CORRUPT, "\"%s\" is damaged: nothing can be added to it",
		    journal->path);
	return err_set(err, journal->dead,
	    "\"%s\": writing failed before (%s): it has to be opened again", journal->path,
	    err_text(journal->dead));
}

static int note_wal_pages(void *context, sqlite3 *db, const char *name, int pages)
{
	struct journal *journal = context;

	(void)db;
	(void)name;
	journal->wal_pages = pages;
	return SQLITE_OK;
}

/* Everything into the file, and the file to disk. Readers may go on reading. */
static int checkpoint(struct journal *journal, int mode, struct err *err)
{
	int in_wal = 0, moved = 0;
	int code = sqlite3_wal_checkpoint_v2(journal->db, NULL, mode, &in_wal, &moved);

	/* busy: a reader still uses the WAL, or keeps it from being emptied; it stays valid */
	if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY)
		return journal_database_error(
		    journal->db, code, journal->path, "move the log into the file", err);
	if (in_wal == moved)
		journal->wal_pages = 0;
	return 0;
}

/* The newest event's row has to be there, and to be what the chain goes on from. */
static int check_head(struct journal *journal, struct err *err)
{
	const struct journal_identity *identity = &journal->identity;
	sqlite3_stmt *statement = NULL;
	uint8_t hash[HASH_SIZE];
	bool good = false;
	int code;

	if (!chain_begin(journal->chain, identity->genesis.data, identity->genesis.len))
		return err_set(err, ERR_IO, "\"%s\": hashing failed", journal->path);
	code = sqlite3_prepare_v2(journal->db,
	    "SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1", -1, &statement, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_step(statement);
	if (code == SQLITE_ROW)
		good = (uint64_t)sqlite3_column_int64(statement, 0) == identity->head &&
		       journal_column_exact(statement, 1, hash, HASH_SIZE) &&
		       memcmp(hash, identity->head_hash, HASH_SIZE) == 0;
	else if (code == SQLITE_DONE)
		good = identity->head == 0 &&
		       memcmp(identity->head_hash, chain_hash(journal->chain), HASH_SIZE) == 0;
	sqlite3_finalize(statement);
	if (code != SQLITE_ROW && code != SQLITE_DONE)
		return journal_database_error(
		    journal->db, code, journal->path, "read its newest event", err);
	chain_resume(journal->chain, identity->head_hash);
	/* journal_load says which event is bad; until then nothing may follow it */
	journal->dead = good ? 0 : ERR_CORRUPT;
	return 0;
}

static int prepare(struct journal *journal, struct err *err)
{
	for (int i = 0; i < STATEMENT_COUNT; i++) {
		int result = journal_database_prepare(
		    journal->db, journal->path, statement_texts[i], &journal->statements[i], err);

		if (result != 0)
			return result;
	}
	return 0;
}

static int sync_wal(struct journal *journal, struct err *err)
{
	sqlite3_file *wal = NULL;
	int code = sqlite3_file_control(journal->db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &wal);

	if (code == SQLITE_OK && wal != NULL && wal->pMethods != NULL)
		code = wal->pMethods->xSync(wal, SQLITE_SYNC_NORMAL);
	if (code != SQLITE_OK)
		return journal_database_error(
		    journal->db, code, journal->path, "bring it to disk", err);
	return 0;
}

/*
 * After a failed fsync the system may hold pages of the WAL in its cache, marked clean, that are
 * not on the disk and never will be. So what a crash left in the WAL is written again, into the
 * file, under an fsync that can be believed; and the WAL is emptied before anything is added,
 * because SQLite stops reading it at the first gap.
 */
static int settle(struct journal *journal, struct err *err)
{
	int in_wal = 0, code;
	int result = journal_database_run(journal->db, journal->path,
	    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON", err);

	if (result != 0)
		return result;
	sqlite3_wal_hook(journal->db, note_wal_pages, journal);
	code =
	    sqlite3_wal_checkpoint_v2(journal->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, &in_wal, NULL);
	if ((code & 0xff) == SQLITE_BUSY && in_wal > 0)
		return err_set(err, ERR_BUSY,
		    "\"%s\" is being read and cannot be brought in order: try again later",
		    journal->path);
	if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY)
		return journal_database_error(
		    journal->db, code, journal->path, "move the log into the file", err);
	return sync_wal(journal, err);
}

int journal_open(const char *path, struct signer *signer, struct journal **out, struct err *err)
{
	struct journal *journal = xcalloc(1, sizeof(*journal));
	int result;

	journal->path = xstrdup(path);
	journal->signer = signer;
	journal->lock = FILE_LOCK_NONE;
	/* until it is known to be whole, it is not to be written */
	journal->dead = ERR_CLOSED;
	journal->chain = chain_new();
	if (journal->chain == NULL) {
		journal_close(journal);
		return err_set(err, ERR_MEMORY, "OpenSSL has no SHA-256 to give");
	}
	result = sqlite_file_check(path, R_OK | W_OK, err);
	if (result == 0)
		result = file_lock_take(&journal->lock, path, err);
	if (result == 0)
		result = sqlite_file_mend(path, err);
	if (result == 0)
		result = journal_database_open(path, SQLITE_OPEN_READWRITE, &journal->db, err);
	/* SQLite is content with less than was asked for */
	if (result == 0 && sqlite3_db_readonly(journal->db, "main") != 0)
		result = err_set(
		    err, ERR_DENIED, "\"%s\" can be read but not written: chmod 600 it", path);
	if (result == 0)
		result = settle(journal, err);
	if (result == 0)
		result = journal_identity_read(journal->db, path, &journal->identity, err);
	if (result == 0)
		result = prepare(journal, err);
	if (result == 0)
		result = check_head(journal, err);
	if (result != 0) {
		journal_close(journal);
		return result;
	}
	*out = journal;
	return 0;
}

void journal_close(struct journal *journal)
{
	if (journal == NULL)
		return;
	for (int i = 0; i < STATEMENT_COUNT; i++)
		sqlite3_finalize(journal->statements[i]);
	/* after a failed write the WAL stays as it is: opening reads it again */
	if (journal->db != NULL && journal->dead == 0) {
		if (checkpoint(journal, SQLITE_CHECKPOINT_TRUNCATE, NULL) == 0)
			sqlite3_db_config(journal->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
	}
	sqlite3_close(journal->db);
	file_lock_release(&journal->lock);
	chain_free(journal->chain);
	journal_identity_deinit(&journal->identity);
	free(journal->path);
	free(journal);
}

int journal_checkpoint(struct journal *journal, struct err *err)
{
	int result;

	if (journal->dead != 0)
		return journal_refuse(journal, err);
	if (journal->wal_pages < CHECKPOINT_PAGES)
		return 0;
	result = checkpoint(journal, SQLITE_CHECKPOINT_PASSIVE, err);
	if (result != 0)
		journal->dead = result;
	return result;
}

uint64_t journal_head(const struct journal *journal)
{
	return journal->identity.head;
}

const char *journal_exercise_id(const struct journal *journal)
{
	return journal->identity.exercise_id;
}

int64_t journal_created_ms(const struct journal *journal)
{
	return journal->identity.created_ms;
}

const uint8_t *journal_code_salt(const struct journal *journal)
{
	return journal->identity.code_salt;
}
