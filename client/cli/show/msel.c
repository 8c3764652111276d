#include "client/cli/show/msel.h"

#include "client/cli/base/options.h"
#include "client/cli/text/planned.h"
#include "client/cli/text/words.h"
#include "client/cli/text/wrap.h"
#include "proto/json.h"
#include "proto/reflect.h"
#include "proto/xalloc.h"

#include <stdio.h>
#include <string.h>

static const char *title_of(const struct view *view, const struct view_inject *inject)
{
	if (inject->plan != NULL) {
		return view_text(view, inject->plan->title);
	}
	return inject->delivered != NULL ? view_text(view, inject->delivered->title) : "";
}

/* "offered" and "overdue" wait for a controller, "held" was held by one. */
static const char *status_of(const struct view_inject *inject, char out[REFLECT_WORD_SIZE])
{
	if (inject->status != CONVENE__V1__INJECT_STATUS__INJECT_STATUS_HELD) {
		return reflect_word(
		    &convene__v1__inject_status__descriptor, (int)inject->status, ' ', out);
	}
	if (inject->held_by == CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_DUE) {
		return "offered";
	}
	if (inject->held_by == CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_OVERDUE) {
		return "overdue";
	}
	return "held";
}

#define STATUS_OF(inject) status_of((inject), (char[REFLECT_WORD_SIZE]){0})

static bool is_pending(const struct view_inject *inject)
{
	return inject->status == CONVENE__V1__INJECT_STATUS__INJECT_STATUS_PLANNED ||
	       inject->status == CONVENE__V1__INJECT_STATUS__INJECT_STATUS_HELD;
}

static bool passes(const struct view_inject *inject, const struct msel_filter *filter)
{
	bool held = inject->status == CONVENE__V1__INJECT_STATUS__INJECT_STATUS_HELD;
	switch (filter->kind) {
	case MSEL_DUE:
		return held && inject->held_by != CONVENE__V1__INJECT_CHANGE__INJECT_CHANGE_HELD;
	case MSEL_HELD:
		return held;
	case MSEL_NEXT:
		return is_pending(inject);
	default:
		return true;
	}
}

bool msel_filter_parse(const char *word, struct msel_filter *filter)
{
	*filter = (struct msel_filter){.kind = MSEL_ALL};
	if (word[0] == '\0') {
		return true;
	}
	uint64_t number;
	if (strcmp(word, "due") == 0) {
		filter->kind = MSEL_DUE;
	} else if (strcmp(word, "held") == 0) {
		filter->kind = MSEL_HELD;
	} else if (options_number(word, &number) && number > 0) {
		filter->kind = MSEL_NEXT;
		filter->count = number;
	}
	return filter->kind != MSEL_ALL;
}

static bool has_read(const struct view_inject *inject, const char *team)
{
	for (size_t i = 0; i < inject->readings.count; i++) {
		if (strcmp(inject->readings.list[i].team_id, team) == 0) {
			return true;
		}
	}
	return false;
}

static bool has_answered(const struct view_inject *inject, const char *team)
{
	for (size_t i = 0; i < inject->answer_count; i++) {
		if (strcmp(inject->answers[i].answer->team_id, team) == 0) {
			return true;
		}
	}
	return false;
}

static void append_teams(struct buf *out, const struct view *view, char **teams, size_t count)
{
	if (count > 2 && view->exercise != NULL && count == view->exercise->n_teams) {
		buf_append_text(out, "all teams");
		return;
	}
	words_list(out, teams, count);
}

/* "read 1/2 answered 0/2": teams; "" before it is delivered. */
static void done_of(const struct view_inject *inject, char *out, size_t size)
{
	const Convene__V1__InjectDelivered *delivered = inject->delivered;
	size_t read = 0, answered = 0;
	out[0] = '\0';
	if (delivered == NULL) {
		return;
	}
	for (size_t i = 0; i < delivered->n_to; i++) {
		read += has_read(inject, delivered->to[i]);
		answered += has_answered(inject, delivered->to[i]);
	}
	snprintf(out, size, "read %zu/%zu answered %zu/%zu", read, delivered->n_to, answered,
	    delivered->n_to);
}

/* As wide as the widest line needs, so that a long id pushes nothing apart. */
struct columns {
	int id, done, off;
	bool delivered; /* any of them was */
};

static struct columns measure(const struct view_inject **list, size_t count)
{
	struct columns columns = {.id = 0};
	char done[64], off[WHEN_SIZE];
	for (size_t i = 0; i < count; i++) {
		int id_len = (int)strlen(list[i]->id);
		done_of(list[i], done, sizeof(done));
		int done_len = (int)strlen(done);
		int off_len = (int)strlen(planned_off(list[i], off));
		columns.id = id_len > columns.id ? id_len : columns.id;
		columns.done = done_len > columns.done ? done_len : columns.done;
		columns.off = off_len > columns.off ? off_len : columns.off;
		columns.delivered |= list[i]->delivered != NULL;
	}
	return columns;
}

