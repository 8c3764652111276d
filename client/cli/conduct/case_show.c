#include "client/cli/conduct/case_show.h"

#include "client/cli/text/when.h"
#include "client/cli/text/words.h"
#include "client/cli/text/wrap.h"
#include "client/cli/timeline/timeline.h"
#include "proto/json.h"
#include "proto/rules/track_step.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const char *case_answer(Convene__V1__ItemAnswer answer, char out[REFLECT_WORD_SIZE])
{
	static const char *const phrases[] = {"not asked"}; /* of nobody */
	return words_value(&convene__v1__item_answer__descriptor, (int)answer, phrases, 1, out);
}

const char *case_elements(const Convene__V1__FormItem *item, char out[CASE_ELEMENTS_SIZE])
{
	size_t at = 0;
	out[0] = '\0';
	for (size_t i = 0; i < item->n_elements && i < 3; i++) {
		at += (size_t)snprintf(out + at, CASE_ELEMENTS_SIZE - at, "%s%s",
		    at > 0 ? ", " : "", REFLECT_WORD(element, item->elements[i]));
	}
	return out;
}

/* As this viewer's team knows it; staff see what any team knows. */
static const char *own_team(const struct view *view)
{
	return view->team_id[0] != '\0' ? view->team_id : NULL;
}

Convene__V1__ItemAnswer case_item(const struct view *view, const struct view_case *file,
    const Convene__V1__Form *form, const Convene__V1__FormItem *item, const char **note)
{
	return view_case_item(file, form->id, item->id, own_team(view), note);
}

static const char *state_title(const struct view *view, const char *track_id, const char *state_id)
{
	const Convene__V1__Track *track = view_declared(view, TRACK, Track, track_id);
	for (size_t i = 0; track != NULL && i < track->n_states; i++) {
		if (strcmp(track->states[i]->id, state_id) == 0 &&
		    view_text(view, track->states[i]->title)[0] != '\0') {
			return view_text(view, track->states[i]->title);
		}
	}
	return state_id;
}

static bool is_first_state(const struct view *view, const struct view_standing *standing)
{
	const Convene__V1__Track *track = view_declared(view, TRACK, Track, standing->track);
	return track != NULL && track->n_states > 0 &&
	       strcmp(track->states[0]->id, standing->state) == 0;
}

/* --- the list --- */

static void list_json(struct conduct *conduct, const struct view_case *file)
{
	struct buf *out = &conduct->out;
	buf_append_byte(out, '{');
	json_member_unsigned(out, "caseId", file->id);
	json_member_text(out, "reference", file->reference);
	json_member_text(out, "leadTeamId", file->lead_team_id);
	json_member_text(out, "personId", file->person_id);
	json_member(out, "teams");
	buf_append_byte(out, '[');
	for (size_t i = 0; i < file->team_count; i++) {
		buf_append_text(out, i > 0 ? "," : "");
		json_write_text(out, file->teams[i]);
	}
	buf_append_byte(out, ']');
	json_member(out, "tracks");
	buf_append_byte(out, '{');
	for (size_t i = 0; i < file->standing_count; i++) {
		json_member_text(out, file->standings[i].track, file->standings[i].state);
	}
	buf_append_byte(out, '}');
	json_member_bool(out, "child", file->child);
	json_member_unsigned(out, "flags", file->flag_count);
	json_member_unsigned(out, "events", file->history_count);
	buf_append_text(out, "}\n");
}

