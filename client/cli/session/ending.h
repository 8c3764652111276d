/*
 * Notices that the planned time of the exercise nears its end, and when it is over: computed from
 * the clock and the scenario's duration, so that no event is needed. ENDEX itself is a controller's
 * decision. One thread.
 */
#ifndef CONVENE_SESSION_ENDING_H
#define CONVENE_SESSION_ENDING_H

#include "client/cli/session/session.h"

struct ending {
	const struct session *session; /* borrowed: outlives it */
	struct driver_timer *timer;    /* owned by the driver; NULL: not started */
	bool soon_said, over_said;
	void (*say)(void *context, const char *line);
	void *context; /* borrowed: outlives it */
};

/* Begins to look, once a second; the view is there. What there is to say goes to `say`. */
void ending_start(struct ending *ending, const struct session *session,
    void (*say)(void *context, const char *line), void *context);
void ending_stop(struct ending *ending); /* also one that was never started */

/*
 * One look at a moment of exercise time: what to say, or NULL. Each thing is said once: ten minutes
 * before the end to controllers, at the end to everybody.
 */
#define ENDING_LINE_SIZE 320
const char *ending_look(struct ending *ending, const struct view *view, int64_t exercise_ms,
    char out[ENDING_LINE_SIZE]);

#endif
