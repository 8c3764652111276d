/*
 * All the bots: what comes in for each of them, and what they send when it is time. One timer wakes
 * whoever is next; away from the server, and while the clock stands, nobody does anything. One
 * thread.
 */
#ifndef CONVENE_BOTS_CROWD_H
#define CONVENE_BOTS_CROWD_H

#include "client/cli/bots/bots.h"

/* Adds everybody to the driver. False with a complaint. */
bool crowd_connect(struct bots *bots);

#endif
