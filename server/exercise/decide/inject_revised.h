/* Drafts that an inject changes its standing. */
#ifndef CONVENE_EXERCISE_DECIDE_INJECT_REVISED_H
#define CONVENE_EXERCISE_DECIDE_INJECT_REVISED_H

#include "convene/v1/event.pb-c.h"
#include "convene/v1/scenario.pb-c.h"

#include <stdint.h>

struct deciding;
struct inject;

/* Drafts a change of its standing. `content` NULL: what it says stays. */
void inject_draft_revised(struct deciding *deciding, const struct inject *inject,
    Convene__V1__InjectChange change, Convene__V1__InjectStatus status, int64_t due_ms,
    Convene__V1__Inject *content);

/* The same for what follows from its condition, which `by_seq` decided. */
void inject_draft_decided(struct deciding *deciding, const struct inject *inject,
    Convene__V1__InjectChange change, Convene__V1__InjectStatus status, int64_t due_ms,
    uint64_t by_seq);

#endif
