#include "client/cli/conduct/when.h"

#include "client/cli/timeline.h"
#include "proto/reflect.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define DAY_MS    INT64_C(86400000)
#define HOUR_MS   INT64_C(3600000)
#define MINUTE_MS INT64_C(60000)

/* When a morning begins, where no hour is said. */
#define MORNING_HOUR 8

const char *when_both(const struct view *view, int64_t exercise_ms, char out[WHEN_SIZE])
{
	char time[24], story[48];

	view_story_text(view, exercise_ms, story, sizeof(story));
	snprintf(out, WHEN_SIZE, "%s%s%s%s", timeline_time(exercise_ms, time),
	    story[0] != '\0' ? " (" : "", story, story[0] != '\0' ? ")" : "");
	return out;
}

const char *when_story(const struct view *view, int64_t story_ms, char out[WHEN_SIZE])
{
	char time[24], story[48];

	view_story_date(view, story_ms, story, sizeof(story));
	snprintf(out, WHEN_SIZE, "%s (%s)",
	    timeline_time(view_story_to_exercise(view, story_ms), time), story);
	return out;
}

const char *when_length(int64_t ms, char out[WHEN_SIZE])
{
	if (ms < 0)
		ms = 0;
	if (ms >= DAY_MS)
		snprintf(out, WHEN_SIZE, "%" PRId64 " d %d h", ms / DAY_MS,
		    (int)(ms % DAY_MS / HOUR_MS));
	else if (ms >= HOUR_MS)
		snprintf(out, WHEN_SIZE, "%d h %02d min", (int)(ms / HOUR_MS),
		    (int)(ms % HOUR_MS / MINUTE_MS));
	else if (ms >= 10 * MINUTE_MS || (ms >= MINUTE_MS && ms % MINUTE_MS < 1000))
		snprintf(out, WHEN_SIZE, "%d min", (int)(ms / MINUTE_MS));
	else if (ms >= MINUTE_MS)
		snprintf(out, WHEN_SIZE, "%d min %02d s", (int)(ms / MINUTE_MS),
		    (int)(ms % MINUTE_MS / 1000));
	else
		snprintf(out, WHEN_SIZE, "%d s", (int)(ms / 1000));
	return out;
}

/* "08:00" and nothing behind it. */
static bool clock_time(const char *text, int *hour, int *minute)
{
	int used = 0;

	text += strspn(text, " ");
	return sscanf(text, "%2d:%2d%n", hour, minute, &used) == 2 && text[used] == '\0' &&
	       *hour >= 0 && *hour < 24 && *minute >= 0 && *minute < 60;
}

struct day {
	int year, month, day;
};

/* Today in the story; false when it has no date. */
static bool today(const struct view *view, int64_t now_ms, struct day *out)
{
	char text[48];

	view_story_text(view, now_ms, text, sizeof(text));
	return sscanf(text, "%d-%d-%d", &out->year, &out->month, &out->day) == 3;
}

static bool on_day(const struct view *view, const struct day *day, int days, int hour, int minute,
    int64_t *story_ms)
{
	return view_story_from_date(
	    view, day->year, day->month, day->day + days, hour, minute, story_ms);
}

/* "next morning" and "tomorrow", both with or without an hour. */
static bool tomorrow(const struct view *view, const struct day *day, const char *text,
    int64_t now_story_ms, int64_t *story_ms)
{
	bool morning = strncasecmp(text, "next morning", 12) == 0;
	const char *rest = text + (morning ? 12 : 8);
	int hour = MORNING_HOUR, minute = 0;

	if (!morning && strncasecmp(text, "tomorrow", 8) != 0)
		return false;
	if (*rest != '\0' && !clock_time(rest, &hour, &minute))
		return false;
	/* at three in the morning, the next morning is today's */
	if (morning && on_day(view, day, 0, hour, minute, story_ms) && *story_ms > now_story_ms &&
	    *story_ms - now_story_ms < 8 * HOUR_MS)
		return true;
	return on_day(view, day, 1, hour, minute, story_ms);
}

bool when_parse_story(const struct view *view, const char *text, int64_t now_ms, int64_t *story_ms)
{
	int64_t now_story_ms = view_story_ms(view, now_ms), found = 0, length;
	struct day day, given;
	int hour = MORNING_HOUR, minute = 0, number, used = 0;
	bool good = false;

	if (text[0] == '+' && reflect_parse_ms(text + 1, strlen(text + 1), &length)) {
		*story_ms = now_story_ms + length;
		return true;
	}
	if (!today(view, now_ms, &day))
		return false;
	if (sscanf(text, "%4d-%2d-%2d%n", &given.year, &given.month, &given.day, &used) == 3 &&
	    used > 0) {
		text += used;
		good = (*text == '\0' || ((*text == 'T' || *text == ' ') &&
		                             clock_time(text + 1, &hour, &minute))) &&
		       on_day(view, &given, 0, hour, minute, &found);
	} else if (clock_time(text, &hour, &minute)) {
		good = on_day(view, &day, 0, hour, minute, &found);
		if (good && found <= now_story_ms)
			good = on_day(view, &day, 1, hour, minute, &found);
	} else if (sscanf(text, "day %d%n", &number, &used) == 1 && used > 0) {
		struct day first;

		good = today(view, 0, &first) &&
		       (text[used] == '\0' || clock_time(text + used, &hour, &minute)) &&
		       on_day(view, &first, number - 1, hour, minute, &found);
	} else {
		good = tomorrow(view, &day, text, now_story_ms, &found);
	}
	if (good)
		*story_ms = found;
	return good;
}
