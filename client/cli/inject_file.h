/*
 * An inject from a YAML file, in the shape that scenario files have (scenario.proto, Inject). One
 * thread. What is wrong is said on stderr as file:line:column.
 */
#ifndef CONVENE_CLI_INJECT_FILE_H
#define CONVENE_CLI_INJECT_FILE_H

#include "client/cli/session.h"
#include "proto/arena.h"

/* NULL with everything that is wrong said. Lives in the arena. */
Convene__V1__Inject *inject_file_read(const char *path, struct arena *arena);

/* Uploads the documents that the inject names (`file:`, beside the YAML file). Returns an exit
 * code. */
int inject_file_attach(
    struct session *session, const char *path, Convene__V1__Inject *inject, struct arena *arena);

#endif
