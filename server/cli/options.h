/* Options of a subcommand: a table, from which both the parsing and `--help` come. */
#ifndef CONVENE_CLI_OPTIONS_H
#define CONVENE_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

struct option_row {
	const char *name;       /* without the dashes; NULL ends the table */
	const char *value_name; /* NULL: a flag */
	const char *help;
	const char **value; /* borrowed from argv; set when given */
	bool *flag;
};

struct usage {
	const char *synopsis; /* "convened list [OPTION]..." */
	const char *text;     /* what it does; paragraphs */
	const struct option_row *rows;
	size_t arguments_min, arguments_max;
};

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

/*
 * Parses what follows the subcommand. Returns -1 to go on, with `*arguments` and `*count` the rest,
 * or the status to exit with: after --help, or after a mistake, which has been explained on stderr.
 */
int options_parse(
    int argc, char **argv, const struct usage *usage, char ***arguments, size_t *count);

/* A whole number from `min` to `max`. False, having said so on stderr, when `text` is none. */
bool options_number(const char *name, const char *text, long min, long max, long *out);

#endif
