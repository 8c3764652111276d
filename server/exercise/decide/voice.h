/* In whose name staff write. */
#ifndef CONVENE_EXERCISE_DECIDE_VOICE_H
#define CONVENE_EXERCISE_DECIDE_VOICE_H

#include "convene/v1/common.pb-c.h"

#include <stdbool.h>

struct deciding;

/* Whether the party is somebody in whose name the sender, who is no player, may write; else it is
 * refused. */
bool voice_check(struct deciding *deciding, const Convene__V1__Party *from);

#endif
