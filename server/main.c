/* `convened`: picks the subcommand. */
#include "proto/yaml_suggest.h"
#include "server/cli/commands.h"
#include "server/cli/complain.h"
#include "server/cli/options.h"

#include <signal.h>

struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *text;
};

static const struct command commands[] = {
    {"serve", command_serve, "run the server"},
    {"create", command_create, "create an exercise from a scenario and print its join links"},
    {"list", command_list, "list the exercises of a data folder"},
    {"invite", command_invite, "make, list, rotate and revoke join codes"},
    {"archive", command_archive, "end an exercise being served, and keep it"},
    {"restore", command_restore, "bring an exercise back from the archive"},
    {"delete", command_delete, "delete an exercise for good"},
    {"check", command_check, "find the mistakes in a scenario"},
    {"rehearse", command_rehearse, "play a scenario through before anybody comes"},
    {"verify", command_verify, "verify an exercise's file or a record"},
};

#define COMMAND_COUNT (sizeof(commands) / sizeof(commands[0]))

static void print_usage(FILE *out)
{
	say(out, "Usage: convened COMMAND [OPTION]... [ARGUMENT]...\n\nHosts live tabletop "
	         "exercises.\n\nCommands:\n");
	for (size_t i = 0; i < COMMAND_COUNT; i++) {
		say(out, "  %-8s %s\n", commands[i].name, commands[i].text);
	}
	say(out, "\n`convened COMMAND --help` explains each. `convened --version` prints the "
	         "version.\n");
}

static int unknown(const char *name)
{
	const char *guess = NULL;
	size_t nearest = SIZE_MAX;
	for (size_t i = 0; i < COMMAND_COUNT; i++) {
		if (yaml_suggest_is_nearer(commands[i].name, name, strlen(name), &nearest)) {
			guess = commands[i].name;
		}
	}
	if (guess != NULL) {
		complain("there is no command \"%s\", did you mean \"%s\"? `convened --help` "
		         "lists them",
		    name, guess);
	} else {
		complain("there is no command \"%s\"; `convened --help` lists them", name);
	}
	return EXIT_USAGE;
}

static int run(int argc, char **argv)
{
	if (argc < 2) {
		print_usage(stderr);
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
	    strcmp(argv[1], "help") == 0) {
		print_usage(stdout);
		return EXIT_DONE;
	}
	if (strcmp(argv[1], "--version") == 0) {
		say(stdout, "convened %s\n", CONVENE_VERSION);
		return EXIT_DONE;
	}
	for (size_t i = 0; i < COMMAND_COUNT; i++) {
		if (strcmp(argv[1], commands[i].name) == 0) {
			return commands[i].run(argc - 1, argv + 1);
		}
	}
	return unknown(argv[1]);
}

int main(int argc, char **argv)
{
	say_begin();
	/* a peer that vanishes is an error of the write, not the end of the process */
	signal(SIGPIPE, SIG_IGN);
	/* nor is a limit on the size of files: to the exercise it is a full disk */
	signal(SIGXFSZ, SIG_IGN);
	return say_end("convened", run(argc, argv), EXIT_FAILED);
}
