/* The server's configuration: defaults, then the file, then the options of the command line. */
#ifndef CONVENE_CLI_CONFIG_H
#define CONVENE_CLI_CONFIG_H

#include "convene/v1/config.pb-c.h"
#include "proto/arena.h"

/*
 * Reads `file`, or if that is NULL convened.yaml in the working folder or /etc/convene/, where
 * there is one; fills in defaults. `data_folder` (may be NULL) overrides the file's. Lives in the
 * arena. NULL: mistakes, which have been listed on stderr.
 */
Convene__V1__ServerConfig *config_read(
    const char *file, const char *data_folder, struct arena *arena);

/* Whether the data folder is there. False, having said so on stderr, when it is not (what only
 * looks makes none), or when others may write to it. */
bool config_has_data_folder(const Convene__V1__ServerConfig *config);

/* Makes the data folder with its exercises/ (mode 0700). False, having said why on stderr, when
 * that fails or others may write to what is there. */
bool config_make_data_folder(const Convene__V1__ServerConfig *config);

#endif
