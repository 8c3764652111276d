#include "client/cli/show/condition_text.h"

#include "client/cli/text/when.h"
#include "client/cli/text/words.h"
#include "client/cli/text/wrap.h"

#include <inttypes.h>

/* " from A, B or C"; nothing for an empty list. */
static void either(struct buf *out, const char *before, char *const *values, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		buf_printf(
		    out, "%s%s", i == 0 ? before : (i + 1 == count ? " or " : ", "), values[i]);
	}
}

static void time_words(struct buf *out, const char *before, int64_t ms)
{
	char text[24];
	buf_printf(out, "%s%s", before, when_time(ms, text));
}

static void length_words(struct buf *out, int64_t ms)
{
	char text[WHEN_SIZE];
	buf_append_text(out, when_length(ms, text));
}

static void anchor_words(struct buf *out, const Convene__V1__Anchor *anchor)
{
	if (anchor->what_case == CONVENE__V1__ANCHOR__WHAT_INJECT) {
		buf_printf(out, "the delivery of inject %s", anchor->inject);
	} else {
		buf_printf(out, "milestone %s",
		    anchor->what_case == CONVENE__V1__ANCHOR__WHAT_MILESTONE ? anchor->milestone
		                                                             : "?");
	}
}

static void time_pattern(struct buf *out, const Convene__V1__TimePattern *time)
{
	if (time->since == NULL) {
		time_words(out, "the clock to show ", time->at_ms);
		return;
	}
	if (time->delay_ms > 0) {
		length_words(out, time->delay_ms);
		buf_append_text(out, " to pass after ");
	} else {
		buf_append_text(out, "the moment of ");
	}
	anchor_words(out, time->since);
}

static void inject_pattern(struct buf *out, const Convene__V1__InjectPattern *inject)
{
#define PHRASE(name) [CONVENE__V1__INJECT_MOMENT__INJECT_MOMENT_##name]
	static const char *const moments[] = {
	    PHRASE(UNSPECIFIED) = "delivered", PHRASE(READ) = "opened"};
#undef PHRASE
	buf_printf(
	    out, "inject %s to be %s", inject->id, WORDS_VALUE(inject_moment, inject->is, moments));
	either(out, " by ", inject->by, inject->n_by);
}

static void message_pattern(struct buf *out, const Convene__V1__MessagePattern *message)
{
	buf_append_text(out, "a message");
	either(out, " from ", message->from, message->n_from);
	either(out, " to ", message->to, message->n_to);
	for (size_t i = 0; i < message->n_channels; i++) {
		buf_printf(
		    out, "%s%s", i == 0 ? " by " : " or ", WORDS_CHANNEL(message->channels[i]));
	}
	if (message->person[0] != '\0') {
		buf_printf(out, " about the case of %s", message->person);
	}
	if (message->inject[0] != '\0') {
		buf_printf(out, " about inject %s", message->inject);
	}
}

static void request_pattern(
    struct buf *out, const struct view *view, const Convene__V1__RequestPattern *request)
{
#define PHRASE(name) [CONVENE__V1__REQUEST_STATE__REQUEST_STATE_##name]
	static const char *const states[] = {PHRASE(UNSPECIFIED) = "sent",
	    PHRASE(DRAFT) = "drafted", PHRASE(RETURNED) = "returned as incomplete"};
#undef PHRASE
	if (request->completeness == CONVENE__V1__COMPLETENESS__COMPLETENESS_COMPLETE) {
		buf_append_text(out, "a complete request");
	} else if (request->completeness == CONVENE__V1__COMPLETENESS__COMPLETENESS_INCOMPLETE) {
		buf_append_text(out, "an incomplete request");
	} else {
		buf_append_text(out, "a request");
	}
	if (request->instrument[0] != '\0') {
		buf_printf(out, " (%s)",
		    view != NULL ? view_title(view, VIEW_INSTRUMENT, request->instrument)
		                 : request->instrument);
	}
	either(out, " from ", request->from, request->n_from);
	either(out, " to ", request->to, request->n_to);
	if (request->person[0] != '\0') {
		buf_printf(out, " about %s", request->person);
	}
	if (request->overdue) {
		buf_append_text(out, " to fall overdue");
	} else {
		buf_printf(out, " to be %s", WORDS_VALUE(request_state, request->state, states));
	}
}

