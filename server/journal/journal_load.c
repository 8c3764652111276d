/* Everything read and checked: chain, seals, what is beside the log. */
#include "proto/complaint.h"
#include "proto/xalloc.h"
#include "server/journal/journal_private.h"

#include <stdarg.h>

/* As its row has it, but for fields of another size: then `good` is false. */
struct seal {
	uint64_t seq;
	uint8_t digest[RECORD_DIGEST_SIZE], key[RECORD_KEY_SIZE], signature[RECORD_SIGNATURE_SIZE];
	bool good;
};

/* What one reading needs. */
struct loading {
	struct journal *journal;               /* borrowed */
	const struct journal_visitor *visitor; /* borrowed */
	struct err *err;                       /* borrowed; may be NULL */
	struct chain *chain;                   /* owned; apart from the journal's, which stays */
	struct seal *seals; /* owned; those there are, as far as they can be read */
	size_t seal_count, next_seal;
	struct err seals_end; /* code not 0: behind them nothing can be read */
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
	return journal_source_bad(&loading->journal->source, seq, loading->err, reason);
}

static bool copy(struct store_bytes bytes, uint8_t *out, size_t size)
{
	if (bytes.len == size)
		memcpy(out, bytes.data, size);
	return bytes.len == size;
}

static int keep_seal(void *context, const struct store_row *row)
{
	struct loading *loading = context;
	struct seal *seal;

	if ((loading->seal_count & (loading->seal_count - 1)) == 0)
		loading->seals = xrealloc(loading->seals,
		    (loading->seal_count > 0 ? 2 * loading->seal_count : 1) * sizeof(*seal));
	seal = &loading->seals[loading->seal_count++];
	seal->seq = row->numbers[0];
	seal->good = copy(row->bytes[0], seal->digest, sizeof(seal->digest)) &&
	             copy(row->bytes[1], seal->key, sizeof(seal->key)) &&
	             copy(row->bytes[2], seal->signature, sizeof(seal->signature));
	return 0;
}

/* Where the seals end because they cannot be read, so does what is known of the events. */
static int check_seals_go_on(struct loading *loading)
{
	if (loading->next_seal < loading->seal_count || loading->seals_end.code == 0)
		return 0;
	if (loading->seals_end.code == ERR_CORRUPT)
		return bad(loading, loading->seq + 1, "the seals from there on cannot be read");
	return err_set(loading->err, loading->seals_end.code, "%s", loading->seals_end.text);
}

