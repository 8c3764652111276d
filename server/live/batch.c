#include "server/live/batch.h"

#include "proto/list.h"
#include "proto/xalloc.h"

#include <stdlib.h>
#include <string.h>

#define PERSON_SALT_SIZE 16

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
	for (size_t i = 0; i < batch->entry_count; i++)
		drop(batch->entries[i].seal_digest);
	for (size_t i = 0; i < batch->invite_count; i++)
		drop(batch->invites[i].person_name);
	for (size_t i = 0; i < batch->person_count; i++) {
		drop(batch->people[i].name);
		drop(batch->people[i].salt);
	}
	for (size_t i = 0; i < batch->piece_count; i++)
		drop(batch->pieces[i].data);
	batch->entry_count = batch->invite_count = batch->token_count = 0;
	batch->person_count = batch->piece_count = batch->token_end_count = 0;
	batch->bytes = 0;
}

void batch_deinit(struct batch *batch)
{
	batch_clear(batch);
	free(batch->entries);
	free(batch->invites);
	free(batch->token_ends);
	free(batch->tokens);
	free(batch->people);
	free(batch->pieces);
	free(batch->piece_askers);
	*batch = (struct batch){0};
}

bool batch_is_empty(const struct batch *batch)
{
	return batch->entry_count + batch->invite_count + batch->token_end_count +
	           batch->token_count + batch->person_count + batch->piece_count ==
	       0;
}

void batch_add_entry(struct batch *batch, const struct window_entry *entry, const uint8_t *digest)
{
	*LIST_ADD(batch->entries, batch->entry_count, batch->entry_cap) = (struct journal_entry){
	    .seq = entry->seq,
	    .event = entry->bytes,
	    .event_len = entry->event_len,
	    .envelope = entry->bytes + entry->event_len,
	    .envelope_len = entry->envelope_len,
	    .seal_digest = digest ? copy(digest, DIGEST_SIZE) : NULL,
	};
	batch->bytes += entry->event_len + entry->envelope_len;
}

void batch_add_invite(struct batch *batch, const struct journal_invite *invite)
{
	struct journal_invite *added =
	    LIST_ADD(batch->invites, batch->invite_count, batch->invite_cap);

	*added = *invite;
	added->person_name = xstrdup(invite->person_name);
}

void batch_add_token(struct batch *batch, const struct journal_token *token)
{
	*LIST_ADD(batch->tokens, batch->token_count, batch->token_cap) = *token;
}

void batch_end_tokens(struct batch *batch, uint64_t participant_id)
{
	size_t kept = 0;

	/* the journal deletes before it adds */
	for (size_t i = 0; i < batch->token_count; i++) {
		if (batch->tokens[i].participant_id != participant_id)
			batch->tokens[kept++] = batch->tokens[i];
	}
	batch->token_count = kept;
	*LIST_ADD(batch->token_ends, batch->token_end_count, batch->token_end_cap) = participant_id;
}

void batch_add_person(struct batch *batch, const struct journal_person *person)
{
	*LIST_ADD(batch->people, batch->person_count, batch->person_cap) = (struct journal_person){
	    .participant_id = person->participant_id,
	    .name = xstrdup(person->name),
	    .salt = copy(person->salt, PERSON_SALT_SIZE),
	};
}

void batch_add_piece(struct batch *batch, const struct journal_piece *piece, uint64_t asker)
{
	size_t cap = batch->piece_cap;

	batch->pieces = list_room(batch->pieces, batch->piece_count, &cap, sizeof(*batch->pieces));
	batch->piece_askers =
	    list_room(batch->piece_askers, batch->piece_count, &batch->piece_cap, sizeof(uint64_t));
	batch->pieces[batch->piece_count] = *piece;
	batch->pieces[batch->piece_count].data = copy(piece->data, piece->data_len);
	batch->piece_askers[batch->piece_count++] = asker;
	batch->bytes += piece->data_len;
}

struct journal_batch batch_rows(struct batch *batch)
{
	return (struct journal_batch){
	    .entries = batch->entries,
	    .entry_count = batch->entry_count,
	    .invites = batch->invites,
	    .invite_count = batch->invite_count,
	    .token_ends = batch->token_ends,
	    .token_end_count = batch->token_end_count,
	    .tokens = batch->tokens,
	    .token_count = batch->token_count,
	    .people = batch->people,
	    .person_count = batch->person_count,
	    .pieces = batch->pieces,
	    .piece_count = batch->piece_count,
	};
}
