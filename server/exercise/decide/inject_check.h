/* Whether what an inject says holds together. */
#ifndef CONVENE_EXERCISE_DECIDE_INJECT_CHECK_H
#define CONVENE_EXERCISE_DECIDE_INJECT_CHECK_H

#include "convene/v1/scenario.pb-c.h"

#include <stdbool.h>
#include <stdint.h>

struct deciding;
struct inject;

/* Whether what a controller's inject says holds together: ids, teams, entities, objectives, sizes.
 */
bool inject_check(struct deciding *deciding, const Convene__V1__Inject *inject);

/* That the sender has seen the inject as it is. */
bool inject_check_revision(
    struct deciding *deciding, const struct inject *inject, uint32_t revision);

#endif
