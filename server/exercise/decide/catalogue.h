/*
 * The catalogue: what everybody may know of what the scenario declares. Issued once, when the
 * exercise is created. Owns nothing: all of it lives in the decision's arena.
 */
#ifndef CONVENE_EXERCISE_DECIDE_CATALOGUE_H
#define CONVENE_EXERCISE_DECIDE_CATALOGUE_H

#include "convene/v1/scenario.pb-c.h"

struct deciding;

/* Drafts it, in parts that each fit into a frame; nothing when the scenario declares none of it. */
void catalogue_draft(struct deciding *deciding, const Convene__V1__Scenario *scenario);

#endif
