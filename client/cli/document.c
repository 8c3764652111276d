/* The longer pieces of timeline.h: injects and threads in full, the banner. */
#include "client/cli/timeline.h"

#include "client/cli/conduct/when.h"
#include "client/cli/msel.h"

#include "client/cli/wrap.h"
#include "proto/reflect.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void paragraph(
    struct buf *out, const char *text, const struct timeline_style *style, size_t indent)
{
	for (size_t i = 0; i < indent; i++)
		buf_append_byte(out, ' ');
	wrap_append(out, text, style->width, indent, indent);
}

__attribute__((format(printf, 3, 4))) static void field(
    struct buf *out, const struct timeline_style *style, const char *format, ...)
{
	va_list arguments;

	buf_append_text(out, "  ");
	va_start(arguments, format);
	wrap_vprintf(out, style->width, 2, 2, format, arguments);
	va_end(arguments);
}

static void attached(struct buf *out, const struct timeline_style *style,
    Convene__V1__Attachment **list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		field(out, style, "Attached: %s (%s, %" PRIu64 " bytes)", list[i]->name,
		    list[i]->media_type, list[i]->size_bytes);
}

__attribute__((format(printf, 3, 4))) static void heading(
    struct buf *out, const struct timeline_style *style, const char *format, ...)
{
	va_list arguments;

	timeline_colour(out, style, TIMELINE_BOLD);
	va_start(arguments, format);
	wrap_vprintf(out, style->width, 0, 2, format, arguments);
	va_end(arguments);
	timeline_plain(out, style);
}

const char *timeline_joined(struct buf *out, char *const *values, size_t count, const char *none)
{
	out->len = 0;
	for (size_t i = 0; i < count; i++)
		buf_printf(out, "%s%s", i > 0 ? ", " : "", values[i]);
	if (count == 0)
		buf_append_text(out, none);
	buf_append_byte(out, '\0');
	return (const char *)out->data;
}

void timeline_inject(struct buf *out, const struct view *view, const struct view_inject *inject,
    const struct timeline_style *style)
{
	const Convene__V1__InjectDelivered *delivered = inject->delivered;
	struct buf list = {0};
	char time[24];

	if (delivered == NULL) {
		field(out, style, "%s is not delivered yet", inject->id);
		return;
	}
	heading(out, style, "%s  %s", inject->id, view_text(view, delivered->title));
	field(out, style, "From %s to %s by %s at %s",
	    delivered->from[0] != '\0' ? delivered->from : "control",
	    timeline_joined(&list, delivered->to, delivered->n_to, ""),
	    TIMELINE_CHANNEL(delivered->channel), timeline_time(inject->delivered_ms, time));
	buf_deinit(&list);
	if (view_text(view, delivered->content_note)[0] != '\0')
		field(out, style, "Content note: %s", view_text(view, delivered->content_note));
	buf_append_byte(out, '\n');
	paragraph(out, view_text(view, delivered->body), style, 2);
	attached(out, style, delivered->attachments, delivered->n_attachments);
	for (size_t i = 0; i < inject->answer_count; i++) {
		const Convene__V1__InjectAnswered *answer = inject->answers[i].answer;
		char name[32];

		buf_append_byte(out, '\n');
		field(out, style, "%s (%s) answered at %s:", answer->team_id,
		    view_name(view, answer->participant_id, name),
		    timeline_time(inject->answers[i].exercise_ms, time));
		paragraph(out, answer->text, style, 4);
		attached(out, style, answer->attachments, answer->n_attachments);
	}
}

static void expected_actions(struct buf *out, const struct view *view,
    const Convene__V1__Inject *plan, const struct timeline_style *style)
{
	for (size_t i = 0; i < plan->n_expected_actions; i++) {
		const Convene__V1__ExpectedAction *action = plan->expected_actions[i];
		struct buf by = {0};
		char time[24] = "";

		if (action->within_ms > 0)
			timeline_time(action->within_ms, time);
		field(out, style, "Expected of %s%s%s: %s",
		    timeline_joined(&by, action->by, action->n_by, ""),
		    action->within_ms > 0 ? " within " : "", action->within_ms > 0 ? time + 2 : "",
		    view_text(view, action->what));
		buf_deinit(&by);
	}
}

/* What was planned, what it was changed to, and when it came, each by both clocks. */
static void times(struct buf *out, const struct view *view, const struct view_inject *inject,
    const struct timeline_style *style)
{
	const Convene__V1__Inject *plan = inject->plan;
	char both[WHEN_SIZE], off[WHEN_SIZE];
	int64_t planned_ms;

	if (!msel_planned(inject, &planned_ms))
		field(out, style, "Planned for when its condition holds");
	else if (plan != NULL && plan->when == NULL && plan->planned_ms != planned_ms)
		field(out, style, "Planned for %s, first for %s", when_both(view, planned_ms, both),
		    when_both(view, plan->planned_ms, off));
	else
		field(out, style, "Planned for %s", when_both(view, planned_ms, both));
	if (inject->delivered != NULL)
		field(out, style, "Delivered at %s%s%s",
		    when_both(view, inject->delivered_ms, both),
		    msel_off_plan(inject, off)[0] != '\0' ? ": " : "", off);
}

