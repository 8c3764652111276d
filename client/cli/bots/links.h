/* The file with the links, as `convened create --links` writes it: who takes part. Each link is a
 * secret: that others can read the file is said. One thread. */
#ifndef CONVENE_BOTS_LINKS_H
#define CONVENE_BOTS_LINKS_H

#include "client/cli/bots/bots.h"

/* Fills in list, source and controller. Returns an exit code. */
int links_read(struct bots *bots, const char *path);

#endif
