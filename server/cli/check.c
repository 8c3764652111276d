/* `convened check`: everything that is wrong with a scenario, at once. */
#include "proto/printable.h"
#include "proto/say.h"
#include "proto/xalloc.h"
#include "server/cli/commands.h"
#include "server/cli/options.h"
#include "server/cli/print.h"
#include "server/cli/scenario_read.h"
#include "server/scenario/names.h"
#include "server/scenario/scenario_check.h"

#include <stdlib.h>

static void print_count(size_t count, const char *one, const char *many, const char *end)
{
	say(stdout, "%zu %s%s", count, count == 1 ? one : many, end);
}

/* What a scenario has that is worth a number. */
static void print_counts(const Convene__V1__Scenario *scenario)
{
	static const enum name_kind kinds[] = {NAME_TEAM, NAME_ENTITY, NAME_INJECT, NAME_MILESTONE,
	    NAME_QUESTIONNAIRE, NAME_TRACK, NAME_FORM, NAME_INSTRUMENT, NAME_FLAG};
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		size_t count;
		names_list(scenario, kinds[i], &count);
		if (count > 0) {
			print_count(count, name_noun(kinds[i]), name_plural(kinds[i]), ", ");
		}
	}
}

/* `scenario` is NULL when there are errors. */
static void print_outcome(const char *path, struct diagnostics *diagnostics,
    const Convene__V1__Scenario *scenario, bool library)
{
	print_diagnostics(stdout, diagnostics);
	char shown[1024];
	path = printable_shown_in(shown, sizeof(shown), path);
	if (library) {
		say(stdout,
		    "%s: no scenario.yaml: a library for scenarios to use, not one to play; names "
		    "that only scenarios have were not looked at\n",
		    path);
	}
	say(stdout, "%s: ", path);
	if (scenario != NULL) {
		say(stdout, "good: ");
		print_counts(scenario);
	} else {
		print_count(diagnostics->errors, "error", "errors", ", ");
	}
	print_count(diagnostics->count - diagnostics->errors, "warning", "warnings", "\n");
}

static bool check_library(const char *path)
{
	struct arena *arena = arena_new(SCENARIO_ARENA_BYTES);
	struct diagnostics *diagnostics = xcalloc(1, sizeof(*diagnostics));
	struct scenario_source source = {0};
	diagnostics_init(diagnostics, arena);
	bool good = scenario_load_library(path, arena, diagnostics, &source);
	if (source.scenario != NULL) {
		good = scenario_check(&source, diagnostics) && good;
	}
	print_outcome(path, diagnostics, good ? source.scenario : NULL, true);
	free(diagnostics);
	arena_free(arena);
	return good;
}

/* True when it has no errors. */
static bool check(const char *path, const struct scenario_options *options)
{
	if (scenario_is_library(path)) {
		return check_library(path);
	}
	struct arena *arena = arena_new(SCENARIO_ARENA_BYTES);
	struct scenario_reading reading;
	bool good = scenario_read(&reading, path, options, arena, NULL, NULL);
	/* without a mistake of the scenario's, what was asked for was one, and has been said */
	if (good || (reading.diagnostics != NULL && reading.diagnostics->errors > 0)) {
		print_outcome(
		    path, reading.diagnostics, good ? reading.source.scenario : NULL, false);
		scenario_read_print(stdout, &reading);
	}
	arena_free(arena);
	return good;
}

int command_check(int argc, char **argv)
{
	struct scenario_options options = {0};
	const struct option_row rows[] = {SCENARIO_OPTIONS(&options), {0}};
	const struct usage usage = {"convened check [OPTION]... SCENARIO...",
	    "Reads scenarios, or libraries for them, and lists all their mistakes, each as\n"
	    "FILE:LINE:COLUMN: error|warning: what is wrong and what would be right.\n"
	    "Exit status 0: no errors; 1: errors.\n\n" SCENARIO_OPTIONS_HELP,
	    rows, 1, 1000};
	char **arguments;
	size_t count;
	int status = options_parse(argc, argv, &usage, &arguments, &count);
	if (status >= 0) {
		return status;
	}
	if (!scenario_options_read(&options)) {
		return EXIT_USAGE;
	}
	status = EXIT_DONE;
	for (size_t i = 0; i < count; i++) {
		if (!check(arguments[i], &options)) {
			status = EXIT_FAILED;
		}
	}
	return status;
}
