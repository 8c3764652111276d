/* What is too wide for the screen goes on under the column at which it began, answers deeper. */
#include "client/cli/show/document.h"

#include "client/cli/text/planned.h"
#include "client/cli/text/words.h"
#include "client/cli/text/wrap.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void paragraph(struct buf *out, const char *text, const struct style *style, size_t indent)
{
	for (size_t i = 0; i < indent; i++) {
		buf_append_byte(out, ' ');
	}
	wrap_append(out, text, style->width, indent, indent);
}

__attribute__((format(printf, 3, 4))) static void field(
    struct buf *out, const struct style *style, const char *format, ...)
{
	buf_append_text(out, "  ");
	va_list arguments;
	va_start(arguments, format);
	wrap_vprintf(out, style->width, 2, 2, format, arguments);
	va_end(arguments);
}

static void attached(
    struct buf *out, const struct style *style, Convene__V1__Attachment **list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		field(out, style, "Attached: %s (%s, %" PRIu64 " bytes)", list[i]->name,
		    list[i]->media_type, list[i]->size_bytes);
	}
}

__attribute__((format(printf, 3, 4))) static void heading(
    struct buf *out, const struct style *style, const char *format, ...)
{
	style_begin(out, style, COLOUR_BOLD);
	va_list arguments;
	va_start(arguments, format);
	wrap_vprintf(out, style->width, 0, 2, format, arguments);
	va_end(arguments);
	style_end(out, style);
}

static void withdrawn(struct buf *out, const struct view_inject *inject, const struct style *style)
{
	char time[24];
	if (inject->withdrawn != NULL) {
		style_begin(out, style, COLOUR_RED);
		field(out, style, "WITHDRAWN at %s: %s", when_time(inject->withdrawn_ms, time),
		    inject->withdrawn->reason);
		style_end(out, style);
	}
}

/* Whose answer is wanted and not there yet: the team's own, or for staff every one. */
static void open_answers(struct buf *out, const struct view *view, const struct view_inject *inject,
    const struct style *style)
{
	const Convene__V1__InjectDelivered *delivered = inject->delivered;
	struct buf open = {0};
	char time[24] = "";
	for (size_t i = 0; delivered != NULL && i < delivered->n_to; i++) {
		bool ours = view_is_staff(view) || strcmp(delivered->to[i], view->team_id) == 0;
		if (ours && view_answer_open(inject, delivered->to[i])) {
			buf_printf(&open, "%s%s", open.len > 0 ? ", " : "", delivered->to[i]);
		}
	}
	buf_append_byte(&open, '\0');
	if (open.len > 1) {
		field(out, style, "Answer wanted%s%s of %s",
		    delivered->answer_by_ms > 0 ? " by " : "",
		    delivered->answer_by_ms > 0 ? when_time(delivered->answer_by_ms, time) : "",
		    (const char *)open.data);
	}
	buf_deinit(&open);
}

void show_inject(struct buf *out, const struct view *view, const struct view_inject *inject,
    const struct style *style)
{
	const Convene__V1__InjectDelivered *delivered = inject->delivered;
	struct buf list = {0};
	if (delivered == NULL) {
		field(out, style, "%s is not delivered yet", inject->id);
		return;
	}
	heading(out, style, "%s  %s", inject->id, view_text(view, delivered->title));
	char time[24];
	withdrawn(out, inject, style);
	open_answers(out, view, inject, style);
	field(out, style, "From %s to %s by %s at %s",
	    delivered->from[0] != '\0' ? delivered->from : "control",
	    words_joined(&list, delivered->to, delivered->n_to, ""),
	    WORDS_CHANNEL(delivered->channel), when_time(inject->delivered_ms, time));
	buf_deinit(&list);
	if (view_text(view, delivered->content_note)[0] != '\0') {
		field(out, style, "Content note: %s", view_text(view, delivered->content_note));
	}
	buf_append_byte(out, '\n');
	paragraph(out, view_text(view, delivered->body), style, 2);
	attached(out, style, delivered->attachments, delivered->n_attachments);
	for (size_t i = 0; i < inject->answer_count; i++) {
		const Convene__V1__InjectAnswered *answer = inject->answers[i].answer;
		buf_append_byte(out, '\n');
		char name[32];
		field(out, style, "%s (%s) answered at %s:", answer->team_id,
		    view_name(view, answer->participant_id, name),
		    when_time(inject->answers[i].exercise_ms, time));
		paragraph(out, answer->text, style, 4);
		attached(out, style, answer->attachments, answer->n_attachments);
	}
}

