/* People of the story, the names that they go by, and who can interpret for them. */
#include "proto/list.h"
#include "server/scenario/check_private.h"

#include "proto/rules/interpreter.h"
#include "server/scenario/rules_private.h"

#include <string.h>
#include <strings.h>

/* Somebody has to speak the language, and to have nothing to do with the person. */
static void check_language(struct check *check, const Convene__V1__CasePerson *person)
{
	const Convene__V1__Scenario *scenario = check->scenario;
	size_t speakers = 0, free = 0;
	if (person->language[0] == '\0') {
		return;
	}
	if (!check_is_language(person->language)) {
		check_error(check, person, "language", 0,
		    "'%s' is not a language tag, as in 'fr' or 'x-torven'", person->language);
		return;
	}
	for (size_t i = 0; i < scenario->n_interpreters; i++) {
		if (interpreter_speaks(scenario->interpreters[i], person->language)) {
			speakers++;
			free += !list_has(scenario->interpreters[i]->conflicts,
			    scenario->interpreters[i]->n_conflicts, person->id);
		}
	}
	if (speakers == 0 && strcasecmp(person->language, scenario->language) != 0) {
		check_warning(
		    check, person, "language", 0, "no interpreter speaks '%s'", person->language);
	} else if (speakers > 0 && free == 0) {
		check_warning(check, person, "language", 0,
		    "every interpreter of '%s' has a conflict of interest with '%s'",
		    person->language, person->id);
	}
}

/* The `at`th name of a person: the pseudonym, then the aliases. */
static const char *name_at(const Convene__V1__CasePerson *person, size_t at)
{
	return at == 0 ? person->pseudonym : person->aliases[at - 1];
}

/* A case is known to concern somebody by the name that it is opened under. */
static void check_names(struct check *check, size_t index)
{
	const Convene__V1__Scenario *scenario = check->scenario;
	const Convene__V1__CasePerson *person = scenario->persons[index];
	for (size_t i = 0; i <= person->n_aliases; i++) {
		const char *name = name_at(person, i);
		for (size_t j = 0; j < index && name[0] != '\0'; j++) {
			for (size_t k = 0; k <= scenario->persons[j]->n_aliases; k++) {
				if (strcasecmp(name_at(scenario->persons[j], k), name) == 0) {
					check_error(check, person, i == 0 ? "pseudonym" : "aliases",
					    i == 0 ? 0 : i - 1, "person '%s' is called '%s' too",
					    scenario->persons[j]->id, name);
				}
			}
		}
	}
}

static void check_interpreter(struct check *check, const Convene__V1__Interpreter *interpreter)
{
	for (size_t i = 0; i < interpreter->n_languages; i++) {
		if (!check_is_language(interpreter->languages[i])) {
			check_error(check, interpreter, "languages", i,
			    "'%s' is not a language tag, as in 'fr' or 'x-torven'",
			    interpreter->languages[i]);
		}
	}
	if (interpreter->n_conflicts > 0 && interpreter->conflict_flag[0] == '\0') {
		check_warning(check, interpreter, "conflict_flag", 0,
		    "is missing; a booking in spite of the conflict will not be flagged");
	} else if (interpreter->n_conflicts == 0 && interpreter->conflict_flag[0] != '\0') {
		check_warning(
		    check, interpreter, "conflict_flag", 0, "has no effect without conflicts");
	}
	for (size_t i = 0; i < interpreter->n_conflicts; i++) {
		const Convene__V1__CasePerson *person =
		    names_message(&check->names, NAME_BIT(PERSON), interpreter->conflicts[i]);
		if (person != NULL && person->language[0] != '\0' &&
		    !interpreter_speaks(interpreter, person->language)) {
			check_warning(check, interpreter, "conflicts", i,
			    "'%s' speaks '%s', which this interpreter does not", person->id,
			    person->language);
		}
	}
}

void check_people(struct check *check)
{
	const Convene__V1__Scenario *scenario = check->scenario;
	for (size_t i = 0; i < scenario->n_interpreters; i++) {
		check_interpreter(check, scenario->interpreters[i]);
	}
	for (size_t i = 0; i < scenario->n_persons; i++) {
		check_language(check, scenario->persons[i]);
		if (check_is_bounded(scenario->persons[i]->n_aliases, ALIASES_MAX)) {
			check_names(check, i);
		}
	}
}
