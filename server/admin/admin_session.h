/*
 * Local administration over the socket in the data folder (proto/convene/v1/admin.proto). Whoever
 * can open the socket may do everything that an organiser may. Loop thread only. Owned by its
 * stream.
 */
#ifndef CONVENE_ADMIN_ADMIN_SESSION_H
#define CONVENE_ADMIN_ADMIN_SESSION_H

#include "server/base/stream.h"

/* Takes a stream of the local socket; a struct protocol's `accept`. `host` is a struct host;
 * borrowed: outlives the session. */
void admin_session_accept(void *host, struct stream *stream);

#endif
