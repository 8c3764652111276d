/* `convened create`: a scenario becomes an exercise with join codes. Works beside a running server
 * and without one. */
#include "proto/reflect.h"
#include "server/cli/commands.h"
#include "server/cli/complain.h"
#include "server/cli/config.h"
#include "server/cli/hand_out.h"
#include "server/cli/making.h"
#include "server/cli/office.h"
#include "server/cli/options.h"
#include "server/cli/print.h"
#include "server/cli/scenario_read.h"
#include "server/scenario/scenario_documents.h"

#include <stdlib.h>
#include <string.h>

#define CONFIG_BUDGET (1024u * 1024u)

/* As given on the command line; borrowed from argv. */
struct create_options {
	struct place place;
	const char *id, *title, *organisation, *address;
	struct hand_out_options hand_out;
	struct scenario_options scenario;
};

/* --- telling people --- */

/* What the organiser does now; as it has to be typed. */
static void print_next(const struct making *making, const struct create_options *options)
{
	char *typed = place_text(&options->place), duration[40];
	reflect_format_ms(making->scenario->duration_ms, duration, sizeof(duration));
	say(stdout, "Exercise \"%s\" is ready: %zu teams, %zu injects, %s of play.\n", making->id,
	    making->scenario->n_teams, making->scenario->n_injects, duration + 2);
	hand_out_tell(&options->hand_out);
	say(stdout,
	    "\nNext:\n"
	    "  A link for each person   convened invite%s --from people.csv -o links.csv %s\n"
	    "  The server, if none runs convened serve%s\n"
	    "  Everybody joins          convene join, and pastes the link when asked\n"
	    "  Who is missing           convened invite%s --list %s\n"
	    "  On the day               a controller types start in convene join\n",
	    typed, making->id, typed, typed, making->id);
	free(typed);
}

static int explain(const struct err *err)
{
	complain("%s", err->text);
	return EXIT_FAILED;
}

/* --- making it --- */

/* The links come first: they are known this once, and an exercise that nobody can join is none. */
static int put_in_place(struct making *making, struct hand_out *hand_out, struct err *err)
{
	int result = hand_out_links(hand_out, making, err);
	if (result != 0) {
		return result;
	}
	result = making_put_in_place(making, err);
	if (result != 0) {
		hand_out_take_back(hand_out);
	}
	return result;
}

static int make(struct making *making, const struct create_options *options, struct arena *arena)
{
	struct hand_out hand_out = {.options = &options->hand_out, .arena = arena};
	struct err err = {0};
	int status = EXIT_DONE;
	if (making_prepare(making, options->id, options->address, &err) != 0 ||
	    put_in_place(making, &hand_out, &err) != 0) {
		return explain(&err);
	}
	/* it is there, whether or not a server takes it up now */
	if (making_tell_server(making, &err) != 0) {
		status = explain(&err);
	}
	print_next(making, options);
	fflush(stdout);
	link_base_explain(making->config, options->address);
	return status;
}

static int create(
    const Convene__V1__ServerConfig *config, const char *path, const struct create_options *options)
{
	struct arena *arena = arena_new(SCENARIO_ARENA_BYTES);
	struct scenario_documents documents = {.arena = arena};
	struct scenario_reading reading;
	int status = EXIT_FAILED;
	if (scenario_read(
	        &reading, path, &options->scenario, arena, scenario_documents_keep, &documents)) {
		struct making making = {.config = config,
		    .scenario = reading.source.scenario,
		    .title = options->title,
		    .organisation = options->organisation,
		    .documents = documents.list,
		    .document_count = documents.count};
		print_diagnostics(stderr, reading.diagnostics);
		scenario_read_print(stderr, &reading);
		making_init(&making);
		status = make(&making, options, arena);
		making_deinit(&making);
	} else if (reading.diagnostics != NULL && reading.diagnostics->errors > 0) {
		print_diagnostics(stderr, reading.diagnostics);
		complain("the scenario has mistakes; no exercise was created");
	}
	free(documents.list);
	arena_free(arena);
	return status;
}

int command_create(int argc, char **argv)
{
	struct create_options options = {0};
	const struct option_row rows[] = {
	    PLACE_OPTIONS(&options.place),
	    {"id", "ID", "id of the exercise (default: the scenario's, numbered)", &options.id,
	        NULL},
	    {"title", "TEXT", "title (default: the scenario's)", &options.title, NULL},
	    {"organisation", "TEXT", "who runs the exercise", &options.organisation, NULL},
	    SCENARIO_OPTIONS(&options.scenario),
	    {"address", "HOST[:PORT]", "what join links name (default: public_host and port)",
	        &options.address, NULL},
	    {"links", "FILE", "the join links go there, a new file, for scripts",
	        &options.hand_out.links, NULL},
	    {"sheets", "FOLDER", "a sheet for each role and team, in a new folder",
	        &options.hand_out.sheets, NULL},
	    {"when", "TEXT", "with --sheets: when the exercise is, in words",
	        &options.hand_out.when, NULL},
	    {"template", "FILE", "with --sheets: your own text, as for invite --mail",
	        &options.hand_out.template_path, NULL},
	    {0},
	};
	const struct usage usage = {"convened create [OPTION]... SCENARIO",
	    "Creates an exercise from a scenario's folder, with a join link for each role and\n"
	    "team. A server that runs on the data folder takes it up at once. Links for\n"
	    "persons: convened invite --from.\n\n"
	    "The links are shown, unless --links or --sheets keep them: a sheet says to a\n"
	    "group how to join, and can be printed or sent on. --links has a line \"ROLE TEAM\n"
	    "LINK NAME\" for each, NAME that of the team; TEAM is \"-\" for none. Both are\n"
	    "readable for you alone, and nothing that is there is overwritten: it may hold\n"
	    "the links of another exercise.\n\n" SCENARIO_OPTIONS_HELP,
	    rows, 1, 1};
	const Convene__V1__ServerConfig *config;
	struct arena *arena = arena_new(CONFIG_BUDGET);
	char **arguments;
	size_t count;
	int status = options_parse(argc, argv, &usage, &arguments, &count);
	if (status < 0 && options.hand_out.sheets == NULL &&
	    (options.hand_out.when != NULL || options.hand_out.template_path != NULL)) {
		complain("--when and --template go with --sheets");
		status = EXIT_USAGE;
	}
	if (status < 0 && !scenario_options_read(&options.scenario)) {
		status = EXIT_USAGE;
	}
	if (status < 0) {
		config = config_read(options.place.config, options.place.data, arena);
		if (config == NULL || !hand_out_possible(&options.hand_out) ||
		    !config_make_data_folder(config)) {
			status = EXIT_FAILED;
		} else {
			status = create(config, arguments[0], &options);
		}
	}
	arena_free(arena);
	return status;
}
