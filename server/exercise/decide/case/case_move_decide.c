/*
 * A step on a track: found by its id, or by the state to which it leads; a step that is not
 * possible is refused, one that breaks a rule is warned of. After the step come its flags.
 */
#include "convene/v1/case.pb-c.h"
#include "proto/complaint.h"
#include "proto/rules/track_step.h"
#include "server/exercise/decide/case/case_reference.h"
#include "server/exercise/decide/case/guard.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/deciders.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/decide/warning.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/state/case/case.h"
#include "server/exercise/state/case/case_standing.h"
#include "server/exercise/state/participant.h"
#include "server/exercise/state/state.h"

#include <inttypes.h>
#include <string.h>

/* --- which step is meant --- */

static const char *or_none(const char *list)
{
	return list[0] != '\0' ? list : "none";
}

/* The steps of a track, as far as they are possible from `state` (NULL: all) and lead to `to`
 * (NULL: anywhere): "screen, appeal". */
static const char *list_steps(
    const Convene__V1__Track *track, const char *state, const char *to, char *text, size_t size)
{
	text[0] = '\0';
	for (size_t i = 0; i < track->n_transitions; i++) {
		const Convene__V1__Transition *transition = track->transitions[i];
		if ((state == NULL || track_step_begins(transition, state)) &&
		    (to == NULL || strcmp(transition->to, to) == 0)) {
			complaint_word(text, size, ", ", transition->id);
		}
	}
	return or_none(text);
}

/* How many steps lead from a state to another, and the last of them. */
static size_t steps_between(
    const Convene__V1__Track *track, const char *from, const char *to, int *found)
{
	size_t count = 0;
	for (size_t i = 0; i < track->n_transitions; i++) {
		const Convene__V1__Transition *transition = track->transitions[i];
		if (strcmp(transition->to, to) == 0 && track_step_begins(transition, from)) {
			*found = (int)i;
			count++;
		}
	}
	return count;
}

/* The transition that is named, by its own id or by the state to which it leads; -1: refused. */
static int find_transition(
    struct deciding *deciding, const Convene__V1__Track *track, const char *state, const char *name)
{
	char steps[300];
	int named = track_transition_index(track, name), leading = -1;
	if (*name == '\0') {
		REFUSE(deciding, INVALID, "the step is missing; from \"%s\" these are possible: %s",
		    state, list_steps(track, state, NULL, steps, sizeof steps));
		return -1;
	}
	if (named >= 0 && track_step_begins(track->transitions[named], state)) {
		return named;
	}
	size_t ways = steps_between(track, state, name, &leading);
	if (ways == 1) {
		return leading;
	}
	if (ways > 1) {
		REFUSE(deciding, INVALID,
		    "several steps lead from \"%s\" to \"%s\"; name one of them: %s", state, name,
		    list_steps(track, state, name, steps, sizeof steps));
	} else if (named >= 0 || track_state_index(track, name) >= 0) {
		REFUSE(deciding, WRONG_STATE,
		    "\"%s\" is not possible from \"%s\"; from there these are: %s", name, state,
		    list_steps(track, state, NULL, steps, sizeof steps));
	} else {
		REFUSE(deciding, NOT_FOUND,
		    "track \"%s\" has no step or state \"%s\"; from \"%s\" these are possible: %s",
		    track->id, name, state, list_steps(track, state, NULL, steps, sizeof steps));
	}
	return -1;
}

/* A track on which the sender sees the case; -1: refused. */
static int find_track(struct deciding *deciding, const struct case_file *file, const char *track_id)
{
	const struct exercise *exercise = deciding->exercise;
	int track = library_index(&exercise->library, LIBRARY_TRACK, track_id);
	if (track < 0 || track >= case_track_count(exercise)) {
		char known[300] = "";
		for (int i = 0; i < case_track_count(exercise); i++) {
			complaint_word(known, sizeof known, ", ",
			    library_at(&exercise->library, TRACK, Track, i)->id);
		}
		REFUSE(deciding, NOT_FOUND, "there is no track \"%s\"; these are: %s", track_id,
		    or_none(known));
		return -1;
	}
	if (!set_has(&file->track_teams[track], deciding->actor->team)) {
		REFUSE(deciding, NOT_FOUND,
		    "track \"%s\" of case %" PRIu64
		    " was not shared with your team; ask whoever shared the case",
		    track_id, file->id);
		return -1;
	}
	return track;
}

