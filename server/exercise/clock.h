/*
 * The exercise clock: milliseconds since STARTEX that stand still while paused. It runs from an
 * anchor, a moment at which wall time and exercise time are both known; every event that changes
 * the clock sets a new one. Pure; one thread at a time.
 *
 *     PLANNED --STARTEX--> RUNNING --pause--> PAUSED
 *                           |   ^--resume-------|
 *                           '------ENDEX--------'----> ENDED --close--> CLOSED
 */
#ifndef CONVENE_EXERCISE_CLOCK_H
#define CONVENE_EXERCISE_CLOCK_H

#include "server/exercise/digest.h"
#include "server/exercise/draft.h"

struct clock {
	enum exercise_phase phase;
	uint32_t rate_permille; /* 0 before STARTEX */
	uint32_t revision;      /* 0 before STARTEX */
	uint64_t changed_by;    /* participant; 0: the server */
	int64_t anchor_wall_ms;
	int64_t anchor_exercise_ms;
};

/* Exercise time at a moment of the wall clock; moments before the anchor count as the anchor. */
int64_t clock_time(const struct clock *clock, int64_t wall_ms);

/* First moment of the wall clock at which clock_time is at least `exercise_ms`; INT64_MAX when the
 * clock does not run. */
int64_t clock_wall(const struct clock *clock, int64_t exercise_ms);

void clock_digest(const struct clock *clock, struct digest_form *form);

/* A pause with the revision that the clock then has; NULL when the arena is used up. */
Convene__V1__ClockPaused *clock_pause_body(
    struct deciding *deciding, uint32_t revision, Convene__V1__PauseCause cause, const char *note);

void clock_decide_start(struct deciding *deciding);
void clock_decide_pause(struct deciding *deciding);
void clock_decide_resume(struct deciding *deciding);
void clock_decide_rate(struct deciding *deciding);
void clock_decide_jump(struct deciding *deciding);
void clock_decide_end(struct deciding *deciding);
void clock_decide_close(struct deciding *deciding);
void clock_decide_restored(
    struct deciding *deciding, int64_t since_ms, int64_t away_ms, int64_t bridge_ms);

void clock_apply_started(struct exercise *exercise, const struct applying *applying);
void clock_apply_paused(struct exercise *exercise, const struct applying *applying);
void clock_apply_resumed(struct exercise *exercise, const struct applying *applying);
void clock_apply_rate(struct exercise *exercise, const struct applying *applying);
void clock_apply_jumped(struct exercise *exercise, const struct applying *applying);
void clock_apply_ended(struct exercise *exercise, const struct applying *applying);
void clock_apply_closed(struct exercise *exercise, const struct applying *applying);
void clock_apply_restored(struct exercise *exercise, const struct applying *applying);

#endif
