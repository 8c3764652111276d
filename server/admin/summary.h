/* What local administration says of an exercise, from its loaded file. Results live in the arena;
 * NULL when it is used up. */
#ifndef CONVENE_ADMIN_SUMMARY_H
#define CONVENE_ADMIN_SUMMARY_H

#include "convene/v1/admin.pb-c.h"
#include "proto/arena.h"
#include "server/live/conduct.h"
#include "server/live/live.h"

Convene__V1__ExerciseSummary *summary_of_file(
    struct arena *arena, const struct exercise_file *file, int64_t wall_ms);

/* Of one that is not open: the state is a word, `problem` (may be "") why. */
Convene__V1__ExerciseSummary *summary_of_unavailable(
    struct arena *arena, const char *exercise_id, const char *state, const char *problem);

/* The newest first, then those that are not open, by id. */
void summary_sort(Convene__V1__ExerciseSummary **list, size_t count);

/* Whether somebody is connected now; `context` is the caller's. */
typedef bool summary_connected_fn(const void *context, uint64_t participant_id);

/* All invites in the order in which they were made, with those who joined. `connected` NULL: nobody
 * is. */
Convene__V1__InviteSummary **summary_of_invites(struct arena *arena,
    const struct exercise_file *file, summary_connected_fn *connected, const void *context,
    size_t *count);

/* Of invites that were issued at once. */
Convene__V1__IssuedInvite **summary_of_issued(
    struct arena *arena, const struct issued *issued, size_t count);

/* Lines as a list. */
char **summary_of_names(struct arena *arena, const struct buf *lines, size_t *count);

/*
 * Why it is not deleted, or not archived, unless the person insists; in the arena, NULL when
 * nothing speaks against it. `closed` says why it is not open (NULL: it is). One that somebody else
 * has open cannot be touched before that one is stopped, insisting or not.
 */
const char *summary_objection(
    struct arena *arena, bool deletes, enum progress progress, const struct err *closed);

#endif
