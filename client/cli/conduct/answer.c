/* `convene answer`: questionnaires. */
#include "client/cli/conduct/dialogues.h"
#include "client/cli/text/nearest.h"
#include "client/cli/text/when.h"
#include "client/cli/text/wrap.h"
#include "proto/json.h"
#include "proto/reflect.h"
#include "proto/words.h"

#include <stdio.h>
#include <string.h>

static const char *state_of(const struct view_questionnaire *here)
{
	return here->closed ? "closed" : here->opened ? "open" : "not open";
}

/* `verbs`: those the first word of which may have been meant; NULL: none may. */
static enum conduct_outcome find_called(
    struct conduct *conduct, const char *word, const struct conduct_verb *verbs)
{
	const struct view_questionnaire *found = view_questionnaire(conduct->view, word);
	if (found != NULL && found->asked != NULL) {
		conduct->subject = found;
		return CONDUCT_SHOWN;
	}
	struct nearest nearest;
	nearest_init(&nearest, word);
	for (size_t i = 0; i < conduct->view->questionnaire_count; i++) {
		nearest_offer(&nearest, conduct->view->questionnaires[i].id);
	}
	for (const struct conduct_verb *verb = verbs; verb != NULL && verb->name != NULL; verb++) {
		if ((verb->roles & ROLE_BIT(conduct->view->role)) != 0) {
			nearest_offer(&nearest, verb->name);
		}
	}
	char meant[80];
	return conduct_refuse(conduct, "there is no questionnaire \"%s\"%s", word,
	    nearest.best != NULL ? nearest_question(&nearest, meant, sizeof(meant))
	    : conduct->typed     ? "; `questions` lists them"
	                         : "; `convene answer` lists them");
}

static enum conduct_outcome find(struct conduct *conduct)
{
	return find_called(conduct, conduct->words[1], NULL);
}

static enum conduct_outcome list(struct conduct *conduct)
{
	const struct view *view = conduct->view;
	struct buf *out = &conduct->out;
	char both[WHEN_SIZE];
	for (size_t i = 0; i < view->questionnaire_count; i++) {
		const struct view_questionnaire *here = &view->questionnaires[i];
		if (conduct->json) {
			buf_append_byte(out, '{');
			json_member_text(out, "id", here->id);
			json_member_text(out, "state", state_of(here));
			json_member_unsigned(out, "answers", here->answer_count);
			buf_append_text(out, "}\n");
			continue;
		}
		buf_printf(out, "%-9s %-20s ", state_of(here), here->id);
		wrap_append_line(
		    out, here->asked != NULL ? view_text(view, here->asked->title) : "");
		if (view->role == CONVENE__V1__ROLE__ROLE_PLAYER) {
			buf_append_text(out, view_questionnaire_mine(view, here) != NULL
			                         ? " (answered)"
			                     : here->closed ? ""
			                                    : " (not answered yet)");
		} else {
			buf_printf(out, " (%zu answered)", here->answer_count);
		}
		if (here->opened) {
			buf_printf(
			    out, "\n          opened %s", when_both(view, here->opened_ms, both));
		}
		buf_append_byte(out, '\n');
	}
	if (view->questionnaire_count == 0 && !conduct->json) {
		buf_append_text(out, "there is no questionnaire yet\n");
	}
	return CONDUCT_SHOWN;
}

static void bar(struct conduct *conduct, size_t count, size_t of, const char *text)
{
	size_t filled = of > 0 ? count * 20 / of : 0;
	buf_printf(&conduct->out, "  %4zu  ", count);
	for (size_t i = 0; i < 20; i++) {
		buf_append_byte(&conduct->out, i < filled ? '#' : '.');
	}
	buf_append_text(&conduct->out, "  ");
	wrap_append(&conduct->out, text, conduct->style->width, 30, 30);
}

static const Convene__V1__QuestionTally *tally_of(
    const struct view_questionnaire *here, const char *question)
{
	for (size_t i = 0; here->result != NULL && i < here->result->n_questions; i++) {
		if (strcmp(here->result->questions[i]->question, question) == 0) {
			return here->result->questions[i];
		}
	}
	return NULL;
}

static size_t chosen(const Convene__V1__QuestionTally *tally, const char *choice)
{
	for (size_t i = 0; i < tally->n_choices; i++) {
		if (strcmp(tally->choices[i]->choice, choice) == 0) {
			return tally->choices[i]->count;
		}
	}
	return 0;
}

