#include "client/cli/text/when.h"

#include "proto/reflect.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#define DAY_MS    INT64_C(86400000)
#define HOUR_MS   INT64_C(3600000)
#define MINUTE_MS INT64_C(60000)

const char *when_both(const struct view *view, int64_t exercise_ms, char out[WHEN_SIZE])
{
	char time[24], story[48];
	view_story_text(view, exercise_ms, story, sizeof(story));
	snprintf(out, WHEN_SIZE, "%s%s%s%s", when_time(exercise_ms, time),
	    story[0] != '\0' ? " (" : "", story, story[0] != '\0' ? ")" : "");
	return out;
}

const char *when_story(const struct view *view, int64_t story_ms, char out[WHEN_SIZE])
{
	char time[24], story[48];
	view_story_date(view, story_ms, story, sizeof(story));
	/* before the story began there is no exercise time */
	if (story_ms < 0) {
		snprintf(out, WHEN_SIZE, "%s", story);
		return out;
	}
	snprintf(out, WHEN_SIZE, "%s (%s)", when_time(view_story_to_exercise(view, story_ms), time),
	    story);
	return out;
}

const char *when_length(int64_t ms, char out[WHEN_SIZE])
{
	if (ms < 0) {
		ms = 0;
	}
	if (ms >= DAY_MS) {
		snprintf(out, WHEN_SIZE, "%" PRId64 " d %d h", ms / DAY_MS,
		    (int)(ms % DAY_MS / HOUR_MS));
	} else if (ms >= HOUR_MS) {
		snprintf(out, WHEN_SIZE, "%d h %02d min", (int)(ms / HOUR_MS),
		    (int)(ms % HOUR_MS / MINUTE_MS));
	} else if (ms >= 10 * MINUTE_MS || (ms >= MINUTE_MS && ms % MINUTE_MS < 1000)) {
		snprintf(out, WHEN_SIZE, "%d min", (int)(ms / MINUTE_MS));
	} else if (ms >= MINUTE_MS) {
		snprintf(out, WHEN_SIZE, "%d min %02d s", (int)(ms / MINUTE_MS),
		    (int)(ms % MINUTE_MS / 1000));
	} else {
		snprintf(out, WHEN_SIZE, "%d s", (int)(ms / 1000));
	}
	return out;
}

const char *when_over(const struct view *view, int64_t exercise_ms, char out[WHEN_SIZE])
{
	int64_t end_ms = view->exercise != NULL ? view->exercise->duration_ms : 0;
	out[0] = '\0';
	char length[WHEN_SIZE];
	if (end_ms > 0 && exercise_ms >= end_ms) {
		snprintf(out, WHEN_SIZE, "%s over", when_length(exercise_ms - end_ms, length));
	}
	return out;
}

const char *when_time(int64_t exercise_ms, char out[24])
{
	/* nobody reads milliseconds off a timeline */
	reflect_format_ms(exercise_ms - exercise_ms % 1000, out, 24);
	return out;
}

const char *when_wall(int64_t wall_ms, char out[WHEN_WALL_SIZE])
{
	time_t moment = (time_t)(wall_ms / 1000);
	out[0] = '\0';
	struct tm local;
	if (localtime_r(&moment, &local) != NULL) {
		strftime(out, WHEN_WALL_SIZE, "%H:%M", &local);
	}
	return out;
}