static void list_line(struct conduct *conduct, const struct view_case *file)
{
	const struct view *view = conduct->view;
	struct buf *out = &conduct->out, text = {0};
	bool any = false;
	buf_printf(&text, "%-6" PRIu64 " ", file->id);
	wrap_append_line(&text, file->reference);
	buf_printf(&text, "%s  ", file->child ? " (child)" : "");
	if (file->person_id[0] != '\0') {
		buf_printf(&text, "[%s] ", file->person_id);
	}
	for (size_t i = 0; i < file->standing_count; i++) {
		const struct view_standing *standing = &file->standings[i];
		if (is_first_state(view, standing)) {
			continue;
		}
		buf_printf(&text, "%s%s: %s", any ? "; " : "", standing->track,
		    state_title(view, standing->track, standing->state));
		any = true;
	}
	if (file->team_count == 0) {
		buf_append_text(&text, "you were told of it; the case is not your team's");
	} else if (!any) {
		buf_append_text(&text, "opened, no step taken");
	}
	if (file->team_count > 0) {
		buf_printf(&text, "; lead %s", file->lead_team_id);
	}
	for (size_t i = 0; i < file->team_count; i++) {
		if (strcmp(file->teams[i], file->lead_team_id) != 0) {
			buf_printf(&text, ", also %s", file->teams[i]);
		}
	}
	if (file->flag_count > 0) {
		buf_printf(
		    &text, "; %zu flag%s", file->flag_count, file->flag_count > 1 ? "s" : "");
	}
	wrap_buf(out, &text, conduct->style->width, 0, 7);
}

void case_list(struct conduct *conduct)
{
	const struct view *view = conduct->view;
	for (size_t i = 0; i < view->case_count; i++) {
		(conduct->json ? list_json : list_line)(conduct, &view->cases[i]);
	}
	if (view->case_count == 0 && !conduct->json) {
		buf_append_text(
		    &conduct->out, view->role == CONVENE__V1__ROLE__ROLE_PLAYER
		                       ? "your team has no case yet: `case open NAME` opens one\n"
		                       : "there is no case yet\n");
	}
}

/* --- one in full --- */

static void title(struct conduct *conduct, const char *text)
{
	buf_append_byte(&conduct->out, '\n');
	conduct_title(conduct, "%s", text);
}

static void head(struct conduct *conduct, const struct view_case *file)
{
	conduct_title(conduct, "Case %" PRIu64 "  %s%s", file->id, file->reference,
	    file->child ? "  (treated as a child)" : "");
	char both[WHEN_SIZE];
	if (file->opened || file->ours) {
		conduct_entry(conduct, "%s %s; lead %s", file->opened ? "Since" : "With us since",
		    when_both(conduct->view, file->since_ms, both), file->lead_team_id);
	}
	for (size_t i = 0; i < file->team_count; i++) {
		if (strcmp(file->teams[i], file->lead_team_id) != 0) {
			conduct_entry(conduct, "Also with %s", file->teams[i]);
		}
	}
	if (file->person_id[0] != '\0') {
		conduct_entry(conduct, "Concerns %s", file->person_id);
	}
	for (size_t i = 0; i < file->alias_count; i++) {
		conduct_entry(conduct, "Also called %s", file->aliases[i]);
	}
	if (file->person_language[0] != '\0') {
		conduct_entry(conduct, "Speaks %s", file->person_language);
	}
	if (file->summary[0] != '\0') {
		conduct_entry(conduct, "%s", file->summary);
	}
}

bool case_step_begins(const Convene__V1__Transition *step, const struct view_standing *here)
{
	return track_step_begins(step, here != NULL ? here->state : NULL);
}

/* "detect, screen" or nothing: the steps on the track from where the case stands. */
static void steps_on(struct buf *out, const Convene__V1__Track *track, const struct view_case *file)
{
	const struct view_standing *here = view_case_standing(file, track->id);
	size_t start = out->len;
	for (size_t i = 0; here != NULL && i < track->n_transitions; i++) {
		if (case_step_begins(track->transitions[i], here)) {
			buf_append_item(out, start, track->transitions[i]->id);
		}
	}
}

void case_steps(struct conduct *conduct, struct buf *out, const struct view_case *file)
{
	const struct view *view = conduct->view;
	for (size_t i = 0; i < view_declared_count(view, TRACK); i++) {
		struct buf steps = {0};
		steps_on(&steps, view_declared_at(view, TRACK, Track, i), file);
		if (steps.len > 0) {
			buf_printf(out, "%s%.*s", out->len > 0 ? "; " : "", (int)steps.len,
			    (const char *)steps.data);
		}
		buf_deinit(&steps);
	}
}

