/*
 * A record (record.proto) taken apart, with the place of everything in it: written here
 * independently of the verifier. One thread. Owns everything in it; exits when the record makes no
 * sense.
 */
#ifndef CONVENE_TESTS_FAULT_RECORD_FILE_H
#define CONVENE_TESTS_FAULT_RECORD_FILE_H

#include "convene/v1/event.pb-c.h"
#include "convene/v1/record.pb-c.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct record_event {
	Convene__V1__RecordItem *entry;  /* owned */
	Convene__V1__RecordItem *seal;   /* owned; NULL: none follows but that of the end */
	Convene__V1__Event *event;       /* owned */
	Convene__V1__Envelope *envelope; /* owned */
	size_t end;                      /* of the entry's item */
	size_t documents_end;            /* of its documents'; `end` when there are none */
	size_t seal_end;                 /* of its seals'; `documents_end` when there are none */
};

struct record_file {
	uint8_t *bytes; /* owned */
	size_t len;
	size_t beginning;            /* end of first line and genesis */
	struct record_event *events; /* owned; event seq is at [seq - 1] */
	size_t count, cap;
	bool ended; /* by the seal of the end */
};

void record_file_read(struct record_file *record, const char *path);
void record_file_deinit(struct record_file *record);

/* The event to which a byte belongs: its own, or that which a seal follows; 1 for the beginning. */
uint64_t record_file_event_at(const struct record_file *record, size_t offset);

#endif
