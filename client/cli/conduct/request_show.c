#include "client/cli/conduct/request_show.h"

#include "client/cli/text/when.h"
#include "client/cli/text/words.h"
#include "client/cli/text/wrap.h"
#include "client/cli/timeline/timeline.h"
#include "proto/json.h"
#include "proto/reflect.h"

#include <inttypes.h>

/* "answer due T+2:00:00 (2031-08-20 08:00), in 3 h 05 min" or "OVERDUE"; "" for no limit. */
static void due_words(struct conduct *conduct, const struct view_request *request, struct buf *out)
{
	Convene__V1__Deadline deadline;
	int64_t due = view_request_due(request, &deadline),
	        now = view_story_ms(conduct->view, conduct->now_ms);
	const char *what =
	    deadline == CONVENE__V1__DEADLINE__DEADLINE_ACKNOWLEDGE ? "acknowledgement" : "answer";
	char both[WHEN_SIZE], left[WHEN_SIZE];
	if (due == 0) {
		return;
	}
	if (due <= now) {
		buf_printf(out, "%s OVERDUE since %s, %s", what,
		    when_story(conduct->view, due, both), when_length(now - due, left));
	} else {
		buf_printf(out, "%s due %s, in %s", what, when_story(conduct->view, due, both),
		    when_length(due - now, left));
	}
	buf_append_text(out, " of the story");
}

static void list_json(struct conduct *conduct, const struct view_request *request)
{
	struct buf *out = &conduct->out;
	buf_append_byte(out, '{');
	json_member_unsigned(out, "requestId", request->id);
	json_member_text(out, "state", REFLECT_WORD(request_state, request->state));
	json_member_text(out, "fromTeamId", request->from_team_id);
	Convene__V1__Deadline deadline;
	json_member_signed(out, "dueStoryMs", view_request_due(request, &deadline));
	json_member_bool(out, "acknowledgeOverdue", request->acknowledge_overdue);
	json_member_bool(out, "answerOverdue", request->answer_overdue);
	json_member(out, "content");
	json_write(out, &request->content->base, JSON_COMPACT);
	buf_append_text(out, "}\n");
}

static void list_line(struct conduct *conduct, const struct view_request *request)
{
	const Convene__V1__RequestContent *content = request->content;
	struct buf text = {0}, due = {0};
	buf_printf(&text, "%-6" PRIu64 " %-12s %s -> %s  %s", request->id,
	    REFLECT_WORD(request_state, request->state), request->from_team_id,
	    view_party(content->to),
	    view_title(conduct->view, VIEW_INSTRUMENT, content->instrument));
	if (content->subject[0] != '\0') {
		buf_printf(&text, ": %s", content->subject);
	}
	due_words(conduct, request, &due);
	if (due.len > 0) {
		buf_printf(&text, "\n%.*s", (int)due.len, (const char *)due.data);
	}
	wrap_buf(&conduct->out, &text, conduct->style->width, 0, 7);
	buf_deinit(&due);
}

void request_list(struct conduct *conduct)
{
	const struct view *view = conduct->view;
	for (size_t i = 0; i < view->request_count; i++) {
		(conduct->json ? list_json : list_line)(conduct, &view->requests[i]);
	}
	if (view->request_count == 0 && !conduct->json) {
		buf_append_text(&conduct->out, "there are no requests yet\n");
	}
}

static void values(struct conduct *conduct, Convene__V1__RequestValue *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		conduct_entry(conduct, "%s: %s", list[i]->field, list[i]->value);
	}
}

static void content(struct conduct *conduct, const Convene__V1__RequestContent *said)
{
	if (said->subject[0] != '\0') {
		conduct_entry(conduct, "Subject: %s", said->subject);
	}
	if (said->purpose[0] != '\0') {
		conduct_entry(conduct, "Purpose: %s", said->purpose);
	}
	if (said->legal_basis[0] != '\0') {
		conduct_entry(conduct, "Legal basis: %s", said->legal_basis);
	}
	for (size_t i = 0; i < said->n_case_ids; i++) {
		const struct view_case *file = view_case(conduct->view, said->case_ids[i]);
		conduct_entry(conduct, "Case %" PRIu64 " %s", said->case_ids[i],
		    file != NULL ? file->reference : "");
	}
	values(conduct, said->values, said->n_values);
	if (said->text[0] != '\0') {
		conduct_entry(conduct, "%s", said->text);
	}
	for (size_t i = 0; i < said->n_attachments; i++) {
		conduct_entry(conduct, "Attached: %s", said->attachments[i]->name);
	}
}

/* What the receiver has to put into a positive answer. */
static void wanted(struct conduct *conduct, const struct view_request *request)
{
	const Convene__V1__Instrument *instrument =
	    view_declared(conduct->view, INSTRUMENT, Instrument, request->content->instrument);
	if (instrument == NULL || !view_request_is_open(request)) {
		return;
	}
	for (size_t i = 0; i < instrument->n_answer_fields; i++) {
		conduct_entry(conduct, "An answer states --set %s=...: %s%s",
		    instrument->answer_fields[i]->id,
		    view_text(conduct->view, instrument->answer_fields[i]->title),
		    instrument->answer_fields[i]->optional ? " (may be left out)" : "");
	}
}

