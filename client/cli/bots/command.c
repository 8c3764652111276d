/* `convene bots`: fills an exercise with simulated players. */
#include "client/cli/act/act.h"
#include "client/cli/bots/crowd.h"
#include "client/cli/bots/links.h"
#include "proto/say.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <unistd.h>

/* Handshakes cost both sides; so many at a time keep two cores busy. */
#define CONNECTING_MAX 64

/* Until everybody is in. */
#define LOGIN_LIMIT_MS 120000

/* Beyond what the scenario's duration takes at the rate. */
#define LIMIT_SPARE_MS 180000

#define PLAYERS_MOST 1000

/* Links are made for one simulator, who does the work of a SimCell of three. */
#define SERVE_MS MINUTE

static void on_signal(void *context, int fd)
{
	struct bots *bots = context;
	struct signalfd_siginfo info;
	if (read(fd, &info, sizeof(info)) != (ssize_t)sizeof(info)) {
		return;
	}
	if (bots->options.once) {
		bots_fail(bots, CLI_REFUSED, "interrupted");
	} else {
		bots_finish(bots, CLI_OK);
	}
}

static void on_limit(void *context)
{
	struct bots *bots = context;
	bots_fail(bots, CLI_REFUSED, "not at the end within the time limit");
}

static void on_login_limit(void *context)
{
	struct bots *bots = context;
	int64_t limit_ms = bots->options.limit_ms;
	const struct view *world = bots->world;
	if (bots->caught_up < bots->count) {
		bots_fail(bots, CLI_UNREACHABLE, "only %zu of %zu clients are in", bots->caught_up,
		    bots->count);
		return;
	}
	if (!bots->options.once) {
		return;
	}
	if (limit_ms == 0 && world->exercise != NULL) {
		limit_ms = world->exercise->duration_ms / bots->options.rate_permille * 1000 +
		           LIMIT_SPARE_MS;
	}
	driver_after(bots->driver, limit_ms, on_limit, bots);
}

/* SIGINT and SIGTERM as something that can be waited for. -1 on failure. */
static int signal_fd(void)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	if (sigprocmask(SIG_BLOCK, &set, NULL) != 0) {
		return -1;
	}
	return signalfd(-1, &set, SFD_CLOEXEC);
}

static int play(struct bots *bots)
{
	char why[256];
	int fd = signal_fd();
	bots->driver = driver_new(CONNECTING_MAX, why, sizeof(why));
	if (bots->driver == NULL || fd < 0) {
		cli_complain("bots: %s", bots->driver == NULL ? why : "no signals");
		return CLI_LOCAL;
	}
	bots->world = view_new(NULL);
	bots->begun_ms = driver_now_ms(bots->driver);
	driver_watch(bots->driver, fd, on_signal, bots);
	driver_after(bots->driver, LOGIN_LIMIT_MS, on_login_limit, bots);
	if (bots->options.limit_ms > 0) {
		driver_after(bots->driver, bots->options.limit_ms, on_limit, bots);
	}
	if (!crowd_connect(bots)) {
		return CLI_USAGE;
	}
	say(stderr, "bots: %zu clients, seed %" PRIu64 "\n", bots->count,
	    bots->people_options.seed);
	driver_run(bots->driver);
	close(fd);
	return bots->exit;
}

static int check(const struct command *command, struct bots_options *options, int operands)
{
	if (operands > 0 || options->links == NULL) {
		return options_usage(command, "--links FILE is wanted, and nothing else");
	}
	if (options->rate != NULL && !act_parse_rate(options->rate, &options->rate_permille)) {
		return options_usage(command, "--rate wants a factor from 0.001 to 10000");
	}
	if (options->players < 1 || options->players > PLAYERS_MOST) {
		return options_usage(
		    command, "--players wants a number from 1 to %d", PLAYERS_MOST);
	}
	return -1;
}

static int run(const struct command *command, int argc, char **argv)
{
	struct bots bots = {.options = {.rate_permille = 1000, .players = 1}, .quarter = 0};
	struct bots_options *chosen = &bots.options;
	const struct option options[] = {{"links", "FILE", OPTION_TEXT, &chosen->links, NULL,
	                                     "lines \"ROLE TEAM-OR-DASH LINK\""},
	    {"rate", "FACTOR", OPTION_TEXT, &chosen->rate, NULL,
	        "rate of the clock at STARTEX (1)"},
	    {"players", "NUMBER", OPTION_NUMBER, &chosen->players, NULL,
	        "simulated players for each player's link (1)"},
	    {"seed", "NUMBER", OPTION_NUMBER, &bots.people_options.seed, NULL,
	        "of everything that they choose (1)"},
	    {"once", NULL, OPTION_FLAG, &chosen->once, NULL,
	        "play to ENDEX, fetch and verify the record, print a summary"},
	    {"time-limit", "TIME", OPTION_TIME, &chosen->limit_ms, NULL,
	        "with --once: give up after this"},
	    {.name = NULL}};

	people_options_init(&bots.people_options);
	bots.people_options.serve_ms = SERVE_MS;
	struct operands operands;
	int status = options_parse(command, options, argc, argv, &operands);
	if (status < 0) {
		status = check(command, chosen, operands.count);
	}
	if (status >= 0) {
		return status;
	}
	status = links_read(&bots, chosen->links);
	if (status == CLI_OK && chosen->once && bots.controller == NULL) {
		status = options_usage(command, "--once needs a controller's link");
	}
	if (status == CLI_OK) {
		status = play(&bots);
	}
	driver_free(bots.driver);
	people_deinit(&bots.people);
	view_free(bots.world);
	free(bots.list);
	return status;
}

const struct command bots_command = {.name = "bots",
    .operands = "--links FILE",
    .summary = "fill an exercise with simulated players",
    .help =
        "Joins with every link of a file (of `convened create --links`; the organiser's is left\n"
        "alone) and takes part as people would: players read, answer, ask each other and the\n"
        "entities, and record decisions; simulators answer with the scenario's canned replies;\n"
        "evaluators and observers watch. The controller starts the exercise when everybody is in\n"
        "and releases the injects that are offered. What human controllers do is left as it is: a\n"
        "pause lasts until somebody ends it. Runs until it is interrupted.\n\n"
        "With --once the controller ends the exercise when all injects are delivered and the\n"
        "scenario's time is over; the record is fetched and verified; and the last line on "
        "standard\n"
        "output is JSON: events, injects_delivered and messages count what is in the record,\n"
        "injects_read each first reading of an inject by a person (InjectRead), injects_answered\n"
        "each answer of a team (InjectAnswered). Exit code 0 only if nothing went wrong.\n\n"
        "The same seed gives the same choices as far as the server's timing allows.",
    .examples = "  convene bots --links links.txt --rate 20 --players 2\n"
                "  convene bots --links links.txt --rate 1200 --once",
    .run = run};
