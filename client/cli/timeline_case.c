/* Lines for cases, disclosure and consent. */
#include "client/cli/timeline_inner.h"
#include "client/cli/wrap.h"

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

static void moved(struct buf *out, const struct view *view, const Convene__V1__Event *event,
    const struct timeline_style *style)
{
	const Convene__V1__CaseMoved *body = event->case_moved;
	const Convene__V1__Track *track = view_declared(view, TRACK, Track, body->track);
	const char *step = body->transition;
	struct buf head = {0};
	char name[160];

	for (size_t i = 0; track != NULL && i < track->n_transitions; i++)
		if (strcmp(track->transitions[i]->id, body->transition) == 0 &&
		    view_text(view, track->transitions[i]->title)[0] != '\0')
			step = view_text(view, track->transitions[i]->title);
	if (strcmp(body->from, body->to) == 0)
		buf_printf(
		    &head, "%s, %s: %s", body->team_id, case_name(view, body->case_id, name), step);
	else
		buf_printf(&head, "%s, %s: %s (%s: %s -> %s)", body->team_id,
		    case_name(view, body->case_id, name), step, body->track, body->from, body->to);
	timeline_told(out, view, event, style, TIMELINE_BOLD, &head, body->reason);
}

static void flagged(struct buf *out, const struct view *view, const Convene__V1__Event *event,
    const struct timeline_style *style)
{
	const Convene__V1__CaseFlagged *body = event->case_flagged;
	struct buf head = {0};
	char name[160] = "";

	if (body->case_id != 0)
		case_name(view, body->case_id, name);
	else if (body->request_id != 0)
		snprintf(name, sizeof(name), "request %" PRIu64, body->request_id);
	buf_printf(&head, "FLAG %s", body->flag);
	if (body->rule[0] != '\0')
		buf_printf(&head, " (not kept: %s)", body->rule);
	buf_printf(&head, "%s%s, by %s", name[0] != '\0' ? ", " : "", name,
	    body->team_id[0] != '\0' ? body->team_id : "staff");
	if (body->by_seq != 0)
		buf_printf(&head, ", event %" PRIu64, body->by_seq);
	timeline_told(out, view, event, style, TIMELINE_YELLOW, &head, body->note);
}

static void shared(struct buf *out, const struct view *view, const Convene__V1__Event *event,
    const struct timeline_style *style)
{
	const Convene__V1__CaseShared *body = event->case_shared;
	struct buf head = {0};
	char name[160];

	if (body->kind == CONVENE__V1__SHARE_KIND__SHARE_KIND_REFERRED)
		buf_printf(&head, "%s refers %s to %s", body->from_team_id,
		    case_name(view, body->case_id, name), body->to_team_id);
	else
		buf_printf(&head, "%s shares %s with %s", body->from_team_id,
		    case_name(view, body->case_id, name), body->to_team_id);
	timeline_told(out, view, event, style, TIMELINE_BOLD, &head, body->text);
}

static void answered(struct buf *out, const struct view *view, const Convene__V1__Event *event,
    const struct timeline_style *style)
{
	const Convene__V1__ReferralAnswered *body = event->referral_answered;
	struct buf head = {0};
	char name[160];

	buf_printf(&head, "%s %s the referral of %s%s%s%s%s%s", body->team_id,
	    body->accepted ? "accepts" : "declines", case_name(view, body->case_id, name),
	    body->contact[0] != '\0' ? "; contact " : "", body->contact,
	    body->alternate[0] != '\0' ? " (or " : "", body->alternate,
	    body->alternate[0] != '\0' ? ")" : "");
	timeline_told(out, view, event, style, TIMELINE_BOLD, &head, body->text);
}

static void disclosed(struct buf *out, const struct view *view, const Convene__V1__Event *event,
    const struct timeline_style *style)
{
	const Convene__V1__FieldsDisclosed *body = event->fields_disclosed;
	struct buf head = {0};
	char name[160];

	buf_printf(&head, "%s tells %s of %s", body->from_team_id, view_party(body->to),
	    case_name(view, body->case_id, name));
	for (size_t i = 0; i < body->n_values; i++)
		buf_printf(&head, "%s%s", i == 0 ? ": " : ", ", body->values[i]->field);
	if (body->exception == CONVENE__V1__DISCLOSURE_EXCEPTION__DISCLOSURE_EXCEPTION_RISK_TO_LIFE)
		buf_append_text(&head, " (risk to life)");
	else if (body->exception != 0)
		buf_append_text(&head, " (legal duty)");
	else
		buf_append_text(&head, body->consent_id != 0 ? " (with consent)" : " (no consent)");
	buf_append_byte(&head, '\0');
	timeline_line(
	    out, view, event, style, TIMELINE_BOLD, (const char *)head.data, body->purpose);
	buf_deinit(&head);
}

