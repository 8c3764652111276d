/*
 * Story time, folded from the scenario and from shifts: each begins another straight piece
 * (proto/rules/story_line.h). Story times that a shift jumps over are at no moment of the exercise;
 * the shift's own is taken for them.
 */
#include "proto/model/view.h"

#include "proto/list.h"
#include "proto/model/view_private.h"
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#define DAY_MS 86400000

static bool start_of(const struct view *view, struct tm *start)
{
	const Convene__V1__StoryTime *story = view->exercise != NULL ? view->exercise->story : NULL;
	*start = (struct tm){.tm_sec = 0};
	return story != NULL && strptime(story->start, "%Y-%m-%dT%H:%M", start) != NULL;
}

static void add_piece(struct view *view, int64_t exercise_ms, int64_t story_ms, uint32_t factor)
{
	struct view_story *story = &view->story;
	*LIST_ADD(story->pieces, story->count, story->cap) =
	    (struct story_line){exercise_ms, story_ms, factor};
}

void view_exercise_created(struct view *view, const Convene__V1__Event *event)
{
	const Convene__V1__StoryTime *story = event->exercise_created->story;
	view->exercise = event->exercise_created;
	struct tm start;
	view->story.dated = start_of(view, &start);
	view->story.count = 0;
	add_piece(
	    view, 0, 0, story != NULL && story->factor != 0 ? story->factor : STORY_FACTOR_DEFAULT);
}

void view_story_shifted(struct view *view, const Convene__V1__Event *event)
{
	const Convene__V1__StoryShifted *shifted = event->story_shifted;
	if (shifted->factor == 0 || view->story.count == 0) {
		return;
	}
	view->clock.revision = shifted->clock_revision;
	add_piece(view, event->exercise_ms, shifted->to_story_ms, shifted->factor);
}

/* Before the exercise is known. */
static const struct story_line unknown = {.factor = STORY_FACTOR_DEFAULT};

int64_t view_story_ms(const struct view *view, int64_t exercise_ms)
{
	const struct view_story *story = &view->story;
	size_t at = story->count;
	/* several shifts at one moment: the last one counts */
	while (at > 1 && story->pieces[at - 1].from_ms > exercise_ms) {
		at--;
	}
	return story_line_at(at > 0 ? &story->pieces[at - 1] : &unknown, exercise_ms);
}

int64_t view_story_to_exercise(const struct view *view, int64_t story_ms)
{
	const struct view_story *story = &view->story;
	size_t at = story->count;
	while (at > 1 && story->pieces[at - 1].from_story_ms > story_ms) {
		at--;
	}
	int64_t found =
	    story_line_to_exercise(at > 0 ? &story->pieces[at - 1] : &unknown, story_ms);
	if (at < story->count && found > story->pieces[at].from_ms) {
		return story->pieces[at].from_ms;
	}
	return found;
}

void view_story_date(const struct view *view, int64_t story_ms, char *out, size_t size)
{
	struct tm start;
	time_t moment;
	int64_t minutes = story_ms / 60000;
	if (start_of(view, &start)) {
		/* floor, so that what is before STARTEX is not rounded towards it */
		moment = timegm(&start) + (time_t)(story_ms / 1000 - (story_ms % 1000 < 0 ? 1 : 0));
		if (gmtime_r(&moment, &start) != NULL &&
		    strftime(out, size, "%Y-%m-%d %H:%M", &start) > 0) {
			return;
		}
	}
	snprintf(out, size, "day %" PRId64 ", %02d:%02d of the story", 1 + story_ms / DAY_MS,
	    (int)(minutes / 60 % 24), (int)(minutes % 60));
}

void view_story_text(const struct view *view, int64_t exercise_ms, char *out, size_t size)
{
	out[0] = '\0';
	if (view->story.dated) {
		view_story_date(view, view_story_ms(view, exercise_ms), out, size);
	}
}

bool view_story_from_date(
    const struct view *view, int year, int month, int day, int hour, int minute, int64_t *story_ms)
{
	struct tm start, wanted = {.tm_year = year - 1900,
	                     .tm_mon = month - 1,
	                     .tm_mday = day,
	                     .tm_hour = hour,
	                     .tm_min = minute};
	if (!start_of(view, &start)) {
		return false;
	}
	*story_ms = (int64_t)(timegm(&wanted) - timegm(&start)) * 1000;
	return true;
}
