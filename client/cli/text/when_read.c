/* Times as people type them; when.h has the forms. */
#include "client/cli/text/when.h"
#include "proto/complaint.h"
#include "proto/reflect.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define DAY_MS     INT64_C(86400000)
#define MINUTE_MS  INT64_C(60000)
#define DAYS_MOST  36500
#define WORDS_MOST 4 /* "story next morning 07:30" */

/* When a morning begins, where no hour is said. */
#define MORNING_MINUTE (8 * 60)
/* At three in the morning, the next morning is today's. */
#define NIGHT_MS       (8 * 60 * MINUTE_MS)

/* What is being read, and for whom. */
struct reading {
	const struct view *view; /* borrowed: outlives the reading; NULL: only the form counts */
	int64_t now_ms, now_story_ms;
	int64_t midnight_ms; /* of the story's first day, in story time: 0 or before */
	bool was;            /* asked about the past */
	const char *text;    /* borrowed: likewise */
	char *why;           /* borrowed: likewise */
	size_t why_size;
};

static bool __attribute__((format(printf, 2, 3)))
refuse(const struct reading *reading, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	complaint_list(reading->why, reading->why_size, format, arguments);
	va_end(arguments);
	return false;
}

/* The story's date at its beginning; false where it has none. */
static bool first_day(const struct view *view, int *year, int *month, int *day)
{
	char text[48];
	view_story_text(view, 0, text, sizeof(text));
	return sscanf(text, "%d-%d-%d", year, month, day) == 3;
}

static struct reading begin(
    const struct view *view, const char *text, int64_t now_ms, char *why, size_t why_size)
{
	struct reading reading = {
	    .view = view, .now_ms = now_ms, .text = text, .why = why, .why_size = why_size};
	int year, month, day;
	why[0] = '\0';
	if (view == NULL) {
		return reading;
	}
	reading.now_story_ms = view_story_ms(view, now_ms);
	if (first_day(view, &year, &month, &day)) {
		view_story_from_date(view, year, month, day, 0, 0, &reading.midnight_ms);
	}
	return reading;
}

/* "08:00" and nothing behind it: minutes of the day. */
static bool read_clock(const char *text, int *minute)
{
	int hour, minutes, used = 0;
	text += strspn(text, " ");
	if (sscanf(text, "%2d:%2d%n", &hour, &minutes, &used) != 2 || text[used] != '\0' ||
	    used < 4 || strchr("+-", text[0]) != NULL || hour < 0 || hour > 23 || minutes < 0 ||
	    minutes > 59) {
		return false;
	}
	*minute = hour * 60 + minutes;
	return true;
}

/* The same, or nothing at all. */
static bool read_clock_or(const char *text, int otherwise, int *minute)
{
	*minute = otherwise;
	return text[strspn(text, " ")] == '\0' || read_clock(text, minute);
}

/* What follows a word; NULL where the text does not begin with it. */
static const char *behind(const char *text, const char *word)
{
	size_t len = strlen(word);
	return strncasecmp(text, word, len) == 0 && (text[len] == '\0' || text[len] == ' ')
	           ? text + len
	           : NULL;
}

/* Days are counted from 0, the story's first. */
static int64_t on_day(const struct reading *reading, int64_t day, int minute)
{
	return reading->midnight_ms + day * DAY_MS + minute * MINUTE_MS;
}

static int64_t today(const struct reading *reading)
{
	return (reading->now_story_ms - reading->midnight_ms) / DAY_MS;
}

/* The story's next 18:00; about the past, its last. */
static int64_t nearest_clock(const struct reading *reading, int minute)
{
	int64_t story_ms = on_day(reading, today(reading), minute);
	if (reading->was) {
		return story_ms <= reading->now_story_ms ? story_ms : story_ms - DAY_MS;
	}
	return story_ms > reading->now_story_ms ? story_ms : story_ms + DAY_MS;
}

static int64_t next_morning(const struct reading *reading, int minute)
{
	int64_t story_ms = on_day(reading, today(reading), minute);
	if (story_ms <= reading->now_story_ms || story_ms - reading->now_story_ms >= NIGHT_MS) {
		story_ms += DAY_MS;
	}
	return story_ms;
}

