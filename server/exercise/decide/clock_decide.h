/* Pauses, and the clock after the host was away: what is decided without a command. */
#ifndef CONVENE_EXERCISE_DECIDE_CLOCK_DECIDE_H
#define CONVENE_EXERCISE_DECIDE_CLOCK_DECIDE_H

#include "convene/v1/event.pb-c.h"

#include <stdint.h>

struct deciding;

/* A pause with the revision that the clock then has; NULL when the arena is used up. */
Convene__V1__ClockPaused *clock_pause_body(
    struct deciding *deciding, uint32_t revision, Convene__V1__PauseCause cause, const char *note);
void clock_decide_restored(
    struct deciding *deciding, int64_t since_ms, int64_t away_ms, int64_t bridge_ms);

#endif
