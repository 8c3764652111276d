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

static void add(struct map *table, const uint8_t *hash, uint64_t id, uint64_t used)
{
	struct credential credential = {.id = id, .used = used};
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
	add(&credentials->tokens, token->token_hash, token->participant_id, ++credentials->uses);
}

uint64_t credentials_use_token(struct credentials *credentials, const uint8_t hash[HASH_SIZE])
{
	struct credential like = {0};
	memcpy(like.hash, hash, HASH_SIZE);
	struct credential *found = map_find(&credentials->tokens, &by_hash, &like);
	if (found == NULL) {
		return 0;
	}
	found->used = ++credentials->uses;
	return found->id;
}

/* Puts a token among the `count` that were used last; how many these are then. */
static size_t put_by_use(
    const struct credential **list, size_t count, size_t max, const struct credential *token)
{
	size_t at = count;
	while (at > 0 && list[at - 1]->used < token->used) {
		at--;
	}
	if (at == max) {
		return count;
	}
	size_t last = count < max ? count : max - 1;
	memmove(list + at + 1, list + at, (last - at) * sizeof(*list));
	list[at] = token;
	return last + 1;
}

size_t credentials_tokens(const struct credentials *credentials, uint64_t participant_id,
    struct journal_token *out, size_t max)
{
	const struct credential *rows = credentials->tokens.entries;
	const struct credential **list = xcalloc(max, sizeof(*list));
	size_t count = 0;
	for (size_t i = 0; i < credentials->tokens.cap; i++) {
		if (rows[i].id == participant_id) {
			count = put_by_use(list, count, max, &rows[i]);
		}
	}
	for (size_t i = 0; i < count; i++) {
		out[i] = (struct journal_token){.participant_id = participant_id};
		memcpy(out[i].token_hash, list[i]->hash, HASH_SIZE);
	}
	free(list);
	return count;
}

/* Rare: the table is made anew, for it moves its entries when one is taken out. */
void credentials_end_tokens(struct credentials *credentials, uint64_t participant_id)
{
	struct map old = credentials->tokens;
	const struct credential *rows = old.entries;
	credentials->tokens = (struct map){0};
	for (size_t i = 0; i < old.cap; i++) {
		if (rows[i].id != 0 && rows[i].id != participant_id) {
			add(&credentials->tokens, rows[i].hash, rows[i].id, rows[i].used);
		}
	}
	map_deinit(&old);
}

void credentials_add_invite(struct credentials *credentials, const struct journal_invite *invite)
{
	add(&credentials->invites, invite->code_hash, invite->invite_id, 0);
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
