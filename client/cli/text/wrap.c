#include "client/cli/text/wrap.h"

#include "proto/printable.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

void wrap_append_line(struct buf *out, const char *text)
{
	printable_line(out, text, strlen(text));
}

const char *wrap_beginning(char *out, size_t size, const char *text, size_t columns)
{
	struct buf clean = {0}, cut = {0};
	printable_lines(&clean, text, strlen(text));
	buf_append_byte(&clean, '\0');
	const char *line = (const char *)clean.data;
	while (*line != '\0' && printable_is_nothing(line, strcspn(line, "\n"))) {
		line += strcspn(line, "\n") + (line[strcspn(line, "\n")] == '\n');
	}
	line += strspn(line, " \t");
	printable_line_cut(&cut, line, strcspn(line, "\n"), columns);
	buf_append_byte(&cut, '\0');
	printable_line_in(out, size, (const char *)cut.data);
	buf_deinit(&clean);
	buf_deinit(&cut);
	return out;
}

void wrap_vprintf(struct buf *out, size_t width, size_t column, size_t indent, const char *format,
    va_list arguments)
{
	struct buf text = {0};
	buf_vprintf(&text, format, arguments);
	wrap_buf(out, &text, width, column, indent);
}

void wrap_buf(struct buf *out, struct buf *text, size_t width, size_t column, size_t indent)
{
	buf_append_byte(text, '\0');
	wrap_append(out, (const char *)text->data, width, column, indent);
	buf_deinit(text);
}

size_t wrap_terminal_width(int fd)
{
	const char *columns = getenv("COLUMNS");
	if (!isatty(fd)) {
		return 0;
	}
	struct winsize size;
	if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
		return size.ws_col;
	}
	if (columns != NULL) {
		long width = strtol(columns, NULL, 10);
		if (width >= 20 && width < 1000) {
			return (size_t)width;
		}
	}
	return 80;
}
