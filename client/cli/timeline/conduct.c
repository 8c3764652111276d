/* Lines for requests, milestones, the SimCell, questionnaires and story time. */
#include "client/cli/text/words.h"
#include "client/cli/timeline/line_private.h"
#include "proto/reflect.h"

#include <inttypes.h>
#include <stdio.h>

static const char *title_of(const struct view *view, uint64_t request_id)
{
	const struct view_request *request = view_request(view, request_id);
	return request != NULL ? view_title(view, VIEW_INSTRUMENT, request->content->instrument)
	                       : "request";
}

void timeline_request_sent(struct timeline_line *line, const Convene__V1__RequestSent *body)
{
	buf_printf(&line->head, "REQUEST %" PRIu64 " from %s to %s, %s", body->request_id,
	    body->from_team_id, view_party(body->content != NULL ? body->content->to : NULL),
	    title_of(line->view, body->request_id));
	char due[WHEN_SIZE];
	if (body->answer_by_story_ms != 0) {
		buf_printf(&line->head, ", answer due %s",
		    when_story(line->view, body->answer_by_story_ms, due));
	}
	timeline_told(line, COLOUR_BLUE,
	    body->content == NULL               ? ""
	    : body->content->subject[0] != '\0' ? body->content->subject
	                                        : body->content->text);
}

void timeline_request_assessed(struct timeline_line *line, const Convene__V1__RequestAssessed *body)
{
	buf_printf(&line->head, "request %" PRIu64 " is %s", body->request_id,
	    body->complete ? "complete" : "INCOMPLETE");
	for (size_t i = 0; i < body->n_missing; i++) {
		buf_printf(&line->head, "%s%s", i == 0 ? ", without " : ", ", body->missing[i]);
	}
	timeline_told(line, body->complete ? COLOUR_DIM : COLOUR_YELLOW, "");
}

void timeline_milestone_changed(
    struct timeline_line *line, const Convene__V1__MilestoneChanged *body)
{
#define PHRASE(name) [CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_##name]
	static const char *const words[] = {PHRASE(UNSPECIFIED) = "changed",
	    PHRASE(WAITING) = "taken back", PHRASE(REACHED) = "REACHED",
	    PHRASE(UNREACHABLE) = "UNREACHABLE"};
#undef PHRASE
	char by[40] = "", who[160];
	if (body->by_seq != 0) {
		snprintf(by, sizeof(by), " (event %" PRIu64 ")", body->by_seq);
	}
	buf_printf(&line->head, "milestone %s %s%s%s", body->milestone_id,
	    WORDS_VALUE(milestone_standing, body->standing, words), by,
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
	if (body->to_story_ms != body->from_story_ms) {
		buf_printf(&line->head, "the story goes on at %s", to);
	} else {
		buf_printf(
		    &line->head, "the story now goes %u times as fast as the clock", body->factor);
	}
	timeline_told(line, COLOUR_YELLOW, body->note);
}

void timeline_questionnaire_opened(
    struct timeline_line *line, const Convene__V1__QuestionnaireOpened *opened)
{
	const Convene__V1__Questionnaire *asked = opened->questionnaire;
	buf_printf(&line->head, "QUESTIONNAIRE %s is open", asked != NULL ? asked->id : "?");
	if (asked != NULL && line->view->role == CONVENE__V1__ROLE__ROLE_PLAYER) {
		buf_printf(&line->head, " (`answer %s`)", asked->id);
	}
	timeline_told(line, COLOUR_BLUE, asked != NULL ? view_text(line->view, asked->title) : "");
}

TELLS(request_drafted, COLOUR_DIM, "", "%s (%s) %s %" PRIu64 ", %s", body->team_id,
    PERSON(body->participant_id), body->revision > 1 ? "rewrites draft" : "drafts request",
    body->request_id, title_of(line->view, body->request_id))

TELLS(request_moved, COLOUR_BLUE, body->text, "request %" PRIu64 " is %s by %s", body->request_id,
    REFLECT_WORD(request_state, body->state), view_party(body->by))

TELLS(request_reminded, COLOUR_YELLOW, "", "request %" PRIu64 ": %s %s %s", body->request_id,
    body->deadline == CONVENE__V1__DEADLINE__DEADLINE_ACKNOWLEDGE ? "acknowledgement" : "answer",
    body->overdue ? "OVERDUE since" : "due", STORY_AT(body->due_story_ms))

TELLS(switch_turned, COLOUR_YELLOW, body->note, "switch %s is %s%s", body->switch_id,
    body->on ? "ON" : "off", BY())

TELLS(item_claimed, COLOUR_DIM, "", "%s answers item %" PRIu64, PERSON(body->participant_id),
    body->item_id)
TELLS(item_released, COLOUR_DIM, "", "item %" PRIu64 " is back in the queue", body->item_id)
TELLS(item_dismissed, COLOUR_DIM, "", "item %" PRIu64 " needs no answer", body->item_id)

TELLS(interpreter_booked, COLOUR_DIM, "", "%s books interpreter %s, there at %s", body->team_id,
    view_title(line->view, VIEW_INTERPRETER, body->interpreter_id),
    when_both(line->view, body->arrives_ms, (char[WHEN_SIZE]){0}))

static void interpreter(struct timeline_line *line, uint64_t booking_id, const char *what)
{
	const struct view_booking *booking = view_booking(line->view, booking_id);
	timeline_tell(line, COLOUR_DIM, "", "interpreter %s %s%s",
	    booking != NULL
	        ? view_title(line->view, VIEW_INTERPRETER, booking->booked->interpreter_id)
	        : "?",
	    what, booking != NULL ? booking->booked->team_id : "?");
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

TELLS(questionnaire_answered, COLOUR_DIM, "", "%s (%s) answers questionnaire %s", body->team_id,
    PERSON(body->participant_id), body->questionnaire_id)
TELLS(questionnaire_closed, COLOUR_DIM, "", "questionnaire %s is closed", body->questionnaire_id)
TELLS(questionnaire_result, COLOUR_DIM, "", "what came out of %s can be seen (`answer show %s`)",
    body->questionnaire_id, body->questionnaire_id)

TELLS(welfare_raised, COLOUR_RED, body->note, "WELFARE: %s asks for a pause",
    PERSON(body->participant_id))
TELLS(welfare_answered, COLOUR_BOLD, body->text, "WELFARE: the call of %s is answered%s",
    PERSON(body->participant_id), BY())
