/*
 * Interpreters are booked, arrive and are released. Conflicts of interest are flagged for staff,
 * and told to nobody who books: finding them out is part of the exercise.
 */
#include "server/exercise/decide/simcell/interpreter_decide.h"

#include "convene/v1/simcell.pb-c.h"
#include "proto/list.h"
#include "proto/reflect.h"
#include "server/exercise/decide/case/case_reference.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/deciders.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/decide/simcell/interpreter_standing.h"
#include "server/exercise/decide/warning.h"
#include "server/exercise/exercise.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/index.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/state/case/case.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/participant.h"
#include "server/exercise/state/simcell/interpreter.h"
#include "server/exercise/state/state.h"

#include <inttypes.h>
#include <string.h>

/* CaseFlagged.rule of a booking in spite of a conflict of interest. */
#define CONFLICT_RULE "interpreter-conflict"

static void flag_conflict(struct deciding *deciding, const Convene__V1__Interpreter *interpreter,
    int person, const struct flagging *flagging)
{
	const struct library *library = &deciding->exercise->library;
	if (person < 0 || (size_t)person >= library_count(library, PERSON) ||
	    *interpreter->conflict_flag == '\0') {
		return;
	}
	if (list_has(interpreter->conflicts, interpreter->n_conflicts,
	        library_at(library, PERSON, CasePerson, (size_t)person)->id)) {
		flag_draft(
		    deciding, flagging, interpreter->conflict_flag, CONFLICT_RULE, interpreter->id);
	}
}

void interpreter_flag_conflicts(
    struct deciding *deciding, const struct case_file *file, int person, uint64_t by_seq)
{
	const struct interpreters *interpreters = &deciding->exercise->interpreters;
	for (size_t i = 0; i < interpreters->taken_count; i++) {
		const struct booking *booking = interpreters->taken[i];
		if (booking != NULL && booking->case_id == file->id) {
			struct flagging flagging = {.case_id = file->id,
			    .team_id = exercise_team_id(deciding->exercise, booking->team),
			    .by_seq = by_seq};
			flag_conflict(deciding, interpreter_of(deciding->exercise, booking), person,
			    &flagging);
		}
	}
}
#define BEFORE_STARTEX "interpreters can be booked from STARTEX on"
#define AFTER_ENDEX    "interpreters are no longer needed"

/* --- booking --- */

/* A rule of the story's services, not of good practice: nobody there takes the call. */
static bool check_country(
    struct deciding *deciding, const Convene__V1__Interpreter *interpreter, int team)
{
	const struct library *library = &deciding->exercise->library;
	int country = deciding->exercise->cast.teams[team]->country;
	const char *own =
	    country >= 0 ? library_at(library, COUNTRY, Country, (size_t)country)->id : "";
	return interpreter->n_countries == 0 ||
	       list_has(interpreter->countries, interpreter->n_countries, own) ||
	       REFUSE(deciding, NOT_PERMITTED,
	           "interpreter \"%s\" cannot be booked from your country; the catalogue says "
	           "from where, so book another one or ask a team there",
	           interpreter->id);
}

/* Whose booking it is, only to those who know of the case. */
static bool check_free(struct deciding *deciding, int interpreter, const char *id)
{
	const struct exercise *exercise = deciding->exercise;
	const struct booking *booking = interpreter_taken_by(exercise, interpreter);
	if (booking == NULL) {
		return true;
	}
	char since[32];
	int team = deciding->actor->team;
	const struct case_file *file = case_find(exercise, booking->case_id);
	reflect_format_ms(booking->booked_ms - booking->booked_ms % 1000, since, sizeof since);
	if (booking->team == team) {
		return REFUSE(deciding, WRONG_STATE,
		    "your team has booked interpreter \"%s\" since %s, for case %" PRIu64
		    "; release booking %" PRIu64 " first",
		    id, since, booking->case_id, booking->id);
	}
	if (file != NULL && set_has(&file->teams, team)) {
		return REFUSE(deciding, WRONG_STATE,
		    "interpreter \"%s\" is with %s since %s, for case %" PRIu64
		    "; ask that team, or book another one",
		    id, exercise_team_id(exercise, booking->team), since, booking->case_id);
	}
	return REFUSE(deciding, WRONG_STATE,
	    "interpreter \"%s\" is with another team since %s; try later, or book another one", id,
	    since);
}

