/*
 * Team x time: how much comes up and is done in each ten minutes of exercise time, on average over
 * the runs. For a terminal, or as a picture. Any thread.
 */
#ifndef CONVENE_REHEARSAL_HEAT_MAP_H
#define CONVENE_REHEARSAL_HEAT_MAP_H

#include "server/rehearsal/findings.h"

#include <stdio.h>

/* Two columns a bucket; `unicode`: shades instead of letters. */
void heat_map_print(FILE *out, const struct findings *findings, bool unicode);

/* A document of its own. False when it could not be written. */
bool heat_map_svg(FILE *out, const struct findings *findings);

#endif
