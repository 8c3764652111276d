#include "client/cli/show/cards.h"

#include "client/cli/text/wrap.h"
#include "proto/reflect.h"

#include <stdio.h>

static void briefing(
    struct buf *out, const struct style *style, const char *title, const char *text)
{
	if (text[0] == '\0') {
		return;
	}
	style_begin(out, style, COLOUR_BOLD);
	buf_printf(out, "%s", title);
	style_end(out, style);
	buf_append_text(out, "\n");
	wrap_append(out, text, style->width, 0, 0);
	buf_append_byte(out, '\n');
}

void cards_briefing(struct buf *out, const struct view *view, const struct style *style)
{
	if (view->exercise != NULL) {
		briefing(out, style, "Content note", view_text(view, view->exercise->content_note));
		briefing(out, style, "For everybody", view_text(view, view->exercise->briefing));
	}
	briefing(out, style, "For your team", view_text(view, view->briefing));
	if (view->exercise == NULL || view->exercise->n_countries == 0) {
		return;
	}
	buf_append_text(out, "Who may do what where stands on the country cards (`cards`):");
	for (size_t i = 0; i < view->exercise->n_countries; i++) {
		buf_printf(out, " card %s%s", view->exercise->countries[i]->id,
		    i + 1 < view->exercise->n_countries ? "," : "\n");
	}
}

void cards_list(struct buf *out, const struct view *view)
{
	if (view->exercise == NULL || view->exercise->n_countries == 0) {
		buf_append_text(out, "this exercise has no country cards\n");
		return;
	}
	for (size_t i = 0; i < view->exercise->n_countries; i++) {
		const Convene__V1__Country *country = view->exercise->countries[i];
		buf_printf(out, "  %-4s ", country->id);
		wrap_append_line(out, view_text(view, country->name));
		if (view_text(view, country->part)[0] != '\0') {
			buf_append_text(out, ": ");
			wrap_append_line(out, view_text(view, country->part));
		}
		buf_append_byte(out, '\n');
	}
	buf_append_text(out, "`card ID` shows one\n");
}

static void identifiers(
    struct buf *out, const Convene__V1__Country *country, const struct style *style)
{
	struct buf names = {0};
	for (size_t i = 0; i < country->n_formal_identifiers; i++) {
		buf_append_item(&names, 0, REFLECT_WORD(agency, country->formal_identifiers[i]));
	}
	buf_append_byte(&names, '\0');
	briefing(out, style, "Formally identified as a victim by", (const char *)names.data);
	buf_deinit(&names);
}

bool cards_show(
    struct buf *out, const struct view *view, const char *country_id, const struct style *style)
{
	const Convene__V1__Country *country = view_country(view, country_id);
	if (country == NULL) {
		buf_append_text(out, "there is no such country card; these there are:\n");
		cards_list(out, view);
		return false;
	}
	briefing(out, style, country->id, view_text(view, country->name));
	briefing(out, style, "Part in the case", view_text(view, country->part));
	identifiers(out, country, style);
	char days[64];
	snprintf(days, sizeof(days), "%u days of story time", country->reflection_days);
	briefing(out, style, "Recovery and reflection period",
	    country->reflection_days > 0 ? days : "the law has none");
	if (country->n_instruments > 0) {
		style_begin(out, style, COLOUR_BOLD);
		buf_append_text(out, "Instruments that its authorities accept");
		style_end(out, style);
		buf_append_byte(out, '\n');
	}
	for (size_t i = 0; i < country->n_instruments; i++) {
		buf_append_text(out, "- ");
		wrap_append(out, view_text(view, country->instruments[i]), style->width, 2, 2);
	}
	if (country->n_instruments > 0) {
		buf_append_byte(out, '\n');
	}
	briefing(out, style, "The card", view_text(view, country->card));
	return true;
}
