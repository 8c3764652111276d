/* One batch: what follows what, hashed and sealed, then handed to the store as a whole. */
#include "proto/xalloc.h"
#include "server/base/random.h"
#include "server/journal/journal_private.h"

#include <inttypes.h>

/* A batch as the store takes it. */
struct gathering {
	struct journal *journal;     /* borrowed */
	struct store_entry *entries; /* owned */
	struct stamp {
		uint8_t hash[HASH_SIZE], root[HASH_SIZE], secret[SEAL_SECRET_SIZE];
		uint8_t signature[SIGNATURE_SIZE];
		struct store_seal seal;
	} *stamps;              /* owned; of each entry */
	struct store_row *rows; /* owned */
	size_t row_count;
	struct uploads uploads;
};

static const struct store_bytes no_salt = {
    (const uint8_t[JOURNAL_SALT_SIZE]){0}, JOURNAL_SALT_SIZE};

static struct store_bytes hash_bytes(const uint8_t *hash)
{
	return (struct store_bytes){hash, HASH_SIZE};
}

static struct store_bytes text_bytes(const char *text)
{
	return (struct store_bytes){text, text != NULL ? strlen(text) : 0};
}

static struct store_row *add_row(struct gathering *gathering, enum store_kind kind, uint64_t number)
{
	struct store_row *row = &gathering->rows[gathering->row_count++];
	*row = (struct store_row){.kind = kind, .numbers = {number}};
	return row;
}

static bool seal(struct journal *journal, const struct journal_entry *sealed,
    struct store_entry *entry, struct stamp *stamp)
{
	const struct seal_log log = {entry->seq, stamp->hash, sealed->seal_digest};
	struct buf text = {0};
	random_bytes(stamp->secret, sizeof(stamp->secret));
	stamp->seal = (struct store_seal){
	    .wall_ms = sealed->seal_wall_ms,
	    .root = hash_bytes(stamp->root),
	    .secret = {stamp->secret, SEAL_SECRET_SIZE},
	    .digest = {sealed->seal_digest, SEAL_DIGEST_SIZE},
	    .key = {signer_public_key(journal->signer), SIGNER_KEY_SIZE},
	    .signature = {stamp->signature, SIGNATURE_SIZE},
	};
	entry->seal = &stamp->seal;
	if (!seal_root(journal->chain, stamp->secret, &log, &journal->classes, SIZE_MAX, NULL,
	        stamp->root)) {
		return false;
	}
	Convene__V1__Seal seal = journal_seal(entry);
	seal_append_head(&text, journal->reader.exercise_id, &seal);
	int result = signer_sign(journal->signer, text.data, text.len, stamp->signature);
	buf_deinit(&text);
	return result == 0;
}

/* Chain and classes go on by one entry; its h(n). */
static bool extend(
    struct journal *journal, const struct journal_entry *entry, uint8_t hash[HASH_SIZE])
{
	uint8_t digest[HASH_SIZE];
	bool good =
	    chain_event(journal->chain, entry->salt, entry->event, entry->event_len, digest) &&
	    chain_extend(journal->chain, entry->envelope, entry->envelope_len, digest) &&
	    classes_extend(&journal->classes, journal->chain, entry->envelope, entry->envelope_len,
	        entry->event, entry->event_len, digest);
	memcpy(hash, chain_hash(journal->chain), HASH_SIZE);
	return good;
}

/* The chains go on; where nothing is committed the journal is dead and they no longer count. */
static int gather_entries(
    struct gathering *gathering, const struct journal_batch *batch, struct err *err)
{
	struct journal *journal = gathering->journal;
	for (size_t i = 0; i < batch->entry_count; i++) {
		struct journal_entry *entry = &batch->entries[i];
		struct stamp *stamp = &gathering->stamps[i];
		bool good = extend(journal, entry, stamp->hash);
		memcpy(entry->hash, stamp->hash, HASH_SIZE);
		gathering->entries[i] = (struct store_entry){
		    .seq = entry->seq,
		    .hash = hash_bytes(stamp->hash),
		    .salt = {entry->salt, JOURNAL_EVENT_SALT},
		    .envelope = {entry->envelope, entry->envelope_len},
		    .event = {entry->event, entry->event_len},
		};
		if (good && entry->seal_digest != NULL) {
			good = seal(journal, entry, &gathering->entries[i], stamp);
		}
		if (!good) {
			return err_set(
			    err, ERR_IO, "\"%s\": hashing or sealing failed", journal->reader.name);
		}
	}
	if (batch->entry_count > 0) {
		add_row(gathering, STORE_HEAD, batch->entries[batch->entry_count - 1].seq)
		    ->bytes[0] = hash_bytes(chain_hash(journal->chain));
	}
	return 0;
}

