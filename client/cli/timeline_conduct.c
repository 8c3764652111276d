/* Lines for requests, milestones, the SimCell, questionnaires and story time. */
#include "client/cli/timeline_inner.h"

#include "client/cli/conduct/request_show.h"
#include "client/cli/conduct/when.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char *title_of(const struct view *view, uint64_t request_id)
{
	const struct view_request *request = view_request(view, request_id);

	return request != NULL ? view_title(view, VIEW_INSTRUMENT, request->content->instrument)
	                       : "request";
}

static void sent(struct buf *out, const struct view *view, const Convene__V1__Event *event,
    const struct timeline_style *style)
{
	const Convene__V1__RequestSent *body = event->request_sent;
	struct buf head = {0};
	char due[WHEN_SIZE];

	buf_printf(&head, "REQUEST %" PRIu64 " from %s to %s, %s", body->request_id,
	    body->from_team_id, view_party(body->content != NULL ? body->content->to : NULL),
	    title_of(view, body->request_id));
	if (body->answer_by_story_ms != 0)
		buf_printf(
		    &head, ", answer due %s", when_story(view, body->answer_by_story_ms, due));
	buf_append_byte(&head, '\0');
	timeline_line(out, view, event, style, TIMELINE_BLUE, (const char *)head.data,
	    body->content == NULL               ? ""
	    : body->content->subject[0] != '\0' ? body->content->subject
	                                        : body->content->text);
	buf_deinit(&head);
}

static void assessed(struct buf *out, const struct view *view, const Convene__V1__Event *event,
    const struct timeline_style *style)
{
	const Convene__V1__RequestAssessed *body = event->request_assessed;
	struct buf head = {0};

	buf_printf(&head, "request %" PRIu64 " is %s", body->request_id,
	    body->complete ? "complete" : "INCOMPLETE");
	for (size_t i = 0; i < body->n_missing; i++)
		buf_printf(&head, "%s%s", i == 0 ? ", without " : ", ", body->missing[i]);
	buf_append_byte(&head, '\0');
	timeline_line(out, view, event, style, body->complete ? TIMELINE_DIM : TIMELINE_YELLOW,
	    (const char *)head.data, "");
	buf_deinit(&head);
}

static bool request_line(struct buf *out, const struct view *view, const Convene__V1__Event *event,
    const struct timeline_style *style)
{
	struct buf head = {0};
	char due[WHEN_SIZE];

	switch (event->body_case) {
	case CONVENE__V1__EVENT__BODY_REQUEST_DRAFTED:
		buf_printf(&head, "%s drafts request %" PRIu64 ", %s",
		    event->request_drafted->team_id, event->request_drafted->request_id,
		    title_of(view, event->request_drafted->request_id));
		timeline_told(out, view, event, style, TIMELINE_DIM, &head, "");
		return true;
	case CONVENE__V1__EVENT__BODY_REQUEST_SENT:
		sent(out, view, event, style);
		return true;
	case CONVENE__V1__EVENT__BODY_REQUEST_ASSESSED:
		assessed(out, view, event, style);
		return true;
	case CONVENE__V1__EVENT__BODY_REQUEST_MOVED:
		buf_printf(&head, "request %" PRIu64 " is %s by %s",
		    event->request_moved->request_id, request_state(event->request_moved->state),
		    view_party(event->request_moved->by));
		timeline_told(
		    out, view, event, style, TIMELINE_BLUE, &head, event->request_moved->text);
		return true;
	case CONVENE__V1__EVENT__BODY_REQUEST_REMINDED:
		buf_printf(&head, "request %" PRIu64 ": %s %s %s",
		    event->request_reminded->request_id,
		    event->request_reminded->deadline == CONVENE__V1__DEADLINE__DEADLINE_ACKNOWLEDGE
		        ? "acknowledgement"
		        : "answer",
		    event->request_reminded->overdue ? "OVERDUE since" : "due",
		    when_story(view, event->request_reminded->due_story_ms, due));
		timeline_told(out, view, event, style, TIMELINE_YELLOW, &head, "");
		return true;
	default:
		return false;
	}
}

