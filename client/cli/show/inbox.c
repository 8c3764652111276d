#include "client/cli/show/inbox.h"

#include "client/cli/text/planned.h"
#include "client/cli/text/words.h"
#include "client/cli/text/wrap.h"
#include "proto/xalloc.h"

#include <inttypes.h>

struct item {
	uint64_t mark; /* of its last event */
	const struct view_inject *inject;
	const struct view_thread *thread;
};

static int by_mark(const void *a, const void *b)
{
	const struct item *left = a, *right = b;
	return left->mark < right->mark ? -1 : left->mark > right->mark;
}

size_t inbox_unread(const struct view *view, uint64_t thread_id)
{
	size_t count = 0;
	for (size_t i = 0; i < view->message_count; i++) {
		if (view->messages[i].posted->thread_id == thread_id &&
		    !view->messages[i].read_by_me && !view_is_mine(view, &view->messages[i])) {
			count++;
		}
	}
	return count;
}

/* The team's own answer, or for staff anybody's. */
static bool is_answer_open(const struct view *view, const struct view_inject *inject)
{
	if (view->team_id[0] != '\0') {
		return view_answer_open(inject, view->team_id);
	}
	if (!view_is_staff(view)) {
		return false; /* nobody else is told whether it was answered */
	}
	for (size_t i = 0; i < inject->delivered->n_to; i++) {
		if (view_answer_open(inject, inject->delivered->to[i])) {
			return true;
		}
	}
	return false;
}

bool inbox_is_new(const struct view_inject *inject)
{
	return inject->delivered != NULL && inject->withdrawn == NULL && !inject->read_by_me;
}

static void inject_item(
    struct buf *out, const struct view *view, const struct view_inject *inject, int64_t now_ms)
{
	char time[24], missed[WHEN_SIZE];
	buf_printf(out, "%s %-10s inject %-16s from %s: ", inbox_is_new(inject) ? "*" : " ",
	    when_time(inject->delivered_ms, time), inject->id,
	    inject->delivered->from[0] != '\0' ? inject->delivered->from : "control");
	wrap_append_line(out, view_text(view, inject->delivered->title));
	if (planned_missed(inject, missed)[0] != '\0') {
		buf_printf(out, " (%s)", missed);
	}
	if (inject->answer_count > 0) {
		buf_append_text(out, " (answered)");
	}
	if (is_answer_open(view, inject)) {
		bool late = inject->delivered->answer_by_ms > 0 &&
		            now_ms >= inject->delivered->answer_by_ms;
		buf_append_text(out, late ? " (ANSWER OVERDUE" : " (answer wanted");
		if (inject->delivered->answer_by_ms > 0) {
			buf_printf(out, "%s %s", late ? " since" : " by",
			    when_time(inject->delivered->answer_by_ms, time));
		}
		buf_append_byte(out, ')');
	}
	if (inject->withdrawn != NULL) {
		buf_append_text(out, " (withdrawn)");
	}
	buf_append_byte(out, '\n');
}

static void thread_item(struct buf *out, const struct view *view, const struct view_thread *thread)
{
	const struct view_message *last = view_message(view, thread->last_message_id);
	size_t unread = inbox_unread(view, thread->id);
	char time[24];
	buf_printf(out, "%s %-10s thread %-6" PRIu64 " ", unread > 0 ? "*" : " ",
	    when_time(last != NULL ? last->exercise_ms : thread->exercise_ms, time), thread->id);
	words_parties(out, thread->opened);
	buf_append_text(out, ": ");
	wrap_append_line(out, thread->opened->subject);
	buf_printf(out, " (%zu", thread->message_count);
	if (unread > 0) {
		buf_printf(out, ", %zu new", unread);
	}
	buf_append_text(out, ")\n");
}

void inbox_list(struct buf *out, const struct view *view, int64_t now_ms, bool unread_only)
{
	struct item *items = xcalloc(view->inject_count + view->thread_count + 1, sizeof(*items));
	size_t count = 0;
	for (size_t i = 0; i < view->inject_count; i++) {
		const struct view_inject *inject = &view->injects[i];
		if (unread_only ? inbox_is_new(inject) : inject->delivered != NULL) {
			items[count++] =
			    (struct item){.mark = inject->delivered_mark, .inject = inject};
		}
	}
	for (size_t i = 0; i < view->thread_count; i++) {
		const struct view_thread *thread = &view->threads[i];
		if (!unread_only || inbox_unread(view, thread->id) > 0) {
			items[count++] = (struct item){.mark = thread->last_mark, .thread = thread};
		}
	}
	qsort(items, count, sizeof(*items), by_mark);
	for (size_t i = 0; i < count; i++) {
		if (items[i].inject != NULL) {
			inject_item(out, view, items[i].inject, now_ms);
		} else {
			thread_item(out, view, items[i].thread);
		}
	}
	if (count == 0) {
		buf_append_text(out, unread_only ? "nothing new\n" : "nothing has come in yet\n");
	}
	free(items);
}

void inbox_threads(struct buf *out, const struct view *view)
{
	for (size_t i = 0; i < view->thread_count; i++) {
		thread_item(out, view, &view->threads[i]);
	}
	if (view->thread_count == 0) {
		buf_append_text(out, "there are no threads yet\n");
	}
}
