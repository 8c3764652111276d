/* `convened rehearse`: a scenario played through before anybody comes. */
#include "proto/new_file.h"
#include "proto/record.h"
#include "server/cli/commands.h"
#include "server/cli/complain.h"
#include "server/cli/options.h"
#include "server/cli/print.h"
#include "server/cli/scenario_read.h"
#include "server/rehearsal/heat_map.h"
#include "server/rehearsal/report.h"
#include "server/scenario/scenario_documents.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define RUNS_MAX       100000
#define PLAYERS_MAX    500
#define SIMULATORS_MAX 100

/* A heat map is drawn anew at each run; a record is kept until --replace is said. */
#define SVG_FLAGS (NEW_FILE_REPLACES | NEW_FILE_SHARED)

struct rehearse_options {
	const char *seed, *runs, *players, *simulators, *follow, *mistake; /* borrowed from argv */
	const char *svg, *record;                                          /* likewise */
	bool replace, json;
	struct scenario_options scenario;
};

static double now_s(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* A number that was given, in its range; what was there, if it was not. */
static bool number(const char *name, const char *text, long min, long max, unsigned *value)
{
	if (text == NULL) {
		return true;
	}
	long given;
	if (!options_number(name, text, min, max, &given)) {
		return false;
	}
	*value = (unsigned)given;
	return true;
}

static bool read_options(const struct rehearse_options *given, struct rehearsal_options *options)
{
	unsigned seed = (unsigned)options->people.seed, runs = options->runs;
	if (!number("seed", given->seed, 0, 2000000000, &seed) ||
	    !number("runs", given->runs, 1, RUNS_MAX, &runs) ||
	    !number("players", given->players, 1, PLAYERS_MAX, &options->players) ||
	    !number("simulators", given->simulators, 1, SIMULATORS_MAX, &options->simulators) ||
	    !number("follow", given->follow, 0, 100, &options->people.follow_percent) ||
	    !number("mistake", given->mistake, 0, 100, &options->people.mistake_percent)) {
		return false;
	}
	if (options->people.follow_percent + options->people.mistake_percent > 100) {
		say(stderr, "--follow and --mistake together are %u %%; they are at most 100\n",
		    options->people.follow_percent + options->people.mistake_percent);
		return false;
	}
	options->people.seed = seed;
	options->runs = runs;
	return true;
}

static unsigned record_flags(const struct rehearse_options *given)
{
	return NEW_FILE_SHARED | (given->replace ? NEW_FILE_REPLACES : 0);
}

/* Of whatever version. What cannot be read, or is no file, is none. */
static bool is_record(const char *path)
{
	static const char first[] = RECORD_FIRST_LINE;
	char found[sizeof(first) - 1];
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0) {
		return false;
	}
	size_t wanted = (size_t)(strrchr(first, ' ') + 1 - first);
	bool is = read(fd, found, wanted) == (ssize_t)wanted && memcmp(found, first, wanted) == 0;
	close(fd);
	return is;
}

/* Whether the files may be written, before anything is played. -1, or the status to exit with. */
static int check_files(const struct rehearse_options *given)
{
	char why[512];
	const char *record = given->record, *svg = given->svg;
	if (record != NULL && svg != NULL && new_file_same(record, svg)) {
		complain("--record and --svg both name \"%s\"; give each a file of its own", svg);
		return EXIT_USAGE;
	}
	if (record != NULL && !new_file_possible(record, record_flags(given), why, sizeof(why))) {
		complain("%s%s", why, errno == EEXIST ? ", or say --replace" : "");
		return EXIT_FAILED;
	}
	if (svg != NULL && !new_file_possible(svg, SVG_FLAGS, why, sizeof(why))) {
		complain("%s", why);
		return EXIT_FAILED;
	}
	if (svg != NULL && is_record(svg)) {
		complain(
		    "\"%s\" is a record and is left as it is; name another file for --svg", svg);
		return EXIT_FAILED;
	}
	return -1;
}

static bool write_svg(const char *path, const struct findings *findings)
{
	struct new_file file;
	char why[512];
	bool good = new_file_open(&file, path, SVG_FLAGS, why, sizeof(why));
	if (good) {
		heat_map_svg(file.stream, findings); /* what fails is found when it is kept */
		good = new_file_keep(&file, why, sizeof(why));
	}
	if (!good) {
		complain("%s", why);
	}
	return good;
}

static const char *play(const Convene__V1__Scenario *scenario, const struct rehearse_options *given,
    struct rehearsal_options *options, struct findings *findings, char *why, size_t size)
{
	if (given->record == NULL) {
		return rehearse(scenario, options, findings, why, size);
	}
	struct new_file file;
	if (!new_file_open(&file, given->record, record_flags(given), why, size)) {
		return why;
	}
	options->record = file.stream;
	const char *failure = rehearse(scenario, options, findings, why, size);
	if (failure != NULL) {
		new_file_drop(&file);
	} else if (!new_file_keep(&file, why, size)) {
		failure = why;
	}
	return failure;
}

