/*
 * How far apart the injects are delivered that a jump of the clock passes over, where the rule for
 * them is to stagger. Pure; any thread.
 */
#ifndef CONVENE_RULES_STAGGER_H
#define CONVENE_RULES_STAGGER_H

#include "convene/v1/scenario.pb-c.h"

/* Exercise time, when nobody says otherwise (scenario.proto, OverdueRule). */
#define STAGGER_MS_DEFAULT 60000

static inline int64_t stagger_ms_of(const Convene__V1__OverdueRule *rule)
{
	return rule->stagger_ms > 0 ? rule->stagger_ms : STAGGER_MS_DEFAULT;
}

#endif
