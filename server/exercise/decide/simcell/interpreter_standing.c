/*
 * Whether somebody is there who interprets. Only those who are taken are looked at, of which each
 * interpreter has one booking at most.
 */
#include "server/exercise/decide/simcell/interpreter_standing.h"

#include "convene/v1/simcell.pb-c.h"
#include "proto/rules/interpreter.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/state/case/case.h"
#include "server/exercise/state/simcell/interpreter.h"
#include "server/exercise/state/state.h"

const Convene__V1__Interpreter *interpreter_of(
    const struct exercise *exercise, const struct booking *booking)
{
	return library_at(
	    &exercise->library, INTERPRETER, Interpreter, (size_t)booking->interpreter);
}

/* What the scenario says of the person counts more than what a team wrote down. */
static const char *language_of(const struct exercise *exercise, const struct case_file *file)
{
	const char *language = "";
	if (file->person >= 0 && (size_t)file->person < library_count(&exercise->library, PERSON)) {
		language = library_at(&exercise->library, PERSON, CasePerson, (size_t)file->person)
		               ->language;
	}
	return *language != '\0' ? language : file->language;
}

bool interpreter_is_there(const struct exercise *exercise, const struct case_file *file, int team)
{
	const struct interpreters *interpreters = &exercise->interpreters;
	const char *language = language_of(exercise, file);
	if (!set_has(&file->teams, team)) {
		return false;
	}
	for (size_t i = 0; i < interpreters->taken_count; i++) {
		const struct booking *booking = interpreters->taken[i];
		if (booking != NULL && booking->arrived && booking->case_id == file->id &&
		    set_has(&file->teams, booking->team) &&
		    interpreter_speaks(interpreter_of(exercise, booking), language)) {
			return true;
		}
	}
	return false;
}
