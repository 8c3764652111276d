/* What local administration says of an exercise, from its loaded file. Results live in the arena;
 * NULL when it is used up. */
#ifndef CONVENE_ADMIN_SUMMARY_H
#define CONVENE_ADMIN_SUMMARY_H

#include "convene/v1/admin.pb-c.h"
#include "proto/arena.h"
#include "server/live/conduct.h"

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

/* Has begun and has not ended: nothing is done to it by mistake. */
bool summary_is_under_way(const struct exercise_file *file);

/* Why such an exercise is not deleted, and not archived. */
#define DELETES_NOT_TEXT                                                                           \
	"the exercise has begun and has not ended: end it, or put it into the archive with "       \
	"`convened archive --yes` first"
#define ARCHIVES_NOT_TEXT                                                                          \
	"the exercise has begun and has not ended, and there may be people in it: end it first; "  \
	"or with --yes it stops as it is, whoever is in it is told, and after `convened restore` " \
	"it goes on from there"

#endif
