/* The clock, as events change it. */
#include "proto/model/view.h"
#include "proto/model/view_private.h"

/* Time goes on, or stands, from this event. */
static void set_clock(struct view *view, const Convene__V1__Event *event, enum view_phase phase,
    uint32_t revision, const char *note)
{
	view->clock.phase = phase;
	view->clock.revision = revision;
	view->clock.exercise_ms = event->exercise_ms;
	view->clock.wall_ms = event->wall_ms;
	if (note != NULL) {
		view->clock.note = note;
	}
}

void view_exercise_started(struct view *view, const Convene__V1__Event *event)
{
	view->clock.rate_permille = event->exercise_started->rate_permille;
	set_clock(view, event, VIEW_RUNNING, event->exercise_started->clock_revision, "");
}

void view_clock_paused(struct view *view, const Convene__V1__Event *event)
{
	view->clock.cause = event->clock_paused->cause;
	set_clock(view, event, VIEW_PAUSED, event->clock_paused->clock_revision,
	    event->clock_paused->note);
}

void view_clock_resumed(struct view *view, const Convene__V1__Event *event)
{
	set_clock(view, event, VIEW_RUNNING, event->clock_resumed->clock_revision, "");
}

void view_rate_changed(struct view *view, const Convene__V1__Event *event)
{
	view->clock.rate_permille = event->rate_changed->rate_permille;
	set_clock(view, event, view->clock.phase, event->rate_changed->clock_revision, NULL);
}

void view_clock_jumped(struct view *view, const Convene__V1__Event *event)
{
	set_clock(view, event, view->clock.phase, event->clock_jumped->clock_revision,
	    event->clock_jumped->note);
	view->clock.exercise_ms = event->clock_jumped->to_ms;
}

void view_exercise_ended(struct view *view, const Convene__V1__Event *event)
{
	set_clock(view, event, VIEW_ENDED, event->exercise_ended->clock_revision,
	    event->exercise_ended->note);
}

void view_exercise_closed(struct view *view, const Convene__V1__Event *event)
{
	view->clock.phase = VIEW_CLOSED;
	view->clock.note = event->exercise_closed->note;
}

/* Who may fetch a record is asked of the server. */
void view_record_released(struct view *view, const Convene__V1__Event *event)
{
	(void)view;
	(void)event;
}

void view_clock_restored(struct view *view, const Convene__V1__Event *event)
{
	set_clock(view, event, view->clock.phase, event->clock_restored->clock_revision, NULL);
}
