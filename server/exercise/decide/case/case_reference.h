/* Cases to which a command refers: whether its sender may see them. */
#ifndef CONVENE_EXERCISE_DECIDE_CASE_CASE_REFERENCE_H
#define CONVENE_EXERCISE_DECIDE_CASE_CASE_REFERENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct case_file;
struct deciding;

/* A case that the sender may see and act on: a player's own team has it; staff see all. NULL and a
 * refusal, the same for what does not exist and what is not for the player. */
const struct case_file *check_case(struct deciding *deciding, uint64_t id);

/* Cases to which the sender may refer; each as check_case. */
bool check_case_references(struct deciding *deciding, const uint64_t *ids, size_t count);

#endif
