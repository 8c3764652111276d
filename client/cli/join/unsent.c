#include "client/cli/join/unsent.h"

#include "proto/list.h"
#include "proto/printable.h"

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
	struct unsent_item *item = LIST_ADD(unsent->list, unsent->count, unsent->cap);
	*item = (struct unsent_item){.given_ms = now_ms, .marked = marked};
	memcpy(item->id, id, sizeof(item->id));
	unsent_line(item->line, "%s", line);
	return item;
}

size_t unsent_mark(struct unsent *unsent)
{
	size_t count = 0;
	for (size_t i = 0; i < unsent->count; i++) {
		count += !unsent->list[i].marked;
		unsent->list[i].marked = true;
	}
	return count;
}

size_t unsent_marked(const struct unsent *unsent)
{
	size_t count = 0;
	for (size_t i = 0; i < unsent->count; i++) {
		count += unsent->list[i].marked;
	}
	return count;
}

size_t unsent_late(const struct unsent *unsent, int64_t now_ms, int64_t *next_ms)
{
	size_t count = 0;
	*next_ms = INT64_MAX;
	for (size_t i = 0; i < unsent->count; i++) {
		int64_t late_ms = unsent->list[i].given_ms + UNSENT_LATE_MS;
		if (unsent->list[i].marked) {
			continue;
		}
		if (late_ms <= now_ms) {
			count++;
		} else if (late_ms < *next_ms) {
			*next_ms = late_ms;
		}
	}
	return count;
}

bool unsent_answered(struct unsent *unsent, const ProtobufCBinaryData *id, char line[UNSENT_LINE])
{
	size_t at = 0;
	if (id->len != CONVENE_COMMAND_ID_SIZE) {
		return false;
	}
	while (at < unsent->count && memcmp(unsent->list[at].id, id->data, id->len) != 0) {
		at++;
	}
	if (at == unsent->count) {
		return false;
	}
	bool marked = unsent->list[at].marked;
	memcpy(line, unsent->list[at].line, UNSENT_LINE);
	LIST_REMOVE(unsent->list, unsent->count, at);
	return marked;
}

void unsent_deinit(struct unsent *unsent)
{
	free(unsent->list);
}
