/* Verifying: the record is read out of the journal as anybody would have it, and given to the
 * verifier that anybody would use (proto/record.h); so both find the same. What a record cannot
 * show comes then: events behind the end. */
#include "server/journal/journal_verify.h"

#include "proto/record.h"
#include "server/journal/journal_reader_private.h"
#include "server/journal/journal_record.h"

/* Read, and fed to the verifier, at a time. */
#define PIECE_BYTES (256u * 1024u)

/* Feeds everything that can be read, up to the very event that cannot be. */
static int feed_record(
    struct journal_reader *reader, struct record_verifier *verifier, struct err *err)
{
	struct journal_record_options options = {.through = reader->head, .unsealed = true};
	struct journal_record *record = journal_record_new(&options);
	struct buf piece = {0};
	bool last = record == NULL;
	int result = last ? err_set(err, ERR_MEMORY, "OpenSSL has no SHA-256 to give") : 0;
	if (reader->head == 0) {
		record_append_beginning(&piece, reader->genesis.data, reader->genesis.len, NULL);
		record_verifier_feed(verifier, piece.data, piece.len);
		last = true;
	}
	while (result == 0 && !last) {
		piece.len = 0;
		result =
		    journal_record_read(record, reader, NULL, 0, PIECE_BYTES, &piece, &last, err);
		if (!record_verifier_feed(verifier, piece.data, piece.len)) {
			last = true;
		}
	}
	journal_record_free(record);
	buf_deinit(&piece);
	return result;
}

static int is_entry(void *context, const struct store_entry *entry)
{
	(void)entry;
	*(bool *)context = true;
	return JOURNAL_ENOUGH;
}

static int keep_seq(void *context, const struct store_row *row)
{
	*(uint64_t *)context = row->numbers[0];
	return 0;
}

/* Whether something is there that belongs behind the end of the log: then events are missing. */
static int look_behind(struct journal_reader *reader, bool *found, struct err *err)
{
	uint64_t sealed = 0;
	int result = journal_reader_rows(reader, STORE_SEALED, keep_seq, &sealed, err);
	*found = sealed > reader->head;
	if (result == 0 && !*found) {
		result = reader->log->store->entries(
		    reader->log, reader->head, UINT64_MAX, is_entry, found, err);
	}
	return result > 0 ? 0 : result;
}

static void refuse(struct record_verdict *verdict, uint64_t seq, const char *why)
{
	verdict->ok = false;
	verdict->first_bad = seq > 0 ? seq : 1;
	snprintf(verdict->text, sizeof(verdict->text), "%s", why);
}

/* Puts together what the verifier found and what could not even be read. */
static int judge(struct journal_reader *reader, struct record_verifier *verifier, int read_result,
    struct record_verdict *verdict, struct err *err)
{
	struct record_verdict found = *record_verifier_finish(verifier);
	bool behind = false;
	if (found.ok && read_result == 0) {
		read_result = look_behind(reader, &behind, err);
	}
	if (read_result != 0 && read_result != ERR_CORRUPT && read_result != ERR_NOT_FOUND) {
		return read_result;
	}
	if (found.ok && read_result != 0) {
		refuse(&found, found.events + 1, "it is missing or cannot be read");
	} else if (found.ok && behind) {
		refuse(&found, found.events + 1, "it is missing");
	} else if (found.ok && memcmp(found.hash, reader->head_hash, HASH_SIZE) != 0) {
		refuse(&found, found.events, "the log should end with another hash");
	}
	*verdict = found;
	if (!found.ok) {
		return journal_reader_bad(reader, found.first_bad, err, found.text);
	}
	return 0;
}

int journal_verify(
    const struct store *store, const char *name, struct record_verdict *verdict, struct err *err)
{
	struct record_options options = {.unsealed_end_allowed = true};
	struct record_verifier *verifier = record_verifier_new(&options);
	struct journal_reader *reader = NULL;
	*verdict = (struct record_verdict){0};
	if (verifier == NULL) {
		return err_set(err, ERR_MEMORY, "OpenSSL has no SHA-256 to give");
	}
	int result = journal_reader_open(store, name, &reader, err);
	if (result == 0) {
		result = feed_record(reader, verifier, err);
	}
	if (reader != NULL) {
		result = judge(reader, verifier, result, verdict, err);
	}
	journal_reader_close(reader);
	record_verifier_free(verifier);
	return result;
}