/* The seal is over the event just read. */
static int check_seal(struct loading *loading, struct seal *seal)
{
	const struct store_row row = {.kind = STORE_SEAL,
	    .numbers = {seal->seq},
	    .bytes = {{seal->digest, sizeof(seal->digest)}, {seal->key, sizeof(seal->key)},
	        {seal->signature, sizeof(seal->signature)}}};
	Convene__V1__Seal message = journal_source_seal(&row, chain_hash(loading->chain));

	if (!seal->good || !record_seal_valid(loading->journal->source.exercise_id, &message))
		return bad(loading, seal->seq, "the signature of the seal over it is not good");
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

static int visit_entry(struct loading *loading, const struct store_entry *stored, struct seal *seal)
{
	const struct journal_visitor *visitor = loading->visitor;
	struct journal_entry entry = {
	    .seq = stored->seq,
	    .event = stored->event.data,
	    .event_len = stored->event.len,
	    .envelope = stored->envelope.data,
	    .envelope_len = stored->envelope.len,
	    .seal_digest = seal != NULL ? seal->digest : NULL,
	};
	int result = 0;

	loading->seq = stored->seq;
	loading->next_seal += seal != NULL;
	if (visitor->entry != NULL)
		result = visitor->entry(visitor->context, &entry);
	/* the newest one */
	if (result == 0 && seal != NULL && loading->next_seal == loading->seal_count)
		result = compare_digest(loading, seal->digest);
	return result == 0 ? check_seals_go_on(loading) : result;
}

static int load_entry(void *context, const struct store_entry *entry)
{
	struct loading *loading = context;
	struct seal *seal =
	    loading->next_seal < loading->seal_count ? &loading->seals[loading->next_seal] : NULL;
	int result = 0;

	if (entry->seq != loading->seq + 1)
		return bad(loading, loading->seq + 1, "it is missing");
	if (!chain_extend(loading->chain, entry->envelope.data, entry->envelope.len,
	        entry->event.data, entry->event.len))
		return err_set(
		    loading->err, ERR_IO, "\"%s\": hashing failed", loading->journal->source.name);
	if (!journal_is_hash(entry->hash) ||
	    memcmp(entry->hash.data, chain_hash(loading->chain), HASH_SIZE) != 0)
		return bad(
		    loading, entry->seq, "it does not have the hash that the chain gives it");
	if (seal != NULL && seal->seq > entry->seq)
		seal = NULL;
	if (seal != NULL)
		result =
		    seal->seq == entry->seq
		        ? check_seal(loading, seal)
		        : bad(loading, entry->seq, "a seal in front of it is in the wrong place");
	return result == 0 ? visit_entry(loading, entry, seal) : result;
}

static int check_end(struct loading *loading)
{
	const struct journal *journal = loading->journal;
	uint64_t head = journal->source.head;

	if (loading->seq < head)
		return bad(loading, loading->seq + 1, "the events from there on are missing");
	if (loading->seq > head ||
	    memcmp(chain_hash(loading->chain), chain_hash(journal->chain), HASH_SIZE) != 0)
		return bad(loading, head + 1, "the log should end before it, with another hash");
	if (loading->next_seal < loading->seal_count)
		return bad(loading, loading->seq + 1, "there is a seal over it, but no event");
	return 0;
}

static int load_events(struct loading *loading)
{
	struct journal_source *source = &loading->journal->source;
	struct store_log *log = source->log;
	struct err why = {0};
	int result;

	if (!chain_begin(loading->chain, source->genesis.data, source->genesis.len))
		return err_set(loading->err, ERR_IO, "\"%s\": hashing failed", source->name);
	loading->seals_end.code =
	    log->store->rows(log, STORE_SEAL, NULL, keep_seal, loading, &loading->seals_end);
	result = check_seals_go_on(loading);
	if (result == 0)
		result = log->store->entries(log, 0, UINT64_MAX, load_entry, loading, &why);
	/* not what a callback has said */
	if (result != 0 && why.code == ERR_CORRUPT)
		result = bad(loading, loading->seq + 1, "%s", why.text);
	else if (result != 0 && why.code != 0)
		result = err_set(loading->err, result, "%s", why.text);
	return result == 0 ? check_end(loading) : result;
}

static int damaged_row(struct loading *loading, const char *table)
{
	return err_set(loading->err, ERR_CORRUPT, "\"%s\" is damaged: a row of its table %s",
	    loading->journal->source.name, table);
}

static int load_invite(void *context, const struct store_row *row)
{
	struct loading *loading = context;
	struct journal_invite invite = {
	    .invite_id = row->numbers[0], .person_name = row->bytes[1].data};

	if (!copy(row->bytes[0], invite.code_hash, HASH_SIZE))
		return damaged_row(loading, "invites");
	return loading->visitor->invite(loading->visitor->context, &invite);
}

static int load_token(void *context, const struct store_row *row)
{
	struct loading *loading = context;
	struct journal_token token = {.participant_id = row->numbers[0]};

	if (!copy(row->bytes[0], token.token_hash, HASH_SIZE))
		return damaged_row(loading, "tokens");
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
		return damaged_row(loading, "people");
	return loading->visitor->person(loading->visitor->context, &person);
}

static int load_attachment(void *context, const struct store_row *row)
{
	struct loading *loading = context;

	if (!journal_is_hash(row->bytes[0]))
		return damaged_row(loading, "attachments");
	return loading->visitor->attachment(
	    loading->visitor->context, row->bytes[0].data, row->numbers[0], row->numbers[1]);
}

static int load_beside(struct loading *loading)
{
	const struct journal_visitor *visitor = loading->visitor;
	struct store_log *log = loading->journal->source.log;
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
			result = log->store->rows(
			    log, kinds[i].kind, NULL, kinds[i].row, loading, loading->err);
	return result;
}

int journal_load(struct journal *journal, const struct journal_visitor *visitor, struct err *err)
{
	struct loading loading = {.journal = journal, .visitor = visitor, .err = err};
	int result;

	loading.chain = chain_new();
	if (loading.chain == NULL)
		return err_set(err, ERR_MEMORY, "OpenSSL has no SHA-256 to give");
	result = load_events(&loading);
	if (result == 0)
		result = load_beside(&loading);
	chain_free(loading.chain);
	free(loading.seals);
	if (result == ERR_CORRUPT)
		journal->dead = ERR_CORRUPT;
	return result;
}
