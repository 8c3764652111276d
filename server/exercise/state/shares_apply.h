/* What events change in the shares, and whose they are; pure. */
#ifndef CONVENE_EXERCISE_STATE_SHARES_APPLY_H
#define CONVENE_EXERCISE_STATE_SHARES_APPLY_H

#include "server/exercise/state/shares.h"

struct applying;
struct exercise;

/* How much there is of each kind, of whomever. */
void shares_tally(const struct exercise *exercise, struct share *tally);

/* An event was applied before which there was `before`: whatever came of it is its sender's. */
void shares_apply(
    struct exercise *exercise, const struct applying *applying, const struct share *before);

/* Of a team, NO_TEAM for the staff: what it has used, and its part of `limit` of which the scenario
 * has taken `declared`. */
const struct share *shares_of(const struct exercise *exercise, int team);
uint64_t shares_part(const struct exercise *exercise, int team, uint64_t limit, uint64_t declared);

#endif
