/* One pattern: whether what it says can happen at all. Names were looked up by check_fields.c. */
#include "server/scenario/scenario_check_private.h"

#include "proto/complaint.h"

#include <string.h>

/* Where a pattern stands, for the functions below. */
struct seen {
	struct check *check;                 /* borrowed: outlives this */
	const Convene__V1__Pattern *pattern; /* borrowed: outlives this */
	enum pattern_place in;
};

/* Reports the teams, and countries, of `by` of whom none receives what it goes to. */
static void check_by(struct check *check, const void *message, char *const *by, size_t by_count,
    char *const *to, size_t to_count, const char *what)
{
	for (size_t i = 0; i < by_count; i++) {
		if (names_find(&check->names, NAME_BIT(TEAM) | NAME_BIT(COUNTRY), by[i]) != NULL &&
		    !names_receives(&check->names, to, to_count, by[i])) {
			check_error(check, message, "by", i,
			    "can never hold: %s does not go to '%s'", what, by[i]);
		}
	}
}

static void check_once(const struct seen *seen)
{
	if (seen->pattern->times > 1) {
		check_error(
		    seen->check, seen->pattern, "times", 0, "can never hold: it happens only once");
	}
}

static void check_time(const struct seen *seen)
{
	const Convene__V1__TimePattern *time = seen->pattern->time;
	const Convene__V1__Window *window = seen->pattern->window;
	int64_t duration = seen->check->scenario->duration_ms;
	check_once(seen);
	if (time->since != NULL && time->at_ms != 0) {
		check_error(
		    seen->check, time, "at_ms", 0, "excludes `since`, which is written too");
	} else if (time->since == NULL && time->delay_ms != 0) {
		check_error(seen->check, time, "delay_ms", 0, "needs `since`, to count from");
	} else if (time->since == NULL && !check_is_written(seen->check, time, "at_ms")) {
		check_error(seen->check, time, "", 0, "a time needs at_ms, or since and delay_ms");
	}
	if (duration > 0 && time->at_ms > duration) {
		check_error(seen->check, time, "at_ms", 0,
		    "lies beyond the end of the exercise, duration_ms");
	}
	if (duration > 0 && time->delay_ms > duration) {
		check_error(seen->check, time, "delay_ms", 0,
		    "is longer than the whole exercise, duration_ms");
	}
	if (window != NULL && time->since == NULL &&
	    (time->at_ms < window->after_ms ||
	        (window->before_ms > 0 && time->at_ms >= window->before_ms))) {
		check_error(
		    seen->check, time, "at_ms", 0, "can never hold: it is outside the window");
	}
}

static void check_inject(const struct seen *seen)
{
	const Convene__V1__InjectPattern *pattern = seen->pattern->inject;
	const Convene__V1__Window *window = seen->pattern->window;
	const Convene__V1__Inject *inject =
	    names_message(&seen->check->names, NAME_BIT(INJECT), pattern->id);
	if (inject == NULL) {
		return;
	}
	char what[80];
	complaint(what, sizeof(what), "inject '%s'", inject->id);
	check_by(seen->check, pattern, pattern->by, pattern->n_by, inject->to, inject->n_to, what);
	if (pattern->is == CONVENE__V1__INJECT_MOMENT__INJECT_MOMENT_DELIVERED &&
	    pattern->n_by > 0) {
		check_warning(seen->check, pattern, "by", 0,
		    "is for those who read or answered it, not for those who got it");
	}
	if (window != NULL && window->before_ms > 0 && inject->planned_ms >= window->before_ms) {
		check_warning(seen->check, window, "before_ms", 0,
		    "is over when inject '%s' is due", inject->id);
	}
}

/* Whether an answer can fall overdue: at all, and before the planned end. */
static void check_overdue(struct check *check, const Convene__V1__RequestPattern *pattern)
{
	const Convene__V1__Instrument *instrument =
	    names_message(&check->names, NAME_BIT(INSTRUMENT), pattern->instrument);
	int64_t end_ms = check_story_end(check), earliest = INT64_MAX;
	for (size_t i = 0; instrument != NULL && i < instrument->n_urgencies; i++) {
		int64_t limit = instrument->urgencies[i]->answer_story_ms;
		earliest = limit > 0 && limit < earliest ? limit : earliest;
	}
	if (instrument == NULL || instrument->n_urgencies == 0) {
		return;
	}
	if (earliest == INT64_MAX) {
		check_error(check, pattern, "overdue", 0,
		    "can never hold: instrument '%s' has no limit for the answer", instrument->id);
	} else if (end_ms > 0 && earliest > end_ms) {
		check_warning(check, pattern, "overdue", 0,
		    "falls due only after the planned end, unless the story jumps");
	}
}

