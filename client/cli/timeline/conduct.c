/* Lines for requests, milestones, the SimCell, questionnaires and story time. */
#include "client/cli/text/when.h"
#include "client/cli/timeline/line.h"
#include "proto/reflect.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char *title_of(const struct view *view, uint64_t request_id)
{
	const struct view_request *request = view_request(view, request_id);

	return request != NULL ? view_title(view, VIEW_INSTRUMENT, request->content->instrument)
	                       : "request";
}

void timeline_request_sent(struct timeline_line *line, const Convene__V1__RequestSent *body)
{
	char due[WHEN_SIZE];

	buf_printf(&line->head, "REQUEST %" PRIu64 " from %s to %s, %s", body->request_id,
	    body->from_team_id, view_party(body->content != NULL ? body->content->to : NULL),
	    title_of(line->view, body->request_id));
	if (body->answer_by_story_ms != 0)
		buf_printf(&line->head, ", answer due %s",
		    when_story(line->view, body->answer_by_story_ms, due));
	timeline_told(line, COLOUR_BLUE,
	    body->content == NULL               ? ""
	    : body->content->subject[0] != '\0' ? body->content->subject
	                                        : body->content->text);
}

void timeline_request_assessed(struct timeline_line *line, const Convene__V1__RequestAssessed *body)
{
	buf_printf(&line->head, "request %" PRIu64 " is %s", body->request_id,
	    body->complete ? "complete" : "INCOMPLETE");
	for (size_t i = 0; i < body->n_missing; i++)
		buf_printf(&line->head, "%s%s", i == 0 ? ", without " : ", ", body->missing[i]);
	timeline_told(line, body->complete ? COLOUR_DIM : COLOUR_YELLOW, "");
}

void timeline_request_drafted(
    struct timeline_line *line, const Convene__V1__RequestDrafted *drafted)
{
	buf_printf(&line->head, "%s drafts request %" PRIu64 ", %s", drafted->team_id,
	    drafted->request_id, title_of(line->view, drafted->request_id));
	timeline_told(line, COLOUR_DIM, "");
}

void timeline_request_moved(struct timeline_line *line, const Convene__V1__RequestMoved *moved)
{
	buf_printf(&line->head, "request %" PRIu64 " is %s by %s", moved->request_id,
	    REFLECT_WORD(request_state, moved->state), view_party(moved->by));
	timeline_told(line, COLOUR_BLUE, moved->text);
}

void timeline_request_reminded(struct timeline_line *line, const Convene__V1__RequestReminded *body)
{
	char due[WHEN_SIZE];

	buf_printf(&line->head, "request %" PRIu64 ": %s %s %s", body->request_id,
	    body->deadline == CONVENE__V1__DEADLINE__DEADLINE_ACKNOWLEDGE ? "acknowledgement"
	                                                                  : "answer",
	    body->overdue ? "OVERDUE since" : "due",
	    when_story(line->view, body->due_story_ms, due));
	timeline_told(line, COLOUR_YELLOW, "");
}

void timeline_milestone_changed(
    struct timeline_line *line, const Convene__V1__MilestoneChanged *body)
{
	static const char *const words[] = {"changed", "taken back", "REACHED", "UNREACHABLE"};
	char by[40] = "", who[160];

	if (body->by_seq != 0)
		snprintf(by, sizeof(by), " (event %" PRIu64 ")", body->by_seq);
	buf_printf(&line->head, "milestone %s %s%s%s", body->milestone_id,
	    (size_t)body->standing < 4 ? words[body->standing] : words[0], by,
	    body->cause == CONVENE__V1__MILESTONE_CAUSE__MILESTONE_CAUSE_CONTROLLER
	        ? timeline_by(line, who)
	        : "");
	timeline_told(line,
	    body->standing == CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_REACHED
	        ? COLOUR_GREEN
	        : COLOUR_YELLOW,
	    body->note[0] != '\0' ? body->note
	                          : view_title(line->view, VIEW_MILESTONE, body->milestone_id));
}

void timeline_story_shifted(struct timeline_line *line, const Convene__V1__StoryShifted *body)
{
	char to[48];

	view_story_date(line->view, body->to_story_ms, to, sizeof(to));
	if (body->to_story_ms != body->from_story_ms)
		buf_printf(&line->head, "the story goes on at %s", to);
	else
		buf_printf(
		    &line->head, "the story now goes %u times as fast as the clock", body->factor);
	timeline_told(line, COLOUR_YELLOW, body->note);
}

void timeline_item_claimed(struct timeline_line *line, const Convene__V1__ItemClaimed *claimed)
{
	char name[32];

	buf_printf(&line->head, "%s answers item %" PRIu64,
	    view_name(line->view, claimed->participant_id, name), claimed->item_id);
	timeline_told(line, COLOUR_DIM, "");
}