static void milestone(struct buf *out, const struct view *view, const Convene__V1__Event *event,
    const struct timeline_style *style)
{
	static const char *const words[] = {"changed", "taken back", "REACHED", "UNREACHABLE"};
	const Convene__V1__MilestoneChanged *body = event->milestone_changed;
	struct buf head = {0};
	char by[40] = "", who[160];

	if (body->by_seq != 0)
		snprintf(by, sizeof(by), " (event %" PRIu64 ")", body->by_seq);
	buf_printf(&head, "milestone %s %s%s%s", body->milestone_id,
	    (size_t)body->standing < 4 ? words[body->standing] : words[0], by,
	    body->cause == CONVENE__V1__MILESTONE_CAUSE__MILESTONE_CAUSE_CONTROLLER
	        ? timeline_by(view, event, who)
	        : "");
	timeline_told(out, view, event, style,
	    body->standing == CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_REACHED
	        ? TIMELINE_GREEN
	        : TIMELINE_YELLOW,
	    &head,
	    body->note[0] != '\0' ? body->note
	                          : view_title(view, VIEW_MILESTONE, body->milestone_id));
}

static void story(struct buf *out, const struct view *view, const Convene__V1__Event *event,
    const struct timeline_style *style)
{
	const Convene__V1__StoryShifted *body = event->story_shifted;
	struct buf head = {0};
	char to[48];

	view_story_date(view, body->to_story_ms, to, sizeof(to));
	if (body->to_story_ms != body->from_story_ms)
		buf_printf(&head, "the story goes on at %s", to);
	else
		buf_printf(&head, "the story now goes %u times as fast as the clock", body->factor);
	timeline_told(out, view, event, style, TIMELINE_YELLOW, &head, body->note);
}

static bool simcell_line(struct buf *out, const struct view *view, const Convene__V1__Event *event,
    const struct timeline_style *style)
{
	const struct view_booking *booking = NULL;
	struct buf head = {0};
	char name[32], both[WHEN_SIZE];

	switch (event->body_case) {
	case CONVENE__V1__EVENT__BODY_ITEM_CLAIMED:
		buf_printf(&head, "%s answers item %" PRIu64,
		    view_name(view, event->item_claimed->participant_id, name),
		    event->item_claimed->item_id);
		break;
	case CONVENE__V1__EVENT__BODY_ITEM_RELEASED:
		buf_printf(
		    &head, "item %" PRIu64 " is back in the queue", event->item_released->item_id);
		break;
	case CONVENE__V1__EVENT__BODY_ITEM_DISMISSED:
		buf_printf(
		    &head, "item %" PRIu64 " needs no answer", event->item_dismissed->item_id);
		break;
	case CONVENE__V1__EVENT__BODY_INTERPRETER_BOOKED:
		buf_printf(&head, "%s books interpreter %s, there at %s",
		    event->interpreter_booked->team_id,
		    view_title(view, VIEW_INTERPRETER, event->interpreter_booked->interpreter_id),
		    when_both(view, event->interpreter_booked->arrives_ms, both));
		break;
	case CONVENE__V1__EVENT__BODY_INTERPRETER_ARRIVED:
	case CONVENE__V1__EVENT__BODY_INTERPRETER_RELEASED:
		booking = view_booking(
		    view, event->body_case == CONVENE__V1__EVENT__BODY_INTERPRETER_ARRIVED
		              ? event->interpreter_arrived->booking_id
		              : event->interpreter_released->booking_id);
		buf_printf(&head, "interpreter %s %s%s",
		    booking != NULL
		        ? view_title(view, VIEW_INTERPRETER, booking->booked->interpreter_id)
		        : "?",
		    event->body_case == CONVENE__V1__EVENT__BODY_INTERPRETER_ARRIVED
		        ? "has arrived for "
		        : "is free again, released by ",
		    booking != NULL ? booking->booked->team_id : "?");
		break;
	default:
		return false;
	}
	timeline_told(out, view, event, style, TIMELINE_DIM, &head, "");
	return true;
}