/* "2031-08-28", "2031-08-28 09:00", "2031-08-28T09:00"; `*form`: it looks like one. */
static bool read_date(
    const struct reading *reading, const char *text, int64_t *story_ms, bool *form)
{
	int year, month, day, minute, used = 0;
	char again[48], wanted[16];
	if (sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &used) != 3 || used != 10) {
		return false;
	}
	text += used;
	if (!read_clock_or(*text == 'T' ? text + 1 : text, MORNING_MINUTE, &minute) ||
	    (*text != '\0' && *text != 'T' && *text != ' ')) {
		return false;
	}
	*form = true;
	if (reading->view == NULL) {
		*story_ms = 0;
		return true;
	}
	if (!view_story_from_date(
	        reading->view, year, month, day, minute / 60, minute % 60, story_ms)) {
		return refuse(reading,
		    "the story has no date; say \"day 3 14:00\", or a time of the exercise");
	}
	/* 30 February would be a day of March */
	view_story_date(reading->view, *story_ms, again, sizeof(again));
	snprintf(wanted, sizeof(wanted), "%04d-%02d-%02d", year, month, day);
	if (strncmp(again, wanted, 10) != 0) {
		return refuse(reading, "there is no day %s", wanted);
	}
	return true;
}

/* A time of the story by its own words; `*form`: it looks like one. */
static bool read_story_words(
    const struct reading *reading, const char *text, int64_t *story_ms, bool *form)
{
	const char *rest;
	int minute, number, used = 0;
	*form = false;
	if ((rest = behind(text, "next morning")) != NULL &&
	    read_clock_or(rest, MORNING_MINUTE, &minute)) {
		*story_ms = next_morning(reading, minute);
	} else if ((rest = behind(text, "tomorrow")) != NULL &&
	           read_clock_or(rest, MORNING_MINUTE, &minute)) {
		*story_ms = on_day(reading, today(reading) + 1, minute);
	} else if ((rest = behind(text, "yesterday")) != NULL &&
	           read_clock_or(rest, MORNING_MINUTE, &minute)) {
		*story_ms = on_day(reading, today(reading) - 1, minute);
	} else if ((rest = behind(text, "today")) != NULL && read_clock(rest, &minute)) {
		*story_ms = on_day(reading, today(reading), minute);
	} else if ((rest = behind(text, "day")) != NULL &&
	           sscanf(rest, " %5d%n", &number, &used) == 1 && number > 0 &&
	           number <= DAYS_MOST && read_clock_or(rest + used, MORNING_MINUTE, &minute)) {
		*story_ms = on_day(reading, number - 1, minute);
	} else {
		return read_date(reading, text, story_ms, form);
	}
	*form = true;
	return true;
}

/* "+10m" as a length; `*back`: "-10m". */
static bool read_relative(const char *text, int64_t *ms, bool *back)
{
	*back = text[0] == '-';
	return (text[0] == '+' || text[0] == '-') && text[1] >= '0' && text[1] <= '9' &&
	       reflect_parse_ms(text + 1, strlen(text + 1), ms);
}

/* What stands behind "story": also what would be exercise time without it. */
static bool read_story(
    const struct reading *reading, const char *text, int64_t *story_ms, bool *form)
{
	int minute;
	*form = true;
	if (read_clock(text, &minute)) {
		*story_ms = nearest_clock(reading, minute);
		return true;
	}
	int64_t length;
	bool back;
	if (read_relative(text, &length, &back)) {
		*story_ms = reading->now_story_ms + (back ? -length : length);
		return true;
	}
	return read_story_words(reading, text, story_ms, form);
}

/* It is none of the forms. */
static bool refuse_form(const struct reading *reading, const char *forms)
{
	const char *text = reading->text;
	if (text[0] == '\0') {
		return refuse(reading, "say when: %s", forms);
	}
	if (text[strspn(text, "0123456789")] == '\0') {
		return refuse(reading,
		    "\"%s\" has no unit: %sm are minutes, %ss seconds, %sh hours; a time is %s",
		    text, text, text, text, forms);
	}
	/* "T+1:75:00", not "W1" */
	bool is_clock = strchr(text, ':') != NULL && strpbrk(text, "0123456789") != NULL;
	return refuse(reading, "\"%s\" is no time%s; say %s", text,
	    is_clock ? " (minutes go up to 59)" : "", forms);
}