static void case_pattern(
    struct buf *out, const struct view *view, const Convene__V1__CasePattern *file)
{
	if (file->person[0] != '\0') {
		buf_printf(out, "the case of %s", file->person);
	} else {
		buf_append_text(out, "a case");
	}
	if (file->flag[0] != '\0') {
		buf_printf(out, " to be flagged %s", file->flag);
	} else if (file->form[0] != '\0') {
		buf_printf(out, " to have the form \"%s\" filled in",
		    view != NULL ? view_title(view, VIEW_FORM, file->form) : file->form);
	} else {
		buf_printf(out, " to reach \"%s\" on %s", file->state, file->track);
	}
	either(out, " by ", file->by, file->n_by);
}

static void answer_pattern(struct buf *out, const Convene__V1__AnswerPattern *answer)
{
	buf_printf(out, "an answer to %s of %s", answer->question, answer->questionnaire);
	either(out, ": ", answer->choices, answer->n_choices);
	if (answer->least != 0 || answer->most != 0) {
		buf_printf(out, ": from %d to %d", answer->least, answer->most);
	}
	either(out, ", by ", answer->by, answer->n_by);
}

static void disclosure_pattern(struct buf *out, const Convene__V1__DisclosurePattern *disclosure)
{
	buf_append_text(out, "data");
	if (disclosure->person[0] != '\0') {
		buf_printf(out, " on %s", disclosure->person);
	}
	either(out, " (", disclosure->fields, disclosure->n_fields);
	buf_append_text(out, disclosure->n_fields > 0 ? ") to be passed on" : " to be passed on");
	either(out, " from ", disclosure->from, disclosure->n_from);
	either(out, " to ", disclosure->to, disclosure->n_to);
	if (disclosure->with_consent) {
		buf_append_text(out, " with consent");
	}
	if (disclosure->without_consent) {
		buf_append_text(out, " without consent");
	}
}

static void decision_pattern(struct buf *out, const Convene__V1__DecisionPattern *decision)
{
	buf_append_text(out, "a decision");
	either(out, " of ", decision->by, decision->n_by);
	if (decision->inject[0] != '\0') {
		buf_printf(out, " on inject %s", decision->inject);
	}
}

static void window_words(struct buf *out, const Convene__V1__Window *window)
{
	if (window->after_ms > 0) {
		time_words(out, ", not before ", window->after_ms);
	}
	if (window->before_ms > 0) {
		time_words(out, ", before ", window->before_ms);
	}
	if (window->of == NULL) {
		return;
	}
	if (window->within_ms > 0) {
		buf_append_text(out, ", within ");
		length_words(out, window->within_ms);
		buf_append_text(out, " of ");
	} else if (window->ahead_ms > 0) {
		buf_append_text(out, ", at least ");
		length_words(out, window->ahead_ms);
		buf_append_text(out, " before ");
	} else {
		buf_append_text(out, ", after ");
	}
	anchor_words(out, window->of);
}

void condition_pattern(
    struct buf *out, const struct view *view, const Convene__V1__Pattern *pattern)
{
	switch (pattern->what_case) {
	case CONVENE__V1__PATTERN__WHAT_TIME:
		time_pattern(out, pattern->time);
		break;
	case CONVENE__V1__PATTERN__WHAT_INJECT:
		inject_pattern(out, pattern->inject);
		break;
	case CONVENE__V1__PATTERN__WHAT_MESSAGE:
		message_pattern(out, pattern->message);
		break;
	case CONVENE__V1__PATTERN__WHAT_REQUEST:
		request_pattern(out, view, pattern->request);
		break;
	case CONVENE__V1__PATTERN__WHAT_CASE_STATE:
		case_pattern(out, view, pattern->case_state);
		break;
	case CONVENE__V1__PATTERN__WHAT_MILESTONE:
		buf_printf(out, "milestone %s to be reached", pattern->milestone);
		break;
	case CONVENE__V1__PATTERN__WHAT_ANSWER:
		answer_pattern(out, pattern->answer);
		break;
	case CONVENE__V1__PATTERN__WHAT_DISCLOSURE:
		disclosure_pattern(out, pattern->disclosure);
		break;
	case CONVENE__V1__PATTERN__WHAT_DECISION:
		decision_pattern(out, pattern->decision);
		break;
	case CONVENE__V1__PATTERN__WHAT_SWITCHED_ON:
		buf_printf(out, "switch %s to be turned on", pattern->switched_on);
		break;
	default:
		buf_append_text(out, "something that this program does not know");
		break;
	}
	if (pattern->times > 1) {
		buf_printf(out, ", %u times", pattern->times);
	}
	if (pattern->window != NULL) {
		window_words(out, pattern->window);
	}
}

