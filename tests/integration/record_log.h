/* A record, verified and decoded. Owns its rows. */
#ifndef CONVENE_TESTS_RECORD_LOG_H
#define CONVENE_TESTS_RECORD_LOG_H

#include "convene/v1/event.pb-c.h"
#include "proto/buf.h"

struct record_row {
	Convene__V1__Event *event;       /* owned */
	Convene__V1__Envelope *envelope; /* owned */
	struct buf bytes;                /* owned: of the event */
};

struct record_log {
	struct record_row *rows; /* owned; row i is event i + 1 */
	size_t count;
};

/* Fails the test unless the record verifies. */
void record_log_read(struct record_log *log, const struct buf *record);
void record_log_free(struct record_log *log);

#endif
