#include "client/lib/view_look.h"

#include "client/lib/view_inner.h"

static struct view_look *find(const struct view *view, enum view_look_kind kind, uint64_t id)
{
	for (size_t i = 0; i < view->looks.count; i++)
		if (view->looks.list[i].kind == kind && view->looks.list[i].id == id)
			return &view->looks.list[i];
	return NULL;
}

uint64_t view_looked(const struct view *view, enum view_look_kind kind, uint64_t id)
{
	const struct view_look *look = find(view, kind, id);

	return look != NULL ? look->through : 0;
}

void view_look(struct view *view, enum view_look_kind kind, uint64_t id, uint64_t through)
{
	struct view_look *look = find(view, kind, id);

	if (look == NULL) {
		look = VIEW_GROW(view->looks.list, view->looks.count, view->looks.cap);
		look->kind = kind;
		look->id = id;
	}
	if (through > look->through)
		look->through = through;
}
