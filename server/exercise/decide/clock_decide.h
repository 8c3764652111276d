/* The clock after the host was away: what is decided without a command. */
#ifndef CONVENE_EXERCISE_DECIDE_CLOCK_DECIDE_H
#define CONVENE_EXERCISE_DECIDE_CLOCK_DECIDE_H

#include <stdint.h>

struct deciding;

void clock_decide_restored(
    struct deciding *deciding, int64_t since_ms, int64_t away_ms, int64_t bridge_ms);

#endif
