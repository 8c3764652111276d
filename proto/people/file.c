/*
 * Whatever one does with the file of a person, a command each; what comes next is casework.c's. A
 * person has one file in a team: since the world may lag behind, it is noted when one was opened
 * and not only when it is seen. Words and values are the scenario's where it has them, so that what
 * rehearsed people write down is what players could have found out.
 */
#include "proto/people/file.h"

#include "proto/list.h"
#include "proto/printable.h"
#include "proto/rules/interpreter.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* A form with more items is filled in as far as this. */
#define ITEMS_MAX 64

const Convene__V1__CasePerson *person_called(const struct people *people, const char *id)
{
	return id[0] != '\0' ? view_declared(people->world, CASE_PERSON, CasePerson, id) : NULL;
}

static bool in_a_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

bool names_person(const char *text, const char *pseudonym)
{
	size_t len = strlen(pseudonym);
	if (len == 0) {
		return false;
	}
	for (const char *at = strstr(text, pseudonym); at != NULL; at = strstr(at + 1, pseudonym)) {
		if ((at == text || !in_a_word(at[-1])) && !in_a_word(at[len])) {
			return true;
		}
	}
	return false;
}

const struct view_case *file_for(const struct actor *actor, const Convene__V1__CasePerson *person)
{
	const struct view *world = actor->people->world;
	const struct view_case *shared = NULL;
	for (size_t i = 0; i < world->case_count; i++) {
		const struct view_case *file = &world->cases[i];
		if (!view_case_has_team(file, actor->team_id) ||
		    (person != NULL && strcmp(file->person_id, person->id) != 0)) {
			continue;
		}
		/* their own rather than one that others let them see */
		if (file->team_count > 0 && strcmp(file->teams[0], actor->team_id) == 0) {
			return file;
		}
		shared = file;
	}
	return shared;
}

/* Two commands for one person would be on their way before the first is seen. */
static bool note_opening(struct people *people, const struct actor *actor, const char *person)
{
	uint64_t number = people_hash(people, actor->team_id) * 31 + people_hash(people, person);
	for (size_t i = 0; i < people->opening_count; i++) {
		if (people->opening[i] == number) {
			return false;
		}
	}
	*LIST_ADD(people->opening, people->opening_count, people->opening_cap) = number;
	return true;
}

void file_open(struct actor *actor, const Convene__V1__CasePerson *person)
{
	ACTOR_COMMAND(OPEN_CASE, OpenCase, open_case);
	if (!note_opening(actor->people, actor, person->id)) {
		return;
	}
	body.reference = person->pseudonym;
	body.summary = said(phrase_note(actor));
	/* whose language and age are not always asked at once */
	if (actor_chance(actor, 80)) {
		body.person_language = person->language;
	}
	body.child = person->child && actor_chance(actor, 70);
	actor_send(actor, &command);
}

/* --- forms --- */

static Convene__V1__ItemAnswer some_answer(struct actor *actor)
{
	uint64_t mood = actor_random(actor, 10);
	if (mood < 5) {
		return CONVENE__V1__ITEM_ANSWER__ITEM_ANSWER_YES;
	}
	if (mood < 7) {
		return CONVENE__V1__ITEM_ANSWER__ITEM_ANSWER_NO;
	}
	return mood < 9 ? CONVENE__V1__ITEM_ANSWER__ITEM_ANSWER_UNKNOWN
	                : CONVENE__V1__ITEM_ANSWER__ITEM_ANSWER_NOT_ASKED;
}

void file_fill_form(struct actor *actor, const struct view_case *file, const char *form)
{
	const Convene__V1__Form *declared = view_declared(actor->people->world, FORM, Form, form);
	Convene__V1__ItemAnswered answers[ITEMS_MAX], *list[ITEMS_MAX];
	ACTOR_COMMAND(FILL_FORM, FillForm, fill_form);
	if (declared == NULL) {
		return;
	}
	body.case_id = file->id;
	body.form = declared->id;
	body.note = said(phrase_note(actor));
	body.answers = list;
	for (size_t i = 0; i < declared->n_groups; i++) {
		const Convene__V1__FormGroup *group = declared->groups[i];
		for (size_t j = 0; j < group->n_items && body.n_answers < ITEMS_MAX; j++) {
			Convene__V1__ItemAnswered *answer = &answers[body.n_answers];
			convene__v1__item_answered__init(answer);
			answer->item = group->items[j]->id;
			answer->answer = some_answer(actor);
			list[body.n_answers++] = answer;
		}
	}
	actor_send(actor, &command);
}

bool file_has_form(const struct view_case *file, const char *form)
{
	for (size_t i = 0; i < file->history_count; i++) {
		if (file->history[i].event->body_case == CONVENE__V1__EVENT__BODY_FORM_FILLED &&
		    strcmp(file->history[i].event->form_filled->form, form) == 0) {
			return true;
		}
	}
	return false;
}

/* --- consent and fields --- */

static const char *file_language(const struct actor *actor, const struct view_case *file)
{
	const Convene__V1__CasePerson *person = person_called(actor->people, file->person_id);
	return person != NULL ? person->language : file->person_language;
}

