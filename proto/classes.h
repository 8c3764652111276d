/*
 * The chains of the classes that players are in, one for each team (record.proto):
 *   c(0) = SHA-256(tag || h(0) || class)
 *   c(k) = SHA-256(tag || c(k-1) || e(n)) over the k-th event that the team's players may see
 * The teams are those of the first event; who may see an event stands in its envelope, and is read
 * there as server/exercise/ground/audience.h reads it. One thread at a time; owns its memory.
 */
#ifndef CONVENE_PROTO_CLASSES_H
#define CONVENE_PROTO_CLASSES_H

#include "proto/chain.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Teams of an exercise at most: TEAMS_MAX of server/exercise/ground/limits.h. */
#define CLASS_COUNT_MAX   128
/* A class is "player/" and the team's id, which has 64 bytes at most. */
#define CLASS_PREFIX      "player/"
#define CLASS_PREFIX_SIZE (sizeof(CLASS_PREFIX) - 1)
#define CLASS_NAME_MAX    (CLASS_PREFIX_SIZE + 64)

struct class_chain {
	char name[CLASS_NAME_MAX + 1];
	size_t name_len;
	uint64_t count; /* k */
	uint8_t hash[CHAIN_HASH_SIZE];
	bool sees; /* the last entry */
};

struct classes {
	uint64_t position; /* of the last entry; 0: none yet */
	uint8_t genesis_hash[CHAIN_HASH_SIZE];
	struct class_chain *list; /* owned; in the order of the teams */
	size_t count;
};

/* `chain` stands at h(0). */
void classes_begin(struct classes *classes, const struct chain *chain);
void classes_deinit(struct classes *classes); /* a zeroed one is fine */

/*
 * The next entry, with its e(n). The first says which teams there are: none, where it is not an
 * ExerciseCreated, or where `event` is NULL. False: more teams or longer ids than there can be, an
 * envelope that is no message, or hashing failed.
 */
bool classes_extend(struct classes *classes, struct chain *chain, const void *envelope,
    size_t envelope_len, const void *event, size_t event_len,
    const uint8_t event_digest[CHAIN_HASH_SIZE]);

/*
 * In a team's record: which teams there are, from its first event, which is that of the log; and
 * each event, the first as well, for the class whose record it is. False likewise.
 */
bool classes_declare(
    struct classes *classes, struct chain *chain, const void *event, size_t event_len);
bool classes_extend_one(struct classes *classes, struct chain *chain, size_t index,
    const uint8_t event_digest[CHAIN_HASH_SIZE]);

/* The index of a class by its name; SIZE_MAX: there is none. */
size_t classes_find(const struct classes *classes, const char *name);

/* "player/" and the id; false, with nothing written: no team has so long a one. */
bool classes_name(const char *team_id, char out[CLASS_NAME_MAX + 1]);

#endif
