#include "client/cli/inbox.h"

#include "client/cli/msel.h"
#include "client/cli/wrap.h"
#include "proto/reflect.h"
#include "proto/xalloc.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct item {
	uint64_t seq; /* of its last event */
	const struct view_inject *inject;
	const struct view_thread *thread;
};

static int by_seq(const void *a, const void *b)
{
	const struct item *left = a, *right = b;

	return left->seq < right->seq ? -1 : left->seq > right->seq;
}

size_t inbox_unread(const struct view *view, uint64_t thread_id)
{
	size_t count = 0;

	for (size_t i = 0; i < view->message_count; i++)
		if (view->messages[i].posted->thread_id == thread_id &&
		    !view->messages[i].read_by_me && !view_is_mine(view, &view->messages[i]))
			count++;
	return count;
}

static void inject_item(struct buf *out, const struct view *view, const struct view_inject *inject)
{
	char time[24], missed[WHEN_SIZE];

	buf_printf(out, "%s %-10s inject %-16s from %s: ", inject->read_by_me ? " " : "*",
	    timeline_time(inject->delivered_ms, time), inject->id,
	    inject->delivered->from[0] != '\0' ? inject->delivered->from : "control");
	wrap_append_line(out, view_text(view, inject->delivered->title));
	if (msel_missed_plan(inject, missed)[0] != '\0')
		buf_printf(out, " (%s)", missed);
	if (inject->answer_count > 0)
		buf_append_text(out, " (answered)");
	buf_append_byte(out, '\n');
}

static void thread_item(struct buf *out, const struct view *view, const struct view_thread *thread)
{
	const struct view_message *last = view_message(view, thread->last_message_id);
	size_t unread = inbox_unread(view, thread->id);
	char time[24];

	buf_printf(out, "%s %-10s thread %-6" PRIu64 " ", unread > 0 ? "*" : " ",
	    timeline_time(last != NULL ? last->exercise_ms : thread->exercise_ms, time),
	    thread->id);
	timeline_parties(out, thread->opened);
	buf_append_text(out, ": ");
	wrap_append_line(out, thread->opened->subject);
	buf_printf(out, " (%zu", thread->message_count);
	if (unread > 0)
		buf_printf(out, ", %zu new", unread);
	buf_append_text(out, ")\n");
}

void inbox_list(struct buf *out, const struct view *view, bool unread_only)
{
	struct item *items = xcalloc(view->inject_count + view->thread_count + 1, sizeof(*items));
	size_t count = 0;

	for (size_t i = 0; i < view->inject_count; i++) {
		const struct view_inject *inject = &view->injects[i];

		if (inject->delivered != NULL && !(unread_only && inject->read_by_me))
			items[count++] =
			    (struct item){.seq = inject->delivered_seq, .inject = inject};
	}
	for (size_t i = 0; i < view->thread_count; i++) {
		const struct view_thread *thread = &view->threads[i];

		if (!unread_only || inbox_unread(view, thread->id) > 0)
			items[count++] = (struct item){.seq = thread->last_message_id != 0
			                                          ? thread->last_message_id
			                                          : thread->id,
			    .thread = thread};
	}
	qsort(items, count, sizeof(*items), by_seq);
	for (size_t i = 0; i < count; i++) {
		if (items[i].inject != NULL)
			inject_item(out, view, items[i].inject);
		else
			thread_item(out, view, items[i].thread);
	}
	if (count == 0)
		buf_append_text(out, unread_only ? "nothing new\n" : "nothing has come in yet\n");
	free(items);
}

void inbox_threads(struct buf *out, const struct view *view)
{
	for (size_t i = 0; i < view->thread_count; i++)
		thread_item(out, view, &view->threads[i]);
	if (view->thread_count == 0)
		buf_append_text(out, "there are no threads yet\n");
}

static void briefing(
    struct buf *out, const struct timeline_style *style, const char *title, const char *text)
{
	if (text[0] == '\0')
		return;
	timeline_colour(out, style, TIMELINE_BOLD);
	buf_printf(out, "%s", title);
	timeline_plain(out, style);
	buf_append_text(out, "\n");
	wrap_append(out, text, style->width, 0, 0);
	buf_append_byte(out, '\n');
}

