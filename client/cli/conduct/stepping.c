#include "client/cli/conduct/stepping.h"

#include "client/cli/conduct/case_show.h"
#include "client/cli/conduct/dialogues.h"
#include "client/cli/conduct/find.h"
#include "client/cli/text/nearest.h"

#include <string.h>
#include <strings.h>

struct found {
	const Convene__V1__Track *track;
	const Convene__V1__Transition *step;
	size_t tracks; /* on which there is such a step */
};

/* The step of this name, or the one that leads to the state of this name from where the case is. */
static const Convene__V1__Transition *step_on(
    const Convene__V1__Track *track, const struct view_case *file, const char *word)
{
	const struct view_standing *here = view_case_standing(file, track->id);
	for (size_t i = 0; i < track->n_transitions; i++) {
		if (strcasecmp(track->transitions[i]->id, word) == 0) {
			return track->transitions[i];
		}
	}
	for (size_t i = 0; i < track->n_transitions; i++) {
		if (strcasecmp(track->transitions[i]->to, word) == 0 &&
		    case_step_begins(track->transitions[i], here)) {
			return track->transitions[i];
		}
	}
	return NULL;
}

static void find(struct conduct *conduct, const struct view_case *file, const char *word,
    const char *only, struct found *found)
{
	const struct view *view = conduct->view;
	*found = (struct found){.tracks = 0};
	for (size_t i = 0; i < view_declared_count(view, TRACK); i++) {
		const Convene__V1__Track *track = view_declared_at(view, TRACK, Track, i);
		if (only != NULL && strcasecmp(only, track->id) != 0) {
			continue;
		}
		const Convene__V1__Transition *step = step_on(track, file, word);
		if (step == NULL) {
			continue;
		}
		bool here = case_step_begins(step, view_case_standing(file, track->id));
		/* of several, the one that can be taken now */
		if (found->tracks > 0 && !here) {
			continue;
		}
		if (found->tracks > 0 &&
		    !case_step_begins(found->step, view_case_standing(file, found->track->id))) {
			found->tracks = 0;
		}
		found->tracks++;
		found->track = track;
		found->step = step;
	}
}

static enum conduct_outcome no_step(
    struct conduct *conduct, const struct view_case *file, const char *word, const char *only)
{
	const struct view *view = conduct->view;
	struct nearest nearest;
	struct buf steps = {0};
	nearest_init(&nearest, word);
	for (size_t i = 0; i < view_declared_count(view, TRACK); i++) {
		const Convene__V1__Track *track = view_declared_at(view, TRACK, Track, i);
		for (size_t j = 0;
		     (only == NULL || strcasecmp(only, track->id) == 0) && j < track->n_transitions;
		     j++) {
			nearest_offer(&nearest, track->transitions[j]->id);
		}
	}
	case_steps(conduct, &steps, file);
	char meant[80];
	if (nearest.best != NULL) {
		conduct_refuse(conduct, "there is no step \"%s\"%s", word,
		    nearest_question(&nearest, meant, sizeof(meant)));
	} else {
		conduct_refuse(conduct, "there is no step \"%s\"; from here: %.*s", word,
		    steps.len > 0 ? (int)steps.len : 4,
		    steps.len > 0 ? (const char *)steps.data : "none");
	}
	buf_deinit(&steps);
	return CONDUCT_REFUSED;
}

static bool has_confirmations(const Convene__V1__Transition *step, const struct view_case *file)
{
	for (size_t i = 0; i < step->n_guards; i++) {
		if (dialogue_asks(step->guards[i], file)) {
			return true;
		}
	}
	return false;
}

enum conduct_outcome stepping(struct conduct *conduct)
{
	const struct option_list *tracks = &conduct_value(conduct, "track")->list;
	const struct view_case *file = conduct->subject;
	const char *only = tracks->count > 0 ? tracks->values[0] : NULL;
	struct found found;
	if (tracks->count > 1) {
		return conduct_usage(conduct, "a step is taken on one track: one --track at most");
	}
	if (only != NULL && conduct_find(conduct, VIEW_TRACK, "track", only) == NULL) {
		return CONDUCT_REFUSED;
	}
	find(conduct, file, conduct->words[2], only, &found);
	if (found.tracks == 0) {
		return no_step(conduct, file, conduct->words[2], only);
	}
	if (found.tracks > 1) {
		return conduct_refuse(conduct,
		    "several tracks have a step \"%s\": say which with --track", conduct->words[2]);
	}
	Convene__V1__MoveCase *move =
	    conduct_begin(conduct, CONVENE__V1__COMMAND__BODY_MOVE_CASE, "done");
	move->case_id = file->id;
	move->track = found.track->id;
	move->transition = found.step->id;
	move->reason = conduct_rest(conduct, 3, "reason");
	move->confirmed = conduct_list(conduct, "confirm", &move->n_confirmed);
	move->anyway = conduct_value(conduct, "anyway")->flag;
	if (!conduct->can_ask || move->anyway || move->n_confirmed > 0 ||
	    !has_confirmations(found.step, file)) {
		return CONDUCT_SEND;
	}
	return dialogue_confirm(conduct, found.step);
}
