/* Fetching a record: verified as it arrives, written beside its place, put there when it is good.
 * One thread. What fails is said on stderr. */
#ifndef CONVENE_SESSION_FETCH_H
#define CONVENE_SESSION_FETCH_H

#include "client/cli/session/session.h"
#include "proto/new_file.h"
#include "proto/record.h"

#include <stdio.h>

/* Opened by fetch_begin(); ends with fetch_end(). */
struct fetch {
	struct record_verifier *verifier; /* owned */
	struct new_file file;             /* where `kept` */
	bool kept;                        /* false: verify only */
};

/* `path` NULL: verify only. A file that is there is replaced only with `replace`. Returns an exit
 * code. */
int fetch_begin(struct fetch *fetch, const char *path, bool replace);
void fetch_bytes(struct fetch *fetch, const void *bytes, size_t len);

/* `whole`: the last byte has arrived. Returns CLI_OK, CLI_REFUSED with a bad verdict, or CLI_LOCAL.
 * Copies the verdict. Nothing is left of the file unless it is good. */
int fetch_end(struct fetch *fetch, bool whole, struct record_verdict *verdict);

/* All of it, over a session: the full record, or that of a team (NULL: the full one). */
int fetch_record(struct session *session, const char *team_id, const char *path, bool replace,
    struct record_verdict *verdict);

#endif
