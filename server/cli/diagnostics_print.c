#include "server/cli/diagnostics_print.h"
#include "proto/say.h"

#define LINE_BYTES 2048

void diagnostics_print(FILE *out, struct diagnostics *diagnostics)
{
	size_t kept = diagnostics_kept(diagnostics);
	char line[LINE_BYTES];

	diagnostics_sort(diagnostics);
	for (size_t i = 0; i < kept; i++) {
		diagnostic_format(&diagnostics->list[i], line, sizeof(line));
		say(out, "%s\n", line);
	}
	if (diagnostics->count > kept)
		say(out, "and %zu more\n", diagnostics->count - kept);
}
