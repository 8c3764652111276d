#include "client/cli/msel.h"

#include "client/cli/output.h"
#include "client/cli/timeline.h"
#include "client/cli/wrap.h"
#include "proto/json.h"
#include "proto/xalloc.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char *title_of(const struct view *view, const struct view_inject *inject)
{
	if (inject->plan != NULL)
		return view_text(view, inject->plan->title);
	return inject->delivered != NULL ? view_text(view, inject->delivered->title) : "";
}

static void list_line(struct buf *out, const struct view *view, const struct view_inject *inject)
{
	char time[24];

	buf_printf(out, "%-10s %-9s r%-3u %-16s ", timeline_time(inject->due_ms, time),
	    timeline_status(inject->status), inject->revision, inject->id);
	wrap_append_line(out, title_of(view, inject));
	buf_append_byte(out, '\n');
}

void msel_json(struct buf *out, const struct view *view, const struct view_inject *inject)
{
	buf_append_text(out, "{\"id\":");
	output_json_text(out, inject->id);
	buf_printf(out,
	    ",\"status\":\"%s\",\"revision\":%u,\"dueMs\":\"%" PRId64
	    "\",\"deliveredSeq\":\"%" PRIu64 "\",\"read\":%zu,\"answered\":%zu,\"title\":",
	    timeline_status(inject->status), inject->revision, inject->due_ms,
	    inject->delivered_seq, inject->readings.count, inject->answer_count);
	output_json_text(out, title_of(view, inject));
	if (inject->plan != NULL) {
		buf_append_text(out, ",\"inject\":");
		json_write(out, &inject->plan->base, JSON_COMPACT);
	}
	buf_append_text(out, "}\n");
}

static int by_due(const void *a, const void *b)
{
	const struct view_inject *const *left = a, *const *right = b;

	if ((*left)->due_ms != (*right)->due_ms)
		return (*left)->due_ms < (*right)->due_ms ? -1 : 1;
	return strcmp((*left)->id, (*right)->id);
}

void msel_list(struct buf *out, const struct view *view, bool json)
{
	const struct view_inject **sorted = xcalloc(view->inject_count + 1, sizeof(*sorted));

	for (size_t i = 0; i < view->inject_count; i++)
		sorted[i] = &view->injects[i];
	qsort(sorted, view->inject_count, sizeof(*sorted), by_due);
	for (size_t i = 0; i < view->inject_count; i++) {
		if (json)
			msel_json(out, view, sorted[i]);
		else
			list_line(out, view, sorted[i]);
	}
	free(sorted);
}
