/* Steps on a case's tracks from words. Pure; any thread. */
#ifndef CONVENE_CONDUCT_STEPPING_H
#define CONVENE_CONDUCT_STEPPING_H

#include "client/cli/conduct/conduct.h"

/* "move CASE STEP [REASONS]". Where somebody can answer, asks what has to be confirmed. */
enum conduct_outcome stepping(
    struct conduct *conduct, const struct view_case *file, int argc, char **argv);

#endif
