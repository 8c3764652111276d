#include "server/cli/diagnostics_print.h"

void diagnostics_print(FILE *out, struct diagnostics *diagnostics)
{
	diagnostics_sort(diagnostics);
	for (size_t i = 0; i < diagnostics->count && i < DIAGNOSTICS_MAX; i++) {
		const struct diagnostic *diagnostic = &diagnostics->list[i];

		fprintf(out, "%s:%d:%d: %s: %s\n", diagnostic->file, diagnostic->line,
		    diagnostic->column,
		    diagnostic->severity == DIAGNOSTIC_ERROR ? "error" : "warning",
		    diagnostic->text);
	}
	if (diagnostics->count > DIAGNOSTICS_MAX)
		fprintf(out, "and %zu more\n", diagnostics->count - DIAGNOSTICS_MAX);
}