/* Both times side by side, once there are both. */
static void times_of(
    struct buf *out, const struct view_inject *inject, const struct columns *columns)
{
	char time[24], off[WHEN_SIZE];
	int64_t planned_ms;
	buf_printf(
	    out, "%-10s ", planned_at(inject, &planned_ms) ? when_time(planned_ms, time) : "-");
	if (!columns->delivered) {
		return;
	}
	buf_printf(
	    out, "%-10s ", inject->delivered != NULL ? when_time(inject->delivered_ms, time) : "-");
	if (columns->off > 0) {
		buf_printf(out, "%-*s ", columns->off, planned_off(inject, off));
	}
}

/* What stands above the times, so that nobody has to guess which is which. */
static void head_line(struct buf *out, const struct columns *columns)
{
	buf_printf(out, "%-10s ", "planned");
	if (columns->delivered) {
		buf_printf(out, "%-10s ", "actual");
	}
	if (columns->delivered && columns->off > 0) {
		buf_printf(out, "%-*s ", columns->off, "");
	}
	buf_append_text(out, "state\n");
}

/* For staff: when it is due and when it came, what became of it, who has it. */
static void staff_line(struct buf *out, const struct view *view, const struct view_inject *inject,
    const struct columns *columns)
{
	char done[64];
	done_of(inject, done, sizeof(done));
	times_of(out, inject, columns);
	buf_printf(
	    out, "%-9s r%-3u %-*s  ", STATUS_OF(inject), inject->revision, columns->id, inject->id);
	if (columns->done > 0) {
		buf_printf(out, "%-*s  ", columns->done, done);
	}
	if (inject->delivered != NULL) {
		append_teams(out, view, inject->delivered->to, inject->delivered->n_to);
	} else if (inject->plan != NULL) {
		append_teams(out, view, inject->plan->to, inject->plan->n_to);
	}
	buf_append_text(out, ": ");
	wrap_append_line(out, title_of(view, inject));
	buf_append_byte(out, '\n');
}

/* For players: when they got it, whether they have dealt with it. */
static void player_line(
    struct buf *out, const struct view *view, const struct view_inject *inject, int id_width)
{
	char time[24];
	buf_printf(out, "%-10s %-9s %-*s  ", when_time(inject->delivered_ms, time),
	    inject->withdrawn != NULL  ? "withdrawn"
	    : inject->answer_count > 0 ? "answered"
	    : inject->read_by_me       ? "read"
	                               : "new",
	    id_width, inject->id);
	wrap_append_line(out, title_of(view, inject));
	buf_append_byte(out, '\n');
}

void msel_json(struct buf *out, const struct view *view, const struct view_inject *inject)
{
	buf_append_byte(out, '{');
	json_member_text(out, "id", inject->id);
	json_member_text(out, "status", STATUS_OF(inject));
	json_member_unsigned(out, "revision", inject->revision);
	json_member_signed(out, "dueMs", inject->due_ms);
	planned_json(out, inject);
	json_member_unsigned(out, "deliveredNumber", inject->delivered_mark);
	if (inject->withdrawn != NULL) {
		json_member_text(out, "withdrawn", inject->withdrawn->reason);
	}
	json_member_unsigned(out, "read", inject->readings.count);
	json_member_unsigned(out, "answered", inject->answer_count);
	json_member_text(out, "title", title_of(view, inject));
	if (inject->plan != NULL) {
		json_member(out, "inject");
		json_write(out, &inject->plan->base, JSON_COMPACT);
	}
	buf_append_text(out, "}\n");
}

static int by_due(const void *a, const void *b)
{
	const struct view_inject *const *left = a, *const *right = b;

	if (planned_waits(*left) != planned_waits(*right)) {
		return planned_waits(*left) ? 1 : -1;
	}
	if ((*left)->due_ms != (*right)->due_ms) {
		return (*left)->due_ms < (*right)->due_ms ? -1 : 1;
	}
	/* as they are fired: in the scenario's order, in which they became known */
	return *left < *right ? -1 : *left > *right;
}

static int by_delivery(const void *a, const void *b)
{
	const struct view_inject *const *left = a, *const *right = b;

	return (*left)->delivered_mark < (*right)->delivered_mark
	           ? -1
	           : (*left)->delivered_mark > (*right)->delivered_mark;
}

void msel_list(
    struct buf *out, const struct view *view, const struct msel_filter *filter, bool json)
{
	const struct view_inject **sorted = xcalloc(view->inject_count + 1, sizeof(*sorted));
	bool staff = view_is_staff(view);
	size_t count = 0;
	for (size_t i = 0; i < view->inject_count; i++) {
		const struct view_inject *inject = &view->injects[i];
		if ((!staff && inject->delivered == NULL) || !passes(inject, filter)) {
			continue;
		}
		sorted[count++] = inject;
	}
	qsort(sorted, count, sizeof(*sorted), staff ? by_due : by_delivery);
	if (filter->kind == MSEL_NEXT && count > filter->count) {
		count = filter->count;
	}
	struct columns columns = measure(sorted, count);
	if (staff && !json && count > 0) {
		head_line(out, &columns);
	}
	for (size_t i = 0; i < count; i++) {
		if (json) {
			msel_json(out, view, sorted[i]);
		} else if (staff) {
			staff_line(out, view, sorted[i], &columns);
		} else {
			player_line(out, view, sorted[i], columns.id);
		}
	}
	if (count == 0 && !json) {
		buf_append_text(out, filter->kind == MSEL_ALL ? "there are no injects yet\n"
		                                              : "there is no such inject\n");
	}
	free(sorted);
}
