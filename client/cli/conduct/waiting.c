/* `convene waiting`: everything that waits for whoever asks. */
#include "client/cli/conduct/conduct.h"
#include "client/cli/conduct/main.h"
#include "client/cli/waiting_text.h"

static enum conduct_outcome run(struct conduct *conduct, int argc, char **argv)
{
	struct waiting_style how = {.style = conduct->style,
	    .now_ms = conduct->now_ms,
	    .typed = conduct->typed,
	    .json = conduct->json};

	(void)argv;
	if (argc > 0)
		return conduct_usage(conduct, "`waiting` stands alone: it lists everything");
	waiting_text(&conduct->out, conduct->view, &how);
	return CONDUCT_SHOWN;
}

static size_t options(struct conduct_words *words, struct option *table)
{
	(void)words;
	(void)table;
	return 0;
}

static const struct conduct_verb verbs[] = {{.name = NULL}};

const struct conduct_noun conduct_waiting = {
    .name = "waiting", .options = options, .run = run, .verbs = verbs};

static int run_command(const struct command *command, int argc, char **argv)
{
	return conduct_main(command, &conduct_waiting, argc, argv);
}

const struct command waiting_command = {.name = "waiting",
    .operands = "",
    .summary = "what waits for you, oldest first, and what deals with it",
    .help = "One list for every role. Players: what is not read, requests and referrals to be\n"
            "answered with their limits, what came back, cases and interpreters that have come,\n"
            "questionnaires. Simulators: the SimCell's queue. Controllers: calls for welfare,\n"
            "always first; injects to release or to choose from, the queue, results to release.\n"
            "Each line ends with the command that deals with it; a limit that is near or over\n"
            "says so.",
    .examples = "  convene waiting\n  convene waiting --json",
    .run = run_command};
