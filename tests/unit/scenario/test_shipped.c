/* Every scenario that is shipped can be played: `test_shipped FOLDER...`. */
#include "server/scenario/scenario_check.h"

#include <stdio.h>
#include <stdlib.h>

static size_t errors_in(const char *path)
{
	struct arena *arena = arena_new(SCENARIO_ARENA_BYTES);
	struct diagnostics *diagnostics = malloc(sizeof(*diagnostics));
	struct scenario_source source = {0};
	size_t errors;

	diagnostics_init(diagnostics, arena);
	scenario_load(path, arena, diagnostics, NULL, NULL, &source);
	if (source.scenario != NULL) {
		scenario_check(&source, diagnostics);
	}
	diagnostics_sort(diagnostics);
	for (size_t i = 0; i < diagnostics_kept(diagnostics); i++) {
		char line[700];

		diagnostic_format(&diagnostics->list[i], line, sizeof(line));
		puts(line);
	}
	errors = diagnostics->errors;
	free(diagnostics);
	arena_free(arena);
	return errors;
}

int main(int argc, char **argv)
{
	size_t errors = argc < 2 ? 1 : 0;

	for (int i = 1; i < argc; i++) {
		errors += errors_in(argv[i]);
	}
	return errors == 0 ? 0 : 1;
}
