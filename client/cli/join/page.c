#include "client/cli/join/page.h"

#include "client/cli/wrap.h"

#include <string.h>

/* Columns of a line, without the colours in it. */
static size_t line_columns(const char *line, size_t len)
{
	size_t columns = 0, at = 0;

	while (at < len) {
		const char *escape = memchr(line + at, '\033', len - at), *end;
		size_t plain = escape != NULL ? (size_t)(escape - line) - at : len - at;

		columns += wrap_columns(line + at, plain);
		at += plain;
		if (escape == NULL)
			break;
		end = memchr(escape, 'm', len - at);
		at = end != NULL ? (size_t)(end - line) + 1 : len;
	}
	return columns;
}

size_t page_cut(const char *text, size_t len, size_t rows, size_t columns)
{
	size_t at = 0, used = 0;

	while (at < len) {
		const char *end = memchr(text + at, '\n', len - at);
		size_t line = end != NULL ? (size_t)(end - text) - at : len - at;
		size_t wide = line_columns(text + at, line);
		size_t needed = wide == 0 ? 1 : (wide + columns - 1) / columns;

		if (at > 0 && used + needed > rows)
			break;
		used += needed;
		at += line + (end != NULL ? 1 : 0);
	}
	return at;
}
