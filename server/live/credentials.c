/* Codes and tokens are looked up by their hashes alone, so no comparison ever has a secret before
 * it. People and personal invites lie in the order of their numbers, which are those of events:
 * they are added at the end, and found by halves. */
#include "server/live/credentials.h"

#include "proto/list.h"
#include "proto/xalloc.h"

#include <stdlib.h>
#include <string.h>

void credentials_deinit(struct credentials *credentials)
{
	for (size_t i = 0; i < credentials->person_count; i++) {
		free(credentials->people[i].name);
	}
	for (size_t i = 0; i < credentials->personal_count; i++) {
		free(credentials->personal[i].name);
	}
	free(credentials->people);
	free(credentials->personal);
	map_deinit(&credentials->invites);
	map_deinit(&credentials->tokens);
	*credentials = (struct credentials){0};
}

/* The hash is uniform, so its first bytes are as good as any. */
static uint64_t hash_of(const void *entry, uint64_t seed)
{
	(void)seed;
	uint64_t start;
	memcpy(&start, ((const struct credential *)entry)->hash, sizeof(start));
	return start;
}

static bool same_hash(const void *entry, const void *other)
{
	return memcmp(((const struct credential *)entry)->hash,
	           ((const struct credential *)other)->hash, HASH_SIZE) == 0;
}

static const struct map_kind by_hash = {
    .size = sizeof(struct credential), .hash = hash_of, .same = same_hash};

static void add(struct map *table, const uint8_t *hash, uint64_t id)
{
	struct credential credential = {.id = id};
	memcpy(credential.hash, hash, HASH_SIZE);
	map_add(table, &by_hash, &credential);
}

uint64_t credentials_find(const struct map *table, const uint8_t hash[HASH_SIZE])
{
	struct credential like = {0};
	memcpy(like.hash, hash, HASH_SIZE);
	const struct credential *found = map_find(table, &by_hash, &like);
	return found != NULL ? found->id : 0;
}

void credentials_add_token(struct credentials *credentials, const struct journal_token *token)
{
	add(&credentials->tokens, token->token_hash, token->participant_id);
}

/* Rare: the table is made anew, for it moves its entries when one is taken out. */
void credentials_end_tokens(struct credentials *credentials, uint64_t participant_id)
{
	struct map old = credentials->tokens;
	const struct credential *rows = old.entries;
	credentials->tokens = (struct map){0};
	for (size_t i = 0; i < old.cap; i++) {
		if (rows[i].id != 0 && rows[i].id != participant_id) {
			add(&credentials->tokens, rows[i].hash, rows[i].id);
		}
	}
	map_deinit(&old);
}

void credentials_add_invite(struct credentials *credentials, const struct journal_invite *invite)
{
	add(&credentials->invites, invite->code_hash, invite->invite_id);
	if (invite->person_name == NULL || invite->person_name[0] == '\0') {
		return;
	}
	*LIST_ADD(credentials->personal, credentials->personal_count, credentials->personal_cap) =
	    (struct personal_invite){
	        .invite_id = invite->invite_id, .name = xstrdup(invite->person_name)};
}

void credentials_add_person(struct credentials *credentials, const struct journal_person *person)
{
	*LIST_ADD(credentials->people, credentials->person_count, credentials->person_cap) =
	    (struct person){
	        .participant_id = person->participant_id, .name = xstrdup(person->name)};
}

/* Whoever joins has the number of that event as id. */
size_t credentials_people_through(const struct credentials *credentials, uint64_t seq)
{
	return LIST_PLACE(credentials->people, credentials->person_count, seq + 1);
}

const char *credentials_name(const struct credentials *credentials, uint64_t participant_id)
{
	const struct person *person =
	    LIST_FIND(credentials->people, credentials->person_count, participant_id);
	return person ? person->name : "";
}

const char *credentials_invite_name(const struct credentials *credentials, uint64_t invite_id)
{
	const struct personal_invite *invite =
	    LIST_FIND(credentials->personal, credentials->personal_count, invite_id);
	return invite ? invite->name : "";
}