void decide_book_interpreter(struct deciding *deciding)
{
	const Convene__V1__BookInterpreter *command = deciding->command->book_interpreter;
	const struct library *library = &deciding->exercise->library;
	const char *id = command->interpreter_id;
	int at = library_index(library, LIBRARY_INTERPRETER, id);
	if (!check_in_play(deciding, BEFORE_STARTEX, AFTER_ENDEX)) {
		return;
	}
	if (at < 0) {
		REFUSE(deciding, NOT_FOUND,
		    "there is no interpreter \"%s\"; the catalogue has them all", id);
		return;
	}
	const Convene__V1__Interpreter *interpreter =
	    library_at(library, INTERPRETER, Interpreter, (size_t)at);
	const struct case_file *file = check_case(deciding, command->case_id);
	if (file == NULL || !check_country(deciding, interpreter, deciding->actor->team) ||
	    !check_free(deciding, at, id) || !check_share(deciding, SHARE_BOOKINGS)) {
		return;
	}
	uint64_t seq =
	    DRAFT(deciding, INTERPRETER_BOOKED, InterpreterBooked, .booking_id = draft_id(deciding),
	        .interpreter_id = interpreter->id, .team_id = own_team_id(deciding),
	        .case_id = file->id, .participant_id = deciding->actor->id,
	        .arrives_ms = deciding->exercise_ms + interpreter->delay_ms);
	struct flagging flagging = {
	    .case_id = file->id, .team_id = own_team_id(deciding), .by_seq = seq};
	flag_conflict(deciding, interpreter, file->person, &flagging);
}

void decide_release_interpreter(struct deciding *deciding)
{
	const Convene__V1__ReleaseInterpreter *command = deciding->command->release_interpreter;
	const struct booking *booking = booking_find(deciding->exercise, command->booking_id);
	if (!check_in_play(deciding, BEFORE_STARTEX, AFTER_ENDEX)) {
		return;
	}
	if (booking == NULL || (by_player(deciding) && booking->team != deciding->actor->team)) {
		REFUSE(deciding, NOT_FOUND,
		    "there is no booking %" PRIu64 " that you may release; name one that your "
		    "team made",
		    command->booking_id);
		return;
	}
	if (!booking->released) {
		DRAFT(
		    deciding, INTERPRETER_RELEASED, InterpreterReleased, .booking_id = booking->id);
	}
}

/* --- arrivals --- */

int64_t interpreters_next(const struct exercise *exercise)
{
	const struct interpreters *interpreters = &exercise->interpreters;
	int64_t next_ms = INT64_MAX;
	for (size_t i = 0; i < interpreters->taken_count; i++) {
		const struct booking *booking = interpreters->taken[i];
		if (booking != NULL && !booking->arrived && booking->arrives_ms < next_ms) {
			next_ms = booking->arrives_ms;
		}
	}
	return next_ms;
}

/* Those of the earliest time, which is as far as one call has to go. */
void interpreters_decide(struct deciding *deciding, int64_t until_ms)
{
	const struct interpreters *interpreters = &deciding->exercise->interpreters;
	int64_t due_ms = interpreters_next(deciding->exercise);
	for (size_t i = 0; i < interpreters->taken_count && due_ms <= until_ms; i++) {
		const struct booking *booking = interpreters->taken[i];
		if (booking == NULL || booking->arrived || booking->arrives_ms != due_ms) {
			continue;
		}
		DRAFT(deciding, INTERPRETER_ARRIVED, InterpreterArrived, .booking_id = booking->id);
	}
}
