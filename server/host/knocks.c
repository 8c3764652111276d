/* A row for each address of which somebody waits, and no longer: there are never more rows than
 * connections. */
#include "server/host/knocks.h"

#include "proto/list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void knocks_deinit(struct knocks *knocks)
{
	free(knocks->list);
	*knocks = (struct knocks){0};
}

static bool is_before(const void *row, const void *key)
{
	return strncmp(((const struct knocks_row *)row)->key, key, KNOCKS_KEY_SIZE - 1) < 0;
}

/* Where the key is, or would be. */
static size_t place(const struct knocks *knocks, const char *key, bool *found)
{
	size_t at = list_place(knocks->list, knocks->count, sizeof(*knocks->list), is_before, key);
	*found = at < knocks->count && strncmp(knocks->list[at].key, key, KNOCKS_KEY_SIZE - 1) == 0;
	return at;
}

bool knocks_wait(struct knocks *knocks, const char *key)
{
	bool found;
	size_t at = place(knocks, key, &found);
	if (!found) {
		struct knocks_row *row = LIST_INSERT(knocks->list, knocks->count, knocks->cap, at);
		*row = (struct knocks_row){.waiting = 0};
		snprintf(row->key, sizeof(row->key), "%s", key);
	}
	if (knocks->list[at].waiting == KNOCKS_WAITING_MAX) {
		return false;
	}
	knocks->list[at].waiting++;
	return true;
}

void knocks_answered(struct knocks *knocks, const char *key)
{
	bool found;
	size_t at = place(knocks, key, &found);
	if (found && --knocks->list[at].waiting == 0) {
		LIST_REMOVE(knocks->list, knocks->count, at);
	}
}
