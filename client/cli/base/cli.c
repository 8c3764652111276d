#include "client/cli/base/cli.h"

#include "proto/complaint.h"
#include "proto/say.h"

#include <langinfo.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void cli_complain(const char *format, ...)
{
	struct buf text = {0};
	va_list arguments;
	va_start(arguments, format);
	complaint_append_list(&text, format, arguments);
	va_end(arguments);
	say(stderr, "convene: %.*s\n", (int)text.len, (const char *)text.data);
	buf_deinit(&text);
}

bool cli_is_utf8(void)
{
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

bool cli_set_locale(void)
{
	static const char *const others[] = {"C.UTF-8", "C.utf8", "en_US.UTF-8", "UTF-8"};
	setlocale(LC_ALL, "");
	/* numbers in machine output are the same in every country */
	setlocale(LC_NUMERIC, "C");
	for (size_t i = 0; !cli_is_utf8() && i < sizeof(others) / sizeof(others[0]); i++) {
		setlocale(LC_CTYPE, others[i]);
	}
	return cli_is_utf8();
}

bool cli_colours(int fd)
{
	const char *none = getenv("NO_COLOR"), *term = getenv("TERM");
	return isatty(fd) && (none == NULL || none[0] == '\0') && term != NULL &&
	       strcmp(term, "dumb") != 0;
}
