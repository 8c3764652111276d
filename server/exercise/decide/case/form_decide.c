/*
 * Items of a form are answered each once in a command; a note alone will do.
 */
#include "convene/v1/case.pb-c.h"
#include "server/exercise/decide/case/case_reference.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/deciders.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/ground/limits.h"
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
	const char *item = answer->item;
	int number = item_number(form, item);
	if (number < 0 || number >= FORM_ITEMS_MAX) {
		return REFUSE(deciding, NOT_FOUND,
		    "form \"%s\" has no item \"%s\"; look at its items", form->id, item);
	}
	uint8_t bit = (uint8_t)(1 << (number % 8));
	if ((seen[number / 8] & bit) != 0) {
		return REFUSE(
		    deciding, INVALID, "item \"%s\" is answered twice; give one answer", item);
	}
	seen[number / 8] |= bit;
	return check_enum(deciding, &convene__v1__item_answer__descriptor, (int)answer->answer,
	           "the answer to an item") &&
	       check_text(deciding, answer->note, LINE_BYTES_MAX, "the note to an item");
}

static bool check_answers(
    struct deciding *deciding, const Convene__V1__Form *form, const Convene__V1__FillForm *command)
{
	uint8_t seen[FORM_ITEMS_MAX / 8] = {0};
	const char *note = command->note;
	if (!check_count(deciding, command->n_answers, FORM_ITEMS_MAX, "answers") ||
	    !check_text(deciding, note, TEXT_BYTES_MAX, "the note")) {
		return false;
	}
	if (command->n_answers == 0 && *note == '\0') {
		return REFUSE(deciding, INVALID,
		    "nothing is filled in; answer at least one item, or write a note");
	}
	for (size_t i = 0; i < command->n_answers; i++) {
		if (!check_answer(deciding, form, command->answers[i], seen)) {
			return false;
		}
	}
	return true;
}

void decide_fill_form(struct deciding *deciding)
{
	const Convene__V1__FillForm *command = deciding->command->fill_form;
	const char *form_id = command->form;
	if (!check_in_play(
	        deciding, "forms are filled in after STARTEX", "no more forms can be filled in") ||
	    check_case(deciding, command->case_id) == NULL) {
		return;
	}
	const Convene__V1__Form *form =
	    library_get(&deciding->exercise->library, FORM, Form, form_id);
	if (form == NULL) {
		REFUSE(deciding, NOT_FOUND,
		    "there is no form \"%s\"; name one of the scenario's forms", form_id);
		return;
	}
	if (!check_answers(deciding, form, command)) {
		return;
	}
	DRAFT(deciding, FORM_FILLED, FormFilled, .case_id = command->case_id, .form = command->form,
	    .team_id = own_team_id(deciding), .participant_id = deciding->actor->id,
	    .note = command->note, .n_answers = command->n_answers, .answers = command->answers);
}
