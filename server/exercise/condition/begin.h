/* Beginning to wait: a condition is compiled, asks for facts, and is shown what stands already. */
#ifndef CONVENE_EXERCISE_CONDITION_BEGIN_H
#define CONVENE_EXERCISE_CONDITION_BEGIN_H

#include "convene/v1/condition.pb-c.h"
#include "server/exercise/ground/hash.h"

struct exercise;
struct inject;

/* Once, when the scenario is complete: every condition of it. */
void conditions_begin(struct exercise *exercise);

/* An inject waits for what it says. */
void condition_begin_inject(struct exercise *exercise, const struct inject *inject);

void condition_fingerprint(
    const struct exercise *exercise, const Convene__V1__Condition *when, uint8_t hash[DIGEST_SIZE]);

#endif