void timeline_item_released(struct timeline_line *line, const Convene__V1__ItemReleased *released)
{
	buf_printf(&line->head, "item %" PRIu64 " is back in the queue", released->item_id);
	timeline_told(line, COLOUR_DIM, "");
}

void timeline_item_dismissed(
    struct timeline_line *line, const Convene__V1__ItemDismissed *dismissed)
{
	buf_printf(&line->head, "item %" PRIu64 " needs no answer", dismissed->item_id);
	timeline_told(line, COLOUR_DIM, "");
}

void timeline_interpreter_booked(
    struct timeline_line *line, const Convene__V1__InterpreterBooked *booked)
{
	char both[WHEN_SIZE];

	buf_printf(&line->head, "%s books interpreter %s, there at %s", booked->team_id,
	    view_title(line->view, VIEW_INTERPRETER, booked->interpreter_id),
	    when_both(line->view, booked->arrives_ms, both));
	timeline_told(line, COLOUR_DIM, "");
}

static void interpreter(struct timeline_line *line, uint64_t booking_id, const char *what)
{
	const struct view_booking *booking = view_booking(line->view, booking_id);

	buf_printf(&line->head, "interpreter %s %s%s",
	    booking != NULL
	        ? view_title(line->view, VIEW_INTERPRETER, booking->booked->interpreter_id)
	        : "?",
	    what, booking != NULL ? booking->booked->team_id : "?");
	timeline_told(line, COLOUR_DIM, "");
}

void timeline_interpreter_arrived(
    struct timeline_line *line, const Convene__V1__InterpreterArrived *arrived)
{
	interpreter(line, arrived->booking_id, "has arrived for ");
}

void timeline_interpreter_released(
    struct timeline_line *line, const Convene__V1__InterpreterReleased *released)
{
	interpreter(line, released->booking_id, "is free again, released by ");
}

void timeline_questionnaire_opened(
    struct timeline_line *line, const Convene__V1__QuestionnaireOpened *opened)
{
	const Convene__V1__Questionnaire *asked = opened->questionnaire;

	buf_printf(&line->head, "QUESTIONNAIRE %s is open", asked != NULL ? asked->id : "?");
	if (asked != NULL && line->view->role == CONVENE__V1__ROLE__ROLE_PLAYER)
		buf_printf(&line->head, " (`answer %s`)", asked->id);
	timeline_told(line, COLOUR_BLUE, asked != NULL ? view_text(line->view, asked->title) : "");
}

void timeline_questionnaire_answered(
    struct timeline_line *line, const Convene__V1__QuestionnaireAnswered *answered)
{
	char name[32];

	buf_printf(&line->head, "%s (%s) answers questionnaire %s", answered->team_id,
	    view_name(line->view, answered->participant_id, name), answered->questionnaire_id);
	timeline_told(line, COLOUR_DIM, "");
}

void timeline_questionnaire_closed(
    struct timeline_line *line, const Convene__V1__QuestionnaireClosed *closed)
{
	buf_printf(&line->head, "questionnaire %s is closed", closed->questionnaire_id);
	timeline_told(line, COLOUR_DIM, "");
}

void timeline_questionnaire_result(
    struct timeline_line *line, const Convene__V1__QuestionnaireResult *result)
{
	buf_printf(&line->head, "what came out of %s can be seen (`answer show %s`)",
	    result->questionnaire_id, result->questionnaire_id);
	timeline_told(line, COLOUR_DIM, "");
}

void timeline_welfare_raised(struct timeline_line *line, const Convene__V1__WelfareRaised *raised)
{
	char name[32];

	buf_printf(&line->head, "WELFARE: %s asks for a pause",
	    view_name(line->view, raised->participant_id, name));
	timeline_told(line, COLOUR_RED, raised->note);
}

void timeline_welfare_answered(
    struct timeline_line *line, const Convene__V1__WelfareAnswered *answered)
{
	char name[32], who[160];

	buf_printf(&line->head, "WELFARE: the call of %s is answered%s",
	    view_name(line->view, answered->participant_id, name), timeline_by(line, who));
	timeline_told(line, COLOUR_BOLD, answered->text);
}

void timeline_switch_turned(struct timeline_line *line, const Convene__V1__SwitchTurned *turned)
{
	char who[160];

	buf_printf(&line->head, "switch %s is %s%s", turned->switch_id, turned->on ? "ON" : "off",
	    timeline_by(line, who));
	timeline_told(line, COLOUR_YELLOW, turned->note);
}
