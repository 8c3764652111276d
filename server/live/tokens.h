/*
 * Resume tokens: made, recognised, ended. A person has a few at most, one for each place that is
 * logged in, and none for longer than a while after ENDEX. Loop thread only.
 */
#ifndef CONVENE_LIVE_TOKENS_H
#define CONVENE_LIVE_TOKENS_H

#include "server/live/exercise_file.h"

#define RESUME_TOKEN_SIZE 32
#define ATTEMPT_SIZE      16

/* Of one person; a further one takes the place of the one that was used longest ago. */
#define TOKENS_MAX 8

/* How long after ENDEX tokens let in. */
#define TOKENS_AFTER_ENDEX_MS (INT64_C(30) * 24 * 60 * 60 * 1000)

/* The token of somebody's attempt to join: the same each time, and known to nobody who does not
 * know the attempt. `code_hash`: of the join code. */
void tokens_of_attempt(const struct exercise_file *file, const uint8_t code_hash[HASH_SIZE],
    const uint8_t attempt[ATTEMPT_SIZE], uint8_t token[RESUME_TOKEN_SIZE]);

void tokens_random(uint8_t token[RESUME_TOKEN_SIZE]);

/* From now on the token is the participant's, who had none before if `is_new`. */
void tokens_add(struct exercise_file *file, struct batch *batch, uint64_t participant_id,
    bool is_new, const uint8_t token[RESUME_TOKEN_SIZE]);

/* Whose the token is, which counts as used now; 0: nobody's. */
uint64_t tokens_use(
    struct exercise_file *file, const uint8_t token[RESUME_TOKEN_SIZE], int64_t wall_ms);

/* All of a participant end, or the one with this hash alone. */
void tokens_end_all(struct exercise_file *file, struct batch *batch, uint64_t participant_id);
void tokens_end_one(struct exercise_file *file, struct batch *batch, uint64_t participant_id,
    const uint8_t token_hash[HASH_SIZE]);

#endif