static void expected_actions(struct buf *out, const struct view *view,
    const Convene__V1__Inject *plan, const struct style *style)
{
	for (size_t i = 0; i < plan->n_expected_actions; i++) {
		const Convene__V1__ExpectedAction *action = plan->expected_actions[i];
		struct buf by = {0};
		char time[24] = "";
		if (action->within_ms > 0) {
			when_time(action->within_ms, time);
		}
		field(out, style, "Expected of %s%s%s: %s",
		    words_joined(&by, action->by, action->n_by, ""),
		    action->within_ms > 0 ? " within " : "", action->within_ms > 0 ? time + 2 : "",
		    view_text(view, action->what));
		buf_deinit(&by);
	}
}

/* What was planned, what it was changed to, and when it came, each by both clocks. */
static void times(struct buf *out, const struct view *view, const struct view_inject *inject,
    const struct style *style)
{
	const Convene__V1__Inject *plan = inject->plan;
	char both[WHEN_SIZE], off[WHEN_SIZE];
	int64_t planned_ms;
	if (!planned_at(inject, &planned_ms)) {
		field(out, style, "Planned for when its condition holds");
	} else if (plan != NULL && plan->when == NULL && plan->planned_ms != planned_ms) {
		field(out, style, "Planned for %s, first for %s", when_both(view, planned_ms, both),
		    when_both(view, plan->planned_ms, off));
	} else {
		field(out, style, "Planned for %s", when_both(view, planned_ms, both));
	}
	if (inject->delivered != NULL) {
		field(out, style, "Delivered at %s%s%s",
		    when_both(view, inject->delivered_ms, both),
		    planned_off(inject, off)[0] != '\0' ? ": " : "", off);
	}
}

void show_inject_plan(struct buf *out, const struct view *view, const struct view_inject *inject,
    const struct style *style)
{
	const Convene__V1__Inject *plan = inject->plan;
	struct buf list = {0};
	heading(out, style, "%s  %s, revision %u", inject->id,
	    REFLECT_WORD(inject_status, inject->status), inject->revision);
	times(out, view, inject, style);
	withdrawn(out, inject, style);
	open_answers(out, view, inject, style);
	if (plan != NULL) {
		field(out, style, "%s", view_text(view, plan->title));
		field(out, style, "From %s to %s by %s%s",
		    plan->from[0] != '\0' ? plan->from : "control",
		    words_joined(&list, plan->to, plan->n_to, ""), WORDS_CHANNEL(plan->channel),
		    plan->mode == CONVENE__V1__INJECT_MODE__INJECT_MODE_ON_RELEASE ? ", on release"
		                                                                   : "");
		buf_deinit(&list);
		buf_append_byte(out, '\n');
		paragraph(out, view_text(view, plan->body), style, 2);
		buf_append_byte(out, '\n');
		expected_actions(out, view, plan, style);
		if (view_text(view, plan->notes)[0] != '\0') {
			field(out, style, "Notes: %s", view_text(view, plan->notes));
		}
	}
	char time[24];
	for (size_t i = 0; i < inject->readings.count; i++) {
		char name[32];
		field(out, style, "Read by %s (%s) at %s",
		    view_name(view, inject->readings.list[i].participant_id, name),
		    inject->readings.list[i].team_id,
		    when_time(inject->readings.list[i].exercise_ms, time));
	}
	for (size_t i = 0; i < inject->answer_count; i++) {
		field(out, style, "Answered by %s at %s:", inject->answers[i].answer->team_id,
		    when_time(inject->answers[i].exercise_ms, time));
		paragraph(out, inject->answers[i].answer->text, style, 4);
	}
}

void show_thread(struct buf *out, const struct view *view, const struct view_thread *thread,
    const struct style *style)
{
	struct buf parties = {0};
	char time[24], name[32];
	heading(out, style, "[%" PRIu64 "] %s", thread->id, thread->opened->subject);
	words_parties(&parties, thread->opened);
	buf_append_byte(&parties, '\0');
	field(out, style, "Between %s by %s", (const char *)parties.data,
	    WORDS_CHANNEL(thread->opened->channel));
	buf_deinit(&parties);
	for (size_t i = 0; i < view->message_count; i++) {
		const struct view_message *message = &view->messages[i];
		const Convene__V1__MessagePosted *posted = message->posted;
		if (posted->thread_id != thread->id) {
			continue;
		}
		buf_append_byte(out, '\n');
		field(out, style, "%s %s%s%s%s", when_time(message->exercise_ms, time),
		    view_party(posted->from), posted->participant_id != 0 ? " (" : "",
		    posted->participant_id != 0 ? view_name(view, posted->participant_id, name)
		                                : "",
		    posted->participant_id != 0 ? ")" : "");
		paragraph(out, view_message_text(message), style, 4);
		attached(out, style, posted->attachments, posted->n_attachments);
		if (message->corrected != NULL) {
			style_begin(out, style, COLOUR_DIM);
			field(out, style, "(corrected %s; at first:)",
			    when_time(message->corrected_ms, time));
			paragraph(out, posted->text, style, 6);
			style_end(out, style);
		}
	}
}
