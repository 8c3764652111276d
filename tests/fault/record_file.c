#include "tests/fault/record_file.h"

#include "proto/xalloc.h"
#include "tests/support/expect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_LINE "convene record 3\n"

static void read_bytes(struct record_file *record, const char *path)
{
	FILE *file = fopen(path, "re");
	long len = 0;

	expect(file != NULL && fseek(file, 0, SEEK_END) == 0 && (len = ftell(file)) >= 0,
	    "cannot read \"%s\"", path);
	rewind(file);
	record->len = (size_t)len;
	record->bytes = xcheck(malloc(record->len + 1));
	expect(
	    fread(record->bytes, 1, record->len, file) == record->len, "cannot read \"%s\"", path);
	fclose(file);
}

/* The next item; moves `*at` behind it. */
static Convene__V1__RecordItem *next_item(const struct record_file *record, size_t *at)
{
	Convene__V1__RecordItem *item;
	size_t len = 0;
	unsigned shift = 0;

	for (;; shift += 7) {
		expect(*at < record->len && shift < 28, "the record breaks off");
		len |= (size_t)(record->bytes[*at] & 0x7f) << shift;
		if ((record->bytes[(*at)++] & 0x80) == 0) {
			break;
		}
	}
	expect(len <= record->len - *at, "the record breaks off");
	item = convene__v1__record_item__unpack(NULL, len, record->bytes + *at);
	expect(item != NULL, "the record has an item that cannot be decoded");
	*at += len;
	return item;
}

static void add_event(struct record_file *record, Convene__V1__RecordItem *item, size_t end)
{
	struct record_event *row;

	if (record->count == record->cap) {
		record->cap = record->cap ? record->cap * 2 : 1024;
		record->events = xrealloc(record->events, record->cap * sizeof(*record->events));
	}
	row = &record->events[record->count++];
	*row =
	    (struct record_event){.entry = item, .end = end, .documents_end = end, .seal_end = end};
	row->event =
	    convene__v1__event__unpack(NULL, item->entry->event.len, item->entry->event.data);
	row->envelope = convene__v1__envelope__unpack(
	    NULL, item->entry->envelope.len, item->entry->envelope.data);
	expect(row->event != NULL && row->envelope != NULL && row->envelope->audience != NULL,
	    "event %zu of the record cannot be decoded", record->count);
	expect(row->event->seq == record->count && row->envelope->position == record->count,
	    "event %zu of the record calls itself %llu", record->count,
	    (unsigned long long)row->event->seq);
}

static void add_seal(struct record_file *record, Convene__V1__RecordItem *item, size_t end)
{
	struct record_event *row;

	expect(item->item_case == CONVENE__V1__RECORD_ITEM__ITEM_SEAL && record->count > 0 &&
	           item->seal->number == record->count && !record->ended,
	    "the record has a seal in a wrong place");
	row = &record->events[record->count - 1];
	row->seal_end = end;
	record->ended = item->seal->end;
	if (record->ended) {
		convene__v1__record_item__free_unpacked(item, NULL);
		return;
	}
	expect(row->seal == NULL, "the record has two seals over an event");
	row->seal = item;
}

void record_file_read(struct record_file *record, const char *path)
{
	size_t at = sizeof(FIRST_LINE) - 1;
	Convene__V1__RecordItem *item;

	*record = (struct record_file){0};
	read_bytes(record, path);
	expect(record->len > at && memcmp(record->bytes, FIRST_LINE, at) == 0,
	    "the record has another first line");
	item = next_item(record, &at);
	expect(
	    item->item_case == CONVENE__V1__RECORD_ITEM__ITEM_GENESIS, "the record has no genesis");
	convene__v1__record_item__free_unpacked(item, NULL);
	record->beginning = at;
	while (at < record->len) {
		item = next_item(record, &at);
		if (item->item_case == CONVENE__V1__RECORD_ITEM__ITEM_ENTRY) {
			add_event(record, item, at);
			continue;
		}
		if (item->item_case == CONVENE__V1__RECORD_ITEM__ITEM_DOCUMENT) {
			expect(record->count > 0, "the record has a document in a wrong place");
			record->events[record->count - 1].seal_end = at;
			record->events[record->count - 1].documents_end = at;
			convene__v1__record_item__free_unpacked(item, NULL);
			continue;
		}
		add_seal(record, item, at);
	}
	expect(record->ended, "the record does not end with the seal of its end");
}

void record_file_deinit(struct record_file *record)
{
	for (size_t i = 0; i < record->count; i++) {
		convene__v1__event__free_unpacked(record->events[i].event, NULL);
		convene__v1__envelope__free_unpacked(record->events[i].envelope, NULL);
		convene__v1__record_item__free_unpacked(record->events[i].entry, NULL);
		if (record->events[i].seal != NULL) {
			convene__v1__record_item__free_unpacked(record->events[i].seal, NULL);
		}
	}
	free(record->events);
	free(record->bytes);
	*record = (struct record_file){0};
}

uint64_t record_file_event_at(const struct record_file *record, size_t offset)
{
	size_t low = 0, high = record->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (record->events[middle].seal_end <= offset) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return offset < record->beginning ? 1 : low + 1;
}
