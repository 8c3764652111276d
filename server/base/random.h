/* Secrets and ids: random bytes from the system, SHA-256 over a few pieces. Any thread. */
#ifndef CONVENE_BASE_RANDOM_H
#define CONVENE_BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/* Fills `out`; ends the process if the system has no randomness, because no secret may then be
 * made. */
void random_bytes(void *out, size_t len);

/* For what follows from one number: the ids of a decision. */
uint64_t random_seed(void);

#endif
