/* Everything read and checked: chain, seals, what is beside the log. */
#include "server/journal/journal_private.h"

/* What one reading needs. */
struct loading {
	struct journal *journal;               /* borrowed */
	const struct journal_visitor *visitor; /* borrowed */
	struct err *err;                       /* borrowed; may be NULL */
	struct chain *chain;                   /* owned; apart from the journal's, which stays */
	uint64_t newest_seal;                  /* 0: there is none */
	uint64_t seq;                          /* the last good event */
};

static int bad(struct loading *loading, uint64_t seq, const char *why)
{
	return journal_reader_bad(&loading->journal->reader, seq, loading->err, why);
}

static int check_seal(struct loading *loading, const struct store_entry *entry)
{
	Convene__V1__Seal seal = journal_seal(entry, chain_hash(loading->chain));

	if (seal.state_digest.len != RECORD_DIGEST_SIZE ||
	    !record_seal_valid(loading->journal->reader.exercise_id, &seal))
		return bad(loading, seal.seq, "the signature of the seal over it is not good");
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

static int load_entry(void *context, const struct store_entry *stored)
{
	struct loading *loading = context;
	const struct journal_visitor *visitor = loading->visitor;
	struct journal_entry entry = journal_entry_of(stored);
	int result = 0;

	if (!chain_extend(
	        loading->chain, entry.envelope, entry.envelope_len, entry.event, entry.event_len))
		return err_set(
		    loading->err, ERR_IO, "\"%s\": hashing failed", loading->journal->reader.name);
	if (!journal_is_hash(stored->hash) ||
	    memcmp(stored->hash.data, chain_hash(loading->chain), HASH_SIZE) != 0)
		return bad(loading, entry.seq, "it does not have the hash that the chain gives it");
	if (stored->seal != NULL) {
		result = check_seal(loading, stored);
		entry.seal_digest = stored->seal->digest.data;
	}
	if (result != 0)
		return result;
	loading->seq = entry.seq;
	if (visitor->entry != NULL)
		result = visitor->entry(visitor->context, &entry);
	if (result == 0 && entry.seq == loading->newest_seal && entry.seal_digest != NULL)
		result = compare_digest(loading, entry.seal_digest);
	return result;
}

static int check_end(struct loading *loading)
{
	const struct journal *journal = loading->journal;
	uint64_t head = journal->reader.head;

	if (loading->seq < head)
		return bad(loading, loading->seq + 1, "the events from there on are missing");
	if (loading->seq > head ||
	    memcmp(chain_hash(loading->chain), chain_hash(journal->chain), HASH_SIZE) != 0)
		return bad(loading, head + 1, "the log should end before it, with another hash");
	if (loading->newest_seal > head)
		return bad(loading, head + 1, "there is a seal over it, but no event");
	return 0;
}

static int load_newest_seal(void *context, const struct store_row *row)
{
	((struct loading *)context)->newest_seal = row->numbers[0];
	return 0;
}

static int load_invite(void *context, const struct store_row *row)
{
	struct loading *loading = context;
	struct journal_invite invite = {
	    .invite_id = row->numbers[0], .person_name = row->bytes[1].data};

	if (!journal_is_hash(row->bytes[0]))
		return journal_reader_bad_row(&loading->journal->reader, "invites", loading->err);
	memcpy(invite.code_hash, row->bytes[0].data, HASH_SIZE);
	return loading->visitor->invite(loading->visitor->context, &invite);
}

static int load_token(void *context, const struct store_row *row)
{
	struct loading *loading = context;
	struct journal_token token = {.participant_id = row->numbers[0]};

	if (!journal_is_hash(row->bytes[0]))
		return journal_reader_bad_row(&loading->journal->reader, "tokens", loading->err);
	memcpy(token.token_hash, row->bytes[0].data, HASH_SIZE);
	return loading->visitor->token(loading->visitor->context, &token);
}

static int load_person(void *context, const struct store_row *row)
{
	struct loading *loading = context;
	struct journal_person person = {
	    .participant_id = row->numbers[0],
	    .name = row->bytes[0].data,
	    .salt = row->bytes[1].data,
	};

	if (row->bytes[1].len != JOURNAL_SALT_SIZE)
		return journal_reader_bad_row(&loading->journal->reader, "people", loading->err);
	return loading->visitor->person(loading->visitor->context, &person);
}

static int load_attachment(void *context, const struct store_row *row)
{
	struct loading *loading = context;

	if (!journal_is_hash(row->bytes[0]))
		return journal_reader_bad_row(
		    &loading->journal->reader, "attachments", loading->err);
	return loading->visitor->attachment(
	    loading->visitor->context, row->bytes[0].data, row->numbers[0], row->numbers[1]);
}

static int load_beside(struct loading *loading)
{
	const struct journal_visitor *visitor = loading->visitor;
	const struct {
		bool wanted;
		enum store_kind kind;
		store_row_fn *row;
	} kinds[] = {
	    {visitor->invite != NULL, STORE_INVITE, load_invite},
	    {visitor->token != NULL, STORE_TOKEN, load_token},
	    {visitor->person != NULL, STORE_PERSON, load_person},
	    {visitor->attachment != NULL, STORE_ATTACHMENT, load_attachment},
	};
	int result = 0;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]) && result == 0; i++)
		if (kinds[i].wanted)
			result = journal_reader_rows(&loading->journal->reader, kinds[i].kind,
			    kinds[i].row, loading, loading->err);
	return result;
}

int journal_load(struct journal *journal, const struct journal_visitor *visitor, struct err *err)
{
	struct journal_reader *reader = &journal->reader;
	struct loading loading = {.journal = journal, .visitor = visitor, .err = err};
	int result;

	loading.chain = chain_new();
	if (loading.chain == NULL)
		return err_set(err, ERR_MEMORY, "OpenSSL has no SHA-256 to give");
	if (!chain_begin(loading.chain, reader->genesis.data, reader->genesis.len))
		result = err_set(err, ERR_IO, "\"%s\": hashing failed", reader->name);
	else
		result = journal_reader_rows(reader, STORE_SEALED, load_newest_seal, &loading, err);
	if (result == 0)
		result = journal_reader_walk(reader, 0, UINT64_MAX, load_entry, &loading, err);
	if (result == 0)
		result = check_end(&loading);
	if (result == 0)
		result = load_beside(&loading);
	chain_free(loading.chain);
	if (result == ERR_CORRUPT)
		journal->dead = ERR_CORRUPT;
	return result;
}
