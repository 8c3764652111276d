#include "server/rehearsal/act.h"

#include "proto/xalloc.h"

#include <stdio.h>
#include <string.h>

/* How often somebody comes back because an interpreter has to arrive first. */
#define TRIES_MAX 3

/* Guards on a track can ask for another track first, and so on; this deep is deep enough. */
#define DEPTH_MAX 4

/* Confirmations in one step. */
#define GUARDS_MAX 32

/* --- the case itself --- */

struct run_case *act_case_for(struct run *run, int team, int person)
{
	for (size_t i = 0; i < run->case_count; i++) {
		struct run_case *known = &run->cases[i];
		if (known->team == team && (person < 0 || known->person == person)) {
			return known;
		}
	}
	Convene__V1__OpenCase open = CONVENE__V1__OPEN_CASE__INIT;
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	char nobody[32];
	snprintf(nobody, sizeof nobody, "P%zu", run->case_count + 1);
	open.reference = nobody;
	open.summary = ACT_TEXT;
	if (person >= 0) {
		const Convene__V1__CasePerson *known = run->scenario->persons[person];
		open.reference = known->pseudonym;
		open.person_language = known->language;
		open.child = known->child;
	}
	command.body_case = CONVENE__V1__COMMAND__BODY_OPEN_CASE;
	command.open_case = &open;
	uint64_t id = exercise_head(run->exercise) + 1;
	if (!act_send(run, team, &command, NULL)) {
		return NULL;
	}
	if (run->case_count == run->case_cap) {
		run->case_cap = run->case_cap == 0 ? 32 : run->case_cap * 2;
		run->cases = xrealloc(run->cases, run->case_cap * sizeof *run->cases);
	}
	struct run_case *file = &run->cases[run->case_count++];
	*file = (struct run_case){.id = id, .team = team, .person = person};
	return file;
}

static int track_called(const struct run *run, const char *id)
{
	for (size_t i = 0; i < run->scenario->n_tracks && i < RUN_TRACKS_MAX; i++) {
		if (strcmp(run->scenario->tracks[i]->id, id) == 0) {
			return (int)i;
		}
	}
	return -1;
}

static int state_called(const Convene__V1__Track *track, const char *id)
{
	for (size_t i = 0; i < track->n_states; i++) {
		if (strcmp(track->states[i]->id, id) == 0) {
			return (int)i;
		}
	}
	return -1;
}

static bool starts_in(
    const Convene__V1__Track *track, const Convene__V1__Transition *transition, int state)
{
	for (size_t i = 0; i < transition->n_from; i++) {
		if (strcmp(transition->from[i], track->states[state]->id) == 0) {
			return true;
		}
	}
	return transition->n_from == 0;
}

static bool is_child(const struct run *run, const struct run_case *file)
{
	if (file->person >= 0 && run->scenario->persons[file->person]->child) {
		return true;
	}
	for (size_t i = 0; i < run->scenario->n_tracks && i < RUN_TRACKS_MAX; i++) {
		const Convene__V1__Track *track = run->scenario->tracks[i];
		if (track->n_states > 0 && track->states[file->states[i]]->child) {
			return true;
		}
	}
	return false;
}

/* --- what a guard wants --- */

static void fill_form(struct run *run, struct run_case *file, const char *form)
{
	Convene__V1__FillForm fill = CONVENE__V1__FILL_FORM__INIT;
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	fill.case_id = file->id;
	fill.form = (char *)form;
	fill.note = ACT_TEXT;
	command.body_case = CONVENE__V1__COMMAND__BODY_FILL_FORM;
	command.fill_form = &fill;
	act_send(run, file->team, &command, NULL);
}

static void record_consent(struct run *run, struct run_case *file)
{
	Convene__V1__RecordConsent record = CONVENE__V1__RECORD_CONSENT__INIT;
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	char *everybody[64];
	size_t count = 0;
	for (size_t i = 0; i < run->scenario->n_countries && count < 64; i++) {
		everybody[count++] = run->scenario->countries[i]->id;
	}
	if (file->consented) {
		return;
	}
	record.case_id = file->id;
	record.language = (char *)"en";
	record.recipients = everybody;
	record.n_recipients = count;
	record.purpose = record.words = ACT_TEXT;
	command.body_case = CONVENE__V1__COMMAND__BODY_RECORD_CONSENT;
	command.record_consent = &record;
	file->consented = act_send(run, file->team, &command, NULL);
}

static bool speaks(const Convene__V1__Interpreter *interpreter, const char *language)
{
	for (size_t i = 0; i < interpreter->n_languages; i++) {
		if (strcmp(interpreter->languages[i], language) == 0) {
			return true;
		}
	}
	return *language == '\0';
}

static bool serves(const Convene__V1__Interpreter *interpreter, const char *country)
{
	for (size_t i = 0; i < interpreter->n_countries; i++) {
		if (strcmp(interpreter->countries[i], country) == 0) {
			return true;
		}
	}
	return interpreter->n_countries == 0;
}

