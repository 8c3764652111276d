/* What patterns wait for by index has come, or never will. */
#ifndef CONVENE_EXERCISE_PATTERN_COME_H
#define CONVENE_EXERCISE_PATTERN_COME_H

#include "server/exercise/pattern/pattern.h"

struct condition;
struct exercise;
struct interests;

/* What patterns wait for by index has come (an inject is delivered, a milestone
 * reached, a switch on), or never will. `only` NULL: for every condition. */
void interests_come(struct exercise *exercise, const struct interests *interests,
    const struct condition *only, struct moment at);
void interests_lost(struct exercise *exercise, const struct interests *interests,
    const struct condition *only, struct moment at);

#endif
