#include "client/cli/wrap.h"

#include "proto/utf8.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

/* One character of well-formed UTF-8; the locale may be another, so it is decoded here. */
static size_t decode(const char *text, size_t len, uint32_t *character)
{
	const uint8_t *at = (const uint8_t *)text;
	size_t size = at[0] < 0x80 ? 1 : at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;

	if (size > len)
		size = 1;
	*character = size == 1 ? at[0] : at[0] & (0x7fu >> size);
	for (size_t i = 1; i < size; i++)
		*character = *character << 6 | (at[i] & 0x3fu);
	return size;
}

/* C0, DEL, C1: a terminal obeys them. Bidirectional embeddings, overrides and isolates (UAX 9) turn
 * round what stands beside them. */
static bool is_control(uint32_t character)
{
	return character < 0x20 || (character >= 0x7f && character < 0xa0) ||
	       (character >= 0x202a && character <= 0x202e) ||
	       (character >= 0x2066 && character <= 0x2069);
}

static size_t columns_of(uint32_t character)
{
	int width = wcwidth((wchar_t)character);

	return width < 0 ? 1 : (size_t)width;
}

size_t wrap_columns(const char *text, size_t len)
{
	size_t columns = 0, at = 0;

	while (at < len) {
		uint32_t character;

		at += decode(text + at, len - at, &character);
		columns += columns_of(character);
	}
	return columns;
}

void wrap_append_line(struct buf *out, const char *text)
{
	size_t len = strlen(text), at = 0;

	while (at < len) {
		uint32_t character;
		size_t size = decode(text + at, len - at, &character);

		if (is_control(character))
			buf_append_byte(out, ' ');
		else
			buf_append(out, text + at, size);
		at += size;
	}
}

/* Bytes up to the next space, line break or end, and their columns. */
static size_t word(const char *text, size_t len, size_t *columns)
{
	size_t at = 0;

	*columns = 0;
	while (at < len && text[at] != ' ' && text[at] != '\n' && text[at] != '\t' &&
	       text[at] != '\r') {
		uint32_t character;
		size_t size = decode(text + at, len - at, &character);

		*columns += columns_of(character);
		at += size;
	}
	return at;
}

static void new_line(struct buf *out, size_t indent, size_t *column)
{
	buf_append_byte(out, '\n');
	for (size_t i = 0; i < indent; i++)
		buf_append_byte(out, ' ');
	*column = indent;
}

/* A word that is wider than the line is broken where the line ends. */
static void append_word(
    struct buf *out, const char *text, size_t len, size_t width, size_t indent, size_t *column)
{
	size_t at = 0;

	while (at < len) {
		uint32_t character;
		size_t size = decode(text + at, len - at, &character);
		size_t columns = columns_of(character);

		if (width > 0 && *column + columns > width && *column > indent)
			new_line(out, indent, column);
		if (is_control(character))
			buf_append_byte(out, '?');
		else
			buf_append(out, text + at, size);
		*column += columns;
		at += size;
	}
}

void wrap_append(struct buf *out, const char *text, size_t width, size_t column, size_t indent)
{
	size_t len = strlen(text), at = 0, spaces = 0;
	bool fresh = true; /* nothing stands on this line yet */

	while (len > 0 && (text[len - 1] == '\n' || text[len - 1] == ' '))
		len--;
	if (width > 0 && indent + 10 > width)
		indent = 0;
	while (at < len) {
		size_t columns, size;

		if (text[at] == '\n') {
			new_line(out, indent, &column);
			spaces = 0;
			fresh = true;
			at++;
			continue;
		}
		if (text[at] == ' ' || text[at] == '\t' || text[at] == '\r') {
			spaces++;
			at++;
			continue;
		}
		size = word(text + at, len - at, &columns);
		if (!fresh && width > 0 && column + spaces + columns > width) {
			new_line(out, indent, &column);
			spaces = 0;
		}
		for (; spaces > 0; spaces--, column++)
			buf_append_byte(out, ' ');
		append_word(out, text + at, size, width, indent, &column);
		fresh = false;
		at += size;
	}
	buf_append_byte(out, '\n');
}

size_t wrap_terminal_width(int fd)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size;

	if (!isatty(fd))
		return 0;
	if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return size.ws_col;
	if (columns != NULL) {
		long width = strtol(columns, NULL, 10);

		if (width >= 20 && width < 1000)
			return (size_t)width;
	}
	return 80;
}