/* What is known and good is rehearsed; a scenario with mistakes is not. */
static int rehearse_scenario(const struct scenario_reading *reading,
    const struct rehearse_options *given, struct rehearsal_options *options)
{
	const Convene__V1__Scenario *scenario = reading->source.scenario;
	struct findings findings;
	double began_s = now_s();
	int status = EXIT_DONE;
	findings_init(&findings, scenario);
	char why[512];
	if (play(scenario, given, options, &findings, why, sizeof(why)) != NULL) {
		complain("%s", why);
		status = EXIT_FAILED;
	} else if (given->json) {
		struct buf line = {0};
		report_json(&line, &findings, options, now_s() - began_s);
		scenario_read_json(&line, reading);
		say(stdout, "{%.*s}\n", (int)line.len, (const char *)line.data);
		buf_deinit(&line);
	} else {
		const char *charset = nl_langinfo(CODESET);
		scenario_read_print(stdout, reading);
		report_print(stdout, &findings, options, strcmp(charset, "UTF-8") == 0);
		say(stdout, "\n%u run%s in %.2f s; the same again: --seed %u --runs %u\n",
		    options->runs, options->runs == 1 ? "" : "s", now_s() - began_s,
		    (unsigned)options->people.seed, options->runs);
	}
	if (status == EXIT_DONE && given->svg != NULL && !write_svg(given->svg, &findings)) {
		status = EXIT_FAILED;
	}
	if (findings.stuck) {
		status = EXIT_FAILED;
	}
	findings_deinit(&findings);
	return status;
}

static int rehearse_path(
    const char *path, const struct rehearse_options *given, struct rehearsal_options *options)
{
	struct arena *arena = arena_new(SCENARIO_ARENA_BYTES);
	struct scenario_documents documents = {.arena = arena};
	struct scenario_reading reading;
	int status = EXIT_FAILED;
	/* only a record has them in it */
	options->document = scenario_documents_find;
	options->documents = &documents;
	if (scenario_read(&reading, path, &given->scenario, arena,
	        given->record != NULL ? scenario_documents_keep : NULL, &documents)) {
		status = rehearse_scenario(&reading, given, options);
	} else if (reading.diagnostics != NULL && reading.diagnostics->errors > 0) {
		print_diagnostics(stderr, reading.diagnostics);
		complain("%s: %zu error%s to mend before it can be rehearsed", path,
		    reading.diagnostics->errors, reading.diagnostics->errors == 1 ? "" : "s");
	}
	free(documents.list);
	arena_free(arena);
	return status;
}

int command_rehearse(int argc, char **argv)
{
	struct rehearse_options given = {0};
	const struct option_row rows[] = {SCENARIO_OPTIONS(&given.scenario),
	    {"runs", "N", "how many times to play it (default 1)", &given.runs, NULL},
	    {"seed", "N", "seed of the first run; each further run has one more (default 1)",
	        &given.seed, NULL},
	    {"players", "N", "players in all, spread over the teams (default 60)", &given.players,
	        NULL},
	    {"simulators", "N", "members of the SimCell (default 3)", &given.simulators, NULL},
	    {"follow", "PERCENT", "of the expected actions are followed (default 65)",
	        &given.follow, NULL},
	    {"mistake", "PERCENT",
	        "are mistaken, where the scenario says how; the rest is missed "
	        "(default 20)",
	        &given.mistake, NULL},
	    {"record", "FILE", "also write the first run's record, as of an exercise that was held",
	        &given.record, NULL},
	    {"replace", NULL, "a file of that name is replaced by the record", NULL,
	        &given.replace},
	    {"svg", "FILE", "also write the heat map (team x time) as a picture", &given.svg, NULL},
	    {"json", NULL, "one line for programs instead of the report", NULL, &given.json}, {0}};
	const struct usage usage = {"convened rehearse [OPTION]... SCENARIO",
	    "Plays a scenario in virtual time with simulated players who follow, miss or\n"
	    "mistake what is expected of them, and says what nobody ever gets to see, who has\n"
	    "nothing to do, where the SimCell is overloaded and which deadlines cannot be\n"
	    "met.\n\n" SCENARIO_OPTIONS_HELP,
	    rows, 1, 1};
	char **arguments;
	size_t count;
	int status = options_parse(argc, argv, &usage, &arguments, &count);
	if (status >= 0) {
		return status;
	}
	setlocale(LC_CTYPE, "");
	struct rehearsal_options options;
	rehearsal_options_init(&options);
	if (!read_options(&given, &options) || !scenario_options_read(&given.scenario)) {
		return EXIT_USAGE;
	}
	status = check_files(&given);
	if (status >= 0) {
		return status;
	}
	return rehearse_path(arguments[0], &given, &options);
}
