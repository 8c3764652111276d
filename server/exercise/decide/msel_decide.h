/*
 * Drafts what falls due in the MSEL, as a source of due.c, and what becomes of what a jump passes
 * over.
 */
#ifndef CONVENE_EXERCISE_DECIDE_MSEL_DECIDE_H
#define CONVENE_EXERCISE_DECIDE_MSEL_DECIDE_H

#include "convene/v1/scenario.pb-c.h"

#include <stdint.h>

struct deciding;
struct exercise;

/* As a source of the first time at which an inject falls due, and drafting what is due up to
 * `until_ms`, DUE_BATCH_MAX at most. */
int64_t msel_next(const struct exercise *exercise);
void msel_decide_due(struct deciding *deciding, int64_t until_ms);

/* Drafts what becomes of those that a jump passes over. `rule` NULL: the scenario's rule. */
void msel_decide_passed(struct deciding *deciding, int64_t from_ms, int64_t to_ms,
    const Convene__V1__OverdueRule *rule);

#endif
