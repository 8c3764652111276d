/*
 * What is answered to requests about one exercise that is open: by a server, and by whoever works
 * on the file itself (cli/offline). It is put into `reply`, which then refers to the arena and to
 * the file. Pure; false: the arena is used up.
 */
#ifndef CONVENE_ADMIN_ANSWER_H
#define CONVENE_ADMIN_ANSWER_H

#include "server/admin/summary.h"

bool answer_invites(Convene__V1__AdminReply *reply, struct arena *arena,
    const struct exercise_file *file, summary_connected_fn *connected, const void *context);
bool answer_issued(Convene__V1__AdminReply *reply, struct arena *arena,
    const struct exercise_file *file, const struct issued *issued, size_t count);
bool answer_command(Convene__V1__AdminReply *reply, struct arena *arena,
    const struct decision *decision, const char *join_code);

#endif
