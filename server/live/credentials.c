/* Codes and tokens are looked up by their hashes alone, so no comparison ever has a secret before
 * it. People lie in the order in which they joined, and names are found by whose they are. */
#include "server/live/credentials.h"

#include "proto/list.h"
#include "proto/xalloc.h"

#include <stdlib.h>
#include <string.h>

/* Whose name it is. */
struct called {
	uint64_t id; /* of a participant or an invite: one namespace */
	char *name;  /* owned */
};

static uint64_t id_of(const void *entry, uint64_t seed)
{
	(void)seed; /* the engine gives ids out */
	return mix_pair(((const struct called *)entry)->id, 0);
}

static bool same_id(const void *entry, const void *other)
{
	return ((const struct called *)entry)->id == ((const struct called *)other)->id;
}

static const struct map_kind by_id = {
    .size = sizeof(struct called), .hash = id_of, .same = same_id};

void credentials_deinit(struct credentials *credentials)
{
	struct called *called = credentials->names.entries;
	for (size_t i = 0; i < credentials->names.cap; i++) {
		free(called[i].name);
	}
	free(credentials->people);
	map_deinit(&credentials->names);
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

static void add_name(struct credentials *credentials, uint64_t id, const char *name)
{
	struct called called = {.id = id, .name = xstrdup(name)};
	if (map_add(&credentials->names, &by_id, &called) == NULL) {
		free(called.name);
	}
}

void credentials_add_invite(struct credentials *credentials, const struct journal_invite *invite)
{
	add(&credentials->invites, invite->code_hash, invite->invite_id, 0);
	if (invite->person_name != NULL && invite->person_name[0] != '\0') {
		add_name(credentials, invite->invite_id, invite->person_name);
	}
}

void credentials_add_person(
    struct credentials *credentials, const struct journal_person *person, uint64_t joined_seq)
{
	add_name(credentials, person->participant_id, person->name);
	*LIST_ADD(credentials->people, credentials->person_count, credentials->person_cap) =
	    (struct person){.joined_seq = joined_seq, .participant_id = person->participant_id};
}

static int compare_joined(const void *one, const void *other)
{
	const struct person *a = one, *b = other;
	return a->joined_seq < b->joined_seq ? -1 : a->joined_seq > b->joined_seq;
}

void credentials_order(struct credentials *credentials)
{
	if (credentials->person_count > 0) {
		qsort(credentials->people, credentials->person_count, sizeof(struct person),
		    compare_joined);
	}
}

size_t credentials_people_through(const struct credentials *credentials, uint64_t seq)
{
	return LIST_PLACE(credentials->people, credentials->person_count, seq + 1);
}

const char *credentials_name(const struct credentials *credentials, uint64_t id)
{
	const struct called *called =
	    map_find(&credentials->names, &by_id, &(struct called){.id = id});
	return called != NULL ? called->name : "";
}
