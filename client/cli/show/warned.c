#include "client/cli/show/warned.h"

#include "client/cli/text/wrap.h"

#include <string.h>

/* Rules of the engine; what ought to be so, for one that comes without words. All of them say what
 * ought to be, and none of them a prohibition. */
static const struct {
	const char *rule, *text;
} requirements[] = {{"competence", "Your agency is one whose step this is."},
    {"consent", "The person consents to it, or an exception that covers it is stated."},
    {"incomplete", "The request states everything that the instrument asks for."},
    {"answer", "The answer states everything that the instrument asks for."},
    {"all-agencies", "Everybody who has to be told at the same time is among the receivers."},
    {"from", "Your agency is one that may send this."},
    {"to", "The receiver's agency is one that may get this."},
    {"border", "The receiver is on the right side of the border."},
    {"acceptance", "The receiver's country accepts this instrument."}};

#define REQUIREMENTS (sizeof(requirements) / sizeof(requirements[0]))

static const char *plain_words(const char *rule)
{
	for (size_t i = 0; i < REQUIREMENTS; i++) {
		if (strcmp(requirements[i].rule, rule) == 0) {
			return requirements[i].text;
		}
	}
	return rule;
}

static bool is_guard(const struct view *view, const char *rule)
{
	for (size_t i = 0; view != NULL && i < view_declared_count(view, TRACK); i++) {
		const Convene__V1__Track *track = view_declared_at(view, TRACK, Track, i);
		for (size_t j = 0; j < track->n_transitions; j++) {
			for (size_t k = 0; k < track->transitions[j]->n_guards; k++) {
				if (strcmp(track->transitions[j]->guards[k]->id, rule) == 0) {
					return true;
				}
			}
		}
	}
	return false;
}

/* A requirement is not fulfilled; a rule, which may be a prohibition ("Persons are not listed."),
 * is not kept. Without one of these words it would read as if it were so. */
static const char *what_of_it(const struct view *view, const char *rule)
{
	for (size_t i = 0; i < REQUIREMENTS; i++) {
		if (strcmp(requirements[i].rule, rule) == 0) {
			return "not fulfilled: ";
		}
	}
	return is_guard(view, rule) ? "not fulfilled: " : "rule not kept: ";
}

static const char *text_of(const struct view *view, const Convene__V1__Warning *warning)
{
	const char *text = "";
	if (warning->text != NULL) {
		text = view != NULL ? view_text(view, warning->text) : warning->text->value;
	}
	return text[0] != '\0' ? text : plain_words(warning->rule);
}

static bool ends_sentence(const struct buf *text)
{
	return text->len > 0 && text->data[text->len - 1] == '.';
}

static void one(struct buf *out, const struct view *view, const Convene__V1__Warning *warning,
    const struct style *style)
{
	struct buf text = {0};
	buf_append_text(&text, what_of_it(view, warning->rule));
	buf_append_text(&text, text_of(view, warning));
	for (size_t i = 0; i < warning->n_missing; i++) {
		buf_printf(&text, "%s%s",
		    i > 0                  ? ", "
		    : ends_sentence(&text) ? " Missing: "
		                           : ": ",
		    warning->missing[i]);
	}
	if (warning->n_missing > 0) {
		buf_append_byte(&text, '.');
	}
	if (warning->source[0] != '\0') {
		buf_printf(&text, " (source: %s)", warning->source);
	}
	buf_append_text(out, "  - ");
	wrap_buf(out, &text, style->width, 4, 4);
}

void warned_text(struct buf *out, const struct view *view, const Convene__V1__Error *error,
    const struct style *style)
{
	style_begin(out, style, COLOUR_YELLOW);
	buf_append_text(out, "This would not be as it ought to be:\n");
	style_end(out, style);
	for (size_t i = 0; i < error->n_warnings; i++) {
		one(out, view, error->warnings[i], style);
	}
	if (error->n_warnings == 0) {
		buf_append_text(out, "  - ");
		wrap_append(out, error->message, style->width, 4, 4);
	}
}
