/* What local administration says of an exercise, from its loaded file. Results live in the arena;
 * NULL when it is used up. */
#ifndef CONVENE_ADMIN_SUMMARY_H
#define CONVENE_ADMIN_SUMMARY_H

#include "convene/v1/admin.pb-c.h"
#include "proto/arena.h"
#include "server/live/exercise_file.h"

Convene__V1__ExerciseSummary *summary_of_file(
    struct arena *arena, const struct exercise_file *file, int64_t wall_ms);

/* Of one that is not open: `why`. */
Convene__V1__ExerciseSummary *summary_of_unavailable(
    struct arena *arena, const char *exercise_id, const char *why);

/* All invites in the order in which they were made. */
Convene__V1__InviteSummary **summary_of_invites(
    struct arena *arena, const struct exercise_file *file, size_t *count);

#endif
