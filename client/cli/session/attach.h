/*
 * Files from here to the exercise: uploaded, then made known, so that a message can name them. One
 * thread; waits for each. What fails is said on stderr.
 */
#ifndef CONVENE_SESSION_ATTACH_H
#define CONVENE_SESSION_ATTACH_H

#include "client/cli/session/session.h"

/* Uploads the file and makes it known. Fills in `attachment`, whose name is borrowed from `path`
 * and whose hash is kept in `sha256`. Returns CLI_OK or an exit code. */
int attach_file(struct session *session, const char *path, Convene__V1__Attachment *attachment,
    uint8_t sha256[CONVENE_SHA256_SIZE]);

/* Uploads each that names a file here (`file`), and makes it known; the name that it has stays. The
 * rest is left. Returns CLI_OK or an exit code. */
int attach_documents(
    struct session *session, Convene__V1__Attachment **list, size_t count, struct arena *arena);

/* The document at `path`, whole, to be freed; NULL with the reason in `why`. */
uint8_t *attach_read(const char *path, size_t *len, char *why, size_t why_size);

/* "text/plain" and so on, by the name's ending. */
const char *attach_media_type(const char *name);

/* Uploads the documents that the inject names (`file:`, beside the YAML file). Returns an exit
 * code. */
int attach_inject(
    struct session *session, const char *path, Convene__V1__Inject *inject, struct arena *arena);

#endif
