/* One server a data folder, and nobody else who changes the folder as a whole beside it. */
#ifndef CONVENE_CLI_DATA_LOCK_H
#define CONVENE_CLI_DATA_LOCK_H

#include "convene/v1/config.pb-c.h"
#include "server/base/err.h"

/* Held until the process ends, however it ends. ERR_BUSY when a server runs on the folder. */
int data_lock_take(const Convene__V1__ServerConfig *config, struct err *err);

#endif
