/* `convene`: finds the subcommand and runs it. */
#include "client/cli/base/cli.h"
#include "proto/say.h"
#include "proto/yaml_suggest.h"

#include <stdio.h>
#include <string.h>

static const struct command *const commands[] = {&join_command, &watch_command, &say_command,
    &read_command, &case_command, &share_command, &request_command, &answer_command,
    &interpreter_command, &catalogue_command, &queue_command, &milestone_command, &clock_command,
    &inject_command, &roster_command, &waiting_command, &welfare_command, &log_command,
    &verify_command, &bots_command};

static void print_help(FILE *out)
{
	fputs("usage: convene COMMAND [options]\n\n"
	      "Takes part in a live tabletop exercise from a terminal.\n\nCommands:\n",
	    out);
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		say(out, "  %-12s %s\n", commands[i]->name, commands[i]->summary);
	}
	fputs(
	    "\n`convene COMMAND --help` says more of each.\n\n"
	    "A join link is convene://HOST:PORT/EXERCISE#CODE. It is a secret: rather than on the\n"
	    "command line, give it in $CONVENE_LINK, or its code in $CONVENE_CODE, or when asked.\n"
	    "After the first login no link is needed any more.\n\n"
	    "Exit codes: 0 done; 1 refused by the server, or a record does not verify; 2 wrong\n"
	    "command line; 3 cannot connect; 4 bad credential, or not permitted in your role;\n"
	    "5 a file here cannot be read or written; 6 it would break a rule of the story.\n",
	    out);
}

static int unknown(const char *name)
{
	const char *guess = NULL;
	size_t nearest = SIZE_MAX;
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (yaml_suggest_is_nearer(commands[i]->name, name, strlen(name), &nearest)) {
			guess = commands[i]->name;
		}
	}
	if (guess != NULL) {
		cli_complain("there is no command \"%s\", did you mean \"%s\"? `convene --help` "
		             "lists them",
		    name, guess);
	} else {
		cli_complain("there is no command \"%s\"; `convene --help` lists them", name);
	}
	return CLI_USAGE;
}

static int run(int argc, char **argv)
{
	/* those to whom it matters look again (`join`) */
	cli_set_locale();
	if (argc < 2) {
		print_help(stderr);
		return CLI_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
	    strcmp(argv[1], "help") == 0) {
		print_help(stdout);
		return CLI_OK;
	}
	if (strcmp(argv[1], "--version") == 0) {
		say(stdout, "convene %s\n", CONVENE_VERSION);
		return CLI_OK;
	}
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (strcmp(argv[1], commands[i]->name) == 0) {
			return commands[i]->run(commands[i], argc - 2, argv + 2);
		}
	}
	return unknown(argv[1]);
}

int main(int argc, char **argv)
{
	say_begin();
	return say_end("convene", run(argc, argv), CLI_LOCAL);
}
