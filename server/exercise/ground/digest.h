/*
 * The digest of the state. Every object of the state (a team, an inject, a participant ...) has a
 * digest of its own, kept until the object changes; the digest of the state is the hash of the sum
 * of them all, modulo 2^256, and of what is there only once (the clock, the head). So the work is
 * proportional to what changed, and the order in which objects are kept has no influence.
 *
 * It finds a replay that went another way; it is no defence against forgery, which is the hash
 * chain's. Sets that only grow (who read what) stand in an object's digest as their number and a
 * sum of mix_pair.
 */
#ifndef CONVENE_EXERCISE_GROUND_DIGEST_H
#define CONVENE_EXERCISE_GROUND_DIGEST_H

#include "server/exercise/ground/hash.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Begins each digest, so that two kinds of objects never look alike. The numbers last: they are
 * part of every digest in a journal. */
enum digest_kind {
	DIGEST_STATE = 1,
	DIGEST_TEAM = 2,
	DIGEST_INJECT = 3,
	DIGEST_PARTICIPANT = 4,
	DIGEST_INVITE = 5,
	DIGEST_THREAD = 6,
	DIGEST_ATTACHMENT = 7,
	DIGEST_NAME = 8, /* an entity or an objective */
	DIGEST_LIBRARY = 9,
	DIGEST_STORY = 10,
	DIGEST_CONDITION = 11,
	DIGEST_CASE = 12,
	DIGEST_HOLDINGS = 13,
	DIGEST_CONSENT = 14,
	DIGEST_REQUEST = 15,
	DIGEST_QUEUE = 16,
	DIGEST_BOOKING = 17,
	DIGEST_QUESTIONNAIRE = 18,
	DIGEST_WELFARE = 19,
};

/* What an object is hashed as: all that is put into it, and once there is more than it has room
 * for, the hash of what was put so far and what follows. Nothing is left out. */
struct digest_form {
	exercise_hash_fn *hash;
	size_t len;
	uint8_t bytes[512];
};

void digest_put(struct digest_form *form, uint64_t value);
/* More than 128 bytes stand in it as their hash. */
void digest_put_bytes(struct digest_form *form, const void *bytes, size_t len);
void digest_put_text(struct digest_form *form, const char *text);

/* First member of every object of the state. */
struct digest_node {
	enum digest_kind kind;
	bool dirty;               /* is in the list of those that changed */
	bool counted;             /* `value` is part of the sum */
	struct digest_node *next; /* borrowed: outlives the list; the next that changed */
	uint8_t value[DIGEST_SIZE];
};

/* The sum, and the objects that changed since it was last brought up to date. Zeroed: none. */
struct digest {
	uint64_t sum[4];           /* least significant first */
	struct digest_node *dirty; /* borrowed: outlives the digest */
};

/* Call after each change of an object. */
void digest_touch(struct digest *digest, struct digest_node *node);

/* Writes what an object is hashed as; knows the object by its node's kind. */
typedef void digest_write_fn(struct digest_node *node, struct digest_form *form);

/* Brings the sum up to date. */
void digest_settle(struct digest *digest, exercise_hash_fn *hash, digest_write_fn *write);

#endif
