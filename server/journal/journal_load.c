/* Everything read and checked: chain, seals, what is beside the log. */
#include "server/journal/journal_private.h"

/* What one reading needs. */
struct loading {
	struct journal *journal;               /* borrowed */
	const struct journal_visitor *visitor; /* borrowed */
	struct err *err;                       /* borrowed; may be NULL */
	struct chain *chain;                   /* owned; apart from the journal's, which stays */
	struct classes classes;                /* owned, until the journal has them */
	uint64_t newest_seal;                  /* 0: there is none */
	uint64_t seq;                          /* the last good event */
};

static int bad(struct loading *loading, uint64_t seq, const char *why)
{
	return journal_reader_bad(&loading->journal->reader, seq, loading->err, why);
}

static int check_seal(struct loading *loading, const struct store_entry *entry)
{
	const struct store_seal *stored = entry->seal;
	const struct seal_log log = {entry->seq, chain_hash(loading->chain), stored->digest.data};
	Convene__V1__Seal seal = journal_seal(entry);
	uint8_t root[HASH_SIZE];
	if (stored->digest.len != SEAL_DIGEST_SIZE || stored->secret.len != SEAL_SECRET_SIZE ||
	    !seal_root(loading->chain, stored->secret.data, &log, &loading->classes, SIZE_MAX, NULL,
	        root) ||
	    !journal_is_hash(stored->root) || memcmp(stored->root.data, root, HASH_SIZE) != 0) {
		return bad(
		    loading, entry->seq, "the seal over it is not over the events before it");
	}
	if (!seal_is_signed(loading->journal->reader.exercise_id, &seal)) {
		return bad(loading, entry->seq, "the signature of the seal over it is not good");
	}
	return 0;
}

static int compare_digest(struct loading *loading, const uint8_t *sealed)
{
	const struct journal_visitor *visitor = loading->visitor;
	uint8_t computed[HASH_SIZE] = {0};
	if (visitor->digest == NULL) {
		return 0;
	}
	visitor->digest(visitor->context, computed);
	if (memcmp(computed, sealed, HASH_SIZE) != 0) {
		return bad(loading, loading->seq,
		    "the state computed up to it is not the one that was sealed there");
	}
	return 0;
}

static int load_entry(void *context, const struct store_entry *stored)
{
	struct loading *loading = context;
	const struct journal_visitor *visitor = loading->visitor;
	struct journal_entry entry = journal_entry_of(stored);
	uint8_t digest[HASH_SIZE];
	int result = 0;
	if (!chain_event(loading->chain, entry.salt, entry.event, entry.event_len, digest) ||
	    !chain_extend(loading->chain, entry.envelope, entry.envelope_len, digest)) {
		return err_set(
		    loading->err, ERR_IO, "\"%s\": hashing failed", loading->journal->reader.name);
	}
	if (!journal_is_hash(stored->hash) ||
	    memcmp(stored->hash.data, chain_hash(loading->chain), HASH_SIZE) != 0) {
		return bad(loading, entry.seq, "it does not have the hash that the chain gives it");
	}
	if (stored->salt.len != JOURNAL_EVENT_SALT ||
	    !classes_extend(&loading->classes, loading->chain, entry.envelope, entry.envelope_len,
	        entry.event, entry.event_len, digest)) {
		return bad(loading, entry.seq, "whom it is for cannot be read");
	}
	if (stored->seal != NULL) {
		result = check_seal(loading, stored);
		entry.seal_digest = stored->seal->digest.data;
		entry.seal_wall_ms = stored->seal->wall_ms;
	}
	if (result != 0) {
		return result;
	}
	memcpy(entry.hash, stored->hash.data, HASH_SIZE);
	loading->seq = entry.seq;
	if (visitor->entry != NULL) {
		result = visitor->entry(visitor->context, &entry);
	}
	if (result == 0 && entry.seq == loading->newest_seal && entry.seal_digest != NULL) {
		result = compare_digest(loading, entry.seal_digest);
	}
	return result;
}

static int check_end(struct loading *loading)
{
	const struct journal *journal = loading->journal;
	uint64_t head = journal->reader.head;
	if (loading->seq < head) {
		return bad(loading, loading->seq + 1, "the events from there on are missing");
	}
	if (loading->seq > head ||
	    memcmp(chain_hash(loading->chain), chain_hash(journal->chain), HASH_SIZE) != 0) {
		return bad(loading, head + 1, "the log should end before it, with another hash");
	}
	if (loading->newest_seal > head) {
		return bad(loading, head + 1, "there is a seal over it, but no event");
	}
	return 0;
}

