#include "client/cli/join/unsent.h"

#include "proto/buf.h"
#include "proto/printable.h"
#include "proto/xalloc.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void unsent_line(char out[UNSENT_LINE], const char *format, ...)
{
	struct buf whole = {0};
	va_list arguments;

	va_start(arguments, format);
	buf_vprintf(&whole, format, arguments);
	va_end(arguments);
	buf_append_byte(&whole, '\0');
	printable_line_in(out, UNSENT_LINE, (const char *)whole.data);
	buf_deinit(&whole);
}

const struct unsent_item *unsent_add(struct unsent *unsent,
    const uint8_t id[CONVENE_COMMAND_ID_SIZE], const char *line, int64_t now_ms, bool marked)
{
	struct unsent_item **end = &unsent->first, *item = xcalloc(1, sizeof(*item));

	while (*end != NULL)
		end = &(*end)->next;
	*end = item;
	memcpy(item->id, id, sizeof(item->id));
	item->given_ms = now_ms;
	item->marked = marked;
	unsent_line(item->line, "%s", line);
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

size_t unsent_late(const struct unsent *unsent, int64_t now_ms, int64_t *next_ms)
{
	size_t count = 0;

	*next_ms = INT64_MAX;
	for (const struct unsent_item *item = unsent->first; item != NULL; item = item->next) {
		int64_t late_ms = item->given_ms + UNSENT_LATE_MS;

		if (item->marked)
			continue;
		if (late_ms <= now_ms)
			count++;
		else if (late_ms < *next_ms)
			*next_ms = late_ms;
	}
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
