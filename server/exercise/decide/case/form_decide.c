#include "convene/v1/case.pb-c.h"
#include "convene/v1/event.pb-c.h"
#include "convene/v1/frame.pb-c.h"
#include "server/exercise/decide/case/case_reference.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/deciders.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/ground/text.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/participant.h"
#include "server/exercise/state/state.h"

#include <string.h>

/* Number of an item among all of its form, -1 when there is none. */
static int item_number(const Convene__V1__Form *form, const char *id)
{
	int number = 0;
	for (size_t i = 0; i < form->n_groups; i++) {
		const Convene__V1__FormGroup *group = form->groups[i];
		for (size_t j = 0; j < group->n_items; j++, number++) {
			if (strcmp(group->items[j]->id, id) == 0) {
				return number;
			}
		}
	}
	return -1;
}

/* `seen`: bit 1 << number of each item that was answered before in this command. */
static bool check_answer(struct deciding *deciding, const Convene__V1__Form *form,
    const Convene__V1__ItemAnswered *answer, uint8_t seen[FORM_ITEMS_MAX / 8])
{
	const char *item = text_or_empty(answer->item);
	int number = item_number(form, item);
	if (number < 0 || number >= FORM_ITEMS_MAX) {
		return refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_FOUND,
		    "form \"%s\" has no item \"%s\"; look at its items", form->id, item);
	}
	uint8_t bit = (uint8_t)(1 << (number % 8));
	if ((seen[number / 8] & bit) != 0) {
		return refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
		    "item \"%s\" is answered twice; give one answer", item);
	}
	seen[number / 8] |= bit;
	return check_enum(deciding, &convene__v1__item_answer__descriptor, (int)answer->answer,
	           "the answer to an item") &&
	       check_text(
	           deciding, text_or_empty(answer->note), LINE_BYTES_MAX, "the note to an item");
}

static bool check_answers(
    struct deciding *deciding, const Convene__V1__Form *form, const Convene__V1__FillForm *command)
{
	uint8_t seen[FORM_ITEMS_MAX / 8] = {0};
	const char *note = text_or_empty(command->note);
	if (!check_count(deciding, command->n_answers, FORM_ITEMS_MAX, "answers") ||
	    !check_text(deciding, note, TEXT_BYTES_MAX, "the note")) {
		return false;
	}
	if (command->n_answers == 0 && *note == '\0') {
		return refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
		    "nothing is filled in; answer at least one item, or write a note");
	}
	for (size_t i = 0; i < command->n_answers; i++) {
		if (!check_answer(deciding, form, command->answers[i], seen)) {
			return false;
		}
	}
	return true;
}

static void copy_answers(
    struct deciding *deciding, const Convene__V1__FillForm *command, Convene__V1__FormFilled *body)
{
	size_t count = command->n_answers;
	body->answers = draft_array(deciding, count + 1, sizeof *body->answers);
	for (size_t i = 0; body->answers != NULL && i < count; i++) {
		Convene__V1__ItemAnswered *answer =
		    DRAFT_BODY(deciding, ItemAnswered, item_answered);
		if (answer != NULL) {
			answer->item = draft_text(deciding, command->answers[i]->item);
			answer->answer = command->answers[i]->answer;
			answer->note = draft_text(deciding, command->answers[i]->note);
			body->answers[body->n_answers++] = answer;
		}
	}
}

void decide_fill_form(struct deciding *deciding)
{
	const Convene__V1__FillForm *command = deciding->command->fill_form;
	const char *form_id = text_or_empty(command->form);
	if (!check_in_play(
	        deciding, "forms are filled in after STARTEX", "no more forms can be filled in") ||
	    check_case(deciding, command->case_id) == NULL) {
		return;
	}
	const Convene__V1__Form *form =
	    library_get(&deciding->exercise->library, FORM, Form, form_id);
	if (form == NULL) {
		refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_FOUND,
		    "there is no form \"%s\"; name one of the scenario's forms", form_id);
		return;
	}
	if (!check_answers(deciding, form, command)) {
		return;
	}
	Convene__V1__FormFilled *body = DRAFT_BODY(deciding, FormFilled, form_filled);
	if (body == NULL) {
		return;
	}
	body->case_id = command->case_id;
	body->form = draft_text(deciding, form_id);
	body->team_id =
	    draft_text(deciding, participant_team_id(deciding->exercise, deciding->actor));
	body->participant_id = deciding->actor->id;
	body->note = draft_text(deciding, command->note);
	copy_answers(deciding, command, body);
	draft_event(deciding, CONVENE__V1__EVENT__BODY_FORM_FILLED, body);
}
