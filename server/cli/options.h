/* Options of a subcommand: a table, from which both the parsing and `--help` come. */
#ifndef CONVENE_CLI_OPTIONS_H
#define CONVENE_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How often an option may be given that may be given several times. */
#define OPTION_VALUES_MAX 64

struct option_row {
	/* borrowed: a literal without the dashes; of one letter: with one dash; NULL ends the table
	 */
	const char *name;
	/* borrowed: a literal; NULL: a flag; one that ends in "..." may be given several times */
	const char *value_name;
	const char *help; /* borrowed: a literal */
	/* borrowed from argv; set when given. Where there may be several: the first of
	 * OPTION_VALUES_MAX + 1, NULL after the last. */
	const char **value;
	bool *flag; /* borrowed: outlives the parsing; set when given */
};

struct usage {
	const char *synopsis;          /* borrowed: a literal, "convened list [OPTION]..." */
	const char *text;              /* borrowed: what it does; paragraphs, indented lines */
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

/* The number of a thing, from 1: `thing` says which one and where it is to be read. False, having
 * said so on stderr, when `text` is none. */
bool options_thing(const char *name, const char *text, const char *thing, uint64_t *out);

#endif
