#include "server/journal/journal.h"

#include "proto/xalloc.h"
#include "server/journal/journal_private.h"

#include <openssl/rand.h>

int journal_refuse(const struct journal *journal, struct err *err)
{
	if (journal->dead == ERR_CORRUPT)
		return err_set(err, ERR_CORRUPT, "\"%s\" is damaged: nothing can be added to it",
		    journal->source.name);
	return err_set(err, journal->dead,
	    "\"%s\": writing failed before (%s): it has to be opened again", journal->source.name,
	    err_text(journal->dead));
}

static int check_genesis(const Convene__V1__Genesis *genesis, struct err *err)
{
	if (genesis->format_version != RECORD_FORMAT_VERSION || genesis->exercise_id == NULL ||
	    genesis->exercise_id[0] == '\0' ||
	    strlen(genesis->exercise_id) > RECORD_EXERCISE_ID_MAX ||
	    genesis->nonce.len != RECORD_NONCE_SIZE)
		return err_set(err, ERR_INVALID,
		    "a genesis has format version %d, an exercise id of 1 to %d bytes and a nonce "
		    "of %d",
		    RECORD_FORMAT_VERSION, RECORD_EXERCISE_ID_MAX, RECORD_NONCE_SIZE);
	return 0;
}

int journal_create_in(const struct store *store, const char *name,
    const Convene__V1__Genesis *genesis, struct signer *signer, struct journal **out,
    struct err *err)
{
	struct chain *chain = chain_new();
	uint8_t salt[HASH_SIZE];
	struct buf bytes = {0};
	int result = check_genesis(genesis, err);

	if (result == 0) {
		bytes.len = convene__v1__genesis__pack(
		    genesis, buf_reserve(&bytes, convene__v1__genesis__get_packed_size(genesis)));
		if (chain == NULL || !chain_begin(chain, bytes.data, bytes.len) ||
		    RAND_bytes(salt, sizeof(salt)) != 1)
			result = err_set(
			    err, ERR_MEMORY, "OpenSSL has no SHA-256 or no randomness to give");
	}
	if (result == 0) {
		const struct store_row rows[] = {
		    {.kind = STORE_META,
		        .bytes = {{META_GENESIS, strlen(META_GENESIS)}, {bytes.data, bytes.len}}},
		    {.kind = STORE_META,
		        .bytes = {{META_CODE_SALT, strlen(META_CODE_SALT)}, {salt, HASH_SIZE}}},
		    {.kind = STORE_HEAD, .bytes = {{chain_hash(chain), HASH_SIZE}}},
		};

		result = store->create(store, name, rows, sizeof(rows) / sizeof(rows[0]), err);
	}
	chain_free(chain);
	buf_deinit(&bytes);
	return result == 0 ? journal_open_in(store, name, signer, out, err) : result;
}

/* The newest event, and nothing behind it. */
struct end {
	const struct journal_source *source; /* borrowed */
	bool good;
};

static int check_newest(void *context, const struct store_entry *entry)
{
	struct end *end = context;

	end->good = !end->good && entry->seq == end->source->head && end->source->head > 0 &&
	            journal_is_hash(entry->hash) &&
	            memcmp(entry->hash.data, end->source->head_hash, HASH_SIZE) == 0;
	return end->good ? 0 : 1;
}

/* The newest event's row has to be there, and to be what the chain goes on from. */
static int check_head(struct journal *journal, struct err *err)
{
	struct journal_source *source = &journal->source;
	struct end end = {.source = source};
	struct err found = {0};
	int result = source->log->store->entries(source->log,
	    source->head > 0 ? source->head - 1 : 0, UINT64_MAX, check_newest, &end, &found);

	if (result < 0)
		return err_set(err, result, "\"%s\": cannot read its newest event: %s",
		    source->name, found.text);
	if (result == 0 && source->head == 0)
		end.good = memcmp(source->head_hash, chain_hash(journal->chain), HASH_SIZE) == 0;
	/* journal_load says which event is bad; until then nothing may follow it */
	journal->dead = result == 0 && end.good ? 0 : ERR_CORRUPT;
	return 0;
}

static int open_as(const struct store *store, const char *name, enum store_use use,
    struct signer *signer, struct journal **out, struct err *err)
{
	struct journal *journal = xcalloc(1, sizeof(*journal));
	struct journal_source *source = &journal->source;
	int result = journal_source_open(source, store, name, use, err);

	journal->signer = signer;
	/* until it is known to be whole, it is not to be written; looked at, it never is */
	journal->dead = ERR_DENIED;
	journal->chain = chain_new();
	if (result == 0 && journal->chain == NULL)
		result = err_set(err, ERR_MEMORY, "OpenSSL has no SHA-256 to give");
	if (result == 0 && !chain_begin(journal->chain, source->genesis.data, source->genesis.len))
		result = err_set(err, ERR_IO, "\"%s\": hashing failed", name);
	if (result == 0 && use == STORE_WRITE)
		result = check_head(journal, err);
	if (result != 0) {
		journal_close(journal);
		return result;
	}
	chain_resume(journal->chain, source->head_hash);
	*out = journal;
	return 0;
}

int journal_open_in(const struct store *store, const char *name, struct signer *signer,
    struct journal **out, struct err *err)
{
	return open_as(store, name, STORE_WRITE, signer, out, err);
}

int journal_look_in(
    const struct store *store, const char *name, struct journal **out, struct err *err)
{
	return open_as(store, name, STORE_LOOK, NULL, out, err);
}

void journal_close(struct journal *journal)
{
	if (journal == NULL)
		return;
	/* after a failed write all stays as it is: opening reads it again */
	journal_source_close(&journal->source, journal->dead == 0);
	chain_free(journal->chain);
	free(journal);
}

int journal_checkpoint(struct journal *journal, struct err *err)
{
	struct store_log *log = journal->source.log;

	if (journal->dead != 0)
		return journal_refuse(journal, err);
	journal->dead = log->store->tend(log, true, err);
	return journal->dead;
}

int journal_set_alive(struct journal *journal, const struct clock_moment *moment, struct err *err)
{
	struct store_log *log = journal->source.log;
	const struct store_row row = {.kind = STORE_META,
	    .bytes = {{META_ALIVE, strlen(META_ALIVE)}, {moment, sizeof(*moment)}}};

	if (journal->dead != 0)
		return journal_refuse(journal, err);
	journal->dead =
	    log->store->append(log, &(struct store_append){.rows = &row, .row_count = 1}, err);
	return journal->dead;
}

void journal_alive(struct journal *journal, struct clock_moment *moment)
{
	struct buf found = {0};

	*moment = (struct clock_moment){.wall_ms = 0};
	/* earlier versions noted the wall clock alone, which comes first */
	if (journal_source_meta(&journal->source, META_ALIVE, &found, NULL) == 0 &&
	    (found.len == sizeof(*moment) || found.len == sizeof(moment->wall_ms)))
		memcpy(moment, found.data, found.len);
	buf_deinit(&found);
}

uint64_t journal_head(const struct journal *journal)
{
	return journal->source.head;
}

const char *journal_exercise_id(const struct journal *journal)
{
	return journal->source.exercise_id;
}

int64_t journal_created_ms(const struct journal *journal)
{
	return journal->source.created_ms;
}

const uint8_t *journal_code_salt(const struct journal *journal)
{
	return journal->source.code_salt;
}
