/* Drafts what follows from conditions when its time has come, as a source of due.c. */
#ifndef CONVENE_EXERCISE_DECIDE_CONDITION_CONDITIONS_DECIDE_H
#define CONVENE_EXERCISE_DECIDE_CONDITION_CONDITIONS_DECIDE_H

#include <stdint.h>

struct deciding;

void conditions_decide(struct deciding *deciding, int64_t until_ms);

#endif
