#include "client/lib/fold.h"

void view_apply(struct view *view, const struct convene_event *event)
{
	switch (event->kind) {
	case CONVENE_WELCOME:
		view_welcome(view, event->welcome->participant_id, event->welcome->role,
		    event->welcome->team_id);
		break;
	case CONVENE_ENTRY:
		view_event(view, event->entry.mark, event->entry.event, event->entry.event_bytes,
		    event->entry.envelope);
		break;
	case CONVENE_CAUGHT_UP:
		view_caught_up(view);
		break;
	case CONVENE_PEOPLE:
		view_people(view, event->people);
		break;
	case CONVENE_WELFARE:
		view_welfare_update(view, event->welfare);
		break;
	case CONVENE_PRESENCE:
		view_presence(view, event->presence);
		break;
	default:
		break;
	}
}
