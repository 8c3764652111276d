/*
 * From a pattern as it is written to what it looks for: every name becomes an index, every list of
 * parties a set, so that watching compares numbers. Each kind has a row and a function; what has no
 * row says nothing that happens. What is wrong is said in `why`, to be read by an author or a
 * controller.
 */
#include "server/exercise/pattern/compile.h"

#include "convene/v1/case.pb-c.h"
#include "convene/v1/condition.pb-c.h"
#include "convene/v1/questionnaire.pb-c.h"
#include "proto/complaint.h"
#include "server/exercise/exercise.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/ground/sets.h"
#include "server/exercise/pattern/fact.h"
#include "server/exercise/pattern/fitting.h"
#include "server/exercise/pattern/pattern.h"
#include "server/exercise/state/case/case.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/inject.h"
#include "server/exercise/state/state.h"

#include <stdarg.h>
#include <string.h>

#define DELIVERED CONVENE__V1__INJECT_MOMENT__INJECT_MOMENT_DELIVERED
#define SENT      CONVENE__V1__REQUEST_STATE__REQUEST_STATE_SENT

typedef bool compile_fn(
    struct compiling *compiling, const Convene__V1__Pattern *written, struct fitting *fitting);

__attribute__((format(printf, 2, 3))) static bool wrong(
    struct compiling *compiling, const char *format, ...)
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
	if (*id == '\0' && !needed) {
		return true;
	}
	*out = library_index(&compiling->exercise->library, kind, id);
	return *out >= 0 || wrong(compiling, "there is no %s \"%s\"", what, id);
}

static bool find_inject(struct compiling *compiling, const char *id, bool needed, int *out)
{
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
	set_add(teams, team);
	for (size_t i = 0; country >= 0 && i < cast->team_count; i++) {
		if (cast->teams[i]->country == country) {
			set_add(teams, (int)i);
		}
	}
	return team >= 0 || country >= 0;
}

