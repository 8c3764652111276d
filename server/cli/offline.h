/*
 * Local administration when no server runs: the same requests, carried out on the files themselves.
 * An exercise's file is locked while it is open, so a server that starts meanwhile waits.
 */
#ifndef CONVENE_CLI_OFFLINE_H
#define CONVENE_CLI_OFFLINE_H

#include "convene/v1/admin.pb-c.h"
#include "convene/v1/config.pb-c.h"
#include "proto/arena.h"
#include "server/base/err.h"

/*
 * Asks the running server, for some seconds while it loads the exercise, or does it here if there
 * is none. The reply lives in the arena; what the exercise refuses is in the reply.
 */
int offline_or_ask(const Convene__V1__ServerConfig *config,
    const Convene__V1__AdminRequest *request, struct arena *arena,
    const Convene__V1__AdminReply **reply, struct err *err);

/* What is in the archive, which no server has open; also beside one that runs. */
int offline_list_archived(const Convene__V1__ServerConfig *config, struct arena *arena,
    const Convene__V1__AdminReply **reply, struct err *err);

#endif