enum part { PART_ALL, PART_ANY, PART_NONE };

/* What stands before the pattern. For `none`, holding is what must not be. */
static const char *lead(enum part part, const Convene__V1__PatternStanding *standing)
{
	static const char *const words[3][4] = {
	    {"wanted: ", "waiting for: ", "done: ", "can no longer be: "},
	    {"or: ", "waiting for: ", "done: ", "can no longer be: "},
	    {"must not be: ", "must not be: ", "was, and must not have been: ",
	        "must not be, and can no longer be: "}};
	size_t column = standing != NULL ? (size_t)standing->standing : 0;
	return words[part][column < 4 ? column : 0];
}

static void how(struct buf *out, const struct view *view, const Convene__V1__Pattern *pattern,
    const Convene__V1__PatternStanding *standing)
{
	char both[WHEN_SIZE], time[24];
	if (standing == NULL) {
		return;
	}
	if (standing->standing == CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_REACHED) {
		buf_printf(out, "; at %s",
		    view != NULL ? when_both(view, standing->at_ms, both)
		                 : when_time(standing->at_ms, time));
		if (standing->by_seq != 0) {
			buf_printf(out, ", by event %" PRIu64, standing->by_seq);
		}
	} else if (standing->standing ==
	           CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_WAITING) {
		if (pattern->times > 1) {
			buf_printf(out, "; %u so far", standing->times);
		}
		if (standing->ends_ms > 0 &&
		    (pattern->window == NULL || pattern->window->before_ms != standing->ends_ms)) {
			buf_printf(out, "; until %s", when_time(standing->ends_ms, time));
		}
	}
}

static void part_text(struct buf *out, const struct view *view, enum part part,
    Convene__V1__Pattern *const *patterns, size_t count,
    Convene__V1__PatternStanding *const *standings, size_t standing_count,
    const struct style *style, size_t indent)
{
	for (size_t i = 0; i < count; i++) {
		const Convene__V1__PatternStanding *standing =
		    i < standing_count ? standings[i] : NULL;
		struct buf text = {0};
		buf_append_text(&text, lead(part, standing));
		condition_pattern(&text, view, patterns[i]);
		how(&text, view, patterns[i], standing);
		buf_printf(out, "%*s", (int)indent, "");
		wrap_buf(out, &text, style->width, indent, indent + 2);
	}
}

void condition_text(struct buf *out, const struct view *view, const Convene__V1__Condition *when,
    const Convene__V1__ConditionStanding *standing, const struct style *style, size_t indent)
{
	static const Convene__V1__ConditionStanding unknown = CONVENE__V1__CONDITION_STANDING__INIT;
	bool several = when->n_any > 1;
	if (standing == NULL) {
		standing = &unknown;
	}
	part_text(out, view, PART_ALL, when->all, when->n_all, standing->all, standing->n_all,
	    style, indent);
	if (several) {
		buf_printf(out, "%*sone of these:\n", (int)indent, "");
	}
	part_text(out, view, several ? PART_ANY : PART_ALL, when->any, when->n_any, standing->any,
	    standing->n_any, style, indent + (several ? 2 : 0));
	part_text(out, view, PART_NONE, when->none, when->n_none, standing->none, standing->n_none,
	    style, indent);
}