/* No ids: anybody. Entities and control only where they can be meant. */
static bool find_parties(struct compiling *compiling, char *const *ids, size_t count,
    bool teams_only, struct sought *sought)
{
	struct parties *parties = &sought->parties;
	sought->any = count == 0;
	for (size_t i = 0; i < count; i++) {
		const char *id = ids[i];
		int entity = teams_only ? -1 : cast_entity(&compiling->exercise->cast, id);
		bool control = !teams_only && strcmp(id, "control") == 0;
		set_add(&parties->entities, entity);
		parties->control |= control;
		if (!add_teams(compiling, id, &parties->teams) && entity < 0 && !control) {
			return teams_only
			           ? wrong(compiling, "there is no team or country \"%s\"", id)
			           : wrong(compiling,
			                 "there is no team, country or entity \"%s\", nor is it "
			                 "\"control\"",
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
		anchor->kind = FACT_INJECT;
		return find_inject(compiling, written->inject, true, &anchor->index);
	case CONVENE__V1__ANCHOR__WHAT_MILESTONE:
		anchor->kind = FACT_MILESTONE;
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
	bool delivered = inject->is == CONVENE__V1__INJECT_MOMENT__INJECT_MOMENT_UNSPECIFIED ||
	                 inject->is == DELIVERED;
	bool good = find_inject(compiling, inject->id, true, &fitting->subject.thing.index) &&
	            find_parties(compiling, inject->by, inject->n_by, true, &fitting->from);
	fitting->subject.thing.moment = delivered ? DELIVERED : (int)inject->is;
	fitting->from.any |= delivered; /* nobody does that */
	return good;
}

static bool compile_message(
    struct compiling *compiling, const Convene__V1__Pattern *written, struct fitting *fitting)
{
	const Convene__V1__MessagePattern *message = written->message;
	for (size_t i = 0; i < message->n_channels; i++) {
		if ((unsigned)message->channels[i] >= 32) {
			return wrong(compiling, "there is no such channel");
		}
		fitting->subject.message.channels |= UINT32_C(1) << message->channels[i];
	}
	return find_parties(compiling, message->from, message->n_from, false, &fitting->from) &&
	       find_parties(compiling, message->to, message->n_to, false, &fitting->to) &&
	       find(
	           compiling, LIBRARY_PERSON, "person", message->person, false, &fitting->person) &&
	       find_inject(compiling, message->inject, false, &fitting->inject);
}

static bool compile_request(
    struct compiling *compiling, const Convene__V1__Pattern *written, struct fitting *fitting)
{
	const Convene__V1__RequestPattern *request = written->request;
	bool sent = request->state == CONVENE__V1__REQUEST_STATE__REQUEST_STATE_UNSPECIFIED ||
	            request->state == SENT;
	/* whether one that is sent is complete is known with the event after it */
	int come = !sent                        ? (int)request->state
	           : request->completeness == 0 ? SENT
	                                        : REQUEST_ASSESSED;
	fitting->subject.request.state = request->overdue ? REQUEST_OVERDUE : come;
	fitting->subject.request.completeness = (int)request->completeness;
	fitting->subject.request.instrument = -1;
	return find(compiling, LIBRARY_INSTRUMENT, "instrument", request->instrument, false,
	           &fitting->subject.request.instrument) &&
	       find_parties(compiling, request->from, request->n_from, false, &fitting->from) &&
	       find_parties(compiling, request->to, request->n_to, false, &fitting->to) &&
	       find(compiling, LIBRARY_PERSON, "person", request->person, false, &fitting->person);
}

static bool find_state(
    struct compiling *compiling, const Convene__V1__CasePattern *written, struct fitting *fitting)
{
	int *index = &fitting->subject.step.index;
	if (!find(compiling, LIBRARY_TRACK, "track", written->track, true, index)) {
		return false;
	}
	const Convene__V1__Track *track =
	    library_at(&compiling->exercise->library, TRACK, Track, *index);
	const char *id = written->state;
	int state = track_state_index(track, id);
	fitting->subject.step.state = state;
	return state >= 0 || wrong(compiling, "track \"%s\" has no state \"%s\"", track->id, id);
}

static bool compile_case(
    struct compiling *compiling, const Convene__V1__Pattern *written, struct fitting *fitting)
{
	const Convene__V1__CasePattern *pattern = written->case_state;
	bool flag = *pattern->flag != '\0';
	bool form = *pattern->form != '\0';
	bool state = *pattern->track != '\0' || *pattern->state != '\0';
	if (flag + form + state != 1) {
		return wrong(compiling,
		    "a pattern of a case names one of these: track and state, a flag, a form");
	}
	int *index = &fitting->subject.step.index;
	fitting->subject.step.aspect = flag ? CASE_FLAG : form ? CASE_FORM : CASE_STATE;
	return find(compiling, LIBRARY_FLAG, "flag", pattern->flag, false, index) &&
	       find(compiling, LIBRARY_FORM, "form", pattern->form, false, index) &&
	       find(
	           compiling, LIBRARY_PERSON, "person", pattern->person, false, &fitting->person) &&
	       (!state || find_state(compiling, pattern, fitting)) &&
	       find_parties(compiling, pattern->by, pattern->n_by, true, &fitting->from);
}

static bool compile_milestone(
    struct compiling *compiling, const Convene__V1__Pattern *written, struct fitting *fitting)
{
	return find(compiling, LIBRARY_MILESTONE, "milestone", written->milestone, true,
	    &fitting->subject.thing.index);
}

static bool compile_switch(
    struct compiling *compiling, const Convene__V1__Pattern *written, struct fitting *fitting)
{
	return find(compiling, LIBRARY_SWITCH, "switch", written->switched_on, true,
	    &fitting->subject.thing.index);
}

static bool find_choices(struct compiling *compiling, const Convene__V1__Question *question,
    const Convene__V1__AnswerPattern *written, struct fitting *fitting)
{
	for (size_t i = 0; i < written->n_choices; i++) {
		size_t at = 0;
		while (at < question->n_choices &&
		       strcmp(question->choices[at]->id, written->choices[i]) != 0) {
			at++;
		}
		if (at == question->n_choices || at >= CHOICES_MAX) {
			return wrong(compiling, "question \"%s\" has no choice \"%s\"",
			    question->id, written->choices[i]);
		}
		fitting->subject.answer.choices |= UINT64_C(1) << at;
	}
	return true;
}

static bool compile_answer(
    struct compiling *compiling, const Convene__V1__Pattern *written, struct fitting *fitting)
{
	const Convene__V1__AnswerPattern *answer = written->answer;
	union subject *subject = &fitting->subject;
	if (!find(compiling, LIBRARY_QUESTIONNAIRE, "questionnaire", answer->questionnaire, true,
	        &subject->answer.questionnaire)) {
		return false;
	}
	const Convene__V1__Questionnaire *questionnaire = library_at(&compiling->exercise->library,
	    QUESTIONNAIRE, Questionnaire, subject->answer.questionnaire);
	subject->answer.least = answer->least;
	subject->answer.most = answer->most;
	for (size_t i = 0; i < questionnaire->n_questions; i++) {
		const Convene__V1__Question *question = questionnaire->questions[i];
		if (strcmp(question->id, answer->question) == 0) {
			subject->answer.question = (int)i;
			return find_choices(compiling, question, answer, fitting) &&
			       find_parties(
			           compiling, answer->by, answer->n_by, true, &fitting->from);
		}
	}
	return wrong(compiling, "questionnaire \"%s\" has no question \"%s\"", questionnaire->id,
	    answer->question);
}

static bool compile_disclosure(
    struct compiling *compiling, const Convene__V1__Pattern *written, struct fitting *fitting)
{
	const Convene__V1__DisclosurePattern *disclosure = written->disclosure;
	union subject *subject = &fitting->subject;
	subject->disclosure.with_consent = disclosure->with_consent;
	subject->disclosure.without_consent = disclosure->without_consent;
	subject->disclosure.any_field = disclosure->n_fields == 0;
	if (disclosure->with_consent && disclosure->without_consent) {
		return wrong(compiling, "a disclosure has consent or it has not; choose one");
	}
	for (size_t i = 0; i < disclosure->n_fields; i++) {
		int field = -1;
		if (!find(compiling, LIBRARY_FIELD, "field", disclosure->fields[i], true, &field)) {
			return false;
		}
		if (field < FIELDS_MAX) {
			subject->disclosure.fields[field / 64] |= UINT64_C(1) << (field % 64);
		}
	}
	return find_parties(
	           compiling, disclosure->from, disclosure->n_from, false, &fitting->from) &&
	       find_parties(compiling, disclosure->to, disclosure->n_to, false, &fitting->to) &&
	       find(compiling, LIBRARY_PERSON, "person", disclosure->person, false,
	           &fitting->person);
}

static bool compile_decision(
    struct compiling *compiling, const Convene__V1__Pattern *written, struct fitting *fitting)
{
	const Convene__V1__DecisionPattern *decision = written->decision;
	return find_parties(compiling, decision->by, decision->n_by, true, &fitting->from) &&
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

#define KIND(WHAT, kind, compile) [CONVENE__V1__PATTERN__WHAT_##WHAT] = {FACT_##kind, compile}

static const struct {
	enum fact_kind kind;
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

bool pattern_compile(
    struct compiling *compiling, const Convene__V1__Pattern *written, struct pattern *pattern)
{
	size_t what = written->what_case;
	*pattern = (struct pattern){.wanted = written->times > 0 ? written->times : 1,
	    .fitting = {.from.any = true, .to.any = true, .person = -1, .inject = -1},
	    .candidate = NEVER,
	    .hold = NEVER,
	    .dead = NEVER,
	    .reopened = {INT64_MIN, 0}};
	if (written->window != NULL && !compile_window(compiling, written->window, pattern)) {
		return false;
	}
	if (what == CONVENE__V1__PATTERN__WHAT_TIME) {
		return compile_time(compiling, written->time, pattern);
	}
	if (what >= sizeof kinds / sizeof kinds[0] || kinds[what].compile == NULL) {
		return wrong(compiling, "a pattern says nothing that happens");
	}
	pattern->fitting.kind = kinds[what].kind;
	return kinds[what].compile(compiling, written, &pattern->fitting);
}
