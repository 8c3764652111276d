/*
 * Changes frames of a real server as a hostile or broken one might: fields set to what cannot be,
 * parts taken from elsewhere, lists without end, bytes turned round. One thread. Owns its arena.
 */
#ifndef CONVENE_TESTS_FUZZ_HOSTILE_MUTATE_H
#define CONVENE_TESTS_FUZZ_HOSTILE_MUTATE_H

#include "proto/arena.h"
#include "tests/fuzz/hostile/stream.h"

#include <stdbool.h>
#include <stdint.h>

struct mutator {
	uint64_t random;              /* state; the seed to begin with */
	const struct stream *streams; /* borrowed: outlive the mutator */
	size_t stream_count;
	struct arena *arena; /* owned: of the frame under way */
};

void mutator_init(
    struct mutator *mutator, uint64_t seed, const struct stream *streams, size_t stream_count);
void mutator_deinit(struct mutator *mutator);

/* A number from 0 to `below` - 1; whether one chance in so many came up. */
uint64_t mutator_draw(struct mutator *mutator, uint64_t below);
bool mutator_one_in(struct mutator *mutator, uint64_t many);

/* Any frame of any stream. */
const struct buf *mutator_frame(struct mutator *mutator);

/* Writes the frame, changed in one to four places, without its length. */
void mutate_frame(struct mutator *mutator, const struct buf *frame, struct buf *out);

#endif
