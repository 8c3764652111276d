/* Archiving, bringing back and deleting when no server runs. See offline.h. */
#ifndef CONVENE_CLI_OFFLINE_SHELF_H
#define CONVENE_CLI_OFFLINE_SHELF_H

#include "convene/v1/admin.pb-c.h"
#include "convene/v1/config.pb-c.h"
#include "proto/arena.h"
#include "server/base/err.h"

/* Of a request for one of these three, with an id that can be one. What the exercise refuses is in
 * the reply. */
int offline_shelf(const Convene__V1__ServerConfig *config, const Convene__V1__AdminRequest *request,
    struct arena *arena, Convene__V1__AdminReply *reply, struct err *err);

#endif