void inbox_briefing(struct buf *out, const struct view *view, const struct timeline_style *style)
{
	if (view->exercise != NULL) {
		briefing(out, style, "Content note", view_text(view, view->exercise->content_note));
		briefing(out, style, "For everybody", view_text(view, view->exercise->briefing));
	}
	briefing(out, style, "For your team", view_text(view, view->briefing));
	if (view->exercise == NULL || view->exercise->n_countries == 0)
		return;
	buf_append_text(out, "Who may do what where stands on the country cards (`cards`):");
	for (size_t i = 0; i < view->exercise->n_countries; i++) {
		buf_printf(out, " card %s%s", view->exercise->countries[i]->id,
		    i + 1 < view->exercise->n_countries ? "," : "\n");
	}
}

void inbox_cards(struct buf *out, const struct view *view)
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
    struct buf *out, const Convene__V1__Country *country, const struct timeline_style *style)
{
	struct buf names = {0};

	for (size_t i = 0; i < country->n_formal_identifiers; i++) {
		buf_printf(&names, "%s%s", i > 0 ? ", " : "",
		    REFLECT_WORD(agency, country->formal_identifiers[i]));
	}
	buf_append_byte(&names, '\0');
	briefing(out, style, "Formally identified as a victim by", (const char *)names.data);
	buf_deinit(&names);
}

bool inbox_card(struct buf *out, const struct view *view, const char *country_id,
    const struct timeline_style *style)
{
	const Convene__V1__Country *country = view_country(view, country_id);
	char days[64];

	if (country == NULL) {
		buf_append_text(out, "there is no such country card; these there are:\n");
		inbox_cards(out, view);
		return false;
	}
	briefing(out, style, country->id, view_text(view, country->name));
	briefing(out, style, "Part in the case", view_text(view, country->part));
	identifiers(out, country, style);
	snprintf(days, sizeof(days), "%u days of story time", country->reflection_days);
	briefing(out, style, "Recovery and reflection period",
	    country->reflection_days > 0 ? days : "the law has none");
	if (country->n_instruments > 0) {
		timeline_colour(out, style, TIMELINE_BOLD);
		buf_append_text(out, "Instruments that its authorities accept");
		timeline_plain(out, style);
		buf_append_byte(out, '\n');
	}
	for (size_t i = 0; i < country->n_instruments; i++) {
		buf_append_text(out, "- ");
		wrap_append(out, view_text(view, country->instruments[i]), style->width, 2, 2);
	}
	if (country->n_instruments > 0)
		buf_append_byte(out, '\n');
	briefing(out, style, "The card", view_text(view, country->card));
	return true;
}

static void begin(struct inbox_mark *mark)
{
	convene__v1__command__init(&mark->command);
	convene__v1__mark_read__init(&mark->read);
	mark->command.body_case = CONVENE__V1__COMMAND__BODY_MARK_READ;
	mark->command.mark_read = &mark->read;
	mark->read.inject_ids = mark->inject_ids;
	mark->read.message_ids = mark->message_ids;
}

void inbox_mark_inject(
    struct inbox_mark *mark, const struct view *view, const struct view_inject *inject)
{
	begin(mark);
	if (inject->read_by_me || view->role != CONVENE__V1__ROLE__ROLE_PLAYER)
		return;
	/* packed only, never written to */
	mark->inject_ids[0] = (char *)(uintptr_t)inject->id;
	mark->read.n_inject_ids = 1;
}

void inbox_mark_thread(struct inbox_mark *mark, const struct view *view, uint64_t thread_id)
{
	begin(mark);
	/* whether the others read is nobody's business: the server refuses it */
	if (view->role != CONVENE__V1__ROLE__ROLE_PLAYER &&
	    view->role != CONVENE__V1__ROLE__ROLE_SIMULATOR &&
	    view->role != CONVENE__V1__ROLE__ROLE_CONTROLLER)
		return;
	for (size_t i = view->message_count; i > 0; i--) {
		const struct view_message *message = &view->messages[i - 1];

		if (message->posted->thread_id == thread_id && !message->read_by_me &&
		    !view_is_mine(view, message) && mark->read.n_message_ids < INBOX_MARK_MAX)
			mark->message_ids[mark->read.n_message_ids++] = message->id;
	}
}
