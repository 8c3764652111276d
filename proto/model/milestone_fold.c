#include "proto/model/view.h"

#include "proto/model/view_private.h"

#include <strings.h>

static struct view_milestone *find_milestone(const struct view *view, const char *id)
{
	for (size_t i = 0; i < view->milestone_count; i++)
		if (strcasecmp(view->milestones[i].id, id) == 0)
			return &view->milestones[i];
	return NULL;
}

static struct view_switch *find_switch(const struct view *view, const char *id)
{
	for (size_t i = 0; i < view->switch_count; i++)
		if (strcasecmp(view->switches[i].id, id) == 0)
			return &view->switches[i];
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
		milestone = VIEW_GROW(view->milestones, view->milestone_count, view->milestone_cap);
		milestone->id = changed->milestone_id;
	}
	milestone->standing = changed->standing;
	milestone->changed = changed;
	milestone->changed_seq = event->seq;
	milestone->changed_ms = event->exercise_ms;
}

void view_switch_turned(struct view *view, const Convene__V1__Event *event)
{
	const Convene__V1__SwitchTurned *turned = event->switch_turned;
	struct view_switch *here = find_switch(view, turned->switch_id);
	if (here == NULL) {
		here = VIEW_GROW(view->switches, view->switch_count, view->switch_cap);
		here->id = turned->switch_id;
	}
	here->on = turned->on;
	here->turned = turned;
	here->turned_ms = event->exercise_ms;
}