void timeline_inject_plan(struct buf *out, const struct view *view,
    const struct view_inject *inject, const struct timeline_style *style)
{
	const Convene__V1__Inject *plan = inject->plan;
	struct buf list = {0};
	char time[24];

	heading(out, style, "%s  %s, revision %u", inject->id,
	    REFLECT_WORD(inject_status, inject->status), inject->revision);
	times(out, view, inject, style);
	if (plan != NULL) {
		field(out, style, "%s", view_text(view, plan->title));
		field(out, style, "From %s to %s by %s%s",
		    plan->from[0] != '\0' ? plan->from : "control",
		    timeline_joined(&list, plan->to, plan->n_to, ""),
		    TIMELINE_CHANNEL(plan->channel),
		    plan->mode == CONVENE__V1__INJECT_MODE__INJECT_MODE_ON_RELEASE ? ", on release"
		                                                                   : "");
		buf_deinit(&list);
		buf_append_byte(out, '\n');
		paragraph(out, view_text(view, plan->body), style, 2);
		buf_append_byte(out, '\n');
		expected_actions(out, view, plan, style);
		if (view_text(view, plan->notes)[0] != '\0')
			field(out, style, "Notes: %s", view_text(view, plan->notes));
	}
	for (size_t i = 0; i < inject->readings.count; i++) {
		char name[32];

		field(out, style, "Read by %s (%s) at %s",
		    view_name(view, inject->readings.list[i].participant_id, name),
		    inject->readings.list[i].team_id,
		    timeline_time(inject->readings.list[i].exercise_ms, time));
	}
	for (size_t i = 0; i < inject->answer_count; i++) {
		field(out, style, "Answered by %s at %s:", inject->answers[i].answer->team_id,
		    timeline_time(inject->answers[i].exercise_ms, time));
		paragraph(out, inject->answers[i].answer->text, style, 4);
	}
}

void timeline_thread(struct buf *out, const struct view *view, const struct view_thread *thread,
    const struct timeline_style *style)
{
	struct buf parties = {0};
	char time[24], name[32];

	heading(out, style, "[%" PRIu64 "] %s", thread->id, thread->opened->subject);
	timeline_parties(&parties, thread->opened);
	buf_append_byte(&parties, '\0');
	field(out, style, "Between %s by %s", (const char *)parties.data,
	    TIMELINE_CHANNEL(thread->opened->channel));
	buf_deinit(&parties);
	for (size_t i = 0; i < view->message_count; i++) {
		const struct view_message *message = &view->messages[i];
		const Convene__V1__MessagePosted *posted = message->posted;

		if (posted->thread_id != thread->id)
			continue;
		buf_append_byte(out, '\n');
		field(out, style, "%s %s%s%s%s", timeline_time(message->exercise_ms, time),
		    view_party(posted->from), posted->participant_id != 0 ? " (" : "",
		    posted->participant_id != 0 ? view_name(view, posted->participant_id, name)
		                                : "",
		    posted->participant_id != 0 ? ")" : "");
		paragraph(out, posted->text, style, 4);
		attached(out, style, posted->attachments, posted->n_attachments);
	}
}

void timeline_clock(struct buf *out, const struct view *view, int64_t exercise_ms)
{
	char time[24], over[WHEN_SIZE];

	buf_printf(
	    out, "%s %s", timeline_phase(view->clock.phase), timeline_time(exercise_ms, time));
	if (view->clock.rate_permille != 1000)
		buf_printf(out, " x%g", view->clock.rate_permille / 1000.0);
	/* beyond the planned end: by how much, while it can still be ended */
	if (view->clock.phase != VIEW_ENDED && when_over(view, exercise_ms, over)[0] != '\0')
		buf_printf(out, " %s", over);
}

void timeline_banner(struct buf *out, const struct view *view, int64_t server_ms)
{
	int64_t exercise_ms = view_exercise_ms(view, server_ms);
	char story[32];

	buf_printf(out, "%s  %s  ", TIMELINE_MARK,
	    view->team_id[0] != '\0' ? view->team_id : REFLECT_WORD(role, view->role));
	timeline_clock(out, view, exercise_ms);
	view_story_text(view, exercise_ms, story, sizeof(story));
	if (story[0] != '\0')
		buf_printf(out, "  %s", story);
	if (view->exercise != NULL) {
		buf_append_text(out, "  ");
		wrap_append_line(out, view_text(view, view->exercise->title));
	}
}
