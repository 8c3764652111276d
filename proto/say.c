/*
 * Formatted first, then cleaned as a whole, then written in one call: what an argument brings
 * cannot hide from the cleaning by being split in two.
 */
#include "proto/say.h"

#include "proto/complaint.h"
#include "proto/printable.h"

#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <unistd.h>

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

bool say_reached(FILE *out)
{
	return fflush(out) == 0 && !ferror(out);
}

void say_begin(void)
{
	int file;
	/* the lowest number that is free; reading alone, so that writing there fails */
	do {
		file = open("/dev/null", O_RDONLY);
	} while (file >= 0 && file <= STDERR_FILENO);
	if (file >= 0) {
		close(file);
	}
}

static bool reader_is_gone(int file)
{
	struct pollfd asked = {.fd = file};
	return poll(&asked, 1, 0) == 1 && (asked.revents & POLLERR) != 0;
}

int say_end(const char *program, int status, int failed)
{
	if (say_reached(stdout) || reader_is_gone(STDOUT_FILENO)) {
		return status;
	}
	say_complaint(program, "not all of the output could be written");
	return status != 0 ? status : failed;
}

void say_complaint(const char *program, const char *format, ...)
{
	struct buf text = {0};
	buf_printf(&text, "%s: ", program);
	va_list arguments;
	va_start(arguments, format);
	complaint_append_list(&text, format, arguments);
	va_end(arguments);
	buf_append_byte(&text, '\n');
	write_out(stderr, &text);
}
