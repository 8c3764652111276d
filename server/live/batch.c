/* A batch fills on the loop while the one before it is written. Clearing keeps the arrays, which
 * soon have the size that they need. The journal's structs only borrow; here the texts, salts and
 * pieces in them are copies, which batch_clear() frees by the same pointers. */
#include "server/live/batch.h"

#include "proto/list.h"
#include "proto/xalloc.h"
#include "server/base/random.h"

#include <stdlib.h>
#include <string.h>

/* A piece is a row that the journal looks at, however small it is. */
#define PIECE_COST_MIN (16u * 1024u)

static void *copy(const void *bytes, size_t len)
{
	return memcpy(xcheck(malloc(len + 1)), bytes, len);
}

/* Frees what a borrowed-looking pointer of the journal's own structs holds here. */
static void drop(const void *owned)
{
	free((void *)(uintptr_t)owned);
}

void batch_clear(struct batch *batch)
{
	for (size_t i = 0; i < batch->rows.entry_count; i++) {
		drop(batch->rows.entries[i].seal_digest);
	}
	for (size_t i = 0; i < batch->rows.invite_count; i++) {
		drop(batch->rows.invites[i].person_name);
	}
	for (size_t i = 0; i < batch->rows.person_count; i++) {
		drop(batch->rows.people[i].name);
		drop(batch->rows.people[i].salt);
	}
	for (size_t i = 0; i < batch->rows.piece_count; i++) {
		drop(batch->rows.pieces[i].data);
	}
	batch->rows.entry_count = batch->rows.invite_count = batch->rows.token_count = 0;
	batch->rows.person_count = batch->rows.piece_count = batch->rows.token_end_count = 0;
	batch->rows.upload_drop_count = batch->rows.adopt_count = 0;
	batch->bytes = 0;
}

void batch_deinit(struct batch *batch)
{
	batch_clear(batch);
	free(batch->rows.entries);
	free(batch->rows.invites);
	free(batch->rows.token_ends);
	free(batch->rows.tokens);
	free(batch->rows.people);
	free(batch->rows.pieces);
	free(batch->rows.upload_drops);
	free(batch->rows.adopts);
	free(batch->piece_askers);
	*batch = (struct batch){0};
}

bool batch_is_empty(const struct batch *batch)
{
	return batch->rows.entry_count + batch->rows.invite_count + batch->rows.token_end_count +
	           batch->rows.token_count + batch->rows.person_count + batch->rows.piece_count +
	           batch->rows.upload_drop_count + batch->rows.adopt_count ==
	       0;
}

void batch_add_entry(
    struct batch *batch, const struct window_entry *entry, const uint8_t *digest, int64_t wall_ms)
{
	struct journal_entry *added =
	    LIST_ADD(batch->rows.entries, batch->rows.entry_count, batch->entry_cap);
	*added = (struct journal_entry){
	    .seq = entry->seq,
	    .event = entry->bytes,
	    .event_len = entry->event_len,
	    .envelope = entry->bytes + entry->event_len,
	    .envelope_len = entry->envelope_len,
	    .seal_digest = digest ? copy(digest, DIGEST_SIZE) : NULL,
	    .seal_wall_ms = wall_ms,
	};
	random_bytes(added->salt, sizeof(added->salt));
	batch->bytes += entry->event_len + entry->envelope_len;
}

void batch_add_invite(struct batch *batch, const struct journal_invite *invite)
{
	struct journal_invite *added =
	    LIST_ADD(batch->rows.invites, batch->rows.invite_count, batch->invite_cap);
	*added = *invite;
	added->person_name = xstrdup(invite->person_name);
}

void batch_add_token(struct batch *batch, const struct journal_token *token)
{
	*LIST_ADD(batch->rows.tokens, batch->rows.token_count, batch->token_cap) = *token;
}

void batch_end_tokens(struct batch *batch, uint64_t participant_id)
{
	size_t kept = 0;
	/* the journal deletes before it adds */
	for (size_t i = 0; i < batch->rows.token_count; i++) {
		if (batch->rows.tokens[i].participant_id != participant_id) {
			batch->rows.tokens[kept++] = batch->rows.tokens[i];
		}
	}
	batch->rows.token_count = kept;
	*LIST_ADD(batch->rows.token_ends, batch->rows.token_end_count, batch->token_end_cap) =
	    participant_id;
}

void batch_add_person(struct batch *batch, const struct journal_person *person)
{
	*LIST_ADD(batch->rows.people, batch->rows.person_count, batch->person_cap) =
	    (struct journal_person){
	        .participant_id = person->participant_id,
	        .name = xstrdup(person->name),
	        .salt = copy(person->salt, JOURNAL_SALT_SIZE),
	    };
}

void batch_drop_upload(struct batch *batch, const uint8_t key[HASH_SIZE])
{
	memcpy(LIST_ADD(batch->rows.upload_drops, batch->rows.upload_drop_count, batch->drop_cap)
	           ->bytes,
	    key, HASH_SIZE);
}

void batch_adopt_upload(
    struct batch *batch, const uint8_t key[HASH_SIZE], const uint8_t sha256[HASH_SIZE])
{
	struct journal_adopt *adopt =
	    LIST_ADD(batch->rows.adopts, batch->rows.adopt_count, batch->adopt_cap);
	memcpy(adopt->upload, key, HASH_SIZE);
	memcpy(adopt->sha256, sha256, HASH_SIZE);
}

void batch_add_piece(struct batch *batch, const struct journal_piece *piece, uint64_t asker)
{
	/* both arrays have the one size, and grow together */
	size_t cap = batch->piece_cap;
	batch->rows.pieces = list_room(
	    batch->rows.pieces, batch->rows.piece_count, &cap, sizeof(*batch->rows.pieces));
	batch->piece_askers = list_room(
	    batch->piece_askers, batch->rows.piece_count, &batch->piece_cap, sizeof(uint64_t));
	batch->rows.pieces[batch->rows.piece_count] = *piece;
	batch->rows.pieces[batch->rows.piece_count].data = copy(piece->data, piece->data_len);
	batch->piece_askers[batch->rows.piece_count++] = asker;
	batch->bytes += piece->data_len > PIECE_COST_MIN ? piece->data_len : PIECE_COST_MIN;
}
