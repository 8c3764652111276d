/*
 * Work in a case: what comes next, steps on its tracks, and what the scenario expects there. Some
 * confirm beforehand what a step wants, others step first and are warned (attempts.c).
 */
#include "client/cli/bots/conduct.h"

#include "proto/xalloc.h"

#include <string.h>

#define CONFIRMED_MAX 32
#define STATES_MAX    64

/* How much a team does in a case by itself, beside what is expected of it. */
#define CASEWORK_MOST 8

/* Steps that are wrong as such ("detain"), and steps of others. */
#define RAISING_PERCENT     12
#define INCOMPETENT_PERCENT 10

/* --- steps --- */

static bool begins_in(const Convene__V1__Transition *step, const char *state)
{
	for (size_t i = 0; i < step->n_from; i++)
		if (strcmp(step->from[i], state) == 0)
			return true;
	return step->n_from == 0;
}

static int state_index(const Convene__V1__Track *track, const char *id)
{
	for (size_t i = 0; i < track->n_states && i < STATES_MAX; i++)
		if (strcmp(track->states[i]->id, id) == 0)
			return (int)i;
	return -1;
}

const Convene__V1__Transition *track_step_towards(
    const Convene__V1__Track *track, const char *from, const char *to)
{
	int queue[STATES_MAX], head = 0, tail = 0;
	const Convene__V1__Transition *first[STATES_MAX] = {NULL};
	bool seen[STATES_MAX] = {false};
	int begin = state_index(track, from), end = state_index(track, to);

	if (begin < 0 || end < 0 || begin == end)
		return NULL;
	queue[tail++] = begin;
	seen[begin] = true;
	while (head < tail) {
		int state = queue[head++];

		for (size_t i = 0; i < track->n_transitions; i++) {
			const Convene__V1__Transition *step = track->transitions[i];
			int next = state_index(track, step->to);

			if (next < 0 || seen[next] || !begins_in(step, track->states[state]->id))
				continue;
			first[next] = state == begin ? step : first[state];
			seen[next] = true;
			queue[tail++] = next;
		}
	}
	return first[end];
}

/* Who is careful confirms what there is to confirm, and writes reasons. */
static void take_step(struct bot *bot, const struct view_case *file,
    const Convene__V1__Track *track, const Convene__V1__Transition *step, bool careful)
{
	char *confirmed[CONFIRMED_MAX];
	BOT_COMMAND(MOVE_CASE, MoveCase, move_case);

	body.case_id = file->id;
	body.track = track->id;
	body.transition = step->id;
	body.confirmed = confirmed;
	for (size_t i = 0; careful && i < step->n_guards && i < CONFIRMED_MAX; i++)
		if (step->guards[i]->rule_case == CONVENE__V1__GUARD__RULE_CONFIRMED)
			confirmed[body.n_confirmed++] = step->guards[i]->id;
	if (careful || bot_chance(bot, 50))
		body.reason = said(phrase_reason(bot));
	attempt_send(bot, &command);
}

static bool has_agency(const Convene__V1__Agency *list, size_t count, Convene__V1__Agency agency)
{
	for (size_t i = 0; i < count; i++)
		if (list[i] == agency)
			return true;
	return false;
}

static bool is_competent(const struct bot *bot, const Convene__V1__Transition *step)
{
	const Convene__V1__TeamCard *team = bot_team(bot);
	const Convene__V1__Country *country;

	if (team == NULL || (step->n_agencies == 0 && step->competence[0] == '\0'))
		return true;
	if (has_agency(step->agencies, step->n_agencies, team->agency))
		return true;
	country = view_country(bot->bots->world, team->country);
	for (size_t i = 0; country != NULL && i < country->n_competences; i++)
		if (strcmp(country->competences[i]->id, step->competence) == 0 &&
		    has_agency(country->competences[i]->agencies,
		        country->competences[i]->n_agencies, team->agency))
			return true;
	return country != NULL && strcmp(step->competence, "identify") == 0 &&
	       has_agency(country->formal_identifiers, country->n_formal_identifiers, team->agency);
}