static void tracks(struct conduct *conduct, const struct view_case *file)
{
	const struct view *view = conduct->view;
	bool acts = file->ours || view_is_staff(view);
	if (file->standing_count == 0) {
		return;
	}
	title(conduct, acts ? "Tracks, and the steps that may follow" : "Tracks");
	char both[WHEN_SIZE];
	for (size_t i = 0; i < file->standing_count; i++) {
		const struct view_standing *standing = &file->standings[i];
		const Convene__V1__Track *track =
		    view_declared(view, TRACK, Track, standing->track);
		struct buf steps = {0};
		if (acts && track != NULL) {
			steps_on(&steps, track, file);
		}
		buf_append_byte(&steps, '\0');
		conduct_entry(conduct, "%-16s %s%s%s%s%s", standing->track,
		    state_title(view, standing->track, standing->state),
		    is_first_state(view, standing) ? "" : ", since ",
		    is_first_state(view, standing) ? "" : when_both(view, standing->since_ms, both),
		    steps.len > 1 ? ": " : "", (const char *)steps.data);
		buf_deinit(&steps);
	}
}

static void fields(struct conduct *conduct, const struct view_case *file)
{
	const struct view *view = conduct->view;
	bool any = false;
	for (size_t i = 0; i < view_declared_count(view, FIELD); i++) {
		const Convene__V1__Field *field = view_declared_at(view, FIELD, Field, i);
		const char *value = view_case_field(file, field->id, own_team(view));
		if (value == NULL) {
			continue;
		}
		if (!any) {
			title(conduct, "Known of the person");
		}
		any = true;
		conduct_entry(conduct, "%-20s %s", field->id, value);
	}
}

static void consents(struct conduct *conduct, const struct view_case *file)
{
	struct buf what = {0}, whom = {0};
	if (file->consent_count > 0) {
		title(conduct, "Consent");
	}
	char both[WHEN_SIZE];
	for (size_t i = 0; i < file->consent_count; i++) {
		const struct view_consent *consent = &file->consents[i];
		const Convene__V1__ConsentRecorded *recorded = consent->recorded;
		conduct_entry(conduct, "%" PRIu64 "  %s to %s%s%s; %s, by %s%s%s%s%s", consent->id,
		    words_joined(&what, recorded->fields, recorded->n_fields, "everything"),
		    words_joined(&whom, recorded->recipients, recorded->n_recipients, "nobody"),
		    recorded->purpose[0] != '\0' ? " for " : "", recorded->purpose,
		    when_both(conduct->view, consent->recorded_ms, both), recorded->team_id,
		    recorded->language[0] != '\0' ? ", in " : "", recorded->language,
		    recorded->interpreter[0] != '\0' ? " through " : "", recorded->interpreter);
		if (consent->withdrawn) {
			conduct_entry(conduct, "  WITHDRAWN at %s",
			    when_both(conduct->view, consent->withdrawn_ms, both));
		}
	}
	buf_deinit(&what);
	buf_deinit(&whom);
}

static void referrals(struct conduct *conduct, const struct view_case *file)
{
	if (file->referral_count > 0) {
		title(conduct, "Referrals");
	}
	char both[WHEN_SIZE];
	for (size_t i = 0; i < file->referral_count; i++) {
		const struct view_referral *referral = &file->referrals[i];
		const Convene__V1__ReferralAnswered *answered = referral->answered;
		conduct_entry(conduct, "%s to %s, %s: %s%s%s%s%s%s", referral->shared->from_team_id,
		    referral->shared->to_team_id,
		    when_both(conduct->view, referral->shared_ms, both),
		    answered == NULL     ? "not answered yet"
		    : answered->accepted ? "accepted"
		                         : "declined",
		    answered != NULL && answered->contact[0] != '\0' ? "; contact " : "",
		    answered != NULL ? answered->contact : "",
		    answered != NULL && answered->alternate[0] != '\0' ? " (or " : "",
		    answered != NULL ? answered->alternate : "",
		    answered != NULL && answered->alternate[0] != '\0' ? ")" : "");
	}
}

