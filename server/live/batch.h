/*
 * What goes to disk in one transaction: a growing struct journal_batch with its memory. Loop thread
 * while it fills, then one worker until it is committed. The events' bytes are borrowed from the
 * exercise's window, which keeps them until they are durable; everything else is owned.
 */
#ifndef CONVENE_LIVE_BATCH_H
#define CONVENE_LIVE_BATCH_H

#include "server/exercise/exercise.h"
#include "server/hub/window.h"
#include "server/journal/journal.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct batch {
	struct journal_batch rows; /* owned: the arrays, names, salts and data in them */
	size_t entry_cap, invite_cap, token_end_cap, token_cap, person_cap, piece_cap, drop_cap,
	    adopt_cap;
	uint64_t *piece_askers; /* owned; connection that is told of each piece */
	size_t bytes;           /* back-pressure: of events, and pieces as at least 16 KiB each */
	uint64_t ticket;
};

void batch_clear(struct batch *batch);  /* keeps the arrays for reuse */
void batch_deinit(struct batch *batch); /* a zeroed one is empty */
bool batch_is_empty(const struct batch *batch);

/* With random bytes of its own. `digest`: NULL, or the state's digest, copied: the journal is
 * sealed after this entry, at `wall_ms`. */
void batch_add_entry(
    struct batch *batch, const struct window_entry *entry, const uint8_t *digest, int64_t wall_ms);
void batch_add_invite(struct batch *batch, const struct journal_invite *invite);
void batch_add_token(struct batch *batch, const struct journal_token *token);
/* Deletes the participant's tokens, those in this batch so far included. */
void batch_end_tokens(struct batch *batch, uint64_t participant_id);
void batch_add_person(struct batch *batch, const struct journal_person *person);
void batch_drop_upload(struct batch *batch, const uint8_t key[HASH_SIZE]);
void batch_adopt_upload(
    struct batch *batch, const uint8_t key[HASH_SIZE], const uint8_t sha256[HASH_SIZE]);
void batch_add_piece(struct batch *batch, const struct journal_piece *piece, uint64_t asker);

#endif
