/* `convened check`: everything that is wrong with a scenario, at once. */
#include "proto/xalloc.h"
#include "server/cli/commands.h"
#include "server/cli/diagnostics_print.h"
#include "server/cli/options.h"
#include "server/scenario/scenario_check.h"

#include <stdlib.h>

/* True when it has no errors. */
static bool check(const char *path)
{
	struct arena *arena = arena_new(SCENARIO_ARENA_BYTES);
	struct diagnostics *diagnostics = xcalloc(1, sizeof(*diagnostics));
	struct scenario_source source = {0};
	bool good;

	diagnostics_init(diagnostics, arena);
	good = scenario_load(path, arena, diagnostics, NULL, NULL, &source);
	if (source.scenario != NULL)
		good = scenario_check(&source, diagnostics) && good;
	diagnostics_print(stdout, diagnostics);
	if (good)
		printf("%s: good: %zu teams, %zu entities, %zu injects, %zu warnings\n", path,
		    source.scenario->n_teams, source.scenario->n_entities,
		    source.scenario->n_injects, diagnostics->count - diagnostics->errors);
	else
		printf("%s: %zu errors, %zu warnings\n", path, diagnostics->errors,
		    diagnostics->count - diagnostics->errors);
	free(diagnostics);
	arena_free(arena);
	return good;
}

int command_check(int argc, char **argv)
{
	const struct option_row rows[] = {{0}};
	const struct usage usage = {"convened check SCENARIO...",
	    "Reads scenarios and lists all their mistakes, each as\n"
	    "FILE:LINE:COLUMN: error|warning: what is wrong and what would be right.\n"
	    "Exit status 0: no errors; 1: errors.",
	    rows, 1, 1000};
	char **arguments;
	size_t count;
	int status = options_parse(argc, argv, &usage, &arguments, &count);

	if (status >= 0)
		return status;
	status = EXIT_DONE;
	for (size_t i = 0; i < count; i++) {
		if (!check(arguments[i]))
			status = EXIT_FAILED;
	}
	return status;
}
