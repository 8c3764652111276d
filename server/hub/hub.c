/* Frames put together from the bytes that an event was encoded to when it was born: only tags and
 * lengths are new. The same frame is mostly asked for many times in a row, by those of one class,
 * so the last one is tried first. */
#include "server/hub/hub.h"

#include "convene/v1/frame.pb-c.h"
#include "proto/buf.h"

#include <string.h>

/* Tags: field number, wire type; lengths are type 2, the number is a varint. */
#define TAG(number)  ((uint8_t)((number) << 3 | 2))
#define TAG_ENTRIES  TAG(CONVENE__V1__SERVER_FRAME__BODY_ENTRIES)
#define TAG_FIRST    ((uint8_t)(1 << 3))
#define TAG_ENTRY    TAG(2)
#define TAG_CHECK    TAG(3)
#define TAG_EVENT    TAG(1)
#define TAG_ENVELOPE TAG(2)

void hub_init(struct hub *hub)
{
	memset(hub, 0, sizeof(*hub));
}

static void drop(struct hub_frame *frame)
{
	if (frame->bytes != NULL) {
		blob_drop(frame->bytes);
		frame->bytes = NULL;
	}
}

void hub_deinit(struct hub *hub)
{
	for (size_t i = 0; i < HUB_CACHED_FRAMES; i++) {
		drop(&hub->frames[i]);
	}
}

/* A LogEntry's own bytes. */
static size_t inner_size(bool with_envelope, size_t event_len, size_t envelope_len)
{
	size_t inner = 1 + varint_size(event_len) + event_len;
	return with_envelope ? inner + 1 + varint_size(envelope_len) + envelope_len : inner;
}

size_t hub_entry_size(const struct viewer *viewer, size_t event_len, size_t envelope_len)
{
	size_t inner = inner_size(audience_is_staff(viewer->role), event_len, envelope_len);
	return 1 + varint_size(inner) + inner;
}

static void append_entry(struct buf *out, const struct window_entry *entry, bool with_envelope)
{
	buf_append_byte(out, TAG_ENTRY);
	buf_append_varint(out, inner_size(with_envelope, entry->event_len, entry->envelope_len));
	buf_append_byte(out, TAG_EVENT);
	buf_append_varint(out, entry->event_len);
	buf_append(out, entry->bytes, entry->event_len);
	if (with_envelope) {
		buf_append_byte(out, TAG_ENVELOPE);
		buf_append_varint(out, entry->envelope_len);
		buf_append(out, entry->bytes + entry->event_len, entry->envelope_len);
	}
}

/* The class's event of that number, which is for the viewer; NULL: it is in neither. */
static const struct window_entry *entry_at(
    const struct hub_source *source, const struct viewer *viewer, uint64_t number)
{
	const struct window_entry *entry =
	    window_at(source->recent, numbering_seq(source->numbering, viewer, number));
	if (entry == NULL && source->piece != NULL) {
		entry = window_at(source->piece, number);
	}
	return entry != NULL && audience_allows(&entry->audience, viewer) ? entry : NULL;
}

/* How far one frame goes, and how many bytes its entries have then. */
static uint64_t measure(const struct hub_source *source, const struct viewer *viewer,
    uint64_t after, uint64_t limit, size_t *bytes)
{
	const struct window_entry *entry;
	uint64_t through = after;
	*bytes = 0;
	while (through < limit && (entry = entry_at(source, viewer, through + 1)) != NULL) {
		size_t size = hub_entry_size(viewer, entry->event_len, entry->envelope_len);
		if (*bytes > 0 && *bytes + size > HUB_FRAME_BYTES) {
			break;
		}
		*bytes += size;
		through++;
	}
	return through;
}

static struct blob *make(const struct hub_source *source, const struct viewer *viewer,
    uint64_t after, uint64_t through, size_t bytes)
{
	bool staff = audience_is_staff(viewer->role);
	struct buf out = {0};
	size_t inner = 1 + varint_size(after + 1) + bytes + 2 + CHECK_SIZE;
	buf_reserve(&out, inner + 24);
	buf_append_varint(&out, 1 + varint_size(inner) + inner);
	buf_append_byte(&out, TAG_ENTRIES);
	buf_append_varint(&out, inner);
	buf_append_byte(&out, TAG_FIRST);
	buf_append_varint(&out, after + 1);
	for (uint64_t number = after + 1; number <= through; number++) {
		append_entry(&out, entry_at(source, viewer, number), staff);
	}
	buf_append_byte(&out, TAG_CHECK);
	buf_append_varint(&out, CHECK_SIZE);
	buf_append(&out, numbering_check(source->numbering, viewer, through), CHECK_SIZE);
	struct blob *blob = blob_new(out.data, out.len);
	buf_deinit(&out);
	return blob;
}

static bool is_it(
    const struct hub_frame *frame, const struct viewer *viewer, uint64_t after, uint64_t limit)
{
	return frame->used != 0 && frame->after == after && frame->limit == limit &&
	       frame->viewer.role == viewer->role && frame->viewer.team == viewer->team;
}

/* The frame if it is there, else the slot that was not used for longest. */
static struct hub_frame *find(
    struct hub *hub, const struct viewer *viewer, uint64_t after, uint64_t limit, bool *found)
{
	struct hub_frame *oldest = &hub->frames[0];
	*found = true;
	/* mostly it is what the one before had */
	if (hub->latest != NULL && is_it(hub->latest, viewer, after, limit)) {
		return hub->latest;
	}
	for (size_t i = 0; i < HUB_CACHED_FRAMES; i++) {
		struct hub_frame *frame = &hub->frames[i];
		if (is_it(frame, viewer, after, limit)) {
			return frame;
		}
		if (frame->used < oldest->used) {
			oldest = frame;
		}
	}
	*found = false;
	return oldest;
}

const struct hub_frame *hub_frame(struct hub *hub, const struct hub_source *source,
    const struct viewer *viewer, uint64_t after, uint64_t limit)
{
	bool found;
	struct hub_frame *frame = find(hub, viewer, after, limit, &found);
	if (!found) {
		size_t bytes;
		uint64_t through = measure(source, viewer, after, limit, &bytes);
		if (through == after) {
			return NULL;
		}
		drop(frame);
		*frame = (struct hub_frame){.viewer = *viewer,
		    .after = after,
		    .through = through,
		    .limit = limit,
		    .bytes = make(source, viewer, after, through, bytes)};
	}
	hub->latest = frame;
	frame->used = ++hub->uses;
	return frame;
}
