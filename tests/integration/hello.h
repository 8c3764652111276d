/* What tests of the door share: Hellos as they come, refusals, codes. */
#ifndef CONVENE_TESTS_HELLO_H
#define CONVENE_TESTS_HELLO_H

#include "tests/integration/hall.h"

const struct join_link *link_of(struct hall *hall, const char *role, const char *team);

/* Connects from `source`, sends a Hello and returns the code of the refusal. */
Convene__V1__ErrorCode refused_from(struct hall *hall, const char *source,
    const Convene__V1__Hello *hello, uint64_t *retry_after_ms);

Convene__V1__ErrorCode refused(struct hall *hall, const Convene__V1__Hello *hello);

Convene__V1__Hello hello_by_code(const char *exercise, const char *code, const char *name);

Convene__V1__Hello hello_by_token(const uint8_t *token, size_t len);

/* Copies a client's resume token. */
void token_of(struct desk *desk, uint8_t token[32]);

/* Issues a personal code; returns the invite's id. */
uint64_t personal(struct hall *hall, char code[32]);

struct desk *join_by_code(struct hall *hall, const char *code);

#endif
