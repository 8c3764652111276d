/*
 * The server's end of a local socket: a file that only its owner can open. Any thread, at start-up.
 * The caller owns the descriptor and the file. A failure's text names the path.
 */
#ifndef CONVENE_NET_LOCAL_H
#define CONVENE_NET_LOCAL_H

#include "server/base/err.h"

/*
 * Makes a stream socket bound to `path`, mode 0600, not yet listening. A socket file that a server
 * left behind is replaced; one on which somebody listens (ERR_BUSY), or a file of another kind
 * (ERR_EXISTS), is left alone.
 */
int local_bind(const char *path, int *out, struct err *err);

#endif
