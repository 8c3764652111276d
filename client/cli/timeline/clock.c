/* The clock in the timeline: from STARTEX to ENDEX. */
#include "client/cli/timeline/line_private.h"

#include <stdio.h>

void timeline_rate_changed(struct timeline_line *line, const Convene__V1__RateChanged *changed)
{
	uint32_t permille = changed->rate_permille;
	char times[48] = "in real time";
	if (permille != 1000) {
		snprintf(times, sizeof(times), "at %g times real time", permille / 1000.0);
	}
	timeline_tell(line, COLOUR_YELLOW, "", "the clock runs %s%s%s", times,
	    BY()[0] != '\0' ? ", set" : "", BY());
}

void timeline_clock_restored(struct timeline_line *line, const Convene__V1__ClockRestored *restored)
{
	char away[WHEN_SIZE];
	if (restored->away_unknown) {
		timeline_tell(line, COLOUR_YELLOW, "",
		    "the server is back; its machine's clock was put back meanwhile, so that "
		    "nobody knows for how long it was away: the clock stands until a controller "
		    "lets it run on");
	} else {
		timeline_tell(line, COLOUR_DIM, "",
		    "the server is back after %s; no exercise time was lost",
		    when_length(restored->away_ms, away));
	}
}

void timeline_clock_paused(struct timeline_line *line, const Convene__V1__ClockPaused *paused)
{
	const char *why = paused->cause == CONVENE__V1__PAUSE_CAUSE__PAUSE_CAUSE_WELFARE
	                      ? " FOR WELFARE"
	                  : paused->cause == CONVENE__V1__PAUSE_CAUSE__PAUSE_CAUSE_OUTAGE
	                      ? " after the server was away"
	                      : "";
	timeline_tell(line, COLOUR_YELLOW, paused->note, "PAUSED%s%s", why, BY());
}

TELLS(exercise_started, COLOUR_BOLD, "", "STARTEX%s", BY())
TELLS(clock_resumed, COLOUR_GREEN, "", "RESUMED%s", BY())
TELLS(exercise_ended, COLOUR_BOLD, body->note, "ENDEX%s", BY())
TELLS(exercise_closed, COLOUR_BOLD, body->note, "the exercise is closed%s; it can be read", BY())

void timeline_record_released(
    struct timeline_line *line, const Convene__V1__RecordReleased *released)
{
	const char *team = released->team_id;
	/* who plays other parts is told, and may not fetch it */
	if (line->view->role == CONVENE__V1__ROLE__ROLE_SIMULATOR) {
		timeline_tell(line, COLOUR_BOLD, "", "the record of %s is RELEASED%s", team, BY());
	} else {
		timeline_tell(line, COLOUR_BOLD, "",
		    "the record of %s is RELEASED%s: `convene log fetch --team %s %s.record`", team,
		    BY(), team, team);
	}
}

TELLS(clock_jumped, COLOUR_YELLOW, body->note, "the clock jumps to %s%s%s",
    when_time(body->to_ms, (char[24]){0}), BY()[0] != '\0' ? ", set" : "", BY())
