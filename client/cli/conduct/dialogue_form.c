/*
 * The dialogues about a case: a form's items, a step's confirmations. While somebody thinks the
 * view takes in events, and the case moves in it: each question looks it up by the id that the
 * command has.
 */
#include "client/cli/conduct/case_show.h"
#include "client/cli/conduct/dialogues.h"
#include "client/cli/conduct/find.h"
#include "client/cli/text/wrap.h"
#include "proto/xalloc.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static bool is_word(const char *line, const char *letters, const char *word)
{
	size_t len = strlen(line);
	return len > 0 &&
	       (len == 1 ? strchr(letters, line[0]) != NULL : strncasecmp(line, word, len) == 0);
}

/* 0: none of them. */
static Convene__V1__ItemAnswer parse_answer(const char *line)
{
	if (is_word(line, "yY", "yes")) {
		return CONVENE__V1__ITEM_ANSWER__ITEM_ANSWER_YES;
	}
	/* "no" is no beginning of it */
	if (strcmp(line, "-") == 0 || strcasecmp(line, "not-asked") == 0 ||
	    strcasecmp(line, "not") == 0) {
		return CONVENE__V1__ITEM_ANSWER__ITEM_ANSWER_NOT_ASKED;
	}
	if (is_word(line, "nN", "no")) {
		return CONVENE__V1__ITEM_ANSWER__ITEM_ANSWER_NO;
	}
	if (is_word(line, "uU?", "unknown")) {
		return CONVENE__V1__ITEM_ANSWER__ITEM_ANSWER_UNKNOWN;
	}
	return CONVENE__V1__ITEM_ANSWER__ITEM_ANSWER_UNSPECIFIED;
}

static size_t item_count(const Convene__V1__Form *form)
{
	size_t count = 0;
	for (size_t i = 0; i < form->n_groups; i++) {
		count += form->groups[i]->n_items;
	}
	return count;
}

/* Item `at` of the whole form; NULL behind the last. `*first`: it begins its group. */
static const Convene__V1__FormItem *item_at(
    const Convene__V1__Form *form, size_t at, const Convene__V1__FormGroup **group, bool *first)
{
	for (size_t i = 0; i < form->n_groups; i++) {
		if (at < form->groups[i]->n_items) {
			*group = form->groups[i];
			*first = at == 0;
			return form->groups[i]->items[at];
		}
		at -= form->groups[i]->n_items;
	}
	return NULL;
}

static void add_answer(
    struct conduct *conduct, const char *item, Convene__V1__ItemAnswer answer, const char *note)
{
	Convene__V1__FillForm *fill = conduct->command->fill_form;
	Convene__V1__ItemAnswered *answered =
	    conduct_new(conduct, &convene__v1__item_answered__descriptor);
	answered->item = conduct_text(item);
	answered->answer = answer;
	answered->note = xcheck(arena_text(conduct->arena, note, strlen(note)));
	fill->answers[fill->n_answers++] = answered;
}

static bool form_question(struct conduct *conduct, struct buf *before, char *prompt, size_t size)
{
	const Convene__V1__Form *form = conduct->dialogue.about;
	const struct view *view = conduct->view;
	const struct view_case *file = view_case(view, conduct->command->fill_form->case_id);
	const Convene__V1__FormGroup *group = NULL;
	bool first = false;
	const Convene__V1__FormItem *item = item_at(form, conduct->dialogue.at, &group, &first);
	struct buf text = {0};
	if (item == NULL || conduct->dialogue.stopped) {
		return false;
	}
	if (conduct->dialogue.at == 0) {
		wrap_append(
		    before, view_text(view, form->instructions), conduct->style->width, 0, 0);
		buf_append_text(before,
		    "y yes, n no, u unknown, - not asked; Enter leaves it as it "
		    "is; a note may follow\n(\"y kept by the employer\"); q "
		    "stops and sends what was answered.\n");
	}
	if (first) {
		buf_append_byte(before, '\n');
		wrap_append(before, view_text(view, group->title), conduct->style->width, 0, 0);
	}
	char elements[CASE_ELEMENTS_SIZE], word[REFLECT_WORD_SIZE];
	case_elements(item, elements);
	buf_printf(&text, "%zu/%zu  %s%s%s%s", conduct->dialogue.at + 1, item_count(form),
	    view_text(view, item->text), elements[0] != '\0' ? " [" : "", elements,
	    elements[0] != '\0' ? "]" : "");
	wrap_buf(before, &text, conduct->style->width, 0, 7);
	snprintf(prompt, size, "       (%s) ",
	    case_answer(case_item(view, file, form, item, NULL), word));
	return true;
}

static bool form_take(struct conduct *conduct, const char *line)
{
	const Convene__V1__FormGroup *group;
	bool first;
	const Convene__V1__FormItem *item =
	    item_at(conduct->dialogue.about, conduct->dialogue.at, &group, &first);
	size_t len = strcspn(line, " ");
	if (strcasecmp(line, "q") == 0 || strcasecmp(line, "stop") == 0 ||
	    strcasecmp(line, "quit") == 0) {
		conduct->dialogue.stopped = true;
		return true;
	}
	Convene__V1__ItemAnswer answer;
	char word[24];
	if (line[0] != '\0') {
		snprintf(word, sizeof(word), "%.*s", (int)len, line);
		answer = parse_answer(word);
		if (answer == 0) {
			conduct_usage(conduct,
			    "\"%s\" is no answer: yes, no, unknown or - (y, n, u, -); Enter: as "
			    "it is; q stops and sends what was answered",
			    word);
			return false;
		}
		add_answer(conduct, item->id, answer, line + len + strspn(line + len, " "));
	}
	conduct->dialogue.at++;
	return true;
}

