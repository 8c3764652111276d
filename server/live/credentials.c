#include "server/live/credentials.h"

#include "proto/xalloc.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_CAP 64

void credentials_deinit(struct credentials *credentials)
{
	for (size_t i = 0; i < credentials->person_count; i++)
		free(credentials->people[i].name);
	for (size_t i = 0; i < credentials->personal_count; i++)
		free(credentials->personal[i].name);
	free(credentials->people);
	free(credentials->personal);
	free(credentials->invites.rows);
	free(credentials->tokens.rows);
	*credentials = (struct credentials){0};
}

/* The hash is uniform, so its first bytes are as good as any. */
static size_t first_slot(const struct credential_table *table, const uint8_t *hash)
{
	uint64_t start;

	memcpy(&start, hash, sizeof(start));
	return (size_t)start & (table->cap - 1);
}

static void put(struct credential_table *table, const uint8_t *hash, uint64_t id)
{
	size_t i = first_slot(table, hash);

	while (table->rows[i].id != 0 && memcmp(table->rows[i].hash, hash, HASH_SIZE) != 0)
		i = (i + 1) & (table->cap - 1);
	if (table->rows[i].id == 0)
		table->count++;
	memcpy(table->rows[i].hash, hash, HASH_SIZE);
	table->rows[i].id = id;
}

static void add(struct credential_table *table, const uint8_t *hash, uint64_t id)
{
	if (table->count * 2 >= table->cap) {
		struct credential_table larger = {.cap = table->cap ? table->cap * 2 : FIRST_CAP};

		larger.rows = xcalloc(larger.cap, sizeof(*larger.rows));
		for (size_t i = 0; i < table->cap; i++) {
			if (table->rows[i].id != 0)
				put(&larger, table->rows[i].hash, table->rows[i].id);
		}
		free(table->rows);
		*table = larger;
	}
	put(table, hash, id);
}

uint64_t credentials_find(const struct credential_table *table, const uint8_t hash[HASH_SIZE])
{
	if (table->cap == 0)
		return 0;
	for (size_t i = first_slot(table, hash); table->rows[i].id != 0;
	     i = (i + 1) & (table->cap - 1)) {
		if (memcmp(table->rows[i].hash, hash, HASH_SIZE) == 0)
			return table->rows[i].id;
	}
	return 0;
}

void credentials_add_token(struct credentials *credentials, const struct journal_token *token)
{
	add(&credentials->tokens, token->token_hash, token->participant_id);
}

/* Rare: the table is made anew, because a hole in it would hide what was put behind. */
void credentials_end_tokens(struct credentials *credentials, uint64_t participant_id)
{
	struct credential_table old = credentials->tokens;

	credentials->tokens = (struct credential_table){0};
	for (size_t i = 0; i < old.cap; i++) {
		if (old.rows[i].id != 0 && old.rows[i].id != participant_id)
			add(&credentials->tokens, old.rows[i].hash, old.rows[i].id);
	}
	free(old.rows);
}

void credentials_add_invite(struct credentials *credentials, const struct journal_invite *invite)
{
	add(&credentials->invites, invite->code_hash, invite->invite_id);
	if (invite->person_name == NULL || invite->person_name[0] == '\0')
		return;
	if (credentials->personal_count == credentials->personal_cap) {
		credentials->personal_cap =
		    credentials->personal_cap ? credentials->personal_cap * 2 : FIRST_CAP;
		credentials->personal = xrealloc(credentials->personal,
		    credentials->personal_cap * sizeof(*credentials->personal));
	}
	credentials->personal[credentials->personal_count++] = (struct personal_invite){
	    .invite_id = invite->invite_id, .name = xstrdup(invite->person_name)};
}

void credentials_add_person(struct credentials *credentials, const struct journal_person *person)
{
	if (credentials->person_count == credentials->person_cap) {
		credentials->person_cap =
		    credentials->person_cap ? credentials->person_cap * 2 : FIRST_CAP;
		credentials->people = xrealloc(
		    credentials->people, credentials->person_cap * sizeof(*credentials->people));
	}
	credentials->people[credentials->person_count++] = (struct person){
	    .participant_id = person->participant_id, .name = xstrdup(person->name)};
}

/* Whoever joins has the number of that event as id. */
size_t credentials_people_through(const struct credentials *credentials, uint64_t seq)
{
	size_t low = 0, high = credentials->person_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (credentials->people[middle].participant_id <= seq)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int compare_id(const void *key, const void *element)
{
	uint64_t wanted = *(const uint64_t *)key;
	uint64_t id = *(const uint64_t *)element; /* the first member of both kinds of row */

	return wanted < id ? -1 : wanted > id;
}

const char *credentials_name(const struct credentials *credentials, uint64_t participant_id)
{
	const struct person *person =
	    credentials->person_count == 0
	        ? NULL
	        : bsearch(&participant_id, credentials->people, credentials->person_count,
	              sizeof(*person), compare_id);

	return person ? person->name : "";
}

const char *credentials_invite_name(const struct credentials *credentials, uint64_t invite_id)
{
	const struct personal_invite *invite =
	    credentials->personal_count == 0
	        ? NULL
	        : bsearch(&invite_id, credentials->personal, credentials->personal_count,
	              sizeof(*invite), compare_id);

	return invite ? invite->name : "";
}
