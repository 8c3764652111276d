/* People of the story, the names that they go by, and who can interpret for them. */
#include "server/scenario/scenario_check_private.h"

#include "proto/alike.h"
#include "proto/list.h"
#include "proto/rules/interpreter.h"
#include "server/scenario/rules_private.h"

#include <stdlib.h>
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

/* Names that were looked at, as they are told apart. */
struct called {
	const Convene__V1__CasePerson *person; /* borrowed: outlives the check */
	char *folded;                          /* owned */
};

struct roll {
	struct called *list; /* owned */
	size_t count, cap;
};

static void check_person_name(struct check *check, struct roll *roll,
    const Convene__V1__CasePerson *person, const char *field, size_t index, const char *name)
{
	char *folded = alike_fold(name);
	for (size_t i = 0; i < roll->count; i++) {
		const struct called *other = &roll->list[i];
		if (other->person != person && strcmp(other->folded, folded) == 0) {
			check_error(check, person, field, index, "person '%s' is called '%s' too",
			    other->person->id, name);
		}
	}
	*LIST_ADD(roll->list, roll->count, roll->cap) =
	    (struct called){.person = person, .folded = folded};
}

/* A case is known to concern somebody by the name that it is opened under. */
static void check_person_names(struct check *check)
{
	const Convene__V1__Scenario *scenario = check->scenario;
	struct roll roll = {.count = 0};
	for (size_t i = 0; i < scenario->n_persons; i++) {
		const Convene__V1__CasePerson *person = scenario->persons[i];
		if (person->pseudonym[0] != '\0') {
			check_person_name(check, &roll, person, "pseudonym", 0, person->pseudonym);
		}
		size_t aliases =
		    check_is_bounded(person->n_aliases, ALIASES_MAX) ? person->n_aliases : 0;
		for (size_t j = 0; j < aliases; j++) {
			if (person->aliases[j][0] != '\0') {
				check_person_name(
				    check, &roll, person, "aliases", j, person->aliases[j]);
			}
		}
	}
	for (size_t i = 0; i < roll.count; i++) {
		free(roll.list[i].folded);
	}
	free(roll.list);
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
	}
	check_person_names(check);
}
