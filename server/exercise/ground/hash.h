/* The hash that the host lends to the engine, which has none of its own. */
#ifndef CONVENE_EXERCISE_GROUND_HASH_H
#define CONVENE_EXERCISE_GROUND_HASH_H

#include <stddef.h>
#include <stdint.h>

#define DIGEST_SIZE 32

/* SHA-256; given by the host, so that the engine needs no library. */
typedef void exercise_hash_fn(const void *bytes, size_t len, uint8_t out[DIGEST_SIZE]);

#endif
