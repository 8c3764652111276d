/* What is kept for conditions, into the state: besides what appliers.h has. */
#ifndef CONVENE_EXERCISE_STATE_CONDITIONS_APPLY_H
#define CONVENE_EXERCISE_STATE_CONDITIONS_APPLY_H

#include "server/exercise/state/conditions.h"

#include <stddef.h>

struct applying;
struct exercise;
struct inject;

void kept_init(struct exercise *exercise, struct kept *kept, enum kept_kind kind, size_t index);

/* From now on all of it is kept; nothing is in the list yet. */
void conditions_keep(struct exercise *exercise);

/* Each where it is kept: the clock jumped; the inject was delivered. */
void jumps_note(struct exercise *exercise, const struct applying *applying);
void group_note(struct exercise *exercise, const struct inject *inject);

#endif
