/*
 * Milestones and switches, folded from events. Those to which nothing has happened are in no list:
 * they wait, or are off. One is known by the spelling of its id that came first.
 */
#include "proto/model/view.h"

#include "proto/list.h"
#include "proto/model/view_private.h"
#include <strings.h>

static struct view_milestone *find_milestone(const struct view *view, const char *id)
{
	for (size_t i = 0; i < view->milestone_count; i++) {
		if (strcasecmp(view->milestones[i].id, id) == 0) {
			return &view->milestones[i];
		}
	}
	return NULL;
}

static struct view_switch *find_switch(const struct view *view, const char *id)
{
	for (size_t i = 0; i < view->switch_count; i++) {
		if (strcasecmp(view->switches[i].id, id) == 0) {
			return &view->switches[i];
		}
	}
	return NULL;
}

void view_milestone(const struct view *view, const char *id, struct view_milestone *out)
{
	const struct view_milestone *found = find_milestone(view, id);
	*out = found != NULL
	           ? *found
	           : (struct view_milestone){.id = id,
	                 .standing = CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_WAITING};
}

void view_switch(const struct view *view, const char *id, struct view_switch *out)
{
	const struct view_switch *found = find_switch(view, id);
	*out = found != NULL ? *found : (struct view_switch){.id = id};
}

void view_milestone_changed(struct view *view, const Convene__V1__Event *event)
{
	const Convene__V1__MilestoneChanged *changed = event->milestone_changed;
	struct view_milestone *milestone = find_milestone(view, changed->milestone_id);
	if (milestone == NULL) {
		milestone = LIST_ADD(view->milestones, view->milestone_count, view->milestone_cap);
		milestone->id = changed->milestone_id;
	}
	*milestone = (struct view_milestone){
	    milestone->id, changed->standing, changed, view->last_mark, event->exercise_ms};
}

void view_switch_turned(struct view *view, const Convene__V1__Event *event)
{
	const Convene__V1__SwitchTurned *turned = event->switch_turned;
	struct view_switch *here = find_switch(view, turned->switch_id);
	if (here == NULL) {
		here = LIST_ADD(view->switches, view->switch_count, view->switch_cap);
		here->id = turned->switch_id;
	}
	*here = (struct view_switch){here->id, turned->on, turned, event->exercise_ms};
}