static int load_newest_seal(void *context, const struct store_row *row)
{
	((struct loading *)context)->newest_seal = row->numbers[0];
	return 0;
}

/* A row beside the log, of a kind whose visitor is wanted. */
static int load_row(void *context, const struct store_row *row)
{
	/* what the hash or salt among its columns must be */
	static const struct {
		const char *table;
		size_t column, size;
	} rules[STORE_KIND_COUNT] = {
	    [STORE_INVITE] = {"invites", 0, HASH_SIZE},
	    [STORE_TOKEN] = {"tokens", 0, HASH_SIZE},
	    [STORE_PERSON] = {"people", 1, JOURNAL_SALT_SIZE},
	    [STORE_ATTACHMENT] = {"attachments", 0, HASH_SIZE},
	};
	struct loading *loading = context;
	const struct journal_visitor *visitor = loading->visitor;
	const struct store_bytes *bytes = row->bytes;
	uint64_t number = row->numbers[0];
	struct journal_invite invite = {.invite_id = number, .person_name = bytes[1].data};
	struct journal_token token = {.participant_id = number};
	struct journal_person person = {number, bytes[0].data, bytes[1].data};
	if (bytes[rules[row->kind].column].len != rules[row->kind].size) {
		return journal_reader_bad_row(
		    &loading->journal->reader, rules[row->kind].table, loading->err);
	}
	if (row->kind == STORE_PERSON) {
		return visitor->person(visitor->context, &person);
	}
	if (row->kind == STORE_ATTACHMENT) {
		return visitor->attachment(
		    visitor->context, bytes[0].data, number, row->numbers[1]);
	}
	if (row->kind == STORE_TOKEN) {
		memcpy(token.token_hash, bytes[0].data, HASH_SIZE);
		return visitor->token(visitor->context, &token);
	}
	memcpy(invite.code_hash, bytes[0].data, HASH_SIZE);
	return visitor->invite(visitor->context, &invite);
}

static int load_beside(struct loading *loading)
{
	const struct journal_visitor *visitor = loading->visitor;
	const bool wanted[STORE_KIND_COUNT] = {
	    [STORE_INVITE] = visitor->invite != NULL,
	    [STORE_TOKEN] = visitor->token != NULL,
	    [STORE_PERSON] = visitor->person != NULL,
	    [STORE_ATTACHMENT] = visitor->attachment != NULL,
	};
	int result = 0;
	for (enum store_kind kind = 0; kind < STORE_KIND_COUNT && result == 0; kind++) {
		if (wanted[kind]) {
			result = journal_reader_rows(
			    &loading->journal->reader, kind, load_row, loading, loading->err);
		}
	}
	return result;
}

int journal_load(struct journal *journal, const struct journal_visitor *visitor, struct err *err)
{
	struct journal_reader *reader = &journal->reader;
	struct loading loading = {.journal = journal, .visitor = visitor, .err = err};
	loading.chain = chain_new();
	if (loading.chain == NULL) {
		return err_set(err, ERR_MEMORY, "OpenSSL has no SHA-256 to give");
	}
	int result;
	if (!chain_begin(loading.chain, reader->genesis.data, reader->genesis.len)) {
		result = err_set(err, ERR_IO, "\"%s\": hashing failed", reader->name);
	} else {
		classes_begin(&loading.classes, loading.chain);
		result = journal_reader_rows(reader, STORE_SEALED, load_newest_seal, &loading, err);
	}
	if (result == 0) {
		result = journal_reader_walk(reader, 0, UINT64_MAX, load_entry, &loading, err);
	}
	if (result == 0) {
		result = check_end(&loading);
	}
	if (result == 0) {
		struct classes before = journal->classes;
		journal->classes = loading.classes;
		loading.classes = before;
	}
	if (result == 0) {
		result = load_beside(&loading);
	}
	chain_free(loading.chain);
	classes_deinit(&loading.classes);
	if (result == ERR_CORRUPT) {
		journal->dead = ERR_CORRUPT;
	}
	return result;
}