static void check_request(const struct seen *seen)
{
	const Convene__V1__RequestPattern *pattern = seen->pattern->request;
	if (pattern->overdue) {
		check_overdue(seen->check, pattern);
	}

	if (pattern->overdue &&
	    pattern->state != CONVENE__V1__REQUEST_STATE__REQUEST_STATE_UNSPECIFIED) {
		check_error(
		    seen->check, pattern, "overdue", 0, "excludes state, which is written too");
	}
}

static void check_case(const struct seen *seen)
{
	const Convene__V1__CasePattern *pattern = seen->pattern->case_state;
	bool state = pattern->track[0] != '\0' || pattern->state[0] != '\0';
	int said = state + (pattern->flag[0] != '\0') + (pattern->form[0] != '\0');
	const Convene__V1__Track *track =
	    names_message(&seen->check->names, NAME_BIT(TRACK), pattern->track);
	char of[80];
	if (said != 1) {
		check_error(seen->check, pattern, "", 0,
		    "a case needs one of these: track and state, a flag, a form");
	} else if (state && pattern->track[0] == '\0') {
		check_error(seen->check, pattern, "state", 0, "needs the track that it is of");
	} else if (state && pattern->state[0] == '\0') {
		check_error(seen->check, pattern, "track", 0, "needs a state of it");
	} else if (track != NULL) {
		complaint(of, sizeof(of), "track '%s'", track->id);
		check_member(seen->check, pattern, "state", 0, pattern->state, track->states,
		    track->n_states, "state", of);
	}
}

static void check_choices(struct check *check, const Convene__V1__AnswerPattern *pattern,
    const Convene__V1__Question *question)
{
	bool scale = question->kind == CONVENE__V1__QUESTION_KIND__QUESTION_KIND_SCALE;
	bool scaled = pattern->least != 0 || pattern->most != 0;
	char of[80];
	complaint(of, sizeof(of), "question '%s'", question->id);
	for (size_t i = 0; i < pattern->n_choices; i++) {
		check_member(check, pattern, "choices", i, pattern->choices[i], question->choices,
		    question->n_choices, "choice", of);
	}
	if (scaled && !scale) {
		check_error(check, pattern, "least", 0,
		    "and most are for a scale, which question '%s' is not", question->id);
	} else if (scaled && pattern->least > pattern->most) {
		check_error(check, pattern, "least", 0, "can never hold: it is more than most");
	} else if (scaled && (pattern->most < question->least || pattern->least > question->most)) {
		check_error(check, pattern, "least", 0,
		    "can never hold: the scale goes from %d to %d", question->least,
		    question->most);
	}
}

static void check_answer(const struct seen *seen)
{
	const Convene__V1__AnswerPattern *pattern = seen->pattern->answer;
	const Convene__V1__Questionnaire *questionnaire =
	    names_message(&seen->check->names, NAME_BIT(QUESTIONNAIRE), pattern->questionnaire);
	if (questionnaire == NULL) {
		return;
	}
	char what[96];
	complaint(what, sizeof(what), "questionnaire '%s'", questionnaire->id);
	if (questionnaire->n_to > 0) {
		check_by(seen->check, pattern, pattern->by, pattern->n_by, questionnaire->to,
		    questionnaire->n_to, what);
	}
	if (pattern->question[0] == '\0') {
		check_error(seen->check, pattern, "question", 0, "is missing");
		return;
	}
	int at = check_member(seen->check, pattern, "question", 0, pattern->question,
	    questionnaire->questions, questionnaire->n_questions, "question", what);
	if (at >= 0) {
		check_choices(seen->check, pattern, questionnaire->questions[at]);
	}
}

static void check_disclosure(const struct seen *seen)
{
	const Convene__V1__DisclosurePattern *pattern = seen->pattern->disclosure;
	if (pattern->with_consent && pattern->without_consent) {
		check_error(seen->check, pattern, "without_consent", 0,
		    "can never hold: with_consent is written too");
	}
}

