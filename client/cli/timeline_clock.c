/* The clock in the timeline: from STARTEX to ENDEX. */
#include "client/cli/conduct/when.h"
#include "client/cli/timeline_inner.h"

#include <stdio.h>

static void rate_line(struct buf *out, const struct view *view, const Convene__V1__Event *event,
    const struct timeline_style *style)
{
	uint32_t permille = event->rate_changed->rate_permille;
	struct buf head = {0};
	char times[48] = "in real time", who[160];

	if (permille != 1000)
		snprintf(times, sizeof(times), "at %g times real time", permille / 1000.0);
	buf_printf(&head, "the clock runs %s%s%s", times,
	    timeline_by(view, event, who)[0] != '\0' ? ", set" : "", who);
	timeline_told(out, view, event, style, TIMELINE_YELLOW, &head, "");
}

static void jump_line(struct buf *out, const struct view *view, const Convene__V1__Event *event,
    const struct timeline_style *style)
{
	struct buf head = {0};
	char to[24], who[160];

	buf_printf(&head, "the clock jumps to %s%s%s",
	    timeline_time(event->clock_jumped->to_ms, to),
	    timeline_by(view, event, who)[0] != '\0' ? ", set" : "", who);
	timeline_told(out, view, event, style, TIMELINE_YELLOW, &head, event->clock_jumped->note);
}

static void restored_line(struct buf *out, const struct view *view, const Convene__V1__Event *event,
    const struct timeline_style *style)
{
	const Convene__V1__ClockRestored *restored = event->clock_restored;
	struct buf head = {0};
	char away[WHEN_SIZE];

	if (restored->away_unknown) {
		timeline_line(out, view, event, style, TIMELINE_YELLOW,
		    "the server is back; its machine's clock was put back meanwhile, so that "
		    "nobody knows for how long it was away: the clock stands until a controller "
		    "lets it run on",
		    "");
		return;
	}
	buf_printf(&head, "the server is back after %s; no exercise time was lost",
	    when_length(restored->away_ms, away));
	timeline_told(out, view, event, style, TIMELINE_DIM, &head, "");
}

bool timeline_clock_line(struct buf *out, const struct view *view, const Convene__V1__Event *event,
    const struct timeline_style *style)
{
	static const char *const causes[] = {
	    "PAUSED", "PAUSED", "PAUSED FOR WELFARE", "PAUSED after the server was away"};
	struct buf head = {0};
	char who[160];

	timeline_by(view, event, who);
	switch (event->body_case) {
	case CONVENE__V1__EVENT__BODY_EXERCISE_STARTED:
		buf_printf(&head, "STARTEX%s", who);
		timeline_told(out, view, event, style, TIMELINE_BOLD, &head, "");
		return true;
	case CONVENE__V1__EVENT__BODY_CLOCK_PAUSED:
		buf_printf(&head, "%s%s",
		    (size_t)event->clock_paused->cause < 4 ? causes[event->clock_paused->cause]
		                                           : "PAUSED",
		    who);
		timeline_told(
		    out, view, event, style, TIMELINE_YELLOW, &head, event->clock_paused->note);
		return true;
	case CONVENE__V1__EVENT__BODY_CLOCK_RESUMED:
		buf_printf(&head, "RESUMED%s", who);
		timeline_told(out, view, event, style, TIMELINE_GREEN, &head, "");
		return true;
	case CONVENE__V1__EVENT__BODY_RATE_CHANGED:
		rate_line(out, view, event, style);
		return true;
	case CONVENE__V1__EVENT__BODY_CLOCK_JUMPED:
		jump_line(out, view, event, style);
		return true;
	case CONVENE__V1__EVENT__BODY_EXERCISE_ENDED:
		buf_printf(&head, "ENDEX%s", who);
		timeline_told(
		    out, view, event, style, TIMELINE_BOLD, &head, event->exercise_ended->note);
		return true;
	case CONVENE__V1__EVENT__BODY_EXERCISE_CLOSED:
		buf_printf(&head, "the exercise is closed%s; it can be read", who);
		timeline_told(
		    out, view, event, style, TIMELINE_BOLD, &head, event->exercise_closed->note);
		return true;
	case CONVENE__V1__EVENT__BODY_CLOCK_RESTORED:
		restored_line(out, view, event, style);
		return true;
	default:
		return false;
	}
}
