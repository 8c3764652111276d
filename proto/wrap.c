/*
 * Cleaned before it is broken, since what is not shown must not count. Words that are wider than
 * the line are broken between two characters; everything else only at blanks, which are lost there.
 */
#include "proto/wrap.h"

#include "proto/printable.h"

#include <stdbool.h>
#include <string.h>

static void new_line(struct buf *out, size_t indent, size_t *column)
{
	buf_append_byte(out, '\n');
	for (size_t i = 0; i < indent; i++) {
		buf_append_byte(out, ' ');
	}
	*column = indent;
}

/* A word that is wider than the line is broken where the line ends, between two characters. */
static void append_word(
    struct buf *out, const char *text, size_t len, size_t width, size_t indent, size_t *column)
{
	while (width > 0) {
		size_t room = *column < width ? width - *column : 0;
		size_t fits = printable_fit_columns(text, len, room);
		if (fits == len) {
			break;
		}
		/* one that is wider than a whole line stands on one nevertheless */
		while (fits == 0 && *column <= indent) {
			fits = printable_fit_columns(text, len, ++room);
		}
		buf_append(out, text, fits);
		text += fits;
		len -= fits;
		if (len > 0) {
			new_line(out, indent, column);
		}
	}
	buf_append(out, text, len);
	*column += printable_columns(text, len);
}

static void append_clean(
    struct buf *out, const char *text, size_t len, size_t width, size_t column, size_t indent)
{
	size_t at = 0, spaces = 0;
	bool fresh = true; /* nothing stands on this line yet */
	while (len > 0 && (text[len - 1] == '\n' || text[len - 1] == ' ')) {
		len--;
	}
	if (width > 0 && indent + 10 > width) {
		indent = 0;
	}
	while (at < len) {
		size_t size = 0;
		if (text[at] == '\n') {
			new_line(out, indent, &column);
			spaces = 0;
			fresh = true;
			at++;
			continue;
		}
		if (text[at] == ' ' || text[at] == '\t') {
			spaces++;
			at++;
			continue;
		}
		while (at + size < len && strchr(" \n\t", text[at + size]) == NULL) {
			size++;
		}
		if (!fresh && width > 0 &&
		    column + spaces + printable_columns(text + at, size) > width) {
			new_line(out, indent, &column);
			spaces = 0;
		}
		for (; spaces > 0; spaces--, column++) {
			buf_append_byte(out, ' ');
		}
		append_word(out, text + at, size, width, indent, &column);
		fresh = false;
		at += size;
	}
	buf_append_byte(out, '\n');
}

void wrap_append(struct buf *out, const char *text, size_t width, size_t column, size_t indent)
{
	struct buf clean = {0};
	printable_lines(&clean, text, strlen(text));
	append_clean(out, (const char *)clean.data, clean.len, width, column, indent);
	buf_deinit(&clean);
}
