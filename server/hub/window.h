/*
 * A window onto the log: consecutive events with their audiences, kept in memory. The recent end of
 * an exercise is one, and so is a piece read back from the journal. Loop thread, or one worker
 * until it is handed over. Owns the events' bytes.
 */
#ifndef CONVENE_HUB_WINDOW_H
#define CONVENE_HUB_WINDOW_H

#include "server/exercise/ground/audience.h"

#include <stddef.h>
#include <stdint.h>

struct window_entry {
	uint64_t seq;
	struct audience audience;
	uint8_t *bytes; /* owned: the event, then its envelope */
	uint32_t event_len;
	uint32_t envelope_len;
};

struct window {
	struct window_entry *entries; /* owned: a ring of `cap` slots, seq modulo cap */
	size_t cap;                   /* power of two, or 0 */
	uint64_t first_seq;           /* of the oldest entry; first_seq == next_seq: empty */
	uint64_t next_seq;
	size_t bytes; /* of all entries together */
};

/* The first entry will be `next_seq`. */
void window_init(struct window *window, uint64_t next_seq);
void window_deinit(struct window *window);

/*
 * Adds the next event. `bytes` (malloc; the event, then its envelope) becomes the window's. Returns
 * the entry, borrowed until it is trimmed or the next append.
 */
const struct window_entry *window_append(struct window *window, const struct audience *audience,
    uint8_t *bytes, size_t event_len, size_t envelope_len);

/* The same with a copy of both, which may lie apart. */
const struct window_entry *window_append_copy(struct window *window,
    const struct audience *audience, const void *event, size_t event_len, const void *envelope,
    size_t envelope_len);

/* NULL when the window does not hold it. */
const struct window_entry *window_at(const struct window *window, uint64_t seq);

/* Drops the oldest entries while there are more than `max_entries` or `max_bytes`, but none after
 * `keep_after_seq`. */
void window_trim(
    struct window *window, size_t max_entries, size_t max_bytes, uint64_t keep_after_seq);

#endif
