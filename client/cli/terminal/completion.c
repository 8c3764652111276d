#include "client/cli/terminal/completion.h"

#include <string.h>

/* How many characters `a` and `b` share, small and capital letters alike. */
static size_t shared(const char *a, const char *b)
{
	size_t len = 0;
	while (a[len] != '\0' && (a[len] | 0x20) == (b[len] | 0x20)) {
		len++;
	}
	return len;
}

void completion_collect(struct completion *completion, const struct buf *words, const char *typed)
{
	const char *at = (const char *)words->data, *end = at + words->len;
	for (; at < end; at += strlen(at) + 1) {
		if (shared(at, typed) < strlen(typed)) {
			continue;
		}
		if (completion->count == 0) {
			completion->first = at;
			completion->common = strlen(at);
		} else if (shared(at, completion->first) < completion->common) {
			completion->common = shared(at, completion->first);
		}
		completion->count++;
		buf_printf(&completion->shown, "%s  ", at);
	}
}

size_t completion_start(const char *line, size_t cursor)
{
	size_t start = cursor;
	while (start > 0 && line[start - 1] != ' ' && line[start - 1] != ',') {
		start--;
	}
	return start;
}

void completion_deinit(struct completion *completion)
{
	buf_deinit(&completion->shown);
}