static void gather_rows(struct gathering *gathering, const struct journal_batch *batch)
{
	for (size_t i = 0; i < batch->invite_count; i++) {
		const struct journal_invite *invite = &batch->invites[i];
		struct store_row *row = add_row(gathering, STORE_INVITE, invite->invite_id);
		row->bytes[0] = hash_bytes(invite->code_hash);
		row->bytes[1] = text_bytes(invite->person_name);
	}
	for (size_t i = 0; i < batch->token_end_count; i++) {
		add_row(gathering, STORE_TOKEN, batch->token_ends[i])->drop = true;
	}
	for (size_t i = 0; i < batch->token_count; i++) {
		add_row(gathering, STORE_TOKEN, batch->tokens[i].participant_id)->bytes[0] =
		    hash_bytes(batch->tokens[i].token_hash);
	}
	for (size_t i = 0; i < batch->upload_drop_count; i++) {
		struct store_row *row = add_row(gathering, STORE_ATTACHMENT, 0);
		row->drop = true;
		row->bytes[0] = hash_bytes(batch->upload_drops[i].bytes);
	}
	for (size_t i = 0; i < batch->person_count; i++) {
		const struct journal_person *person = &batch->people[i];
		struct store_row *row = add_row(gathering, STORE_PERSON, person->participant_id);
		row->bytes[0] = text_bytes(person->name);
		row->bytes[1] = person->salt != NULL
		                    ? (struct store_bytes){person->salt, JOURNAL_SALT_SIZE}
		                    : no_salt;
	}
}

/* What each upload becomes: the document, unless there is one already, or was a moment ago. */
static int gather_adopts(
    struct gathering *gathering, const struct journal_batch *batch, struct err *err)
{
	for (size_t i = 0; i < batch->adopt_count; i++) {
		struct journal_adopt *adopt = &batch->adopts[i];
		struct journal_attachment known;
		int result =
		    journal_reader_find(&gathering->journal->reader, adopt->sha256, &known, err);
		if (result != 0) {
			return result;
		}
		for (size_t j = 0; j < i && !known.found; j++) {
			known.found =
			    memcmp(batch->adopts[j].sha256, adopt->sha256, HASH_SIZE) == 0;
		}
		if (known.found) {
			random_bytes(adopt->becomes, HASH_SIZE);
		} else {
			memcpy(adopt->becomes, adopt->sha256, HASH_SIZE);
		}
		gathering->rows[gathering->row_count++] = (struct store_row){
		    .kind = STORE_ATTACHMENT,
		    .rename = true,
		    .bytes = {hash_bytes(adopt->upload), hash_bytes(adopt->becomes)},
		};
	}
	return 0;
}

static void gather_uploads(struct gathering *gathering)
{
	for (size_t i = 0; i < gathering->uploads.count; i++) {
		const struct upload *upload = &gathering->uploads.list[i];
		struct store_row row = {
		    .kind = STORE_ATTACHMENT,
		    .numbers = {upload->row.size_bytes, upload->row.stored_bytes},
		    .bytes = {hash_bytes(upload->sha256)},
		};

		if (upload->drop) {
			gathering->rows[gathering->row_count] = row;
			gathering->rows[gathering->row_count++].drop = true;
		}
		if (upload->changed && upload->row.found) {
			gathering->rows[gathering->row_count++] = row;
		}
	}
}

