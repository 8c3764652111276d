/* The journal forgets all tokens of a person at once; so where one is to go all go, and those that
 * stay are added anew in the same commit. Which was used longest ago is known since the file was
 * opened: of those before, which nobody has used since, any one is as good. */
#include "server/live/tokens.h"

#include "server/base/random.h"
#include "server/base/sha256.h"

#include <string.h>

void tokens_random(uint8_t token[RESUME_TOKEN_SIZE])
{
	random_bytes(token, RESUME_TOKEN_SIZE);
}

void tokens_of_attempt(const struct exercise_file *file, const uint8_t code_hash[HASH_SIZE],
    const uint8_t attempt[ATTEMPT_SIZE], uint8_t token[RESUME_TOKEN_SIZE])
{
	static const char tag[] = "convene attempt 1";
	uint8_t bytes[sizeof(tag) + 2 * HASH_SIZE + ATTEMPT_SIZE];
	uint8_t *at = bytes;
	memcpy(at, tag, sizeof(tag));
	memcpy(at += sizeof(tag), journal_code_salt(file->journal), HASH_SIZE);
	memcpy(at += HASH_SIZE, code_hash, HASH_SIZE);
	memcpy(at + HASH_SIZE, attempt, ATTEMPT_SIZE);
	sha256(bytes, sizeof(bytes), token);
}

static void add(struct exercise_file *file, struct batch *batch, const struct journal_token *row)
{
	credentials_add_token(&file->credentials, row);
	batch_add_token(batch, row);
}

/* Of a participant's tokens those used last stay, `most` of them, without `except` (NULL: none). */
static void keep(struct exercise_file *file, struct batch *batch, uint64_t participant_id,
    size_t most, const uint8_t *except)
{
	struct journal_token rows[TOKENS_MAX];
	size_t count = credentials_tokens(&file->credentials, participant_id, rows, TOKENS_MAX);
	tokens_end_all(file, batch, participant_id);
	for (size_t i = count; i-- > 0;) {
		if (i < most &&
		    (except == NULL || memcmp(rows[i].token_hash, except, HASH_SIZE) != 0)) {
			add(file, batch, &rows[i]);
		}
	}
}

void tokens_add(struct exercise_file *file, struct batch *batch, uint64_t participant_id,
    bool is_new, const uint8_t token[RESUME_TOKEN_SIZE])
{
	struct journal_token row = {.participant_id = participant_id}, rows[TOKENS_MAX];
	sha256(token, RESUME_TOKEN_SIZE, row.token_hash);
	if (!is_new && credentials_tokens(&file->credentials, participant_id, rows, TOKENS_MAX) ==
	                   TOKENS_MAX) {
		keep(file, batch, participant_id, TOKENS_MAX - 1, NULL);
	}
	add(file, batch, &row);
}

uint64_t tokens_use(
    struct exercise_file *file, const uint8_t token[RESUME_TOKEN_SIZE], int64_t wall_ms)
{
	uint8_t hash[HASH_SIZE];
	sha256(token, RESUME_TOKEN_SIZE, hash);
	if (file->ended_ms != 0 && wall_ms - file->ended_ms > TOKENS_AFTER_ENDEX_MS) {
		return 0;
	}
	return credentials_use_token(&file->credentials, hash);
}

void tokens_end_all(struct exercise_file *file, struct batch *batch, uint64_t participant_id)
{
	credentials_end_tokens(&file->credentials, participant_id);
	batch_end_tokens(batch, participant_id);
}

void tokens_end_one(struct exercise_file *file, struct batch *batch, uint64_t participant_id,
    const uint8_t token_hash[HASH_SIZE])
{
	keep(file, batch, participant_id, TOKENS_MAX, token_hash);
}
