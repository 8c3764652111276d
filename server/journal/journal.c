/* A journal made, opened and closed. Whether its newest event is what its head says is looked at
 * when it is opened for writing: nothing may follow an event that is not there. Relies on the store
 * for who may write; `dead` says from then on why nothing more is written. */
#include "server/journal/journal.h"

#include "proto/xalloc.h"
#include "server/base/random.h"
#include "server/journal/journal_private.h"

int journal_refuse(const struct journal *journal, struct err *err)
{
	if (journal->dead == ERR_CORRUPT) {
		return err_set(err, ERR_CORRUPT, "\"%s\" is damaged: nothing can be added to it",
		    journal->reader.name);
	}
	return err_set(err, journal->dead,
	    "\"%s\": writing failed before (%s): it has to be opened again", journal->reader.name,
	    err_text(journal->dead));
}

static int check_genesis(const Convene__V1__Genesis *genesis, struct err *err)
{
	if (genesis->format_version != RECORD_FORMAT_VERSION || genesis->exercise_id == NULL ||
	    genesis->exercise_id[0] == '\0' ||
	    strlen(genesis->exercise_id) > RECORD_EXERCISE_ID_MAX ||
	    genesis->nonce.len != RECORD_NONCE_SIZE) {
		return err_set(err, ERR_INVALID,
		    "a genesis has format version %d, an exercise id of 1 to %d bytes and a nonce "
		    "of %d",
		    RECORD_FORMAT_VERSION, RECORD_EXERCISE_ID_MAX, RECORD_NONCE_SIZE);
	}
	return 0;
}

int journal_create(const struct store *store, const char *name, const Convene__V1__Genesis *genesis,
    struct signer *signer, struct journal **out, struct err *err)
{
	struct chain *chain = chain_new();
	uint8_t salt[HASH_SIZE];
	struct buf bytes = {0};
	int result = check_genesis(genesis, err);
	random_bytes(salt, sizeof(salt));
	if (result == 0) {
		bytes.len = convene__v1__genesis__pack(
		    genesis, buf_reserve(&bytes, convene__v1__genesis__get_packed_size(genesis)));
		if (chain == NULL || !chain_begin(chain, bytes.data, bytes.len)) {
			result = err_set(err, ERR_MEMORY, "OpenSSL has no SHA-256 to give");
		}
	}
	if (result == 0) {
		const struct store_row rows[] = {
		    {.kind = STORE_BEGINNING,
		        .bytes = {{bytes.data, bytes.len}, {salt, HASH_SIZE}}},
		    {.kind = STORE_HEAD, .bytes = {{chain_hash(chain), HASH_SIZE}}},
		};

		result = store->create(store, name, rows, sizeof(rows) / sizeof(rows[0]), err);
	}
	chain_free(chain);
	buf_deinit(&bytes);
	return result == 0 ? journal_open(store, name, signer, out, err) : result;
}

/* The newest event, and nothing behind it. */
struct end {
	const struct journal_reader *reader; /* borrowed */
	bool good;
};

static int check_newest(void *context, const struct store_entry *entry)
{
	struct end *end = context;
	end->good = !end->good && entry->seq == end->reader->head && end->reader->head > 0 &&
	            journal_is_hash(entry->hash) &&
	            memcmp(entry->hash.data, end->reader->head_hash, HASH_SIZE) == 0;
	return end->good ? 0 : 1;
}

/* The newest event's row has to be there, and to be what the chain goes on from. */
static int check_head(struct journal *journal, struct err *err)
{
	struct journal_reader *reader = &journal->reader;
	struct end end = {.reader = reader};
	struct err found = {0};
	int result = reader->log->store->entries(reader->log,
	    reader->head > 0 ? reader->head - 1 : 0, UINT64_MAX, check_newest, &end, &found);
	if (result == ERR_CORRUPT) {
		return err_set(err, result, "\"%s\" is damaged: its newest event: %s", reader->name,
		    found.text);
	}
	if (result < 0) {
		return err_set(err, result, "%s", found.text);
	}
	if (result == 0 && reader->head == 0) {
		end.good = memcmp(reader->head_hash, chain_hash(journal->chain), HASH_SIZE) == 0;
	}
	/* journal_load says which event is bad; until then nothing may follow it */
	journal->dead = result == 0 && end.good ? 0 : ERR_CORRUPT;
	return 0;
}

