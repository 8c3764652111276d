/*
 * What a seal signs (record.proto): the root of a tree of salted leaves, one for the log and one
 * for each class, so that a class can be shown its own and learns nothing of the others. Pure but
 * for OpenSSL; one thread at a time.
 */
#ifndef CONVENE_PROTO_SEAL_H
#define CONVENE_PROTO_SEAL_H

#include "convene/v1/record.pb-c.h"
#include "proto/buf.h"
#include "proto/chain.h"
#include "proto/classes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SEAL_KEY_SIZE       32 /* Ed25519, RFC 8032 */
#define SEAL_SIGNATURE_SIZE 64
#define SEAL_DIGEST_SIZE    32 /* of the exercise's state */
#define SEAL_SECRET_SIZE    32
#define SEAL_SALT_SIZE      16
/* Levels of the tree below its root: the log and CLASS_COUNT_MAX classes. */
#define SEAL_DEPTH_MAX      8

/* Where the log stands. */
struct seal_log {
	uint64_t position;
	const uint8_t *hash;   /* borrowed: h(position) */
	const uint8_t *digest; /* borrowed; NULL: the state's is not known */
};

/* The way from a leaf up to the root. */
struct seal_path {
	size_t depth;
	uint8_t salt[SEAL_SALT_SIZE];
	uint8_t nodes[SEAL_DEPTH_MAX][CHAIN_HASH_SIZE];
};

/* Levels of the tree of an exercise. */
size_t seal_depth(const struct classes *classes);

/* The root of the tree over all leaves. `path`, unless NULL, is that of the class with index
 * `class`. False when hashing fails. */
bool seal_root(struct chain *chain, const uint8_t secret[SEAL_SECRET_SIZE],
    const struct seal_log *log, const struct classes *classes, size_t class, struct seal_path *path,
    uint8_t root[CHAIN_HASH_SIZE]);

/* The root to which a class's leaf and path lead. */
bool seal_root_of_path(struct chain *chain, const struct classes *classes, size_t class,
    const struct seal_path *path, uint8_t root[CHAIN_HASH_SIZE]);

/* What a seal's signature covers: appends "convene seal 3\n" and the SealedHead, encoded. */
void seal_append_head(struct buf *out, const char *exercise_id, const Convene__V1__Seal *seal);

/* True when the fields that everybody is shown have their sizes and the signature is good for that
 * exercise. Says nothing of whose key it is, nor whether the root is the right one. */
bool seal_is_signed(const char *exercise_id, const Convene__V1__Seal *seal);

#endif
