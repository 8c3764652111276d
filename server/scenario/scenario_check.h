/*
 * What can be wrong with a scenario that was read without error: names of things that do not exist,
 * ids that stand twice, times beyond the end, texts that are missing or too long. Pure; any thread.
 */
#ifndef CONVENE_SCENARIO_SCENARIO_CHECK_H
#define CONVENE_SCENARIO_SCENARIO_CHECK_H

#include "server/scenario/scenario_load.h"

/*
 * Adds everything that is wrong (errors: the scenario cannot be played) or odd (warnings) to
 * `diagnostics`, each with its place in the files. Returns true when it found no error.
 */
bool scenario_check(const struct scenario_source *source, struct diagnostics *diagnostics);

#endif
