#include "tests/integration/record_log.h"

#include "proto/record.h"
#include "tests/integration/check.h"

#include <stdlib.h>

static void keep(void *context, const struct record_entry *entry)
{
	struct record_log *log = context;
	struct record_row *row;

	log->rows = realloc(log->rows, (log->count + 1) * sizeof(*log->rows));
	assert_non_null(log->rows);
	row = &log->rows[log->count++];
	*row = (struct record_row){0};
	buf_append(&row->bytes, entry->event, entry->event_len);
	row->event = convene__v1__event__unpack(NULL, entry->event_len, entry->event);
	row->envelope = convene__v1__envelope__unpack(NULL, entry->envelope_len, entry->envelope);
	assert_non_null(row->event);
	assert_non_null(row->envelope);
}

void record_log_read(struct record_log *log, const struct buf *record)
{
	struct record_options options = {.entry = keep, .context = log};
	struct record_verifier *verifier;
	const struct record_verdict *verdict;

	*log = (struct record_log){0};
	verifier = record_verifier_new(&options);
	record_verifier_feed(verifier, record->data, record->len);
	verdict = record_verifier_finish(verifier);
	if (!verdict->ok) {
		fail_msg("the record does not verify: %s", verdict->text);
	}
	assert_int_equal(verdict->events, log->count);
	record_verifier_free(verifier);
}

void record_log_free(struct record_log *log)
{
	for (size_t i = 0; i < log->count; i++) {
		convene__v1__event__free_unpacked(log->rows[i].event, NULL);
		convene__v1__envelope__free_unpacked(log->rows[i].envelope, NULL);
		buf_deinit(&log->rows[i].bytes);
	}
	free(log->rows);
}