/* "15:30" where it cannot be exercise time, or is hardly meant as that. */
static bool refuse_ambiguous(const struct reading *reading, int64_t exercise_ms, int minute)
{
	const struct view *view = reading->view;
	int64_t end_ms = view->exercise != NULL ? view->exercise->duration_ms : 0;
	int64_t story_ms = nearest_clock(reading, minute);
	int64_t midnight_ms = on_day(reading, today(reading), 0);
	const char *day = story_ms < midnight_ms            ? "yesterday"
	                  : story_ms < midnight_ms + DAY_MS ? "today"
	                                                    : "tomorrow";
	char both[WHEN_SIZE], length[WHEN_SIZE], story[WHEN_SIZE], time[24], which[WHEN_SIZE];
	if (reading->was) {
		snprintf(which, sizeof(which), "is still to come");
	} else if (exercise_ms <= reading->now_ms) {
		snprintf(which, sizeof(which), "has passed");
	} else {
		snprintf(which, sizeof(which), "is %.60s beyond the planned end",
		    when_length(exercise_ms - end_ms, length));
	}
	return refuse(reading,
	    "\"%s\" could be %s, which %s, or %02d:%02d of the story, which is %s; say %s for the "
	    "one, \"%s %02d:%02d\" for the other",
	    reading->text, when_both(view, exercise_ms, both), which, minute / 60, minute % 60,
	    when_story(view, story_ms, story), when_time(exercise_ms, time), day, minute / 60,
	    minute % 60);
}

/* Whether hours and minutes are hardly meant as this exercise time, and may be meant as the
 * story's. */
static bool is_ambiguous(
    const struct reading *reading, enum when_wanted wanted, int64_t exercise_ms, int minute)
{
	const struct view *view = reading->view;
	int64_t end_ms = view->exercise != NULL ? view->exercise->duration_ms : 0;
	if (wanted == WHEN_ANY || !view->story.dated) {
		return false;
	}
	if (wanted == WHEN_WAS) {
		return exercise_ms > reading->now_ms && nearest_clock(reading, minute) >= 0;
	}
	return exercise_ms < reading->now_ms ||
	       (exercise_ms == reading->now_ms && wanted == WHEN_LATER) ||
	       (end_ms > 0 && exercise_ms > end_ms);
}

/* Whether any time is good, were it not for what else it could mean. */
static bool takes_any(enum when_wanted wanted)
{
	return wanted == WHEN_ANY || wanted == WHEN_WAS;
}

/* Exercise time, or a form that depends on now. `*form`: it looks like one. */
static bool read_exercise(
    const struct reading *reading, enum when_wanted wanted, int64_t *ms, bool *form)
{
	const char *text = reading->text;
	*form = true;
	if (strcasecmp(text, "now") == 0) {
		*ms = reading->now_ms;
		return true;
	}
	int64_t length;
	bool back;
	if (read_relative(text, &length, &back)) {
		*ms = reading->now_ms + (back ? -length : length);
		if (back && !takes_any(wanted)) {
			return refuse(reading,
			    "\"%s\" lies back, and time goes forward only; +10m is ten minutes "
			    "from now",
			    text);
		}
		return true;
	}
	if (!reflect_parse_ms(text, strlen(text), ms)) {
		*form = false;
		return false;
	}
	int minute;
	return reading->view == NULL || !read_clock(text, &minute) ||
	       !is_ambiguous(reading, wanted, *ms, minute) ||
	       refuse_ambiguous(reading, *ms, minute);
}

/* Whether the time is where it is wanted. */
static bool check_place(const struct reading *reading, enum when_wanted wanted, int64_t ms)
{
	char then[WHEN_SIZE], now[WHEN_SIZE];
	if (reading->view == NULL || takes_any(wanted)) {
		return true;
	}
	if (ms > reading->now_ms || (ms == reading->now_ms && wanted == WHEN_NOT_PAST)) {
		return true;
	}
	if (ms == reading->now_ms) {
		return refuse(reading, "it is %s now; say a later time, such as +10m",
		    when_both(reading->view, ms, now));
	}
	return refuse(reading,
	    "%s has passed: it is %s, and time goes forward only; say a later time, such as +10m",
	    when_both(reading->view, ms, then), when_both(reading->view, reading->now_ms, now));
}

