/* Lines for cases, disclosure and consent. */
#include "client/cli/text/wrap.h"
#include "client/cli/timeline/line.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* "case W1 (214)": what the viewer's team calls the person. */
static const char *case_name(const struct view *view, uint64_t id, char out[160])
{
	const struct view_case *file = view_case(view, id);
	char reference[130];

	if (file != NULL && file->reference[0] != '\0')
		snprintf(out, 160, "case %s (%" PRIu64 ")",
		    wrap_beginning(reference, sizeof(reference), file->reference, 40), id);
	else
		snprintf(out, 160, "case %" PRIu64, id);
	return out;
}

void timeline_case_moved(struct timeline_line *line, const Convene__V1__CaseMoved *body)
{
	const Convene__V1__Track *track = view_declared(line->view, TRACK, Track, body->track);
	const char *step = body->transition;
	char name[160];

	for (size_t i = 0; track != NULL && i < track->n_transitions; i++)
		if (strcmp(track->transitions[i]->id, body->transition) == 0 &&
		    view_text(line->view, track->transitions[i]->title)[0] != '\0')
			step = view_text(line->view, track->transitions[i]->title);
	if (strcmp(body->from, body->to) == 0)
		buf_printf(&line->head, "%s, %s: %s", body->team_id,
		    case_name(line->view, body->case_id, name), step);
	else
		buf_printf(&line->head, "%s, %s: %s (%s: %s -> %s)", body->team_id,
		    case_name(line->view, body->case_id, name), step, body->track, body->from,
		    body->to);
	timeline_told(line, COLOUR_BOLD, body->reason);
}

void timeline_case_flagged(struct timeline_line *line, const Convene__V1__CaseFlagged *body)
{
	char name[160] = "";

	if (body->case_id != 0)
		case_name(line->view, body->case_id, name);
	else if (body->request_id != 0)
		snprintf(name, sizeof(name), "request %" PRIu64, body->request_id);
	buf_printf(&line->head, "FLAG %s", body->flag);
	if (body->rule[0] != '\0')
		buf_printf(&line->head, " (not kept: %s)", body->rule);
	buf_printf(&line->head, "%s%s, by %s", name[0] != '\0' ? ", " : "", name,
	    body->team_id[0] != '\0' ? body->team_id : "staff");
	if (body->by_seq != 0)
		buf_printf(&line->head, ", event %" PRIu64, body->by_seq);
	timeline_told(line, COLOUR_YELLOW, body->note);
}

void timeline_case_shared(struct timeline_line *line, const Convene__V1__CaseShared *body)
{
	char name[160];

	if (body->kind == CONVENE__V1__SHARE_KIND__SHARE_KIND_REFERRED)
		buf_printf(&line->head, "%s refers %s to %s", body->from_team_id,
		    case_name(line->view, body->case_id, name), body->to_team_id);
	else
		buf_printf(&line->head, "%s shares %s with %s", body->from_team_id,
		    case_name(line->view, body->case_id, name), body->to_team_id);
	timeline_told(line, COLOUR_BOLD, body->text);
}

void timeline_referral_answered(
    struct timeline_line *line, const Convene__V1__ReferralAnswered *body)
{
	char name[160];

	buf_printf(&line->head, "%s %s the referral of %s%s%s%s%s%s", body->team_id,
	    body->accepted ? "accepts" : "declines", case_name(line->view, body->case_id, name),
	    body->contact[0] != '\0' ? "; contact " : "", body->contact,
	    body->alternate[0] != '\0' ? " (or " : "", body->alternate,
	    body->alternate[0] != '\0' ? ")" : "");
	timeline_told(line, COLOUR_BOLD, body->text);
}

