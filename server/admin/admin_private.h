/*
 * What the files of an administration session share. The loop's thread; each function that replies
 * may be called once a request. Part of server/admin only.
 */
#ifndef CONVENE_ADMIN_ADMIN_PRIVATE_H
#define CONVENE_ADMIN_ADMIN_PRIVATE_H

#include "convene/v1/admin.pb-c.h"
#include "proto/frame.h"
#include "server/admin/disk_wait.h"
#include "server/base/stream.h"
#include "server/host/errand.h"

#include <stdbool.h>

/*
 * One request at a time; the stream is paused until it is answered.
 *
 *   +---------+     a request      +---------+  all that it says   +---------+
 *   | reading |------------------->| waiting |-------------------->| sending |
 *   +---------+    |               +---------+      is on disk     +---------+
 *        ^         v                ^  ^   | an exercise stopped:       |
 *        |   +------------+  done   |  +---+ the list anew, or an error |
 *        |   | errand     |---------+                                   |
 *        |   | under way  |                                             |
 *        |   +------------+                                             |
 *        +--------------------------------------------------------------+
 *          sent; after a request that is not known the stream closes instead
 *
 * Reading: neither `reply` nor `errand`. Waiting and sending: `reply`, told apart by `wait`.
 */
struct admin_session {
	struct host *host;     /* borrowed: outlives the session */
	struct stream *stream; /* borrowed: outlives the session */
	struct frame_decoder decoder;
	struct blob *reply;     /* ref; waits for `wait`, or is to be sent; else NULL */
	size_t reply_at;        /* so much of it was sent */
	struct disk_wait *wait; /* owned */
	struct errand *errand;  /* borrowed: the host's, of which the reply will tell; else NULL */
	bool lists;             /* the reply is the list, which can be made anew */
	bool closing;
};

/* admin_session.c */
void admin_reply(struct admin_session *session, const Convene__V1__AdminReply *message);
void admin_reply_error(
    struct admin_session *session, Convene__V1__ErrorCode code, const char *text);
/* Whoever asks does so again by itself (cli/offline). */
void admin_reply_later(struct admin_session *session, const char *text);
/* Says of the server what clients need, too. What is said of `live` (NULL: of none, or of those
 * that are waited for already) has to be on disk first. */
void admin_reply_by_server(
    struct admin_session *session, Convene__V1__AdminReply *message, struct live *live);
/* Why it is unavailable; "": it is not. */
const char *admin_problem_of(const struct live *live);
/* False, having replied, when the exercise comes or goes just now. */
bool admin_is_at_rest(struct admin_session *session, const char *exercise_id);

/* admin_shelf.c: each replies, at once or when it is done. */
void admin_load(struct admin_session *session, const char *exercise_id);
/* `insists`: it is done even to one that has begun and has not ended. */
void admin_begin_errand(
    struct admin_session *session, enum errand_kind kind, const char *exercise_id, bool insists);

#endif