static void consent(struct buf *out, const struct view *view, const Convene__V1__Event *event,
    const struct timeline_style *style)
{
	struct buf head = {0};
	char name[160];

	if (event->body_case == CONVENE__V1__EVENT__BODY_CONSENT_RECORDED) {
		const Convene__V1__ConsentRecorded *body = event->consent_recorded;

		buf_printf(&head, "%s records consent %" PRIu64 " in %s", body->team_id,
		    body->consent_id, case_name(view, body->case_id, name));
		timeline_told(out, view, event, style, TIMELINE_GREEN, &head, body->words);
		return;
	}
	buf_printf(&head, "consent %" PRIu64 " in %s is WITHDRAWN (%s)",
	    event->consent_withdrawn->consent_id,
	    case_name(view, event->consent_withdrawn->case_id, name),
	    event->consent_withdrawn->team_id);
	timeline_told(
	    out, view, event, style, TIMELINE_YELLOW, &head, event->consent_withdrawn->words);
}

/* What a team notes for itself. */
static bool noted(struct buf *out, const struct view *view, const Convene__V1__Event *event,
    const struct timeline_style *style)
{
	struct buf head = {0};
	char name[160], other[160];
	const char *text = "";

	switch (event->body_case) {
	case CONVENE__V1__EVENT__BODY_CASE_MATCHED:
		buf_printf(&head, "%s concerns %s",
		    case_name(view, event->case_matched->case_id, name),
		    event->case_matched->person_id);
		break;
	case CONVENE__V1__EVENT__BODY_CASE_ALIAS_ADDED:
		buf_printf(&head, "%s, %s: also called", event->case_alias_added->team_id,
		    case_name(view, event->case_alias_added->case_id, name));
		text = event->case_alias_added->alias;
		break;
	case CONVENE__V1__EVENT__BODY_CASES_LINKED:
		buf_printf(&head, "%s links %s and %s", event->cases_linked->team_id,
		    case_name(view, event->cases_linked->case_id, name),
		    case_name(view, event->cases_linked->other_case_id, other));
		text = event->cases_linked->relation;
		break;
	case CONVENE__V1__EVENT__BODY_FORM_FILLED:
		buf_printf(&head, "%s fills in \"%s\" in %s", event->form_filled->team_id,
		    view_title(view, VIEW_FORM, event->form_filled->form),
		    case_name(view, event->form_filled->case_id, name));
		text = event->form_filled->note;
		break;
	case CONVENE__V1__EVENT__BODY_FIELD_RECORDED:
		buf_printf(&head, "%s, %s: %s", event->field_recorded->team_id,
		    case_name(view, event->field_recorded->case_id, name),
		    event->field_recorded->value != NULL ? event->field_recorded->value->field
		                                         : "?");
		text =
		    event->field_recorded->value != NULL ? event->field_recorded->value->value : "";
		break;
	default:
		return false;
	}
	timeline_told(out, view, event, style, TIMELINE_DIM, &head, text);
	return true;
}

bool timeline_case_line(struct buf *out, const struct view *view, const Convene__V1__Event *event,
    const struct timeline_style *style)
{
	struct buf head = {0};
	char name[160];

	switch (event->body_case) {
	case CONVENE__V1__EVENT__BODY_CASE_OPENED:
		buf_printf(&head, "%s opens %s", event->case_opened->team_id,
		    case_name(view, event->case_opened->case_id, name));
		timeline_told(
		    out, view, event, style, TIMELINE_BOLD, &head, event->case_opened->summary);
		return true;
	case CONVENE__V1__EVENT__BODY_CASE_MOVED:
		moved(out, view, event, style);
		return true;
	case CONVENE__V1__EVENT__BODY_CASE_FLAGGED:
		flagged(out, view, event, style);
		return true;
	case CONVENE__V1__EVENT__BODY_CASE_SHARED:
		shared(out, view, event, style);
		return true;
	case CONVENE__V1__EVENT__BODY_REFERRAL_ANSWERED:
		answered(out, view, event, style);
		return true;
	case CONVENE__V1__EVENT__BODY_CASE_TAKEN_OVER:
		buf_printf(&head, "%s takes the lead of %s from %s",
		    event->case_taken_over->team_id,
		    case_name(view, event->case_taken_over->case_id, name),
		    event->case_taken_over->from_team_id);
		timeline_told(
		    out, view, event, style, TIMELINE_BOLD, &head, event->case_taken_over->reason);
		return true;
	case CONVENE__V1__EVENT__BODY_FIELDS_DISCLOSED:
		disclosed(out, view, event, style);
		return true;
	case CONVENE__V1__EVENT__BODY_CONSENT_RECORDED:
	case CONVENE__V1__EVENT__BODY_CONSENT_WITHDRAWN:
		consent(out, view, event, style);
		return true;
	default:
		return noted(out, view, event, style);
	}
}