static bool has_item(const Convene__V1__Form *form, const char *id, const char **canonical)
{
	for (size_t i = 0; i < form->n_groups; i++) {
		for (size_t j = 0; j < form->groups[i]->n_items; j++) {
			if (strcasecmp(form->groups[i]->items[j]->id, id) == 0) {
				*canonical = form->groups[i]->items[j]->id;
				return true;
			}
		}
	}
	return false;
}

enum conduct_outcome dialogue_form(struct conduct *conduct)
{
	const struct view_case *file = conduct->subject;
	const Convene__V1__Form *form =
	    CONDUCT_FIND(conduct, FORM, Form, "form", conduct->words[2]);
	if (form == NULL) {
		return CONDUCT_REFUSED;
	}
	if ((conduct->count == 3 && !conduct->can_ask) ||
	    (conduct->count == 4 && strcmp(conduct->words[3], "show") == 0)) {
		case_form_show(conduct, file, form);
		return CONDUCT_SHOWN;
	}
	Convene__V1__FillForm *fill =
	    conduct_begin(conduct, CONVENE__V1__COMMAND__BODY_FILL_FORM, "filled in");
	fill->case_id = file->id;
	fill->form = form->id;
	fill->answers = xcheck(arena_array(
	    conduct->arena, item_count(form) + (size_t)conduct->count, sizeof(*fill->answers)));
	if (conduct->count == 3) {
		conduct->dialogue =
		    (struct dialogue){.question = form_question, .take = form_take, .about = form};
		return CONDUCT_ASK;
	}
	for (int i = 3; i < conduct->count; i++) {
		char *equals = strchr(conduct->words[i], '=');
		const char *id = NULL;
		if (equals == NULL) {
			return conduct_usage(conduct,
			    "items are given as ITEM=yes, no, unknown or not-asked; not \"%s\"",
			    conduct->words[i]);
		}
		*equals = '\0';
		if (!has_item(form, conduct->words[i], &id)) {
			return conduct_refuse(conduct,
			    "form %s has no item \"%s\"; `case form CASE %s show` lists "
			    "them",
			    form->id, conduct->words[i], form->id);
		}
		if (parse_answer(equals + 1) == 0) {
			return conduct_usage(conduct, "an item is yes, no, unknown or not-asked");
		}
		add_answer(conduct, id, parse_answer(equals + 1), "");
	}
	return CONDUCT_SEND;
}

/* --- what has to be confirmed before a step --- */

bool dialogue_asks(const Convene__V1__Guard *guard, const struct view_case *file)
{
	return guard->rule_case == CONVENE__V1__GUARD__RULE_CONFIRMED &&
	       !(guard->child_only && !file->child) && !(guard->adult_only && file->child);
}

static bool confirm_question(struct conduct *conduct, struct buf *before, char *prompt, size_t size)
{
	const Convene__V1__Transition *step = conduct->dialogue.about;
	const struct view_case *file =
	    view_case(conduct->view, conduct->command->move_case->case_id);
	while (conduct->dialogue.at < step->n_guards &&
	       !dialogue_asks(step->guards[conduct->dialogue.at], file)) {
		conduct->dialogue.at++;
	}
	if (conduct->dialogue.at == step->n_guards) {
		return false;
	}
	const Convene__V1__Guard *guard = step->guards[conduct->dialogue.at];
	wrap_append(before, view_text(conduct->view, guard->title), conduct->style->width, 0, 2);
	snprintf(prompt, size, "Is it so? [yes/no] ");
	return true;
}

static bool confirm_take(struct conduct *conduct, const char *line)
{
	const Convene__V1__Transition *step = conduct->dialogue.about;
	Convene__V1__MoveCase *move = conduct->command->move_case;
	Convene__V1__ItemAnswer answer = parse_answer(line);
	if (answer == CONVENE__V1__ITEM_ANSWER__ITEM_ANSWER_YES) {
		move->confirmed[move->n_confirmed++] = step->guards[conduct->dialogue.at]->id;
	} else if (answer != CONVENE__V1__ITEM_ANSWER__ITEM_ANSWER_NO) {
		conduct_usage(conduct, "yes or no; Ctrl-C leaves it as it was");
		return false;
	}
	conduct->dialogue.at++;
	return true;
}

enum conduct_outcome dialogue_confirm(struct conduct *conduct, const Convene__V1__Transition *step)
{
	Convene__V1__MoveCase *move = conduct->command->move_case;
	move->confirmed =
	    xcheck(arena_array(conduct->arena, step->n_guards + 1, sizeof(*move->confirmed)));
	conduct->dialogue =
	    (struct dialogue){.question = confirm_question, .take = confirm_take, .about = step};
	return CONDUCT_ASK;
}