void file_record_consent(struct actor *actor, const struct view_case *file, const char *recipient)
{
	const Convene__V1__TeamCard *team = actor_team(actor);
	const char *language = file_language(actor, file);
	ACTOR_COMMAND(RECORD_CONSENT, RecordConsent, record_consent);
	body.case_id = file->id;
	body.language = said(language[0] != '\0' ? language : "en");
	body.interpreter = said(language[0] != '\0' ? "the interpreter on duty" : "");
	char *recipients[2];
	body.recipients = recipients;
	if (team != NULL) {
		recipients[body.n_recipients++] = team->country;
	}
	if (recipient != NULL) {
		recipients[body.n_recipients++] = said(recipient);
	}
	body.purpose = said("Help and protection; nothing that is not needed for that.");
	body.words = said("\"Yes. But not to my employer, and not to my family.\"");
	if (body.n_recipients > 0) {
		actor_send(actor, &command);
	}
}

void file_record_field(struct actor *actor, const struct view_case *file, const char *field)
{
	const Convene__V1__CasePerson *person = person_called(actor->people, file->person_id);
	Convene__V1__FieldValue value = CONVENE__V1__FIELD_VALUE__INIT;
	ACTOR_COMMAND(RECORD_FIELD, RecordField, record_field);
	value.field = said(field);
	value.value = said(phrase_fact(actor));
	for (size_t i = 0; person != NULL && i < person->n_identity; i++) {
		if (strcmp(person->identity[i]->field, field) == 0) {
			value.value = person->identity[i]->value;
		}
	}
	body.case_id = file->id;
	body.value = &value;
	body.source = said("Said by the person.");
	actor_send(actor, &command);
}

/* --- names and links --- */

static bool has_name(const struct view_case *file, const char *name)
{
	for (size_t i = 0; i < file->alias_count; i++) {
		if (strcmp(file->aliases[i], name) == 0) {
			return true;
		}
	}
	return strcmp(file->reference, name) == 0;
}

void file_add_alias(struct actor *actor, const struct view_case *file)
{
	const Convene__V1__CasePerson *person = person_called(actor->people, file->person_id);
	ACTOR_COMMAND(ADD_CASE_ALIAS, AddCaseAlias, add_case_alias);
	char other[80];
	size_t reference = printable_fit_bytes(file->reference, strlen(file->reference), 40);
	size_t team = printable_fit_bytes(actor->team_id, strlen(actor->team_id), 12);
	snprintf(other, sizeof(other), "%.*s in the files of %.*s", (int)reference, file->reference,
	    (int)team, actor->team_id);
	body.case_id = file->id;
	body.alias = other;
	if (person != NULL && person->n_aliases > 0 && actor_chance(actor, 70)) {
		body.alias = person->aliases[actor_random(actor, person->n_aliases)];
	}
	if (!has_name(file, body.alias)) {
		actor_send(actor, &command);
	}
}

void file_link(struct actor *actor, const struct view_case *file)
{
	static const char *const relations[] = {
	    "recruited by the same agency", "worked at the same place", "came on the same bus"};
	const struct view *world = actor->people->world;
	ACTOR_COMMAND(LINK_CASES, LinkCases, link_cases);
	body.case_id = file->id;
	body.relation = said(relations[actor_random(actor, 3)]);
	for (size_t i = 0; i < world->case_count; i++) {
		if (world->cases[i].id != file->id &&
		    view_case_has_team(&world->cases[i], actor->team_id)) {
			body.other_case_id = world->cases[i].id;
		}
	}
	if (body.other_case_id != 0) {
		actor_send(actor, &command);
	}
}

/* --- interpreters --- */

int64_t file_interpreter(struct actor *actor, const struct view_case *file)
{
	const struct view *world = actor->people->world;
	const Convene__V1__TeamCard *team = actor_team(actor);
	const char *language = file_language(actor, file);
	int64_t now_ms = actor->people->now_ms;
	ACTOR_COMMAND(BOOK_INTERPRETER, BookInterpreter, book_interpreter);
	for (size_t i = 0; i < world->booking_count; i++) {
		const struct view_booking *booking = &world->bookings[i];
		if (booking->booked->case_id == file->id && !booking->released) {
			return booking->booked->arrives_ms > now_ms
			           ? booking->booked->arrives_ms - now_ms
			           : 0;
		}
	}
	body.case_id = file->id;
	for (size_t i = 0; team != NULL && i < view_declared_count(world, INTERPRETER); i++) {
		const Convene__V1__Interpreter *one =
		    view_declared_at(world, INTERPRETER, Interpreter, i);
		if (!interpreter_speaks(one, language) ||
		    (one->n_countries > 0 &&
		        !list_has(one->countries, one->n_countries, team->country)) ||
		    view_booking_of(world, one->id) != NULL) {
			continue;
		}
		body.interpreter_id = one->id;
		actor_send(actor, &command);
		return one->delay_ms;
	}
	return -1;
}
