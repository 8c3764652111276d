/* Frames put together from the bytes that an event was encoded to when it was born: only tags and
 * lengths are new. The same batch is mostly asked for many times in a row, by those of one class,
 * so the last one is tried first. */
#include "server/hub/hub.h"

#include "convene/v1/frame.pb-c.h"

#include <string.h>

/* Tags of ServerFrame.entry, LogEntry.event and LogEntry.envelope: field number, wire type 2. */
#define TAG(number)  ((uint8_t)((number) << 3 | 2))
#define TAG_ENTRY    TAG(CONVENE__V1__SERVER_FRAME__BODY_ENTRY)
#define TAG_EVENT    TAG(1)
#define TAG_ENVELOPE TAG(2)

void hub_init(struct hub *hub)
{
	memset(hub, 0, sizeof(*hub));
}

void hub_deinit(struct hub *hub)
{
	for (size_t i = 0; i < HUB_CACHED_BATCHES; i++) {
		buf_deinit(&hub->batches[i].frames);
	}
}

/* A delimited ServerFrame around bytes that were encoded when the event was born. */
static void append_frame(struct buf *out, const struct window_entry *entry, bool with_envelope)
{
	size_t inner = 1 + varint_size(entry->event_len) + entry->event_len;
	if (with_envelope) {
		inner += 1 + varint_size(entry->envelope_len) + entry->envelope_len;
	}
	buf_reserve(out, inner + 24);
	buf_append_varint(out, 1 + varint_size(inner) + inner);
	buf_append_byte(out, TAG_ENTRY);
	buf_append_varint(out, inner);
	buf_append_byte(out, TAG_EVENT);
	buf_append_varint(out, entry->event_len);
	buf_append(out, entry->bytes, entry->event_len);
	if (with_envelope) {
		buf_append_byte(out, TAG_ENVELOPE);
		buf_append_varint(out, entry->envelope_len);
		buf_append(out, entry->bytes + entry->event_len, entry->envelope_len);
	}
}

static void frame_events(struct hub_batch *batch, const struct window *window)
{
	bool staff = audience_is_staff(batch->viewer.role);
	const struct window_entry *entry;
	uint64_t seq = batch->after_seq;
	while (seq < batch->limit_seq && batch->frames.len < batch->max_bytes &&
	       (entry = window_at(window, seq + 1)) != NULL) {
		seq++;
		if (audience_allows(&entry->audience, &batch->viewer)) {
			append_frame(&batch->frames, entry, staff);
		}
	}
	batch->through_seq = seq;
}

static bool is_batch(const struct hub_batch *batch, const struct viewer *viewer, uint64_t after_seq,
    uint64_t limit_seq, size_t max_bytes)
{
	return batch->used != 0 && batch->after_seq == after_seq && batch->limit_seq == limit_seq &&
	       batch->max_bytes == max_bytes && batch->viewer.role == viewer->role &&
	       batch->viewer.team == viewer->team;
}

/* The batch if it is there, else the slot that was not used for longest. */
static struct hub_batch *find(struct hub *hub, const struct viewer *viewer, uint64_t after_seq,
    uint64_t limit_seq, size_t max_bytes, bool *found)
{
	struct hub_batch *oldest = &hub->batches[0];
	*found = true;
	/* mostly it is what the one before had */
	if (hub->latest != NULL && is_batch(hub->latest, viewer, after_seq, limit_seq, max_bytes)) {
		return hub->latest;
	}
	for (size_t i = 0; i < HUB_CACHED_BATCHES; i++) {
		struct hub_batch *batch = &hub->batches[i];
		if (is_batch(batch, viewer, after_seq, limit_seq, max_bytes)) {
			return batch;
		}
		if (batch->used < oldest->used) {
			oldest = batch;
		}
	}
	*found = false;
	return oldest;
}

const struct hub_batch *hub_batch(struct hub *hub, const struct window *window,
    const struct viewer *viewer, uint64_t after_seq, uint64_t limit_seq, size_t max_bytes)
{
	bool found;
	struct hub_batch *batch = find(hub, viewer, after_seq, limit_seq, max_bytes, &found);
	hub->latest = batch;
	batch->used = ++hub->uses;
	if (found) {
		return batch;
	}
	batch->viewer = *viewer;
	batch->after_seq = after_seq;
	batch->limit_seq = limit_seq;
	batch->max_bytes = max_bytes;
	batch->frames.len = 0;
	frame_events(batch, window);
	return batch;
}
