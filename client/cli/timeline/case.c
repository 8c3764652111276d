/* Lines for cases, disclosure and consent. */
#include "client/cli/timeline/line_private.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void timeline_case_moved(struct timeline_line *line, const Convene__V1__CaseMoved *body)
{
	const Convene__V1__Track *track = view_declared(line->view, TRACK, Track, body->track);
	const char *step = body->transition;
	for (size_t i = 0; track != NULL && i < track->n_transitions; i++) {
		if (strcmp(track->transitions[i]->id, body->transition) == 0 &&
		    view_text(line->view, track->transitions[i]->title)[0] != '\0') {
			step = view_text(line->view, track->transitions[i]->title);
		}
	}
	if (strcmp(body->from, body->to) == 0) {
		buf_printf(&line->head, "%s, %s: %s", body->team_id, CASE(body->case_id), step);
	} else {
		buf_printf(&line->head, "%s, %s: %s (%s: %s -> %s)", body->team_id,
		    CASE(body->case_id), step, body->track, body->from, body->to);
	}
	timeline_told(line, COLOUR_BOLD, body->reason);
}

void timeline_case_flagged(struct timeline_line *line, const Convene__V1__CaseFlagged *body)
{
	char name[160] = "";
	if (body->case_id != 0) {
		timeline_case(line, body->case_id, name);
	} else if (body->request_id != 0) {
		snprintf(name, sizeof(name), "request %" PRIu64, body->request_id);
	}
	buf_printf(&line->head, "FLAG %s", body->flag);
	if (body->rule[0] != '\0') {
		buf_printf(&line->head, " (not kept: %s)", body->rule);
	}
	buf_printf(&line->head, "%s%s, by %s", name[0] != '\0' ? ", " : "", name,
	    body->team_id[0] != '\0' ? body->team_id : "staff");
	if (body->by_seq != 0) {
		buf_printf(&line->head, ", event %" PRIu64, body->by_seq);
	}
	timeline_told(line, COLOUR_YELLOW, body->note);
}

void timeline_fields_disclosed(struct timeline_line *line, const Convene__V1__FieldsDisclosed *body)
{
	buf_printf(&line->head, "%s tells %s of %s", body->from_team_id, view_party(body->to),
	    CASE(body->case_id));
	for (size_t i = 0; i < body->n_values; i++) {
		buf_printf(&line->head, "%s%s", i == 0 ? ": " : ", ", body->values[i]->field);
	}
	if (body->exception ==
	    CONVENE__V1__DISCLOSURE_EXCEPTION__DISCLOSURE_EXCEPTION_RISK_TO_LIFE) {
		buf_append_text(&line->head, " (risk to life)");
	} else if (body->exception != 0) {
		buf_append_text(&line->head, " (legal duty)");
	} else {
		buf_append_text(
		    &line->head, body->consent_id != 0 ? " (with consent)" : " (no consent)");
	}
	timeline_told(line, COLOUR_BOLD, body->purpose);
}

TELLS(case_opened, COLOUR_BOLD, body->summary, "%s opens %s", body->team_id, CASE(body->case_id))

TELLS(case_taken_over, COLOUR_BOLD, body->reason, "%s takes the lead of %s from %s", body->team_id,
    CASE(body->case_id), body->from_team_id)

#define IS_REFERRED(shared) ((shared)->kind == CONVENE__V1__SHARE_KIND__SHARE_KIND_REFERRED)
TELLS(case_shared, COLOUR_BOLD, body->text, "%s %s %s %s %s", body->from_team_id,
    IS_REFERRED(body) ? "refers" : "shares", CASE(body->case_id), IS_REFERRED(body) ? "to" : "with",
    body->to_team_id)

TELLS(referral_answered, COLOUR_BOLD, body->text, "%s %s the referral of %s%s%s%s%s%s",
    body->team_id, body->accepted ? "accepts" : "declines", CASE(body->case_id),
    body->contact[0] != '\0' ? "; contact " : "", body->contact,
    body->alternate[0] != '\0' ? " (or " : "", body->alternate,
    body->alternate[0] != '\0' ? ")" : "")

TELLS(consent_recorded, COLOUR_GREEN, body->words, "%s records consent %" PRIu64 " in %s",
    body->team_id, body->consent_id, CASE(body->case_id))

TELLS(consent_withdrawn, COLOUR_YELLOW, body->words, "consent %" PRIu64 " in %s is WITHDRAWN (%s)",
    body->consent_id, CASE(body->case_id), body->team_id)

/* --- what a team notes for itself --- */

TELLS(case_matched, COLOUR_DIM, "", "%s concerns %s", CASE(body->case_id), body->person_id)

TELLS(case_alias_added, COLOUR_DIM, body->alias, "%s, %s: also called", body->team_id,
    CASE(body->case_id))

TELLS(cases_linked, COLOUR_DIM, body->relation, "%s links %s and %s", body->team_id,
    CASE(body->case_id), CASE(body->other_case_id))

TELLS(form_filled, COLOUR_DIM, body->note, "%s fills in \"%s\" in %s", body->team_id,
    view_title(line->view, VIEW_FORM, body->form), CASE(body->case_id))

TELLS(field_recorded, COLOUR_DIM, body->value != NULL ? body->value->value : "", "%s, %s: %s",
    body->team_id, CASE(body->case_id), body->value != NULL ? body->value->field : "?")