/* Refuses, before anything is written, what would not be a continuation. */
static int check_entries(
    const struct journal *journal, const struct journal_batch *batch, struct err *err)
{
	const char *name = journal->reader.name;
	for (size_t i = 0; i < batch->entry_count; i++) {
		const struct journal_entry *entry = &batch->entries[i];
		uint64_t expected = journal->reader.head + 1 + i;
		if (entry->seq != expected) {
			return err_set(err, ERR_INVALID,
			    "\"%s\": event %" PRIu64 " cannot follow event %" PRIu64, name,
			    entry->seq, expected - 1);
		}
		if (entry->seal_digest != NULL && journal->signer == NULL) {
			return err_set(
			    err, ERR_INVALID, "\"%s\" was opened without a key to seal it", name);
		}
		if (entry->event_len > RECORD_ENTRY_MAX ||
		    entry->envelope_len > RECORD_ENTRY_MAX - entry->event_len) {
			return err_set(err, ERR_TOO_LARGE,
			    "\"%s\": event %" PRIu64 " is larger than %u bytes", name, entry->seq,
			    RECORD_ENTRY_MAX);
		}
	}
	return 0;
}

/* Rows of a batch besides its events'. */
static size_t beside(const struct journal_batch *batch)
{
	return batch->invite_count + batch->token_end_count + batch->token_count +
	       batch->person_count + batch->upload_drop_count + batch->adopt_count +
	       batch->piece_count;
}

static int pass_by(void *context, const struct store_entry *stored)
{
	struct journal *journal = context;
	struct journal_entry entry = journal_entry_of(stored);
	uint8_t digest[HASH_SIZE];
	bool good = chain_event(journal->chain, entry.salt, entry.event, entry.event_len, digest) &&
	            classes_extend(&journal->classes, journal->chain, entry.envelope,
	                entry.envelope_len, entry.event, entry.event_len, digest);
	return good ? 0 : ERR_IO;
}

/* The classes' chains of one that was opened, and not loaded, stand before the head. */
static int catch_up(struct journal *journal, struct err *err)
{
	struct journal_reader *reader = &journal->reader;
	if (journal->classes.position == reader->head) {
		return 0;
	}
	int result = journal_reader_walk(
	    reader, journal->classes.position, reader->head, pass_by, journal, err);
	if (result == 0 && journal->classes.position != reader->head) {
		result =
		    journal_reader_bad(reader, journal->classes.position + 1, err, "it is missing");
	}
	return result == ERR_IO ? err_set(err, result, "\"%s\": hashing failed", reader->name)
	                        : result;
}

static int commit(struct journal *journal, const struct journal_batch *batch, struct err *err)
{
	struct store_log *log = journal->reader.log;
	struct gathering gathering = {
	    .journal = journal,
	    .entries = xcalloc(batch->entry_count + 1, sizeof(*gathering.entries)),
	    .stamps = xcalloc(batch->entry_count + 1, sizeof(*gathering.stamps)),
	    /* a head, two for each attachment */
	    .rows = xcalloc(1 + beside(batch) + batch->piece_count, sizeof(*gathering.rows)),
	};
	int result = gather_entries(&gathering, batch, err);
	gather_rows(&gathering, batch);
	if (result == 0) {
		result = gather_adopts(&gathering, batch, err);
	}
	if (result == 0) {
		result = journal_pieces_decide(journal, batch, &gathering.uploads, err);
	}
	gather_uploads(&gathering);
	if (result == 0) {
		result = log->store->append(log,
		    &(struct store_append){gathering.entries, batch->entry_count, gathering.rows,
		        gathering.row_count, gathering.uploads.pieces,
		        gathering.uploads.piece_count},
		    err);
	}
	free(gathering.entries);
	free(gathering.stamps);
	free(gathering.rows);
	free(gathering.uploads.list);
	free(gathering.uploads.pieces);
	return result;
}

int journal_append(struct journal *journal, struct journal_batch *batch, struct err *err)
{
	struct store_log *log = journal->reader.log;
	if (journal->dead != 0) {
		return journal_refuse(journal, err);
	}
	if (batch->entry_count + beside(batch) == 0) {
		return 0;
	}
	int result = check_entries(journal, batch, err);
	if (result == 0 && batch->entry_count > 0) {
		result = catch_up(journal, err);
	}
	if (result == 0) {
		result = commit(journal, batch, err);
	}
	if (result == 0) {
		journal->reader.head += batch->entry_count;
		/* it has happened; what goes wrong here is for the next one */
		journal->dead = log->store->tend(log, STORE_TEND_NOW, NULL);
	} else {
		journal->dead = result;
	}
	return result;
}