static void history(struct conduct *conduct, const struct view_case *file)
{
	title(conduct, "What happened");
	for (size_t i = 0; i < file->history_count; i++) {
		timeline_event(&conduct->out, conduct->view, &file->history[i], conduct->style);
	}
}

void case_show(struct conduct *conduct, const struct view_case *file)
{
	if (conduct->json) {
		list_json(conduct, file);
		return;
	}
	head(conduct, file);
	tracks(conduct, file);
	fields(conduct, file);
	consents(conduct, file);
	referrals(conduct, file);
	history(conduct, file);
}

/* --- forms --- */

/* The answers of our team; whoever reads JSON has the form's texts in the catalogue. */
static void form_json(
    struct conduct *conduct, const struct view_case *file, const Convene__V1__Form *form)
{
	struct buf *out = &conduct->out;
	bool first = true;
	buf_append_byte(out, '{');
	json_member_unsigned(out, "caseId", file->id);
	json_member_text(out, "form", form->id);
	json_member(out, "items");
	buf_append_byte(out, '[');
	for (size_t i = 0; i < form->n_groups; i++) {
		for (size_t j = 0; j < form->groups[i]->n_items; j++) {
			const Convene__V1__FormItem *item = form->groups[i]->items[j];
			const char *note = "";
			char word[REFLECT_WORD_SIZE];
			Convene__V1__ItemAnswer answer =
			    case_item(conduct->view, file, form, item, &note);
			buf_append_text(out, first ? "{" : ",{");
			json_member_text(out, "item", item->id);
			json_member_text(out, "answer", case_answer(answer, word));
			json_member_text(out, "note", note);
			buf_append_byte(out, '}');
			first = false;
		}
	}
	buf_append_text(out, "]}\n");
}

void case_form_show(
    struct conduct *conduct, const struct view_case *file, const Convene__V1__Form *form)
{
	const struct view *view = conduct->view;
	size_t counted[4] = {0};
	if (conduct->json) {
		form_json(conduct, file, form);
		return;
	}
	title(conduct,
	    view_text(view, form->title)[0] != '\0' ? view_text(view, form->title) : form->id);
	if (view_text(view, form->instructions)[0] != '\0') {
		conduct_entry(conduct, "%s", view_text(view, form->instructions));
	}
	char elements[CASE_ELEMENTS_SIZE], word[REFLECT_WORD_SIZE];
	for (size_t i = 0; i < form->n_groups; i++) {
		const Convene__V1__FormGroup *group = form->groups[i];
		title(conduct, view_text(view, group->title));
		for (size_t j = 0; j < group->n_items; j++) {
			const Convene__V1__FormItem *item = group->items[j];
			const char *note = "";
			Convene__V1__ItemAnswer answer = case_item(view, file, form, item, &note);
			case_elements(item, elements);
			conduct_entry(conduct, "%-9s %s%s%s%s%s%s", case_answer(answer, word),
			    view_text(view, item->text), elements[0] != '\0' ? " [" : "", elements,
			    elements[0] != '\0' ? "]" : "", note[0] != '\0' ? " - " : "", note);
			for (size_t k = 0; answer == CONVENE__V1__ITEM_ANSWER__ITEM_ANSWER_YES &&
			                   k < item->n_elements;
			     k++) {
				if ((size_t)item->elements[k] < 4) {
					counted[item->elements[k]]++;
				}
			}
		}
	}
	title(conduct, "Answered with yes");
	conduct_entry(conduct,
	    "act %zu - means %zu - purpose %zu. This says nothing by itself: people decide.",
	    counted[1], counted[2], counted[3]);
}