static int open_as(const struct store *store, const char *name, enum store_use use,
    struct signer *signer, struct journal **out, struct err *err)
{
	struct journal *journal = xcalloc(1, sizeof(*journal));
	struct journal_reader *reader = &journal->reader;
	int result = journal_reader_init(reader, store, name, use, err);
	journal->signer = signer;
	/* until it is known to be whole, it is not to be written; looked at, it never is */
	journal->dead = ERR_DENIED;
	journal->chain = chain_new();
	if (result == 0 && journal->chain == NULL) {
		result = err_set(err, ERR_MEMORY, "OpenSSL has no SHA-256 to give");
	}
	if (result == 0 &&
	    !chain_begin(journal->chain, reader->genesis.data, reader->genesis.len)) {
		result = err_set(err, ERR_IO, "\"%s\": hashing failed", name);
	}
	if (result == 0) {
		memcpy(journal->beginning, chain_hash(journal->chain), HASH_SIZE);
	}
	if (result == 0 && use == STORE_WRITE) {
		result = check_head(journal, err);
	}
	if (result != 0) {
		journal_close(journal);
		return result;
	}
	classes_begin(&journal->classes, journal->chain);
	chain_resume(journal->chain, reader->head_hash);
	*out = journal;
	return 0;
}

int journal_open(const struct store *store, const char *name, struct signer *signer,
    struct journal **out, struct err *err)
{
	return open_as(store, name, STORE_WRITE, signer, out, err);
}

int journal_look(const struct store *store, const char *name, struct journal **out, struct err *err)
{
	return open_as(store, name, STORE_LOOK, NULL, out, err);
}

void journal_close(struct journal *journal)
{
	if (journal == NULL) {
		return;
	}
	/* after a failed write all stays as it is: opening reads it again */
	journal_reader_deinit(&journal->reader, journal->dead == 0);
	chain_free(journal->chain);
	classes_deinit(&journal->classes);
	free(journal);
}

static int tend(struct journal *journal, enum store_tend how, struct err *err)
{
	struct store_log *log = journal->reader.log;
	if (journal->dead != 0) {
		return journal_refuse(journal, err);
	}
	journal->dead = log->store->tend(log, how, err);
	return journal->dead;
}

int journal_checkpoint(struct journal *journal, struct err *err)
{
	return tend(journal, STORE_TEND_IDLE, err);
}

int journal_make_whole(struct journal *journal, struct err *err)
{
	return tend(journal, STORE_TEND_WHOLE, err);
}

int journal_set_alive(struct journal *journal, const struct clock_moment *moment, struct err *err)
{
	struct store_log *log = journal->reader.log;
	const struct store_row row = {.kind = STORE_ALIVE, .bytes = {{moment, sizeof(*moment)}}};
	if (journal->dead != 0) {
		return journal_refuse(journal, err);
	}
	journal->dead =
	    log->store->append(log, &(struct store_append){.rows = &row, .row_count = 1}, err);
	return journal->dead;
}

static int keep_alive(void *context, const struct store_row *row)
{
	size_t len = row->bytes[0].len;
	if (len == sizeof(struct clock_moment)) {
		memcpy(context, row->bytes[0].data, len);
	}
	return 0;
}

void journal_alive(struct journal *journal, struct clock_moment *moment)
{
	*moment = (struct clock_moment){.wall_ms = 0};
	journal_reader_rows(&journal->reader, STORE_ALIVE, keep_alive, moment, NULL);
}

void journal_beginning(const struct journal *journal, uint8_t out[HASH_SIZE])
{
	memcpy(out, journal->beginning, HASH_SIZE);
}

uint64_t journal_head(const struct journal *journal)
{
	return journal->reader.head;
}

const char *journal_exercise_id(const struct journal *journal)
{
	return journal->reader.exercise_id;
}

int64_t journal_created_ms(const struct journal *journal)
{
	return journal->reader.created_ms;
}

const uint8_t *journal_code_salt(const struct journal *journal)
{
	return journal->reader.code_salt;
}