/* Live for staff; as released for others. */
static void result(struct conduct *conduct, const struct view_questionnaire *here,
    const Convene__V1__Question *question)
{
	const struct view *view = conduct->view;
	bool live = view_is_staff(view);
	const Convene__V1__QuestionTally *tally = tally_of(here, question->id);
	size_t answers = live ? view_questionnaire_answers(here, question->id)
	                      : (tally != NULL ? tally->answers : 0);
	buf_append_byte(&conduct->out, '\n');
	wrap_append(&conduct->out, view_text(view, question->text), conduct->style->width, 0, 2);
	for (size_t i = 0; i < question->n_choices; i++) {
		const Convene__V1__Choice *choice = question->choices[i];
		bar(conduct,
		    live            ? view_questionnaire_choices(here, question->id, choice->id)
		    : tally != NULL ? chosen(tally, choice->id)
		                    : 0,
		    answers, view_text(view, choice->text));
	}
	for (int32_t value = question->least;
	     question->kind == CONVENE__V1__QUESTION_KIND__QUESTION_KIND_SCALE &&
	     value <= question->most && value - question->least < 100;
	     value++) {
		char label[24];
		size_t at = (size_t)(value - question->least);
		snprintf(label, sizeof(label), "%d", value);
		bar(conduct,
		    live ? view_questionnaire_scale(here, question->id, value)
		    : tally != NULL && at < tally->n_scale ? tally->scale[at]
		                                           : 0,
		    answers, label);
	}
	for (size_t i = 0; question->kind == CONVENE__V1__QUESTION_KIND__QUESTION_KIND_TEXT &&
	                   i < here->answer_count;
	     i++) {
		const Convene__V1__QuestionAnswer *answer =
		    view_answer_to(here->answers[i].answered, question->id);
		struct buf text = {0};
		if (answer == NULL) {
			continue;
		}
		buf_printf(&text, "%s: %s", here->answers[i].answered->team_id, answer->text);
		buf_append_text(&conduct->out, "  ");
		wrap_buf(&conduct->out, &text, conduct->style->width, 2, 4);
	}
	buf_printf(&conduct->out, "  %zu answered\n", answers);
}

static enum conduct_outcome show(struct conduct *conduct)
{
	const struct view_questionnaire *here = conduct->subject;
	if (conduct->json) {
		for (size_t i = 0; i < here->answer_count; i++) {
			json_write(&conduct->out, &here->answers[i].answered->base, JSON_COMPACT);
			buf_append_byte(&conduct->out, '\n');
		}
		return CONDUCT_SHOWN;
	}
	conduct_title(conduct, "%s", view_text(conduct->view, here->asked->title));
	if (!view_is_staff(conduct->view) && here->result == NULL) {
		buf_append_text(&conduct->out, "The result is not shown yet.\n");
		return CONDUCT_SHOWN;
	}
	for (size_t i = 0; i < here->asked->n_questions; i++) {
		result(conduct, here, here->asked->questions[i]);
	}
	return CONDUCT_SHOWN;
}

/* Each of these commands says which one, and nothing else. */
static enum conduct_outcome control(struct conduct *conduct)
{
	const struct view_questionnaire *here = conduct->subject;
	ProtobufCMessage *message =
	    conduct_begin(conduct, conduct->verb->body, conduct->verb->done);
	*(char **)reflect_member(message, &message->descriptor->fields[0]) = conduct_text(here->id);
	return CONDUCT_SEND;
}

/* What is no verb is a questionnaire, to be answered. */
static enum conduct_outcome run(struct conduct *conduct)
{
	if (conduct->count == 0 || conduct_verb(&conduct_answer, conduct->words[0]) != NULL) {
		return conduct_by_verb(conduct);
	}
	enum conduct_outcome outcome =
	    find_called(conduct, conduct->words[0], conduct_answer.verbs);
	return outcome == CONDUCT_SHOWN ? dialogue_questions(conduct) : outcome;
}

#define WANTS_ONE " a questionnaire"

static const struct conduct_verb verbs[] = {{.name = "list", .roles = EVERYBODY, .run = list},
    {"show", EVERYBODY, show, find, 1, 1, .wants = WANTS_ONE},
    {"open", MAY_OPEN_QUESTIONNAIRE, control, find, 1, 1, .wants = WANTS_ONE,
        .body = CONVENE__V1__COMMAND__BODY_OPEN_QUESTIONNAIRE, .done = "opened"},
    {"close", MAY_CLOSE_QUESTIONNAIRE, control, find, 1, 1, .wants = WANTS_ONE,
        .body = CONVENE__V1__COMMAND__BODY_CLOSE_QUESTIONNAIRE, .done = "closed"},
    {"release", MAY_RELEASE_RESULT, control, find, 1, 1, .wants = WANTS_ONE,
        .body = CONVENE__V1__COMMAND__BODY_RELEASE_RESULT, .done = "shown to the teams"},
    {.name = NULL}};

const char conduct_answer_usage[] =
    "[list | QUESTIONNAIRE [QUESTION=ANSWER...] | show QUESTIONNAIRE |\n"
    "    open QUESTIONNAIRE | close QUESTIONNAIRE | release QUESTIONNAIRE]";

const struct conduct_noun conduct_answer = {
    .name = "answer", .options = conduct_no_options, .run = run, .verbs = verbs};
