/*
 * What a player does in a case: by themselves, one thing after the other until they have done
 * enough, and what is expected of them. Weights decide which comes next.
 */
#include "proto/people/casework.h"

#include "proto/list.h"
#include "proto/rules/competence.h"
#include "proto/rules/track_step.h"

#include <string.h>

#define CONFIRMED_MAX 32
#define STATES_MAX    64

/* How much a team does in a case by itself, beside what is expected of it. */
#define CASEWORK_MOST 8

/* Steps that are wrong as such ("detain"), and steps of others. */
#define RAISING_PERCENT     12
#define INCOMPETENT_PERCENT 10

/* --- steps --- */

static int state_index(const Convene__V1__Track *track, const char *id)
{
	for (size_t i = 0; i < track->n_states && i < STATES_MAX; i++) {
		if (strcmp(track->states[i]->id, id) == 0) {
			return (int)i;
		}
	}
	return -1;
}

const Convene__V1__Transition *track_step_towards(
    const Convene__V1__Track *track, const char *from, const char *to)
{
	int queue[STATES_MAX], head = 0, tail = 0;
	const Convene__V1__Transition *first[STATES_MAX] = {NULL};
	bool seen[STATES_MAX] = {false};
	int begin = state_index(track, from), end = state_index(track, to);
	if (begin < 0 || end < 0 || begin == end) {
		return NULL;
	}
	queue[tail++] = begin;
	seen[begin] = true;
	while (head < tail) {
		int state = queue[head++];
		for (size_t i = 0; i < track->n_transitions; i++) {
			const Convene__V1__Transition *step = track->transitions[i];
			int next = state_index(track, step->to);
			if (next < 0 || seen[next] ||
			    !track_step_begins(step, track->states[state]->id)) {
				continue;
			}
			first[next] = state == begin ? step : first[state];
			seen[next] = true;
			queue[tail++] = next;
		}
	}
	return first[end];
}

/* Who is careful confirms what there is to confirm, and writes reasons. */
static void take_step(struct actor *actor, const struct view_case *file,
    const Convene__V1__Track *track, const Convene__V1__Transition *step, bool careful)
{
	ACTOR_COMMAND(MOVE_CASE, MoveCase, move_case);
	body.case_id = file->id;
	body.track = track->id;
	body.transition = step->id;
	char *confirmed[CONFIRMED_MAX];
	body.confirmed = confirmed;
	for (size_t i = 0; careful && i < step->n_guards && i < CONFIRMED_MAX; i++) {
		if (step->guards[i]->rule_case == CONVENE__V1__GUARD__RULE_CONFIRMED) {
			confirmed[body.n_confirmed++] = step->guards[i]->id;
		}
	}
	if (careful || actor_chance(actor, 50)) {
		body.reason = said(phrase_reason(actor));
	}
	attempt_send(actor, &command);
}

static bool is_competent(const struct actor *actor, const Convene__V1__Transition *step)
{
	const Convene__V1__TeamCard *team = actor_team(actor);
	return team == NULL || competence_for_step(step,
	                           view_country(actor->people->world, team->country), team->agency);
}

/* One of the steps that may be taken now, on a track where the team has the case. */
static void some_step(struct actor *actor, const struct view_case *file)
{
	const struct view *world = actor->people->world;
	const Convene__V1__Track *track = NULL;
	const Convene__V1__Transition *chosen = NULL;
	bool raising = actor_chance(actor, RAISING_PERCENT);
	bool incompetent = actor_chance(actor, INCOMPETENT_PERCENT);
	uint64_t seen = 0;
	for (size_t i = 0; i < view_declared_count(world, TRACK); i++) {
		const Convene__V1__Track *declared = view_declared_at(world, TRACK, Track, i);
		const struct view_standing *here = view_case_standing(file, declared->id);
		for (size_t j = 0; here != NULL && j < declared->n_transitions; j++) {
			const Convene__V1__Transition *step = declared->transitions[j];
			if (!track_step_begins(step, here->state) ||
			    (step->n_raises > 0 && !raising) ||
			    (!incompetent && !is_competent(actor, step)) ||
			    actor_random(actor, ++seen) != 0) {
				continue;
			}
			track = declared;
			chosen = step;
		}
	}
	if (chosen != NULL) {
		take_step(actor, file, track, chosen, actor_chance(actor, 50));
	}
}

