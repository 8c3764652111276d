/* A ring with a power of two of slots: an event is found by its number alone, and growing moves no
 * bytes of events. Trimming stops before what comes after `keep_after_seq`, since the journal
 * borrows those bytes until they are durable. */
#include "server/hub/window.h"

#include "proto/xalloc.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_CAP 64

void window_init(struct window *window, uint64_t next_seq)
{
	*window = (struct window){.first_seq = next_seq, .next_seq = next_seq};
}

static struct window_entry *slot(const struct window *window, uint64_t seq)
{
	return &window->entries[seq & (window->cap - 1)];
}

static void drop_oldest(struct window *window)
{
	struct window_entry *entry = slot(window, window->first_seq);
	window->bytes -= entry->event_len + entry->envelope_len;
	free(entry->bytes);
	entry->bytes = NULL;
	window->first_seq++;
}

void window_deinit(struct window *window)
{
	while (window->first_seq < window->next_seq) {
		drop_oldest(window);
	}
	free(window->entries);
	window->entries = NULL;
	window->cap = 0;
}

static void grow(struct window *window)
{
	size_t cap = window->cap == 0 ? FIRST_CAP : window->cap * 2;
	struct window_entry *entries = xcalloc(cap, sizeof(*entries));
	for (uint64_t seq = window->first_seq; seq < window->next_seq; seq++) {
		entries[seq & (cap - 1)] = *slot(window, seq);
	}
	free(window->entries);
	window->entries = entries;
	window->cap = cap;
}

const struct window_entry *window_append(struct window *window, const struct audience *audience,
    uint8_t *bytes, size_t event_len, size_t envelope_len)
{
	if (window->next_seq - window->first_seq == window->cap) {
		grow(window);
	}
	struct window_entry *entry = slot(window, window->next_seq);
	*entry = (struct window_entry){
	    .seq = window->next_seq,
	    .audience = *audience,
	    .bytes = bytes,
	    .event_len = (uint32_t)event_len,
	    .envelope_len = (uint32_t)envelope_len,
	};
	window->bytes += event_len + envelope_len;
	window->next_seq++;
	return entry;
}

const struct window_entry *window_append_copy(struct window *window,
    const struct audience *audience, const void *event, size_t event_len, const void *envelope,
    size_t envelope_len)
{
	uint8_t *bytes = xcheck(malloc(event_len + envelope_len + 1));
	memcpy(bytes, event, event_len);
	memcpy(bytes + event_len, envelope, envelope_len);
	return window_append(window, audience, bytes, event_len, envelope_len);
}

const struct window_entry *window_at(const struct window *window, uint64_t seq)
{
	if (seq < window->first_seq || seq >= window->next_seq) {
		return NULL;
	}
	return slot(window, seq);
}

void window_trim(
    struct window *window, size_t max_entries, size_t max_bytes, uint64_t keep_after_seq)
{
	while (window->first_seq < window->next_seq && window->first_seq <= keep_after_seq &&
	       (window->next_seq - window->first_seq > max_entries || window->bytes > max_bytes)) {
		drop_oldest(window);
	}
}
