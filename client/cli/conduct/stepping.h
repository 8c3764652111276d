/* Steps on a case's tracks from words. Pure; any thread. */
#ifndef CONVENE_CONDUCT_STEPPING_H
#define CONVENE_CONDUCT_STEPPING_H

#include "client/cli/conduct/conduct.h"

/* "move CASE STEP [REASONS]". Where somebody can answer, asks what has to be confirmed. */
conduct_run_fn stepping;

#endif
