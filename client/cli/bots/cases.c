/* The file of a person: whose it is, opening it, and what is noted in it. */
#include "client/cli/bots/conduct.h"

#include "proto/xalloc.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* A form with more items is filled in as far as this. */
#define ITEMS_MAX 64

const Convene__V1__CasePerson *person_called(const struct bots *bots, const char *id)
{
	return id[0] != '\0' ? view_declared(bots->world, CASE_PERSON, CasePerson, id) : NULL;
}

static bool in_a_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

bool names_person(const char *text, const char *pseudonym)
{
	size_t len = strlen(pseudonym);

	if (len == 0)
		return false;
	for (const char *at = strstr(text, pseudonym); at != NULL; at = strstr(at + 1, pseudonym))
		if ((at == text || !in_a_word(at[-1])) && !in_a_word(at[len]))
			return true;
	return false;
}

const struct view_case *file_for(const struct bot *bot, const Convene__V1__CasePerson *person)
{
	const struct view *world = bot->bots->world;
	const struct view_case *shared = NULL;

	for (size_t i = 0; i < world->case_count; i++) {
		const struct view_case *file = &world->cases[i];

		if (!view_case_has_team(file, bot->team_id) ||
		    (person != NULL && strcmp(file->person_id, person->id) != 0))
			continue;
		/* their own rather than one that others let them see */
		if (file->team_count > 0 && strcmp(file->teams[0], bot->team_id) == 0)
			return file;
		shared = file;
	}
	return shared;
}

/* Two commands for one person would be on their way before the first is seen. */
static bool note_opening(struct bots *bots, const struct bot *bot, const char *person)
{
	uint64_t number = bots_hash(bots, bot->team_id) * 31 + bots_hash(bots, person);

	for (size_t i = 0; i < bots->opening_count; i++)
		if (bots->opening[i] == number)
			return false;
	if (bots->opening_count == bots->opening_cap) {
		bots->opening_cap = bots->opening_cap * 2 + 32;
		bots->opening = xrealloc(bots->opening, bots->opening_cap * sizeof(*bots->opening));
	}
	bots->opening[bots->opening_count++] = number;
	return true;
}

void file_open(struct bot *bot, const Convene__V1__CasePerson *person)
{
	BOT_COMMAND(OPEN_CASE, OpenCase, open_case);

	if (!note_opening(bot->bots, bot, person->id))
		return;
	body.reference = person->pseudonym;
	body.summary = said(phrase_note(bot));
	/* whose language and age are not always asked at once */
	if (bot_chance(bot, 80))
		body.person_language = person->language;
	body.child = person->child && bot_chance(bot, 70);
	bot_send(bot, &command);
}

/* --- forms --- */

static Convene__V1__ItemAnswer some_answer(struct bot *bot)
{
	uint64_t mood = bot_random(bot, 10);

	if (mood < 5)
		return CONVENE__V1__ITEM_ANSWER__ITEM_ANSWER_YES;
	if (mood < 7)
		return CONVENE__V1__ITEM_ANSWER__ITEM_ANSWER_NO;
	return mood < 9 ? CONVENE__V1__ITEM_ANSWER__ITEM_ANSWER_UNKNOWN
	                : CONVENE__V1__ITEM_ANSWER__ITEM_ANSWER_NOT_ASKED;
}

void file_fill_form(struct bot *bot, const struct view_case *file, const char *form)
{
	const Convene__V1__Form *declared = view_declared(bot->bots->world, FORM, Form, form);
	Convene__V1__ItemAnswered answers[ITEMS_MAX], *list[ITEMS_MAX];
	BOT_COMMAND(FILL_FORM, FillForm, fill_form);

	if (declared == NULL)
		return;
	body.case_id = file->id;
	body.form = declared->id;
	body.note = said(phrase_note(bot));
	body.answers = list;
	for (size_t i = 0; i < declared->n_groups; i++) {
		const Convene__V1__FormGroup *group = declared->groups[i];

		for (size_t j = 0; j < group->n_items && body.n_answers < ITEMS_MAX; j++) {
			Convene__V1__ItemAnswered *answer = &answers[body.n_answers];

			convene__v1__item_answered__init(answer);
			answer->item = group->items[j]->id;
			answer->answer = some_answer(bot);
			list[body.n_answers++] = answer;
		}
	}
	bot_send(bot, &command);
}

bool file_has_form(const struct view_case *file, const char *form)
{
	for (size_t i = 0; i < file->history_count; i++)
		if (file->history[i]->body_case == CONVENE__V1__EVENT__BODY_FORM_FILLED &&
		    strcmp(file->history[i]->form_filled->form, form) == 0)
			return true;
	return false;
}

/* --- consent and fields --- */

const char *file_language(const struct bot *bot, const struct view_case *file)
{
	const Convene__V1__CasePerson *person = person_called(bot->bots, file->person_id);

	return person != NULL ? person->language : file->person_language;
}

