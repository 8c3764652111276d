#include "tests/support/expect.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void expect(bool held, const char *format, ...)
{
	va_list arguments;

	if (held) {
		return;
	}
	fflush(stdout);
	fputs("FAILED: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	exit(EXIT_FAILURE);
}

long long expect_number(const char *name, long long usual, long long least)
{
	const char *text = getenv(name);
	char *end;
	long long number;

	if (text == NULL || text[0] == '\0') {
		return usual;
	}
	number = strtoll(text, &end, 0);
	expect(
	    *end == '\0' && number >= least, "%s=%s is no number from %lld on", name, text, least);
	return number;
}
