#include "server/exercise/pattern/compile.h"

#include "convene/v1/case.pb-c.h"
#include "convene/v1/condition.pb-c.h"
#include "convene/v1/questionnaire.pb-c.h"
#include "proto/complaint.h"
#include "proto/xalloc.h"
#include "server/exercise/exercise.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/ground/text.h"
#include "server/exercise/pattern/pattern.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/inject.h"
#include "server/exercise/state/state.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

typedef bool compile_fn(
    struct compiling *compiling, const Convene__V1__Pattern *written, struct fitting *fitting);

static bool wrong(struct compiling *compiling, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* From a condition as it is written to patterns: every name becomes an index, every list of parties
 * a set. Whatever is wrong is said in `why`. */

static bool wrong(struct compiling *compiling, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	complaint_list(compiling->why, sizeof compiling->why, format, arguments);
	va_end(arguments);
	return false;
}

/* --- names --- */

/* Index of a thing; an empty id leaves `out` as it is where that is allowed. */
static bool find(struct compiling *compiling, enum library_kind kind, const char *what,
    const char *id, bool needed, int *out)
{
	id = text_or_empty(id);
	if (*id == '\0' && !needed) {
		return true;
	}
	*out = library_index(&compiling->exercise->library, kind, id);
	return *out >= 0 || wrong(compiling, "there is no %s \"%s\"", what, id);
}

static bool find_inject(struct compiling *compiling, const char *id, bool needed, int *out)
{
	id = text_or_empty(id);
	if (*id == '\0' && !needed) {
		return true;
	}
	const struct inject *inject = inject_find(compiling->exercise, id);
	if (inject == NULL) {
		return wrong(compiling, "there is no inject \"%s\"", id);
	}
	*out = (int)inject->order;
	return true;
}

/* A team, or all teams of a country. */
static bool add_teams(struct compiling *compiling, const char *id, struct team_set *teams)
{
	const struct cast *cast = &compiling->exercise->cast;
	int team = cast_team(cast, id);
	int country = library_index(&compiling->exercise->library, LIBRARY_COUNTRY, id);
	team_set_add(teams, team);
	for (size_t i = 0; country >= 0 && i < cast->team_count; i++) {
		if (cast->teams[i]->country == country) {
			team_set_add(teams, (int)i);
		}
	}
	return team >= 0 || country >= 0;
}

/* Who it is by: teams and countries only. */
static bool find_teams(
    struct compiling *compiling, char *const *ids, size_t count, struct fitting *fitting)
{
	fitting->any_from = count == 0;
	fitting->any_to = true;
	for (size_t i = 0; i < count; i++) {
		const char *id = text_or_empty(ids[i]);
		if (!add_teams(compiling, id, &fitting->from.teams)) {
			return wrong(compiling, "there is no team or country \"%s\"", id);
		}
	}
	return true;
}

static bool find_parties(struct compiling *compiling, char *const *ids, size_t count,
    struct party_set *parties, bool *any)
{
	*any = count == 0;
	for (size_t i = 0; i < count; i++) {
		const char *id = text_or_empty(ids[i]);
		int entity = cast_entity(&compiling->exercise->cast, id);
		bool control = strcmp(id, "control") == 0;
		entity_set_add(&parties->entities, entity);
		parties->control |= control;
		if (!add_teams(compiling, id, &parties->teams) && entity < 0 && !control) {
			return wrong(compiling,
			    "there is no team, country or entity \"%s\", nor is it \"control\"",
			    id);
		}
	}
	return true;
}

static bool find_anchor(
    struct compiling *compiling, const Convene__V1__Anchor *written, struct anchor *anchor)
{
	switch (written->what_case) {
	case CONVENE__V1__ANCHOR__WHAT_INJECT:
		anchor->kind = ANCHOR_INJECT;
		return find_inject(compiling, written->inject, true, &anchor->index);
	case CONVENE__V1__ANCHOR__WHAT_MILESTONE:
		anchor->kind = ANCHOR_MILESTONE;
		return find(compiling, LIBRARY_MILESTONE, "milestone", written->milestone, true,
		    &anchor->index);
	default:
		return wrong(
		    compiling, "a moment to count from is empty; name an inject or a milestone");
	}
}

/* --- one of each kind --- */

static bool compile_inject(
    struct compiling *compiling, const Convene__V1__Pattern *written, struct fitting *fitting)
{
	const Convene__V1__InjectPattern *inject = written->inject;
	fitting->moment = (int)inject->is;
	if (inject->is == CONVENE__V1__INJECT_MOMENT__INJECT_MOMENT_UNSPECIFIED) {
		fitting->moment = CONVENE__V1__INJECT_MOMENT__INJECT_MOMENT_DELIVERED;
	}
	return find_inject(compiling, inject->id, true, &fitting->subject) &&
	       find_teams(compiling, inject->by, inject->n_by, fitting);
}

static bool compile_message(
    struct compiling *compiling, const Convene__V1__Pattern *written, struct fitting *fitting)
{
	const Convene__V1__MessagePattern *message = written->message;
	for (size_t i = 0; i < message->n_channels; i++) {
		if ((unsigned)message->channels[i] >= 32) {
			return wrong(compiling, "there is no such channel");
		}
		fitting->channels |= UINT32_C(1) << message->channels[i];
	}
	return find_parties(
	           compiling, message->from, message->n_from, &fitting->from, &fitting->any_from) &&
	       find_parties(
	           compiling, message->to, message->n_to, &fitting->to, &fitting->any_to) &&
	       find(
	           compiling, LIBRARY_PERSON, "person", message->person, false, &fitting->person) &&
	       find_inject(compiling, message->inject, false, &fitting->inject);
}

static bool compile_request(
    struct compiling *compiling, const Convene__V1__Pattern *written, struct fitting *fitting)
{
	const Convene__V1__RequestPattern *request = written->request;
	fitting->moment = (int)request->state;
	if (request->state == CONVENE__V1__REQUEST_STATE__REQUEST_STATE_UNSPECIFIED) {
		fitting->moment = CONVENE__V1__REQUEST_STATE__REQUEST_STATE_SENT;
	}
	fitting->completeness = (int)request->completeness;
	fitting->overdue = request->overdue;
	return find(compiling, LIBRARY_INSTRUMENT, "instrument", request->instrument, false,
	           &fitting->subject) &&
	       find_parties(
	           compiling, request->from, request->n_from, &fitting->from, &fitting->any_from) &&
	       find_parties(
	           compiling, request->to, request->n_to, &fitting->to, &fitting->any_to) &&
	       find(compiling, LIBRARY_PERSON, "person", request->person, false, &fitting->person);
}

static bool find_state(
    struct compiling *compiling, const Convene__V1__CasePattern *written, struct fitting *fitting)
{
	if (!find(compiling, LIBRARY_TRACK, "track", written->track, true, &fitting->subject)) {
		return false;
	}
	const Convene__V1__Track *track =
	    library_at(&compiling->exercise->library, TRACK, Track, fitting->subject);
	const char *id = text_or_empty(written->state);
	for (size_t i = 0; i < track->n_states; i++) {
		if (strcmp(track->states[i]->id, id) == 0) {
			fitting->detail = (int)i;
			return true;
		}
	}
	return wrong(compiling, "track \"%s\" has no state \"%s\"", track->id, id);
}

static bool compile_case(
    struct compiling *compiling, const Convene__V1__Pattern *written, struct fitting *fitting)
{
	const Convene__V1__CasePattern *pattern = written->case_state;
	bool flag = *text_or_empty(pattern->flag) != '\0';
	bool form = *text_or_empty(pattern->form) != '\0';
	bool state =
	    *text_or_empty(pattern->track) != '\0' || *text_or_empty(pattern->state) != '\0';
	if (flag + form + state != 1) {
		return wrong(compiling,
		    "a pattern of a case names one of these: track and state, a flag, a form");
	}
	return find(compiling, LIBRARY_FLAG, "flag", pattern->flag, false, &fitting->flag) &&
	       find(compiling, LIBRARY_FORM, "form", pattern->form, false, &fitting->form) &&
	       find(
	           compiling, LIBRARY_PERSON, "person", pattern->person, false, &fitting->person) &&
	       (!state || find_state(compiling, pattern, fitting)) &&
	       find_teams(compiling, pattern->by, pattern->n_by, fitting);
}

static bool compile_milestone(
    struct compiling *compiling, const Convene__V1__Pattern *written, struct fitting *fitting)
{
	return find(
	    compiling, LIBRARY_MILESTONE, "milestone", written->milestone, true, &fitting->subject);
}

static bool compile_switch(
    struct compiling *compiling, const Convene__V1__Pattern *written, struct fitting *fitting)
{
	return find(
	    compiling, LIBRARY_SWITCH, "switch", written->switched_on, true, &fitting->subject);
}

static bool find_choices(struct compiling *compiling, const Convene__V1__Question *question,
    const Convene__V1__AnswerPattern *written, struct fitting *fitting)
{
	fitting->any_choice = written->n_choices == 0;
	for (size_t i = 0; i < written->n_choices; i++) {
		size_t at = 0;
		while (at < question->n_choices &&
		       strcmp(question->choices[at]->id, text_or_empty(written->choices[i])) != 0) {
			at++;
		}
		if (at == question->n_choices || at >= 64) {
			return wrong(compiling, "question \"%s\" has no choice \"%s\"",
			    question->id, text_or_empty(written->choices[i]));
		}
		fitting->choices |= UINT64_C(1) << at;
	}
	return true;
}

static bool compile_answer(
    struct compiling *compiling, const Convene__V1__Pattern *written, struct fitting *fitting)
{
	const Convene__V1__AnswerPattern *answer = written->answer;
	if (!find(compiling, LIBRARY_QUESTIONNAIRE, "questionnaire", answer->questionnaire, true,
	        &fitting->subject)) {
		return false;
	}
	const Convene__V1__Questionnaire *questionnaire = library_at(
	    &compiling->exercise->library, QUESTIONNAIRE, Questionnaire, fitting->subject);
	fitting->least = answer->least;
	fitting->most = answer->most;
	for (size_t i = 0; i < questionnaire->n_questions; i++) {
		const Convene__V1__Question *question = questionnaire->questions[i];
		if (strcmp(question->id, text_or_empty(answer->question)) == 0) {
			fitting->detail = (int)i;
			return find_choices(compiling, question, answer, fitting) &&
			       find_teams(compiling, answer->by, answer->n_by, fitting);
		}
	}
	return wrong(compiling, "questionnaire \"%s\" has no question \"%s\"", questionnaire->id,
	    text_or_empty(answer->question));
}

static bool compile_disclosure(
    struct compiling *compiling, const Convene__V1__Pattern *written, struct fitting *fitting)
{
	const Convene__V1__DisclosurePattern *disclosure = written->disclosure;
	fitting->consent = disclosure->with_consent;
	fitting->no_consent = disclosure->without_consent;
	fitting->any_field = disclosure->n_fields == 0;
	if (disclosure->with_consent && disclosure->without_consent) {
		return wrong(compiling, "a disclosure has consent or it has not; choose one");
	}
	for (size_t i = 0; i < disclosure->n_fields; i++) {
		int field = -1;
		if (!find(compiling, LIBRARY_FIELD, "field", disclosure->fields[i], true, &field)) {
			return false;
		}
		if (field < 256) {
			fitting->fields[field / 64] |= UINT64_C(1) << (field % 64);
		}
	}
	return find_parties(compiling, disclosure->from, disclosure->n_from, &fitting->from,
	           &fitting->any_from) &&
	       find_parties(
	           compiling, disclosure->to, disclosure->n_to, &fitting->to, &fitting->any_to) &&
	       find(compiling, LIBRARY_PERSON, "person", disclosure->person, false,
	           &fitting->person);
}

static bool compile_decision(
    struct compiling *compiling, const Convene__V1__Pattern *written, struct fitting *fitting)
{
	const Convene__V1__DecisionPattern *decision = written->decision;
	return find_teams(compiling, decision->by, decision->n_by, fitting) &&
	       find_inject(compiling, decision->inject, false, &fitting->inject);
}

/* --- windows and times --- */

static bool good_time(int64_t ms)
{
	return ms >= 0 && ms <= EXERCISE_MS_MAX;
}

static bool compile_window(
    struct compiling *compiling, const Convene__V1__Window *window, struct pattern *pattern)
{
	if (!good_time(window->after_ms) || !good_time(window->before_ms) ||
	    !good_time(window->within_ms) || !good_time(window->ahead_ms)) {
		return wrong(compiling, "a window's time is out of range; give times from 0 on");
	}
	if (window->before_ms > 0 && window->before_ms <= window->after_ms) {
		return wrong(compiling, "a window ends before it begins");
	}
	if (window->within_ms > 0 && window->ahead_ms > 0) {
		return wrong(compiling, "within_ms and ahead_ms do not go together");
	}
	if (window->of == NULL && (window->within_ms > 0 || window->ahead_ms > 0)) {
		return wrong(compiling, "within_ms and ahead_ms need `of`, to count from");
	}
	pattern->after_ms = window->after_ms;
	pattern->before_ms = window->before_ms;
	pattern->within_ms = window->within_ms;
	pattern->ahead_ms = window->ahead_ms;
	return window->of == NULL || find_anchor(compiling, window->of, &pattern->of);
}

static bool compile_time(
    struct compiling *compiling, const Convene__V1__TimePattern *time, struct pattern *pattern)
{
	if (!good_time(time->at_ms) || !good_time(time->delay_ms)) {
		return wrong(compiling, "a time is out of range; give times from 0 on");
	}
	if (time->since == NULL) {
		pattern->at_ms = time->at_ms;
		return time->delay_ms == 0 || wrong(compiling, "delay_ms needs `since`");
	}
	pattern->at_ms = time->delay_ms;
	if (time->at_ms != 0) {
		return wrong(compiling, "at_ms and `since` do not go together");
	}
	return find_anchor(compiling, time->since, &pattern->since);
}

#define KIND(WHAT, kind, compile) [CONVENE__V1__PATTERN__WHAT_##WHAT] = {PATTERN_##kind, compile}

static const struct {
	enum pattern_kind kind;
	compile_fn *compile;
} kinds[] = {
    KIND(INJECT, INJECT, compile_inject),
    KIND(MESSAGE, MESSAGE, compile_message),
    KIND(REQUEST, REQUEST, compile_request),
    KIND(CASE_STATE, CASE, compile_case),
    KIND(MILESTONE, MILESTONE, compile_milestone),
    KIND(ANSWER, ANSWER, compile_answer),
    KIND(DISCLOSURE, DISCLOSURE, compile_disclosure),
    KIND(DECISION, DECISION, compile_decision),
    KIND(SWITCHED_ON, SWITCH, compile_switch),
};

static bool compile_pattern(struct compiling *compiling, const Convene__V1__Pattern *written,
    enum pattern_part part, struct pattern *pattern)
{
	size_t what = written->what_case;
	*pattern = (struct pattern){.part = part,
	    .wanted = written->times > 0 ? written->times : 1,
	    .candidate = NEVER,
	    .hold = NEVER,
	    .dead = NEVER,
	    .reopened = {INT64_MIN, 0}};
	if (written->window != NULL && !compile_window(compiling, written->window, pattern)) {
		return false;
	}
	if (what == CONVENE__V1__PATTERN__WHAT_TIME) {
		pattern->kind = PATTERN_TIME;
		return compile_time(compiling, written->time, pattern);
	}
	if (what >= sizeof kinds / sizeof kinds[0] || kinds[what].compile == NULL) {
		return wrong(compiling, "a pattern says nothing that happens");
	}
	pattern->kind = kinds[what].kind;
	pattern->fitting = xcalloc(1, sizeof *pattern->fitting);
	*pattern->fitting = (struct fitting){
	    .subject = -1, .detail = -1, .flag = -1, .form = -1, .person = -1, .inject = -1};
	return kinds[what].compile(compiling, written, pattern->fitting);
}

/* --- the whole --- */

void patterns_free(struct pattern *patterns, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(patterns[i].fitting);
	}
	free(patterns);
}

