#include "client/cli/session/ending.h"

#include "client/cli/text/when.h"
#include "client/lib/driver.h"

#include <stdio.h>

#define LOOK_MS INT64_C(1000)

/* So long before the end controllers are told, in exercise time. */
#define SOON_MS INT64_C(600000)

/* Whoever looks only now is told since when, in these: it is looked once a second, so that the
 * seconds would say when that was, and not how late it is. */
#define LATE_MS INT64_C(60000)

/* An end that is not far from STARTEX is known to everybody at STARTEX. */
static bool is_soon(int64_t exercise_ms, int64_t end_ms)
{
	return end_ms > 2 * SOON_MS && end_ms - exercise_ms <= SOON_MS;
}

const char *ending_look(
    struct ending *ending, const struct view *view, int64_t exercise_ms, char out[ENDING_LINE_SIZE])
{
	int64_t end_ms = view->exercise != NULL ? view->exercise->duration_ms : 0;
	bool controller = view->role == CONVENE__V1__ROLE__ROLE_CONTROLLER;
	bool plays = view->clock.phase == VIEW_RUNNING || view->clock.phase == VIEW_PAUSED;
	char end[24], length[WHEN_SIZE];
	if (end_ms <= 0 || !plays || ending->over_said) {
		return NULL;
	}
	when_time(end_ms, end);
	if (exercise_ms >= end_ms) {
		int64_t late_ms = (exercise_ms - end_ms) / LATE_MS * LATE_MS;
		ending->soon_said = ending->over_said = true;
		snprintf(out, ENDING_LINE_SIZE, "The planned time, until %s, is over%s%s; %s.", end,
		    late_ms > 0 ? " since " : "", late_ms > 0 ? when_length(late_ms, length) : "",
		    controller ? "the exercise goes on until you say `end`, which is ENDEX"
		               : "the exercise goes on until a controller ends it");
		return out;
	}
	if (!controller || ending->soon_said || !is_soon(exercise_ms, end_ms)) {
		return NULL;
	}
	ending->soon_said = true;
	snprintf(out, ENDING_LINE_SIZE, "The planned time ends at %s, in %s of exercise time.", end,
	    when_length(end_ms - exercise_ms, length));
	return out;
}

static void look(void *context)
{
	struct ending *ending = context;
	char line[ENDING_LINE_SIZE];
	const char *said =
	    ending_look(ending, ending->session->view, session_exercise_ms(ending->session), line);
	ending->timer = driver_after(ending->session->driver, LOOK_MS, look, ending);
	if (said != NULL) {
		ending->say(ending->context, said);
	}
}

void ending_start(struct ending *ending, const struct session *session,
    void (*say)(void *context, const char *line), void *context)
{
	*ending = (struct ending){.session = session, .say = say, .context = context};
	/* not at once: whoever starts it may not be ready to be told */
	ending->timer = driver_after(session->driver, 0, look, ending);
}

void ending_stop(struct ending *ending)
{
	if (ending->timer != NULL) {
		driver_cancel(ending->timer);
	}
	ending->timer = NULL;
}
