#include "client/cli/join/unsent.h"

#include "proto/printable.h"
#include "proto/xalloc.h"

#include <stdlib.h>
#include <string.h>

const struct unsent_item *unsent_add(
    struct unsent *unsent, const uint8_t id[CONVENE_COMMAND_ID_SIZE], const char *line, bool marked)
{
	struct unsent_item **end = &unsent->first, *item = xcalloc(1, sizeof(*item));

	while (*end != NULL)
		end = &(*end)->next;
	*end = item;
	memcpy(item->id, id, sizeof(item->id));
	item->marked = marked;
	printable_line_in(item->line, sizeof(item->line), line);
	return item;
}

size_t unsent_mark(struct unsent *unsent)
{
	size_t count = 0;

	for (struct unsent_item *item = unsent->first; item != NULL; item = item->next) {
		count += !item->marked;
		item->marked = true;
	}
	return count;
}

size_t unsent_marked(const struct unsent *unsent)
{
	size_t count = 0;

	for (const struct unsent_item *item = unsent->first; item != NULL; item = item->next)
		count += item->marked;
	return count;
}

bool unsent_answered(struct unsent *unsent, const ProtobufCBinaryData *id, char line[UNSENT_LINE])
{
	struct unsent_item **link = &unsent->first, *item;
	bool marked;

	if (id->len != CONVENE_COMMAND_ID_SIZE)
		return false;
	while (*link != NULL && memcmp((*link)->id, id->data, id->len) != 0)
		link = &(*link)->next;
	item = *link;
	if (item == NULL)
		return false;
	*link = item->next;
	marked = item->marked;
	memcpy(line, item->line, UNSENT_LINE);
	free(item);
	return marked;
}

void unsent_deinit(struct unsent *unsent)
{
	while (unsent->first != NULL) {
		struct unsent_item *item = unsent->first;

		unsent->first = item->next;
		free(item);
	}
}