/* --- what comes next --- */

static void some_field(struct actor *actor, const struct view_case *file)
{
	const struct view *world = actor->people->world;
	const Convene__V1__CasePerson *person = person_called(actor->people, file->person_id);
	size_t count = view_declared_count(world, FIELD);
	if (person != NULL && person->n_identity > 0 && actor_chance(actor, 80)) {
		file_record_field(
		    actor, file, person->identity[actor_random(actor, person->n_identity)]->field);
	} else if (count > 0) {
		file_record_field(actor, file,
		    view_declared_at(world, FIELD, Field, actor_random(actor, count))->id);
	}
}

static void unfilled_form(struct actor *actor, const struct view_case *file)
{
	const struct view *world = actor->people->world;
	for (size_t i = 0; i < view_declared_count(world, FORM); i++) {
		const char *form = view_declared_at(world, FORM, Form, i)->id;
		if (!file_has_form(file, form)) {
			file_fill_form(actor, file, form);
			return;
		}
	}
	some_step(actor, file);
}

static void next_thing(struct actor *actor, const struct view_case *file)
{
	uint64_t mood = actor_random(actor, 100);
	if (mood < 38) {
		some_step(actor, file);
	} else if (mood < 49) {
		some_field(actor, file);
	} else if (mood < 59) {
		unfilled_form(actor, file);
	} else if (mood < 64) {
		file_record_consent(actor, file, NULL);
	} else if (mood < 69) {
		file_interpreter(actor, file);
	} else if (mood < 73) {
		file_add_alias(actor, file);
	} else if (mood < 77) {
		file_link(actor, file);
	} else if (mood < 87) {
		sharing_some(actor, file);
	} else {
		requests_some(actor, file);
	}
}

static void plan_next(struct actor *actor, uint64_t case_id, unsigned done)
{
	if (done >= CASEWORK_MOST) {
		return;
	}
	struct task *task = agenda_plan(actor, TASK_CASEWORK, 4 * MINUTE, 20 * MINUTE);
	task->id = case_id;
	task->done = done;
}

void casework_do(struct actor *actor, const struct task *task)
{
	const struct view_case *file = view_case(actor->people->world, task->id);
	if (file != NULL && view_case_has_team(file, actor->team_id)) {
		next_thing(actor, file);
	}
	plan_next(actor, task->id, task->done + 1);
}

void casework_free_interpreter(struct actor *actor, const struct task *task)
{
	const struct view_booking *booking = view_booking(actor->people->world, task->id);
	ACTOR_COMMAND(RELEASE_INTERPRETER, ReleaseInterpreter, release_interpreter);
	body.booking_id = task->id;
	if (booking == NULL || !booking->released) {
		actor_send(actor, &command);
	}
}

void casework_open(struct actor *actor, const struct task *task)
{
	if (file_for(actor, task->person) == NULL) {
		file_open(actor, task->person);
	}
}

/* Whoever reads of somebody by their pseudonym has met them. */
void casework_on_inject(struct actor *actor, const Convene__V1__Event *event)
{
	const Convene__V1__InjectDelivered *inject = event->inject_delivered;
	const struct view *world = actor->people->world;
	const char *title = inject->title != NULL ? inject->title->value : "";
	const char *text = inject->body != NULL ? inject->body->value : "";
	if (!list_has(inject->to, inject->n_to, actor->team_id)) {
		return;
	}
	for (size_t i = 0; i < view_declared_count(world, CASE_PERSON); i++) {
		const Convene__V1__CasePerson *person =
		    view_declared_at(world, CASE_PERSON, CasePerson, i);
		if ((names_person(title, person->pseudonym) ||
		        names_person(text, person->pseudonym)) &&
		    actor_is_mine(actor, person->id) && actor_chance(actor, 75)) {
			agenda_plan(actor, TASK_OPEN_CASE, 2 * MINUTE, 8 * MINUTE)->person = person;
		}
	}
}

