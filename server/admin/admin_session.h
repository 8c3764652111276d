/*
 * Local administration over the socket in the data folder (proto/convene/v1/admin.proto). Whoever
 * can open the socket may do everything that an organiser may. Loop thread only. Owned by its
 * connection.
 */
#ifndef CONVENE_ADMIN_ADMIN_SESSION_H
#define CONVENE_ADMIN_ADMIN_SESSION_H

#include "server/net/connection.h"

struct host;

void admin_session_new(struct host *host, struct connection *connection);

#endif
