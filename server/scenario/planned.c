/* Inject.planned_story: when an inject is due, said in story time. */
#include "server/exercise/ground/story.h"
#include "server/scenario/scenario_load_private.h"
#include "server/scenario/story_date.h"

#include <stdint.h>

#define DAY_MINUTES (24 * 60)
#define MINUTE_MS   60000

static bool plan(struct load *load, Convene__V1__Inject *inject)
{
	const Convene__V1__StoryTime *story = load->source->scenario->story;
	uint32_t factor =
	    story != NULL && story->factor != 0 ? story->factor : STORY_FACTOR_DEFAULT;
	struct yaml_position at;
	int64_t start, then, day, minute;
	if (yaml_place(load->source->places, inject, "planned_ms", 0, &at)) {
		return load_refuse(
		    load, inject, "planned_story", 0, "excludes planned_ms, which is written too");
	}
	if (story == NULL || story->start[0] == '\0') {
		return load_refuse(load, inject, "planned_story", 0,
		    "needs the story's date and time at STARTEX: story: {start: ...}");
	}
	/* a bad start is reported where it stands */
	if (!story_date_parse(story->start, &start)) {
		return true;
	}
	if (story_day_parse(inject->planned_story, &day, &minute)) {
		then = start - start % DAY_MINUTES + (day - 1) * DAY_MINUTES + minute;
	} else if (!story_date_parse(inject->planned_story, &then)) {
		return load_refuse(load, inject, "planned_story", 0,
		    "'%s' is no time of the story, as in '%sT20:00' or 'day 2 09:00'",
		    inject->planned_story, story->start);
	}
	if (then < start) {
		return load_refuse(load, inject, "planned_story", 0,
		    "'%s' lies before STARTEX, which is at %s", inject->planned_story,
		    story->start);
	}
	/* the first millisecond at which the story has come so far */
	inject->planned_ms = ((then - start) * MINUTE_MS + factor - 1) / factor;
	return true;
}

bool load_planned(struct load *load)
{
	Convene__V1__Scenario *scenario = load->source->scenario;
	struct yaml_position at;
	bool good = true;
	for (size_t i = 0; i < scenario->n_injects; i++) {
		Convene__V1__Inject *inject = scenario->injects[i];
		if (inject->planned_story[0] != '\0' ||
		    yaml_place(load->source->places, inject, "planned_story", 0, &at)) {
			good &= plan(load, inject);
			inject->planned_story = (char *)(uintptr_t)protobuf_c_empty_string;
		}
	}
	return good;
}
