/* The clock in the timeline: from STARTEX to ENDEX. */
#include "client/cli/text/when.h"
#include "client/cli/timeline/line.h"

#include <stdio.h>

void timeline_rate_changed(struct timeline_line *line, const Convene__V1__RateChanged *changed)
{
	uint32_t permille = changed->rate_permille;
	char times[48] = "in real time", who[160];

	if (permille != 1000)
		snprintf(times, sizeof(times), "at %g times real time", permille / 1000.0);
	buf_printf(&line->head, "the clock runs %s%s%s", times,
	    timeline_by(line, who)[0] != '\0' ? ", set" : "", who);
	timeline_told(line, COLOUR_YELLOW, "");
}

void timeline_clock_jumped(struct timeline_line *line, const Convene__V1__ClockJumped *jumped)
{
	char to[24], who[160];

	buf_printf(&line->head, "the clock jumps to %s%s%s", when_time(jumped->to_ms, to),
	    timeline_by(line, who)[0] != '\0' ? ", set" : "", who);
	timeline_told(line, COLOUR_YELLOW, jumped->note);
}

void timeline_clock_restored(struct timeline_line *line, const Convene__V1__ClockRestored *restored)
{
	char away[WHEN_SIZE];

	if (restored->away_unknown) {
		buf_append_text(&line->head,
		    "the server is back; its machine's clock was put back meanwhile, so that "
		    "nobody knows for how long it was away: the clock stands until a controller "
		    "lets it run on");
		timeline_told(line, COLOUR_YELLOW, "");
		return;
	}
	buf_printf(&line->head, "the server is back after %s; no exercise time was lost",
	    when_length(restored->away_ms, away));
	timeline_told(line, COLOUR_DIM, "");
}

void timeline_exercise_started(
    struct timeline_line *line, const Convene__V1__ExerciseStarted *started)
{
	char who[160];

	(void)started;
	buf_printf(&line->head, "STARTEX%s", timeline_by(line, who));
	timeline_told(line, COLOUR_BOLD, "");
}

void timeline_clock_paused(struct timeline_line *line, const Convene__V1__ClockPaused *paused)
{
	static const char *const causes[] = {
	    "PAUSED", "PAUSED", "PAUSED FOR WELFARE", "PAUSED after the server was away"};
	char who[160];

	buf_printf(&line->head, "%s%s",
	    (size_t)paused->cause < 4 ? causes[paused->cause] : causes[0], timeline_by(line, who));
	timeline_told(line, COLOUR_YELLOW, paused->note);
}

void timeline_clock_resumed(struct timeline_line *line, const Convene__V1__ClockResumed *resumed)
{
	char who[160];

	(void)resumed;
	buf_printf(&line->head, "RESUMED%s", timeline_by(line, who));
	timeline_told(line, COLOUR_GREEN, "");
}

void timeline_exercise_ended(struct timeline_line *line, const Convene__V1__ExerciseEnded *ended)
{
	char who[160];

	buf_printf(&line->head, "ENDEX%s", timeline_by(line, who));
	timeline_told(line, COLOUR_BOLD, ended->note);
}

void timeline_exercise_closed(struct timeline_line *line, const Convene__V1__ExerciseClosed *closed)
{
	char who[160];

	buf_printf(&line->head, "the exercise is closed%s; it can be read", timeline_by(line, who));
	timeline_told(line, COLOUR_BOLD, closed->note);
}
