/* Join codes: 80 random bits in Crockford's base32, typable and unambiguous, kept only as a salted
 * hash. Pure but for the making. */
#ifndef CONVENE_LIVE_JOIN_CODE_H
#define CONVENE_LIVE_JOIN_CODE_H

#include "server/journal/journal.h"

#include <stdbool.h>

#define JOIN_CODE_SIZE 20 /* "7KQ2-M4XW-9DHT-2PQA" and NUL */

void join_code_make(char out[JOIN_CODE_SIZE]);

/*
 * The hash under which a code is kept. Case, spaces and hyphens do not matter; O counts as 0, I and
 * L as 1. False when it is no code at all.
 */
bool join_code_hash(const char *typed, const uint8_t salt[HASH_SIZE], uint8_t out[HASH_SIZE]);

#endif
