#include "proto/say.h"

#include "proto/complaint.h"
#include "proto/printable.h"

#include <stdarg.h>

static void write_out(FILE *out, struct buf *text)
{
	if (text->len > 0) {
		fwrite(text->data, 1, text->len, out);
	}
	buf_deinit(text);
}

void say(FILE *out, const char *format, ...)
{
	struct buf text = {0}, clean = {0};
	va_list arguments;

	va_start(arguments, format);
	buf_vprintf(&text, format, arguments);
	va_end(arguments);
	printable_lines(&clean, (const char *)text.data, text.len);
	buf_deinit(&text);
	write_out(out, &clean);
}

void say_line(FILE *out, const char *format, ...)
{
	struct buf text = {0}, clean = {0};
	va_list arguments;

	va_start(arguments, format);
	buf_vprintf(&text, format, arguments);
	va_end(arguments);
	printable_line(&clean, (const char *)text.data, text.len);
	buf_deinit(&text);
	buf_append_byte(&clean, '\n');
	write_out(out, &clean);
}

void say_complaint(const char *program, const char *format, ...)
{
	struct buf text = {0};
	va_list arguments;

	buf_printf(&text, "%s: ", program);
	va_start(arguments, format);
	complaint_append_list(&text, format, arguments);
	va_end(arguments);
	buf_append_byte(&text, '\n');
	write_out(stderr, &text);
}
