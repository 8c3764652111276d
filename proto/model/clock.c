/* The clock, as events change it. */
#include "proto/model/view_private.h"

/* Time goes on, or stands, from this event. */
static void set_clock(struct view *view, const Convene__V1__Event *event, enum view_phase phase,
    uint32_t revision, const char *note)
{
	view->clock.phase = phase;
	view->clock.revision = revision;
	view->clock.exercise_ms = event->exercise_ms;
	view->clock.wall_ms = event->wall_ms;
	if (note != NULL)
		view->clock.note = note;
}

bool view_clock_apply(struct view *view, const Convene__V1__Event *event)
{
	enum view_phase phase = view->clock.phase;

	switch (event->body_case) {
	case CONVENE__V1__EVENT__BODY_EXERCISE_STARTED:
		view->clock.rate_permille = event->exercise_started->rate_permille;
		set_clock(view, event, VIEW_RUNNING, event->exercise_started->clock_revision, "");
		return true;
	case CONVENE__V1__EVENT__BODY_CLOCK_PAUSED:
		view->clock.cause = event->clock_paused->cause;
		set_clock(view, event, VIEW_PAUSED, event->clock_paused->clock_revision,
		    event->clock_paused->note);
		return true;
	case CONVENE__V1__EVENT__BODY_CLOCK_RESUMED:
		set_clock(view, event, VIEW_RUNNING, event->clock_resumed->clock_revision, "");
		return true;
	case CONVENE__V1__EVENT__BODY_RATE_CHANGED:
		view->clock.rate_permille = event->rate_changed->rate_permille;
		set_clock(view, event, phase, event->rate_changed->clock_revision, NULL);
		return true;
	case CONVENE__V1__EVENT__BODY_CLOCK_JUMPED:
		set_clock(view, event, phase, event->clock_jumped->clock_revision,
		    event->clock_jumped->note);
		view->clock.exercise_ms = event->clock_jumped->to_ms;
		return true;
	case CONVENE__V1__EVENT__BODY_EXERCISE_ENDED:
		set_clock(view, event, VIEW_ENDED, event->exercise_ended->clock_revision,
		    event->exercise_ended->note);
		return true;
	case CONVENE__V1__EVENT__BODY_EXERCISE_CLOSED:
		view->clock.phase = VIEW_CLOSED;
		view->clock.note = event->exercise_closed->note;
		return true;
	case CONVENE__V1__EVENT__BODY_CLOCK_RESTORED:
		set_clock(view, event, phase, event->clock_restored->clock_revision, NULL);
		return true;
	default:
		return false;
	}
}
