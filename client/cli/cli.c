#include "client/cli/cli.h"

#include "client/cli/wrap.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void cli_complain(const char *format, ...)
{
	struct buf text = {0};
	char message[2048];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	/* part of it may be what a server or a file says */
	wrap_append_line(&text, message);
	fprintf(stderr, "convene: %.*s\n", (int)text.len, (const char *)text.data);
	buf_deinit(&text);
}

bool cli_colours(int fd)
{
	const char *none = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(fd) && (none == NULL || none[0] == '\0') && term != NULL &&
	       strcmp(term, "dumb") != 0;
}