/* --- deciding --- */

static bool guard_exists(const Convene__V1__Transition *transition, const char *id)
{
	for (size_t i = 0; i < transition->n_guards; i++) {
		if (strcmp(transition->guards[i]->id, id) == 0) {
			return true;
		}
	}
	return false;
}

static bool check_confirmed(struct deciding *deciding, const struct step *step)
{
	const Convene__V1__MoveCase *command = step->command;
	if (!check_count(deciding, command->n_confirmed, TRANSITION_GUARDS_MAX, "confirmations")) {
		return false;
	}
	for (size_t i = 0; i < command->n_confirmed; i++) {
		const char *id = command->confirmed[i];
		if (!guard_exists(step->transition, id)) {
			char known[300] = "";
			for (size_t j = 0; j < step->transition->n_guards; j++) {
				complaint_word(
				    known, sizeof known, ", ", step->transition->guards[j]->id);
			}
			return REFUSE(deciding, INVALID,
			    "step \"%s\" has no rule \"%s\" to confirm; its rules are: %s",
			    step->transition->id, id, or_none(known));
		}
	}
	return true;
}

static bool find_step(
    struct deciding *deciding, const Convene__V1__MoveCase *command, struct step *step)
{
	step->command = command;
	step->file = check_case(deciding, command->case_id);
	if (step->file == NULL) {
		return false;
	}
	step->track_index = find_track(deciding, step->file, command->track);
	if (step->track_index < 0) {
		return false;
	}
	step->track = library_at(&deciding->exercise->library, TRACK, Track, step->track_index);
	step->transition_index = find_transition(deciding, step->track,
	    case_state_id(deciding->exercise, step->file, step->track_index), command->transition);
	if (step->transition_index < 0) {
		return false;
	}
	step->transition = step->track->transitions[step->transition_index];
	return check_text(deciding, command->reason, TEXT_BYTES_MAX, "the reason") &&
	       check_confirmed(deciding, step);
}

static uint64_t draft_moved(struct deciding *deciding, const struct step *step)
{
	const Convene__V1__MoveCase *command = step->command;
	char *from = (char *)case_state_id(deciding->exercise, step->file, step->track_index);
	char *to = step->transition->to;
	return DRAFT(deciding, CASE_MOVED, CaseMoved, .case_id = step->file->id,
	    .track = step->track->id, .transition = step->transition->id, .from = from,
	    .to = *to != '\0' ? to : from, .team_id = own_team_id(deciding),
	    .participant_id = deciding->actor->id, .reason = command->reason,
	    .n_confirmed = command->n_confirmed, .confirmed = command->confirmed);
}

void decide_move_case(struct deciding *deciding)
{
	struct step step = {.file = NULL};
	struct warnings warnings = {.deciding = deciding};
	if (!check_in_play(
	        deciding, "there are no cases before STARTEX", "cases stay as they are") ||
	    !find_step(deciding, deciding->command->move_case, &step)) {
		return;
	}
	guards_warn(deciding, &step, &warnings);
	if (!warnings_pass(&warnings, step.command->anyway)) {
		return;
	}
	struct flagging flagging = {.case_id = step.file->id,
	    .team_id = own_team_id(deciding),
	    .by_seq = draft_moved(deciding, &step)};
	warnings_flag(&warnings, &flagging);
	for (size_t i = 0; i < step.transition->n_raises; i++) {
		flag_draft(
		    deciding, &flagging, step.transition->raises[i], step.transition->id, NULL);
	}
}