void timeline_fields_disclosed(struct timeline_line *line, const Convene__V1__FieldsDisclosed *body)
{
	char name[160];

	buf_printf(&line->head, "%s tells %s of %s", body->from_team_id, view_party(body->to),
	    case_name(line->view, body->case_id, name));
	for (size_t i = 0; i < body->n_values; i++)
		buf_printf(&line->head, "%s%s", i == 0 ? ": " : ", ", body->values[i]->field);
	if (body->exception == CONVENE__V1__DISCLOSURE_EXCEPTION__DISCLOSURE_EXCEPTION_RISK_TO_LIFE)
		buf_append_text(&line->head, " (risk to life)");
	else if (body->exception != 0)
		buf_append_text(&line->head, " (legal duty)");
	else
		buf_append_text(
		    &line->head, body->consent_id != 0 ? " (with consent)" : " (no consent)");
	timeline_told(line, COLOUR_BOLD, body->purpose);
}

void timeline_consent_recorded(struct timeline_line *line, const Convene__V1__ConsentRecorded *body)
{
	char name[160];

	buf_printf(&line->head, "%s records consent %" PRIu64 " in %s", body->team_id,
	    body->consent_id, case_name(line->view, body->case_id, name));
	timeline_told(line, COLOUR_GREEN, body->words);
}

void timeline_consent_withdrawn(
    struct timeline_line *line, const Convene__V1__ConsentWithdrawn *body)
{
	char name[160];

	buf_printf(&line->head, "consent %" PRIu64 " in %s is WITHDRAWN (%s)", body->consent_id,
	    case_name(line->view, body->case_id, name), body->team_id);
	timeline_told(line, COLOUR_YELLOW, body->words);
}

void timeline_case_opened(struct timeline_line *line, const Convene__V1__CaseOpened *opened)
{
	char name[160];

	buf_printf(&line->head, "%s opens %s", opened->team_id,
	    case_name(line->view, opened->case_id, name));
	timeline_told(line, COLOUR_BOLD, opened->summary);
}

void timeline_case_taken_over(struct timeline_line *line, const Convene__V1__CaseTakenOver *taken)
{
	char name[160];

	buf_printf(&line->head, "%s takes the lead of %s from %s", taken->team_id,
	    case_name(line->view, taken->case_id, name), taken->from_team_id);
	timeline_told(line, COLOUR_BOLD, taken->reason);
}

/* --- what a team notes for itself --- */

void timeline_case_matched(struct timeline_line *line, const Convene__V1__CaseMatched *matched)
{
	char name[160];

	buf_printf(&line->head, "%s concerns %s", case_name(line->view, matched->case_id, name),
	    matched->person_id);
	timeline_told(line, COLOUR_DIM, "");
}

void timeline_case_alias_added(struct timeline_line *line, const Convene__V1__CaseAliasAdded *added)
{
	char name[160];

	buf_printf(&line->head, "%s, %s: also called", added->team_id,
	    case_name(line->view, added->case_id, name));
	timeline_told(line, COLOUR_DIM, added->alias);
}

void timeline_cases_linked(struct timeline_line *line, const Convene__V1__CasesLinked *linked)
{
	char name[160], other[160];

	buf_printf(&line->head, "%s links %s and %s", linked->team_id,
	    case_name(line->view, linked->case_id, name),
	    case_name(line->view, linked->other_case_id, other));
	timeline_told(line, COLOUR_DIM, linked->relation);
}

void timeline_form_filled(struct timeline_line *line, const Convene__V1__FormFilled *filled)
{
	char name[160];

	buf_printf(&line->head, "%s fills in \"%s\" in %s", filled->team_id,
	    view_title(line->view, VIEW_FORM, filled->form),
	    case_name(line->view, filled->case_id, name));
	timeline_told(line, COLOUR_DIM, filled->note);
}

void timeline_field_recorded(struct timeline_line *line, const Convene__V1__FieldRecorded *body)
{
	const Convene__V1__FieldValue *value = body->value;
	char name[160];

	buf_printf(&line->head, "%s, %s: %s", body->team_id,
	    case_name(line->view, body->case_id, name), value != NULL ? value->field : "?");
	timeline_told(line, COLOUR_DIM, value != NULL ? value->value : "");
}