void file_record_consent(struct bot *bot, const struct view_case *file, const char *recipient)
{
	const Convene__V1__TeamCard *team = bot_team(bot);
	const char *language = file_language(bot, file);
	char *recipients[2];
	BOT_COMMAND(RECORD_CONSENT, RecordConsent, record_consent);

	body.case_id = file->id;
	body.language = said(language[0] != '\0' ? language : "en");
	body.interpreter = said(language[0] != '\0' ? "the interpreter on duty" : "");
	body.recipients = recipients;
	if (team != NULL)
		recipients[body.n_recipients++] = team->country;
	if (recipient != NULL)
		recipients[body.n_recipients++] = said(recipient);
	body.purpose = said("Help and protection; nothing that is not needed for that.");
	body.words = said("\"Yes. But not to my employer, and not to my family.\"");
	if (body.n_recipients > 0)
		bot_send(bot, &command);
}

void file_record_field(struct bot *bot, const struct view_case *file, const char *field)
{
	const Convene__V1__CasePerson *person = person_called(bot->bots, file->person_id);
	Convene__V1__FieldValue value = CONVENE__V1__FIELD_VALUE__INIT;
	BOT_COMMAND(RECORD_FIELD, RecordField, record_field);

	value.field = said(field);
	value.value = said(phrase_fact(bot));
	for (size_t i = 0; person != NULL && i < person->n_identity; i++)
		if (strcmp(person->identity[i]->field, field) == 0)
			value.value = person->identity[i]->value;
	body.case_id = file->id;
	body.value = &value;
	body.source = said("Said by the person.");
	bot_send(bot, &command);
}

/* --- names and links --- */

static bool has_name(const struct view_case *file, const char *name)
{
	for (size_t i = 0; i < file->alias_count; i++)
		if (strcmp(file->aliases[i], name) == 0)
			return true;
	return strcmp(file->reference, name) == 0;
}

void file_add_alias(struct bot *bot, const struct view_case *file)
{
	const Convene__V1__CasePerson *person = person_called(bot->bots, file->person_id);
	char other[80];
	BOT_COMMAND(ADD_CASE_ALIAS, AddCaseAlias, add_case_alias);

	snprintf(
	    other, sizeof(other), "%.40s in the files of %.12s", file->reference, bot->team_id);
	body.case_id = file->id;
	body.alias = other;
	if (person != NULL && person->n_aliases > 0 && bot_chance(bot, 70))
		body.alias = person->aliases[bot_random(bot, person->n_aliases)];
	if (!has_name(file, body.alias))
		bot_send(bot, &command);
}

void file_link(struct bot *bot, const struct view_case *file)
{
	static const char *const relations[] = {
	    "recruited by the same agency", "worked at the same place", "came on the same bus"};
	const struct view *world = bot->bots->world;
	BOT_COMMAND(LINK_CASES, LinkCases, link_cases);

	body.case_id = file->id;
	body.relation = said(relations[bot_random(bot, 3)]);
	for (size_t i = 0; i < world->case_count; i++)
		if (world->cases[i].id != file->id &&
		    view_case_has_team(&world->cases[i], bot->team_id))
			body.other_case_id = world->cases[i].id;
	if (body.other_case_id != 0)
		bot_send(bot, &command);
}

/* --- interpreters --- */

static bool is_among(char *const *list, size_t count, const char *what)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i], what) == 0)
			return true;
	return false;
}

int64_t file_interpreter(struct bot *bot, const struct view_case *file)
{
	const struct view *world = bot->bots->world;
	const Convene__V1__TeamCard *team = bot_team(bot);
	const char *language = file_language(bot, file);
	int64_t now_ms = bots_exercise_ms(bot->bots);
	BOT_COMMAND(BOOK_INTERPRETER, BookInterpreter, book_interpreter);

	for (size_t i = 0; i < world->booking_count; i++) {
		const struct view_booking *booking = &world->bookings[i];

		if (booking->booked->case_id == file->id && !booking->released)
			return booking->booked->arrives_ms > now_ms
			           ? booking->booked->arrives_ms - now_ms
			           : 0;
	}
	body.case_id = file->id;
	for (size_t i = 0; team != NULL && i < view_declared_count(world, INTERPRETER); i++) {
		const Convene__V1__Interpreter *one =
		    view_declared_at(world, INTERPRETER, Interpreter, i);

		if ((language[0] != '\0' &&
		        !is_among(one->languages, one->n_languages, language)) ||
		    (one->n_countries > 0 &&
		        !is_among(one->countries, one->n_countries, team->country)) ||
		    view_booking_of(world, one->id) != NULL)
			continue;
		body.interpreter_id = one->id;
		bot_send(bot, &command);
		return one->delay_ms;
	}
	return -1;
}