static bool questionnaire_line(struct buf *out, const struct view *view,
    const Convene__V1__Event *event, const struct timeline_style *style)
{
	struct buf head = {0};
	char name[32];
	const Convene__V1__Questionnaire *asked;

	switch (event->body_case) {
	case CONVENE__V1__EVENT__BODY_QUESTIONNAIRE_OPENED:
		asked = event->questionnaire_opened->questionnaire;
		buf_printf(&head, "QUESTIONNAIRE %s is open", asked != NULL ? asked->id : "?");
		if (asked != NULL && view->role == CONVENE__V1__ROLE__ROLE_PLAYER)
			buf_printf(&head, " (`answer %s`)", asked->id);
		timeline_told(out, view, event, style, TIMELINE_BLUE, &head,
		    asked != NULL ? view_text(view, asked->title) : "");
		return true;
	case CONVENE__V1__EVENT__BODY_QUESTIONNAIRE_ANSWERED:
		buf_printf(&head, "%s (%s) answers questionnaire %s",
		    event->questionnaire_answered->team_id,
		    view_name(view, event->questionnaire_answered->participant_id, name),
		    event->questionnaire_answered->questionnaire_id);
		break;
	case CONVENE__V1__EVENT__BODY_QUESTIONNAIRE_CLOSED:
		buf_printf(&head, "questionnaire %s is closed",
		    event->questionnaire_closed->questionnaire_id);
		break;
	case CONVENE__V1__EVENT__BODY_QUESTIONNAIRE_RESULT:
		buf_printf(&head, "what came out of %s can be seen (`answer show %s`)",
		    event->questionnaire_result->questionnaire_id,
		    event->questionnaire_result->questionnaire_id);
		break;
	default:
		return false;
	}
	timeline_told(out, view, event, style, TIMELINE_DIM, &head, "");
	return true;
}

static void welfare_line(struct buf *out, const struct view *view, const Convene__V1__Event *event,
    const struct timeline_style *style)
{
	struct buf head = {0};
	char name[32], who[160];

	if (event->body_case == CONVENE__V1__EVENT__BODY_WELFARE_RAISED) {
		buf_printf(&head, "WELFARE: %s asks for a pause",
		    view_name(view, event->welfare_raised->participant_id, name));
		timeline_told(
		    out, view, event, style, TIMELINE_RED, &head, event->welfare_raised->note);
		return;
	}
	buf_printf(&head, "WELFARE: the call of %s is answered%s",
	    view_name(view, event->welfare_answered->participant_id, name),
	    timeline_by(view, event, who));
	timeline_told(out, view, event, style, TIMELINE_BOLD, &head, event->welfare_answered->text);
}

bool timeline_conduct_line(struct buf *out, const struct view *view,
    const Convene__V1__Event *event, const struct timeline_style *style)
{
	struct buf head = {0};
	char who[160];

	switch (event->body_case) {
	case CONVENE__V1__EVENT__BODY_WELFARE_RAISED:
	case CONVENE__V1__EVENT__BODY_WELFARE_ANSWERED:
		welfare_line(out, view, event, style);
		return true;
	case CONVENE__V1__EVENT__BODY_MILESTONE_CHANGED:
		milestone(out, view, event, style);
		return true;
	case CONVENE__V1__EVENT__BODY_SWITCH_TURNED:
		buf_printf(&head, "switch %s is %s%s", event->switch_turned->switch_id,
		    event->switch_turned->on ? "ON" : "off", timeline_by(view, event, who));
		timeline_told(
		    out, view, event, style, TIMELINE_YELLOW, &head, event->switch_turned->note);
		return true;
	case CONVENE__V1__EVENT__BODY_STORY_SHIFTED:
		story(out, view, event, style);
		return true;
	default:
		return request_line(out, view, event, style) ||
		       simcell_line(out, view, event, style) ||
		       questionnaire_line(out, view, event, style);
	}
}