/* One of the steps that may be taken now, on a track where the team has the case. */
static void some_step(struct bot *bot, const struct view_case *file)
{
	const struct view *world = bot->bots->world;
	const Convene__V1__Track *track = NULL;
	const Convene__V1__Transition *chosen = NULL;
	bool raising = bot_chance(bot, RAISING_PERCENT);
	bool incompetent = bot_chance(bot, INCOMPETENT_PERCENT);
	uint64_t seen = 0;

	for (size_t i = 0; i < view_declared_count(world, TRACK); i++) {
		const Convene__V1__Track *declared = view_declared_at(world, TRACK, Track, i);
		const struct view_standing *here = view_case_standing(file, declared->id);

		for (size_t j = 0; here != NULL && j < declared->n_transitions; j++) {
			const Convene__V1__Transition *step = declared->transitions[j];

			if (!begins_in(step, here->state) || (step->n_raises > 0 && !raising) ||
			    (!incompetent && !is_competent(bot, step)) ||
			    bot_random(bot, ++seen) != 0)
				continue;
			track = declared;
			chosen = step;
		}
	}
	if (chosen != NULL)
		take_step(bot, file, track, chosen, bot_chance(bot, 50));
}

/* --- what comes next --- */

static void some_field(struct bot *bot, const struct view_case *file)
{
	const struct view *world = bot->bots->world;
	const Convene__V1__CasePerson *person = person_called(bot->bots, file->person_id);
	size_t count = view_declared_count(world, FIELD);

	if (person != NULL && person->n_identity > 0 && bot_chance(bot, 80))
		file_record_field(
		    bot, file, person->identity[bot_random(bot, person->n_identity)]->field);
	else if (count > 0)
		file_record_field(
		    bot, file, view_declared_at(world, FIELD, Field, bot_random(bot, count))->id);
}

static void unfilled_form(struct bot *bot, const struct view_case *file)
{
	const struct view *world = bot->bots->world;

	for (size_t i = 0; i < view_declared_count(world, FORM); i++) {
		const char *form = view_declared_at(world, FORM, Form, i)->id;

		if (!file_has_form(file, form)) {
			file_fill_form(bot, file, form);
			return;
		}
	}
	some_step(bot, file);
}

static void next_thing(struct bot *bot, const struct view_case *file)
{
	uint64_t mood = bot_random(bot, 100);

	if (mood < 38)
		some_step(bot, file);
	else if (mood < 49)
		some_field(bot, file);
	else if (mood < 59)
		unfilled_form(bot, file);
	else if (mood < 64)
		file_record_consent(bot, file, NULL);
	else if (mood < 69)
		file_interpreter(bot, file);
	else if (mood < 73)
		file_add_alias(bot, file);
	else if (mood < 77)
		file_link(bot, file);
	else if (mood < 87)
		sharing_some(bot, file);
	else
		asking_some(bot, file);
}

static void plan_next(struct bot *bot, uint64_t case_id, unsigned done)
{
	struct task *task;

	if (done >= CASEWORK_MOST)
		return;
	task = bot_plan(bot, TASK_CASEWORK, 4 * MINUTE, 20 * MINUTE);
	task->id = case_id;
	task->tries = done;
}

static void casework(struct bot *bot, const struct task *task)
{
	const struct view_case *file = view_case(bot->bots->world, task->id);

	if (file != NULL && view_case_has_team(file, bot->team_id))
		next_thing(bot, file);
	plan_next(bot, task->id, task->tries + 1);
}

static void free_interpreter(struct bot *bot, const struct task *task)
{
	const struct view_booking *booking = view_booking(bot->bots->world, task->id);
	BOT_COMMAND(RELEASE_INTERPRETER, ReleaseInterpreter, release_interpreter);

	body.booking_id = task->id;
	if (booking == NULL || !booking->released)
		bot_send(bot, &command);
}

void casework_do(struct bot *bot, const struct task *task)
{
	if (task->kind == TASK_OPEN_CASE) {
		if (file_for(bot, task->person) == NULL)
			file_open(bot, task->person);
	} else if (task->kind == TASK_FREE_INTERPRETER) {
		free_interpreter(bot, task);
	} else {
		casework(bot, task);
	}
}

/* Whoever reads of somebody by their pseudonym has met them. */
static void on_inject(struct bot *bot, const Convene__V1__InjectDelivered *inject)
{
	const struct view *world = bot->bots->world;
	const char *title = inject->title != NULL ? inject->title->value : "";
	const char *text = inject->body != NULL ? inject->body->value : "";

	for (size_t i = 0; i < view_declared_count(world, CASE_PERSON); i++) {
		const Convene__V1__CasePerson *person =
		    view_declared_at(world, CASE_PERSON, CasePerson, i);

		if ((names_person(title, person->pseudonym) ||
		        names_person(text, person->pseudonym)) &&
		    bot_is_mine(bot, person->id) && bot_chance(bot, 75))
			bot_plan(bot, TASK_OPEN_CASE, 2 * MINUTE, 8 * MINUTE)->person = person;
	}
}

