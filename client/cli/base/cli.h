/*
 * What every subcommand of `convene` shares: the table's row, exit codes, messages. One thread.
 */
#ifndef CONVENE_BASE_CLI_H
#define CONVENE_BASE_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Exit codes: scripts may rely on them (documented in README.md of client/). */
enum cli_exit {
	CLI_OK = 0,
	CLI_REFUSED = 1,     /* the server refused it, or a record does not verify */
	CLI_USAGE = 2,       /* the command line makes no sense */
	CLI_UNREACHABLE = 3, /* cannot connect, the certificate included */
	CLI_DENIED = 4,      /* bad credential, removed, or not permitted in this role */
	CLI_LOCAL = 5,       /* a file here cannot be read or written */
	CLI_WARNED = 6, /* it would break a rule of the story, or pass over what is planned, and
	                   was not done */
};

/* One subcommand; one file each. */
struct command {
	const char *name;
	const char *operands; /* for the usage line: "[LINK]" */
	const char *summary;  /* one line, lower case */
	const char *help;     /* what it does, in full */
	const char *examples; /* one a line, each beginning with two spaces */
	int (*run)(const struct command *command, int argc, char **argv);
};

extern const struct command join_command, watch_command, say_command, read_command, clock_command,
    inject_command, roster_command, log_command, verify_command, bots_command, case_command,
    request_command, share_command, queue_command, answer_command, milestone_command,
    interpreter_command, catalogue_command, waiting_command, welfare_command;

/* "convene: ..." on stderr. */
void cli_complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Takes the locale from the environment, with UTF-8 in any case: what is typed goes out byte for
 * byte. False: this system has no locale with UTF-8. Once, before any other thread. */
bool cli_set_locale(void);

/* Whether the locale that is set has UTF-8. */
bool cli_is_utf8(void);

/* Whether text for `fd` may have colours: it is a terminal, NO_COLOR is not set, TERM is not dumb.
 */
bool cli_colours(int fd);

#endif
