/*
 * What of an exercise is kept in memory beside its state and never enters the log: hashes of join
 * codes and resume tokens, names of people. A mirror of the journal's tables. Loop thread, or one
 * worker while loading. Owns its rows.
 */
#ifndef CONVENE_LIVE_CREDENTIALS_H
#define CONVENE_LIVE_CREDENTIALS_H

#include "proto/map.h"
#include "server/journal/journal.h"

#include <stddef.h>
#include <stdint.h>

struct credential {
	uint64_t id;             /* of the invite or the participant; not 0 */
	uint8_t hash[HASH_SIZE]; /* of the code or the token: the key */
	uint64_t used;           /* of a token: the later, the greater */
};

struct person {
	uint64_t joined_seq; /* position of the event with which the person joined */
	uint64_t participant_id;
};

struct credentials {
	struct map invites, tokens; /* of struct credential */
	struct map names;           /* of participants, and of the invites that are somebody's */
	struct person *people;      /* owned; in the order of joined_seq */
	size_t person_count, person_cap;
	uint64_t uses; /* of tokens, so far */
};

void credentials_deinit(struct credentials *credentials); /* a zeroed one is empty */

void credentials_add_invite(struct credentials *credentials, const struct journal_invite *invite);
void credentials_add_token(struct credentials *credentials, const struct journal_token *token);
/* Whose the token is, which is used now; 0: nobody's. */
uint64_t credentials_use_token(struct credentials *credentials, const uint8_t hash[HASH_SIZE]);
/* A participant's tokens, at most `max`, those used last first; how many. */
size_t credentials_tokens(const struct credentials *credentials, uint64_t participant_id,
    struct journal_token *out, size_t max);
/* Forgets all tokens of a participant. */
void credentials_end_tokens(struct credentials *credentials, uint64_t participant_id);
void credentials_add_person(
    struct credentials *credentials, const struct journal_person *person, uint64_t joined_seq);
/* After people were added in another order than they joined in, as a file gives them. */
void credentials_order(struct credentials *credentials);

/* How many of the people had joined with event `seq`; they are the first ones. */
size_t credentials_people_through(const struct credentials *credentials, uint64_t seq);

/* Id of the invite or participant; 0: no such code or token. */
uint64_t credentials_find(const struct map *table, const uint8_t hash[HASH_SIZE]);

/* Of a participant, or of whom a personal invite is for; "" where there is none; borrowed. */
const char *credentials_name(const struct credentials *credentials, uint64_t id);

#endif