void request_show(struct conduct *conduct, const struct view_request *request)
{
	const Convene__V1__RequestContent *said = request->content;
	struct buf due = {0};
	if (conduct->json) {
		list_json(conduct, request);
		return;
	}
	style_begin(&conduct->out, conduct->style, COLOUR_BOLD);
	buf_printf(&conduct->out, "Request %" PRIu64 "  %s  ", request->id,
	    REFLECT_WORD(request_state, request->state));
	wrap_append_line(
	    &conduct->out, view_title(conduct->view, VIEW_INSTRUMENT, said->instrument));
	style_end(&conduct->out, conduct->style);
	buf_append_byte(&conduct->out, '\n');
	conduct_entry(conduct, "From %s to %s by %s%s%s", request->from_team_id,
	    view_party(said->to), WORDS_CHANNEL(said->channel),
	    said->urgency[0] != '\0' ? ", " : "", said->urgency);
	if (request->state == CONVENE__V1__REQUEST_STATE__REQUEST_STATE_DRAFT) {
		conduct_entry(conduct, "Draft, revision %" PRIu32, request->revision);
	}
	due_words(conduct, request, &due);
	buf_append_byte(&due, '\0');
	if (due.len > 1) {
		conduct_entry(conduct, "%s", (const char *)due.data);
	}
	buf_deinit(&due);
	if (request->assessed != NULL && !request->assessed->complete) {
		for (size_t i = 0; i < request->assessed->n_missing; i++) {
			conduct_entry(
			    conduct, "Missing when it was sent: %s", request->assessed->missing[i]);
		}
	}
	content(conduct, said);
	if (!request->ours) {
		wanted(conduct, request);
	}
	buf_append_byte(&conduct->out, '\n');
	for (size_t i = 0; i < request->history_count; i++) {
		timeline_event(&conduct->out, conduct->view, &request->history[i], conduct->style);
	}
}

static void comment(struct buf *out, const char *text)
{
	struct buf wrapped = {0};
	bool begins = true;
	if (text[0] != '\0') {
		wrap_append(&wrapped, text, 76, 0, 0);
	}
	for (size_t i = 0; i < wrapped.len; i++) {
		if (begins) {
			buf_append_text(out, "# ");
		}
		buf_append_byte(out, wrapped.data[i]);
		begins = wrapped.data[i] == '\n';
	}
	buf_deinit(&wrapped);
}

static void take_comment(struct buf *out, struct buf *line)
{
	buf_append_byte(line, '\0');
	comment(out, (const char *)line->data);
	buf_deinit(line);
}

void request_template(struct conduct *conduct, const Convene__V1__Instrument *instrument)
{
	const struct view *view = conduct->view;
	struct buf *out = &conduct->out;
	char ack[WHEN_SIZE], answer[WHEN_SIZE], channel[40];
	struct buf line = {0};
	comment(out, view_title(view, VIEW_INSTRUMENT, instrument->id));
	comment(out, view_text(view, instrument->description));
	comment(out, instrument->source);
	buf_printf(out, "instrument: %s\n", instrument->id);
	for (size_t i = 0; i < instrument->n_urgencies; i++) {
		const Convene__V1__Urgency *urgency = instrument->urgencies[i];
		when_length(urgency->acknowledge_story_ms, ack);
		when_length(urgency->answer_story_ms, answer);
		buf_printf(&line, "%s: %s; acknowledged within %s, answered within %s", urgency->id,
		    view_text(view, urgency->title),
		    urgency->acknowledge_story_ms > 0 ? ack : "no limit",
		    urgency->answer_story_ms > 0 ? answer : "no limit");
		take_comment(out, &line);
	}
	if (instrument->n_urgencies > 0) {
		buf_printf(out, "urgency: %s\n", instrument->urgencies[0]->id);
	}
	buf_append_text(out, "# a team; an entity is {entity_id: clinic}\nto: \n");
	reflect_enum_short(&convene__v1__channel__descriptor,
	    protobuf_c_enum_descriptor_get_value(&convene__v1__channel__descriptor,
	        instrument->n_channels > 0 ? (int)instrument->channels[0]
	                                   : CONVENE__V1__CHANNEL__CHANNEL_EMAIL),
	    channel, sizeof(channel));
	buf_printf(out, "channel: %s\nsubject: \npurpose: \nlegal_basis: \n", channel);
	buf_printf(out, "# numbers of cases%s\ncase_ids: []\n",
	    instrument->needs_case ? "; at least one is needed" : "");
	if (instrument->n_fields > 0) {
		buf_append_text(out, "values:\n");
	}
	for (size_t i = 0; i < instrument->n_fields; i++) {
		buf_printf(&line, "%s%s", view_text(view, instrument->fields[i]->title),
		    instrument->fields[i]->optional ? " (may be left out)" : "");
		take_comment(out, &line);
		buf_printf(out, "- field: %s\n  value: \n", instrument->fields[i]->id);
	}
	buf_append_text(out, "text: \n");
	if (view_text(view, instrument->template_)[0] != '\0') {
		buf_append_text(out, "# It may begin like this:\n");
		comment(out, view_text(view, instrument->template_));
	}
}