static bool is_anchor_of(const Convene__V1__Anchor *anchor, const Convene__V1__Pattern *pattern)
{
	if (anchor->what_case == CONVENE__V1__ANCHOR__WHAT_INJECT &&
	    pattern->what_case == CONVENE__V1__PATTERN__WHAT_INJECT) {
		return strcmp(anchor->inject, pattern->inject->id) == 0;
	}
	return anchor->what_case == CONVENE__V1__ANCHOR__WHAT_MILESTONE &&
	       pattern->what_case == CONVENE__V1__PATTERN__WHAT_MILESTONE &&
	       strcmp(anchor->milestone, pattern->milestone) == 0;
}

static void check_anchor(struct check *check, const Convene__V1__Anchor *anchor)
{
	if (anchor != NULL && anchor->what_case == CONVENE__V1__ANCHOR__WHAT__NOT_SET) {
		check_error(
		    check, anchor, "", 0, "a moment to count from needs an inject or a milestone");
	}
}

/* A window against itself, and against the length of the exercise. */
static void check_window(const struct seen *seen)
{
	const Convene__V1__Window *window = seen->pattern->window;
	struct check *check = seen->check;
	int64_t duration = check->scenario->duration_ms;
	check_anchor(check, window->of);
	if (window->before_ms > 0 && window->before_ms <= window->after_ms) {
		check_error(check, window, "before_ms", 0,
		    "can never hold: the window ends before it begins");
	} else if (duration > 0 && window->after_ms >= duration) {
		check_error(check, window, "after_ms", 0,
		    "can never hold: the exercise ends before, at duration_ms");
	} else if (duration > 0 && window->before_ms > duration) {
		if (seen->in == PATTERN_NONE) {
			check_error(check, window, "before_ms", 0,
			    "lies beyond the end, duration_ms, so that the condition can never "
			    "hold");
		} else {
			check_warning(check, window, "before_ms", 0,
			    "lies beyond the end of the exercise, duration_ms");
		}
	}
	if (window->within_ms > 0 && window->ahead_ms > 0) {
		check_error(
		    check, window, "ahead_ms", 0, "excludes within_ms, which is written too");
	}
	if (window->of == NULL && (window->within_ms > 0 || window->ahead_ms > 0)) {
		check_error(check, window, window->within_ms > 0 ? "within_ms" : "ahead_ms", 0,
		    "needs `of`, to count from");
	} else if (window->of != NULL && window->ahead_ms > 0 &&
	           is_anchor_of(window->of, seen->pattern)) {
		check_error(check, window, "ahead_ms", 0,
		    "can never hold: nothing happens ahead of itself");
	}
	if (window->of == NULL && window->after_ms == 0 && window->before_ms == 0 &&
	    window->within_ms == 0 && window->ahead_ms == 0) {
		check_warning(check, window, "", 0, "the window has neither beginning nor end");
	}
}

typedef void pattern_fn(const struct seen *seen);

void check_pattern(struct check *check, const Convene__V1__Pattern *pattern, enum pattern_place in)
{
	static pattern_fn *const kinds[] = {
	    [CONVENE__V1__PATTERN__WHAT_TIME] = check_time,
	    [CONVENE__V1__PATTERN__WHAT_INJECT] = check_inject,
	    [CONVENE__V1__PATTERN__WHAT_REQUEST] = check_request,
	    [CONVENE__V1__PATTERN__WHAT_CASE_STATE] = check_case,
	    [CONVENE__V1__PATTERN__WHAT_MILESTONE] = check_once,
	    [CONVENE__V1__PATTERN__WHAT_ANSWER] = check_answer,
	    [CONVENE__V1__PATTERN__WHAT_DISCLOSURE] = check_disclosure,
	};
	const struct seen seen = {.check = check, .pattern = pattern, .in = in};
	size_t what = pattern->what_case;
	if (what == CONVENE__V1__PATTERN__WHAT__NOT_SET) {
		check_error(check, pattern, "", 0,
		    "the pattern says nothing that happens; it needs time, inject, message, "
		    "request, case_state, milestone, answer, disclosure, decision or "
		    "switched_on");
	} else if (what < sizeof(kinds) / sizeof(kinds[0]) && kinds[what] != NULL) {
		kinds[what](&seen);
	}
	if (what == CONVENE__V1__PATTERN__WHAT_TIME) {
		check_anchor(check, pattern->time->since);
	}
	if (what == CONVENE__V1__PATTERN__WHAT_TIME && in == PATTERN_ACTION) {
		check_error(check, pattern, "time", 0, "is nothing that a team does");
	}
	if (pattern->window != NULL) {
		check_window(&seen);
	}
}