static bool is_free(const struct run *run, size_t interpreter)
{
	for (size_t i = 0; i < run->booking_count; i++) {
		if (run->bookings[i].interpreter == (int)interpreter &&
		    !run->bookings[i].released) {
			return false;
		}
	}
	return true;
}

/* Exercise time at which an interpreter is there; INT64_MAX: nobody is to be had. */
static int64_t interpreter_at(struct run *run, const struct run_case *file)
{
	const char *country = run->scenario->teams[file->team]->country;
	const char *language =
	    file->person >= 0 ? run->scenario->persons[file->person]->language : "";
	for (size_t i = 0; i < run->booking_count; i++) {
		if (run->bookings[i].case_id == file->id && !run->bookings[i].released) {
			return run->bookings[i].arrives_ms;
		}
	}
	for (size_t i = 0; i < run->scenario->n_interpreters; i++) {
		const Convene__V1__Interpreter *interpreter = run->scenario->interpreters[i];
		Convene__V1__BookInterpreter book = CONVENE__V1__BOOK_INTERPRETER__INIT;
		Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
		if (!speaks(interpreter, language) || !serves(interpreter, country) ||
		    !is_free(run, i)) {
			continue;
		}
		book.interpreter_id = interpreter->id;
		book.case_id = file->id;
		command.body_case = CONVENE__V1__COMMAND__BODY_BOOK_INTERPRETER;
		command.book_interpreter = &book;
		if (act_send(run, file->team, &command, NULL)) {
			return run->now_ms + interpreter->delay_ms;
		}
	}
	return INT64_MAX;
}

/* --- steps --- */

static bool go_to(struct run *run, struct run_case *file, int track, int state,
    const struct task *task, unsigned depth);

/* Does what a guard wants as far as that is the team's to do. False: come back at `*at_ms`. */
static bool prepare(struct run *run, struct run_case *file, const Convene__V1__Guard *guard,
    const struct task *task, unsigned depth, int64_t *at_ms)
{
	int64_t there_ms;
	int track;
	switch (guard->rule_case) {
	case CONVENE__V1__GUARD__RULE_FORM:
		fill_form(run, file, guard->form);
		break;
	case CONVENE__V1__GUARD__RULE_CONSENT:
		record_consent(run, file);
		break;
	case CONVENE__V1__GUARD__RULE_INTERPRETER:
		there_ms = interpreter_at(run, file);
		if (there_ms > run->now_ms && there_ms != INT64_MAX && task->tries < TRIES_MAX) {
			*at_ms = there_ms;
			return false;
		}
		break;
	case CONVENE__V1__GUARD__RULE_STATE:
		track = track_called(run, guard->state->track);
		if (track >= 0 && guard->state->n_reached > 0) {
			int state =
			    state_called(run->scenario->tracks[track], guard->state->reached[0]);
			go_to(run, file, track, state, task, depth + 1);
		}
		break;
	default:
		break;
	}
	return true;
}

static bool applies(const Convene__V1__Guard *guard, bool child)
{
	return !(guard->child_only && !child) && !(guard->adult_only && child);
}

/* Takes one step. False: it was put off, or refused. */
static bool step(struct run *run, struct run_case *file, int track,
    const Convene__V1__Transition *transition, const struct task *task, unsigned depth)
{
	const Convene__V1__Track *declared = run->scenario->tracks[track];
	Convene__V1__MoveCase move = CONVENE__V1__MOVE_CASE__INIT;
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	char *confirmed[GUARDS_MAX];
	bool child = is_child(run, file);
	size_t index = (size_t)(file - run->cases);
	for (size_t i = 0; !task->mistake && i < transition->n_guards; i++) {
		const Convene__V1__Guard *guard = transition->guards[i];
		int64_t at_ms = 0;
		if (!applies(guard, child)) {
			continue;
		}
		if (!prepare(run, file, guard, task, depth, &at_ms)) {
			struct task later = *task;
			later.tries++;
			run_plan(run, &later, at_ms - run->now_ms, at_ms - run->now_ms);
			return false;
		}
		if (guard->rule_case == CONVENE__V1__GUARD__RULE_CONFIRMED &&
		    move.n_confirmed < GUARDS_MAX) {
			confirmed[move.n_confirmed++] = guard->id;
		}
	}
	file = &run->cases[index]; /* the list may have grown meanwhile */
	move.case_id = file->id;
	move.track = declared->id;
	move.transition = transition->id;
	move.reason = task->mistake ? (char *)protobuf_c_empty_string : ACT_TEXT;
	move.confirmed = confirmed;
	command.body_case = CONVENE__V1__COMMAND__BODY_MOVE_CASE;
	command.move_case = &move;
	bool done = act_send(run, file->team, &command, &move.anyway);
	if (done && *transition->to != '\0') {
		file->states[track] = state_called(declared, transition->to);
	}
	return done;
}

