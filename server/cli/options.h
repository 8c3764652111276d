/* Options of a subcommand: a table, from which both the parsing and `--help` come. */
#ifndef CONVENE_CLI_OPTIONS_H
#define CONVENE_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

struct option_row {
	const char *name;       /* borrowed: a literal without the dashes; NULL ends the table */
	const char *value_name; /* borrowed: a literal; NULL: a flag */
	const char *help;       /* borrowed: a literal */
	const char **value;     /* borrowed from argv; set when given */
	bool *flag;             /* borrowed: outlives the parsing; set when given */
};

struct usage {
	const char *synopsis;          /* borrowed: a literal, "convened list [OPTION]..." */
	const char *text;              /* borrowed: what it does; paragraphs */
	const struct option_row *rows; /* borrowed: outlive the parsing */
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
