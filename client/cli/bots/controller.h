/*
 * The course of the whole: STARTEX once everybody is in; with --once also ENDEX, and then the
 * record is fetched and verified.
 */
#ifndef CONVENE_BOTS_CONTROLLER_H
#define CONVENE_BOTS_CONTROLLER_H

#include "client/cli/bots/bots.h"

void controller_everybody_is_in(struct bots *bots);
void controller_watch_for_the_end(struct bots *bots);
void controller_record(struct bots *bots, const struct convene_record *record);

#endif