/* There is something that it waits for. */
static bool waits(const struct pattern *patterns, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (patterns[i].part != PART_NONE || pattern_has_end(&patterns[i])) {
			return true;
		}
	}
	return false;
}

bool condition_compile(struct compiling *compiling, const Convene__V1__Condition *when,
    struct pattern **patterns, size_t *count)
{
	const struct {
		enum pattern_part part;
		Convene__V1__Pattern **list;
		size_t count;
	} parts[] = {{PART_ALL, when->all, when->n_all}, {PART_ANY, when->any, when->n_any},
	    {PART_NONE, when->none, when->n_none}};
	size_t total = when->n_all + when->n_any + when->n_none, done = 0;
	if (total == 0 || total > CONDITION_PATTERNS_MAX) {
		return wrong(compiling, "a condition has %zu patterns; give it 1 to %d", total,
		    CONDITION_PATTERNS_MAX);
	}
	struct pattern *compiled = xcalloc(total, sizeof *compiled);
	bool good = true;
	for (size_t part = 0; part < 3; part++) {
		for (size_t i = 0; good && i < parts[part].count; i++) {
			good = compile_pattern(
			    compiling, parts[part].list[i], parts[part].part, &compiled[done++]);
		}
	}
	if (good && !waits(compiled, done)) {
		good = wrong(compiling, "a condition of nothing but endless patterns in `none` "
		                        "waits for nothing");
	}
	if (!good) {
		patterns_free(compiled, done);
		return false;
	}
	*patterns = compiled;
	*count = done;
	return true;
}
