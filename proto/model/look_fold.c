/*
 * What was looked at, and how it is written down: a line each, so that a program that does not know
 * a kind passes over it and keeps the rest.
 */
#include "proto/model/view.h"

#include "proto/list.h"
#include "proto/model/view_private.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* As they are written down. */
static const char *const kinds[] = {[VIEW_LOOK_REQUEST] = "request",
    [VIEW_LOOK_CASE] = "case",
    [VIEW_LOOK_BOOKING] = "booking",
    [VIEW_LOOK_ANSWER] = "answer"};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

struct view_point view_point_of(const struct view_marked *marked)
{
	return (struct view_point){.mark = marked->mark, .wall_ms = marked->event->wall_ms};
}

struct view_point view_newest(const struct view *view)
{
	return (struct view_point){.mark = view->last_mark, .wall_ms = view->last_wall_ms};
}

struct view_point view_answer_at(const struct view *view)
{
	return (struct view_point){.wall_ms = view->welfare.answered_ms};
}

static struct view_look *find(const struct view *view, enum view_look_kind kind, uint64_t id)
{
	for (size_t i = 0; i < view->looks.count; i++) {
		if (view->looks.list[i].kind == kind && view->looks.list[i].id == id) {
			return &view->looks.list[i];
		}
	}
	return NULL;
}

bool view_looked(
    const struct view *view, enum view_look_kind kind, uint64_t id, struct view_point at)
{
	const struct view_look *look = find(view, kind, id);
	return look != NULL && at.mark <= look->through.mark && at.wall_ms <= look->through.wall_ms;
}

void view_look(struct view *view, enum view_look_kind kind, uint64_t id, struct view_point through)
{
	struct view_look *look = find(view, kind, id);
	if (look == NULL) {
		look = LIST_ADD(view->looks.list, view->looks.count, view->looks.cap);
		*look = (struct view_look){.kind = kind, .id = id};
	}
	if (through.mark > look->through.mark) {
		look->through.mark = through.mark;
	}
	if (through.wall_ms > look->through.wall_ms) {
		look->through.wall_ms = through.wall_ms;
	}
}

void view_looks_write(const struct view *view, struct buf *out)
{
	for (size_t i = 0; i < view->looks.count; i++) {
		const struct view_look *look = &view->looks.list[i];
		buf_printf(out, "%s %" PRIu64 " %" PRIu64 " %" PRId64 "\n", kinds[look->kind],
		    look->id, look->through.mark, look->through.wall_ms);
	}
}

void view_look_read(struct view *view, const char *line)
{
	char word[16];
	struct view_point through;
	uint64_t id;
	if (sscanf(line, "%15s %" SCNu64 " %" SCNu64 " %" SCNd64, word, &id, &through.mark,
	        &through.wall_ms) != 4) {
		return;
	}
	for (size_t kind = 0; kind < KINDS; kind++) {
		if (strcmp(word, kinds[kind]) == 0) {
			view_look(view, (enum view_look_kind)kind, id, through);
		}
	}
}
