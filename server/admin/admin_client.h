/*
 * The other end of local administration: asks a running server over the socket in its data folder.
 * Blocking, with a time limit. Used by the subcommands of `convened`.
 */
#ifndef CONVENE_ADMIN_ADMIN_CLIENT_H
#define CONVENE_ADMIN_ADMIN_CLIENT_H

#include "convene/v1/admin.pb-c.h"
#include "proto/arena.h"
#include "server/base/err.h"

/* Longest message in either direction: as many invites as an exercise may have, with their names.
 * Whoever may open the socket administers the server, so that nobody else can make it keep this. */
#define ADMIN_FRAME_LIMIT (8u * 1024u * 1024u)

/*
 * Sends one request and waits for its reply, which lives in the arena. ERR_NOT_FOUND: no server
 * runs on that data folder. An error that the server names is in the reply, not in `err`.
 */
int admin_ask(const char *data_folder, const Convene__V1__AdminRequest *request,
    struct arena *arena, const Convene__V1__AdminReply **reply, struct err *err);

#endif