void casework_event(struct bot *bot, const Convene__V1__Event *event)
{
	uint64_t self = convene_participant_id(driver_peek(bot->client));
	const Convene__V1__InterpreterBooked *booked = event->interpreter_booked;
	const Convene__V1__ReferralAnswered *answered = event->referral_answered;
	int64_t left_ms;

	switch (event->body_case) {
	case CONVENE__V1__EVENT__BODY_INJECT_DELIVERED:
		for (size_t i = 0; i < event->inject_delivered->n_to; i++)
			if (strcmp(event->inject_delivered->to[i], bot->team_id) == 0)
				on_inject(bot, event->inject_delivered);
		break;
	case CONVENE__V1__EVENT__BODY_CASE_OPENED:
		if (event->case_opened->participant_id == self)
			plan_next(bot, event->case_opened->case_id, 0);
		break;
	case CONVENE__V1__EVENT__BODY_REFERRAL_ANSWERED:
		if (answered->participant_id == self && answered->accepted)
			plan_next(bot, answered->case_id, CASEWORK_MOST / 2);
		break;
	case CONVENE__V1__EVENT__BODY_INTERPRETER_BOOKED:
		if (booked->participant_id != self)
			break;
		left_ms = booked->arrives_ms - event->exercise_ms;
		bot_plan(bot, TASK_FREE_INTERPRETER, left_ms + 12 * MINUTE, left_ms + 25 * MINUTE)
		    ->id = booked->booking_id;
		break;
	default:
		break;
	}
}

/* --- what is expected --- */

static bool raises(const Convene__V1__Transition *step, const char *flag)
{
	for (size_t i = 0; i < step->n_raises; i++)
		if (strcmp(step->raises[i], flag) == 0)
			return true;
	return false;
}

/* By the step that raises it, where there is one; else by hand. */
static void raise_flag(struct bot *bot, const struct view_case *file, const char *flag)
{
	const struct view *world = bot->bots->world;
	BOT_COMMAND(RAISE_FLAG, RaiseFlag, raise_flag);

	for (size_t i = 0; i < view_declared_count(world, TRACK); i++) {
		const Convene__V1__Track *track = view_declared_at(world, TRACK, Track, i);
		const struct view_standing *here = view_case_standing(file, track->id);

		for (size_t j = 0; here != NULL && j < track->n_transitions; j++)
			if (raises(track->transitions[j], flag) &&
			    begins_in(track->transitions[j], here->state)) {
				take_step(bot, file, track, track->transitions[j], false);
				return;
			}
	}
	body.case_id = file->id;
	body.flag = said(flag);
	body.note = said(phrase_note(bot));
	bot_send(bot, &command);
}

/* Comes back for the next step, or once the case is there. False: it has come back too often. */
static bool again(struct bot *bot, const struct task *task)
{
	struct task *later;

	if (task->tries >= TRIES_MAX)
		return false;
	later = bot_plan(bot, TASK_EXPECTED, MINUTE, 3 * MINUTE);
	later->pattern = task->pattern;
	later->mistake = task->mistake;
	later->tries = task->tries + 1;
	if (task->inject_id != NULL)
		later->inject_id = xstrdup(task->inject_id);
	return true;
}

static bool towards(struct bot *bot, const struct task *task, const struct view_case *file)
{
	const Convene__V1__CasePattern *pattern = task->pattern->case_state;
	const Convene__V1__Track *track =
	    view_declared(bot->bots->world, TRACK, Track, pattern->track);
	const struct view_standing *here =
	    track != NULL ? view_case_standing(file, track->id) : NULL;
	const Convene__V1__Transition *step =
	    here != NULL ? track_step_towards(track, here->state, pattern->state) : NULL;

	if (step == NULL)
		return false;
	take_step(bot, file, track, step, !task->mistake);
	if (strcmp(step->to, pattern->state) != 0)
		again(bot, task);
	return true;
}

bool casework_pattern(struct bot *bot, const struct task *task)
{
	const Convene__V1__CasePattern *pattern = task->pattern->case_state;
	const struct view *world = bot->bots->world;
	const Convene__V1__CasePerson *person = person_called(bot->bots, pattern->person);
	const struct view_case *file;
	size_t count = view_declared_count(world, CASE_PERSON);

	if (person == NULL && file_for(bot, NULL) == NULL && count > 0)
		person = view_declared_at(world, CASE_PERSON, CasePerson, bot_random(bot, count));
	file = file_for(bot, person);
	if (file == NULL) {
		if (person != NULL)
			file_open(bot, person);
		return person != NULL && again(bot, task);
	}
	if (pattern->flag[0] != '\0')
		raise_flag(bot, file, pattern->flag);
	else if (pattern->form[0] != '\0')
		file_fill_form(bot, file, pattern->form);
	else
		return towards(bot, task, file);
	return true;
}
