#include "client/cli/base/input.h"

#include "client/cli/base/cli.h"
#include "proto/buf.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

char *input_read(const char *path, size_t most, size_t *len)
{
	FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
	const char *name = strcmp(path, "-") == 0 ? "standard input" : path;
	struct buf text = {0};
	if (file == NULL) {
		cli_complain("cannot read \"%s\": %s", path, strerror(errno));
		return NULL;
	}
	while (text.len <= most) {
		size_t got = fread(buf_reserve(&text, 4096), 1, 4096, file);
		if (got == 0) {
			break;
		}
		text.len += got;
	}
	bool failed = ferror(file) != 0;
	if (file != stdin) {
		fclose(file);
	}
	if (failed || text.len > most) {
		cli_complain(
		    "cannot read \"%s\": %s", name, failed ? strerror(errno) : "it is too long");
		buf_deinit(&text);
		return NULL;
	}
	*len = text.len;
	return buf_take_text(&text);
}
