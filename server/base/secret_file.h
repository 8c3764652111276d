/* Files that hold a secret: keys. Any thread. */
#ifndef CONVENE_BASE_SECRET_FILE_H
#define CONVENE_BASE_SECRET_FILE_H

#include "server/base/err.h"

/*
 * Refuses an open file that somebody else may read or change: one of our own has to have mode 0600
 * or less, one of root's 0640 or less (a group of the system's choosing may read it, as with
 * Debian's ssl-cert), and nobody else's will do. `what` is a noun: "the signing key".
 */
int secret_file_check(int fd, const char *path, const char *what, struct err *err);

#endif