void casework_on_opened(struct actor *actor, const Convene__V1__Event *event)
{
	if (event->case_opened->participant_id == actor->id) {
		plan_next(actor, event->case_opened->case_id, 0);
	}
}

void casework_on_answered(struct actor *actor, const Convene__V1__Event *event)
{
	const Convene__V1__ReferralAnswered *answered = event->referral_answered;
	if (answered->participant_id == actor->id && answered->accepted) {
		plan_next(actor, answered->case_id, CASEWORK_MOST / 2);
	}
}

void casework_on_booked(struct actor *actor, const Convene__V1__Event *event)
{
	const Convene__V1__InterpreterBooked *booked = event->interpreter_booked;
	int64_t left_ms = booked->arrives_ms - event->exercise_ms;
	if (booked->participant_id == actor->id) {
		agenda_plan(
		    actor, TASK_FREE_INTERPRETER, left_ms + 12 * MINUTE, left_ms + 25 * MINUTE)
		    ->id = booked->booking_id;
	}
}

/* --- what is expected --- */

/* By the step that raises it, where there is one; else by hand. */
static void raise_flag(struct actor *actor, const struct view_case *file, const char *flag)
{
	const struct view *world = actor->people->world;
	ACTOR_COMMAND(RAISE_FLAG, RaiseFlag, raise_flag);
	for (size_t i = 0; i < view_declared_count(world, TRACK); i++) {
		const Convene__V1__Track *track = view_declared_at(world, TRACK, Track, i);
		const struct view_standing *here = view_case_standing(file, track->id);
		for (size_t j = 0; here != NULL && j < track->n_transitions; j++) {
			if (list_has(track->transitions[j]->raises, track->transitions[j]->n_raises,
			        flag) &&
			    track_step_begins(track->transitions[j], here->state)) {
				take_step(actor, file, track, track->transitions[j], false);
				return;
			}
		}
	}
	body.case_id = file->id;
	body.flag = said(flag);
	body.note = said(phrase_note(actor));
	actor_send(actor, &command);
}

static void towards(struct actor *actor, const struct task *task, const struct view_case *file)
{
	const Convene__V1__CasePattern *pattern = task->pattern->case_state;
	const Convene__V1__Track *track =
	    view_declared(actor->people->world, TRACK, Track, pattern->track);
	const struct view_standing *here =
	    track != NULL ? view_case_standing(file, track->id) : NULL;
	const Convene__V1__Transition *step =
	    here != NULL ? track_step_towards(track, here->state, pattern->state) : NULL;
	if (step == NULL) {
		return;
	}
	take_step(actor, file, track, step, !task->mistake);
	if (strcmp(step->to, pattern->state) != 0) {
		agenda_again(actor, task, MINUTE, 3 * MINUTE);
	}
}

void casework_pattern(struct actor *actor, const struct task *task)
{
	const Convene__V1__CasePattern *pattern = task->pattern->case_state;
	const struct view *world = actor->people->world;
	const Convene__V1__CasePerson *person = person_called(actor->people, pattern->person);
	size_t count = view_declared_count(world, CASE_PERSON);
	if (person == NULL && file_for(actor, NULL) == NULL && count > 0) {
		person =
		    view_declared_at(world, CASE_PERSON, CasePerson, actor_random(actor, count));
	}
	const struct view_case *file = file_for(actor, person);
	if (file == NULL && person != NULL) {
		file_open(actor, person);
		agenda_again(actor, task, MINUTE, 3 * MINUTE);
	} else if (file != NULL && pattern->flag[0] != '\0') {
		raise_flag(actor, file, pattern->flag);
	} else if (file != NULL && pattern->form[0] != '\0') {
		file_fill_form(actor, file, pattern->form);
	} else if (file != NULL) {
		towards(actor, task, file);
	}
}
