/* Requests to which a command refers: whether its sender may see them. */
#ifndef CONVENE_EXERCISE_DECIDE_REQUEST_REQUEST_REFERENCE_H
#define CONVENE_EXERCISE_DECIDE_REQUEST_REQUEST_REFERENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct deciding;
struct request_file;

/* Requests to which the sender may refer: sent by or to a player's team; staff see all. Refuses the
 * same for what does not exist and what is not for the player. */
bool check_request_references(struct deciding *deciding, const uint64_t *ids, size_t count);

/* A request that the sender may see. NULL and a refusal, likewise. */
const struct request_file *check_request(struct deciding *deciding, uint64_t id);

#endif