/* The first step of a shortest way from one state to another; NULL: there is none. */
static const Convene__V1__Transition *first_step(const Convene__V1__Track *track, int from, int to)
{
	int queue[64], head = 0, tail = 0;
	const Convene__V1__Transition *first[64] = {NULL};
	bool seen[64] = {false};
	queue[tail++] = from;
	seen[from] = true;
	while (head < tail) {
		int state = queue[head++];
		for (size_t i = 0; i < track->n_transitions; i++) {
			const Convene__V1__Transition *transition = track->transitions[i];
			int next = state_called(track, transition->to);
			if (next < 0 || next >= 64 || seen[next] ||
			    !starts_in(track, transition, state)) {
				continue;
			}
			first[next] = state == from ? transition : first[state];
			seen[next] = true;
			queue[tail++] = next;
		}
	}
	return to >= 0 && to < 64 ? first[to] : NULL;
}

static bool go_to(struct run *run, struct run_case *file, int track, int state,
    const struct task *task, unsigned depth)
{
	size_t index = (size_t)(file - run->cases);
	if (depth > DEPTH_MAX || state < 0) {
		return false;
	}
	while (run->cases[index].states[track] != state) {
		const Convene__V1__Transition *next = first_step(
		    run->scenario->tracks[track], run->cases[index].states[track], state);
		if (next == NULL || !step(run, &run->cases[index], track, next, task, depth)) {
			return next != NULL && task->tries < TRIES_MAX;
		}
	}
	return true;
}

/* --- what patterns ask for --- */

static bool raises(const Convene__V1__Transition *transition, const char *flag)
{
	for (size_t i = 0; i < transition->n_raises; i++) {
		if (strcmp(transition->raises[i], flag) == 0) {
			return true;
		}
	}
	return false;
}

/* By the step that raises it, where there is one; else by hand. */
static bool raise_flag(struct run *run, struct run_case *file, const struct task *task)
{
	char *flag = task->pattern->case_state->flag;
	for (size_t t = 0; t < run->scenario->n_tracks && t < RUN_TRACKS_MAX; t++) {
		const Convene__V1__Track *track = run->scenario->tracks[t];
		for (size_t i = 0; i < track->n_transitions; i++) {
			const Convene__V1__Transition *transition = track->transitions[i];
			if (raises(transition, flag) &&
			    starts_in(track, transition, file->states[t])) {
				return step(run, file, (int)t, transition, task, 0);
			}
		}
	}
	Convene__V1__RaiseFlag raise = CONVENE__V1__RAISE_FLAG__INIT;
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	raise.case_id = file->id;
	raise.flag = flag;
	raise.note = ACT_TEXT;
	command.body_case = CONVENE__V1__COMMAND__BODY_RAISE_FLAG;
	command.raise_flag = &raise;
	return act_send(run, file->team, &command, NULL);
}

bool act_case_state(struct run *run, const struct task *task)
{
	const Convene__V1__CasePattern *pattern = task->pattern->case_state;
	int person = run_person_index(run, pattern->person);
	if (person < 0 && run->scenario->n_persons > 0) {
		person = (int)run_random(run, run->scenario->n_persons);
	}
	struct run_case *file = act_case_for(run, task->team, person);
	if (file == NULL) {
		return false;
	}
	if (*pattern->flag != '\0') {
		return raise_flag(run, file, task);
	}
	if (*pattern->form != '\0') {
		fill_form(run, file, pattern->form);
		return true;
	}
	int track = track_called(run, pattern->track);
	if (track < 0) {
		return false;
	}
	return go_to(
	    run, file, track, state_called(run->scenario->tracks[track], pattern->state), task, 0);
}

bool act_disclosure(struct run *run, const struct task *task)
{
	const Convene__V1__DisclosurePattern *pattern = task->pattern->disclosure;
	Convene__V1__Disclose disclose = CONVENE__V1__DISCLOSE__INIT;
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__Party to;
	struct run_case *file =
	    act_case_for(run, task->team, run_person_index(run, pattern->person));
	if (file == NULL || !act_party(run, task->team, pattern->to, pattern->n_to, &to)) {
		return false;
	}
	if (!pattern->without_consent) {
		record_consent(run, file);
	}
	for (size_t i = 0; i < pattern->n_fields; i++) {
		Convene__V1__RecordField record = CONVENE__V1__RECORD_FIELD__INIT;
		Convene__V1__FieldValue value = CONVENE__V1__FIELD_VALUE__INIT;
		Convene__V1__Command learn = CONVENE__V1__COMMAND__INIT;
		value.field = pattern->fields[i];
		value.value = ACT_TEXT;
		record.case_id = file->id;
		record.value = &value;
		record.source = ACT_TEXT;
		learn.body_case = CONVENE__V1__COMMAND__BODY_RECORD_FIELD;
		learn.record_field = &record;
		act_send(run, task->team, &learn, NULL);
	}
	disclose.case_ids = &file->id;
	disclose.n_case_ids = 1;
	disclose.to = &to;
	disclose.fields = pattern->fields;
	disclose.n_fields = pattern->n_fields;
	disclose.purpose = disclose.legal_basis = ACT_TEXT;
	disclose.channel = CONVENE__V1__CHANNEL__CHANNEL_EMAIL;
	command.body_case = CONVENE__V1__COMMAND__BODY_DISCLOSE;
	command.disclose = &disclose;
	return act_send(run, task->team, &command, &disclose.anyway);
}