bool when_read(const struct view *view, const char *text, enum when_wanted wanted, int64_t now_ms,
    int64_t *exercise_ms, char *why, size_t why_size)
{
	struct reading reading = begin(view, text, now_ms, why, why_size);
	const char *rest = behind(text, "story");
	int64_t ms = 0, story_ms = 0;
	bool form = false;
	char then[WHEN_SIZE], now[WHEN_SIZE];
	reading.was = wanted == WHEN_WAS;
	if (rest == NULL && read_exercise(&reading, wanted, &ms, &form)) {
		if (!check_place(&reading, wanted, ms)) {
			return false;
		}
		*exercise_ms = ms;
		return true;
	}
	if (form) {
		return false;
	}
	if (rest != NULL ? !read_story(&reading, rest + strspn(rest, " "), &story_ms, &form)
	                 : !read_story_words(&reading, text, &story_ms, &form)) {
		return form ? false
		            : refuse_form(&reading, reading.was ? WHEN_WAS_FORMS : WHEN_FORMS);
	}
	if (view == NULL) {
		*exercise_ms = 0;
		return true;
	}
	/* what the story has passed has no exercise time ahead, and a shift may have passed it over
	 */
	if (!takes_any(wanted) && story_ms < reading.now_story_ms) {
		return refuse(&reading, "%s has passed: it is %s; say a later time, such as +10m",
		    when_story(view, story_ms, then), when_both(view, now_ms, now));
	}
	ms = view_story_to_exercise(view, story_ms);
	if (!check_place(&reading, wanted, ms)) {
		return false;
	}
	*exercise_ms = ms;
	return true;
}

#define STORY_FORMS                                                                                \
	"\"2031-08-28 09:00\", \"next morning 08:00\", \"today 18:00\", \"day 3 14:00\", 18:00 "   \
	"(the next one), or +10d of the story"

bool when_read_story(const struct view *view, const char *text, int64_t now_ms, int64_t *story_ms,
    char *why, size_t why_size)
{
	struct reading reading = begin(view, text, now_ms, why, why_size);
	const char *rest = behind(text, "story");
	int64_t found = 0, exercise_ms;
	bool form = false;
	char then[WHEN_SIZE], now[WHEN_SIZE];
	rest = rest != NULL ? rest + strspn(rest, " ") : text;
	if (!read_story(&reading, rest, &found, &form)) {
		if (form) {
			return false;
		}
		if (reflect_parse_ms(rest, strlen(rest), &exercise_ms) && exercise_ms != 0) {
			return refuse(&reading,
			    "\"%s\" is a time of the exercise; here one of the story is wanted: "
			    "%s",
			    text, STORY_FORMS);
		}
		return refuse_form(&reading, STORY_FORMS);
	}
	if (view != NULL && found <= reading.now_story_ms) {
		return refuse(&reading,
		    "%s has passed: it is %s, and the story goes forward only; say %s",
		    when_story(view, found, then), when_both(view, now_ms, now), STORY_FORMS);
	}
	*story_ms = found;
	return true;
}

char *when_take(char **rest)
{
	char *text = *rest, *end = NULL, *at = text;
	if (*text == '"' && (end = strchr(text + 1, '"')) != NULL) {
		*end = '\0';
		*rest = end + 1 + strspn(end + 1, " ");
		return text + 1;
	}
	end = text + strcspn(text, " ");
	char why[WHEN_WHY_SIZE];
	int64_t ms;
	for (int words = 1; words <= WORDS_MOST && *at != '\0'; words++) {
		at += strcspn(at, " ");
		char kept = *at;
		*at = '\0';
		if (when_read(NULL, text, WHEN_ANY, 0, &ms, why, sizeof(why))) {
			end = at;
		}
		*at = kept;
		at += strspn(at, " ");
	}
	*rest = end + strspn(end, " ");
	*end = '\0';
	return text;
}
