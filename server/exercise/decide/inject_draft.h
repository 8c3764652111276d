/* Drafts that an inject is delivered, or that it fell due. */
#ifndef CONVENE_EXERCISE_DECIDE_INJECT_DRAFT_H
#define CONVENE_EXERCISE_DECIDE_INJECT_DRAFT_H

#include "convene/v1/scenario.pb-c.h"

#include <stdbool.h>

struct deciding;
struct inject;

/* Its content, decoded into the decision's arena; NULL when that is used up. */
Convene__V1__Inject *inject_content(struct deciding *deciding, const struct inject *inject);

/* Drafts its delivery, to those teams that have none of its alternatives yet (`anyway`: to all),
 * and what becomes of the others. When no team is left, it is skipped instead: false. */
bool inject_draft_delivery(struct deciding *deciding, const struct inject *inject, bool anyway);

/* Drafts its delivery, its offer when it waits for a release, or the choice between alternatives.
 */
void inject_draft_due(struct deciding *deciding, const struct inject *inject);

#endif
