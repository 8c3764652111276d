/*
 * Command-line options by table: "--name VALUE", "--name=VALUE"; "--" ends them; options and
 * operands may be mixed. Writes to what the table points to. One thread.
 */
#ifndef CONVENE_BASE_OPTIONS_H
#define CONVENE_BASE_OPTIONS_H

#include "client/cli/base/cli.h"
#include "proto/buf.h"

enum option_kind {
	OPTION_FLAG,   /* bool */
	OPTION_TEXT,   /* const char *; borrowed from argv */
	OPTION_LIST,   /* struct option_list; may be given several times */
	OPTION_NUMBER, /* uint64_t */
	OPTION_TIME,   /* int64_t, milliseconds, as reflect_parse_ms() reads them */
};

#define OPTION_LIST_MAX 64
struct option_list {
	const char *values[OPTION_LIST_MAX]; /* borrowed from argv */
	size_t count;
};

/* One that says different things with different verbs has several rows, with one kind and target.
 */
struct option {
	const char *name;  /* borrowed: a literal without the dashes; NULL ends the table */
	const char *value; /* borrowed: what the value is called in the help; NULL for a flag */
	enum option_kind kind;
	void *target;      /* borrowed: outlives the parsing */
	const char *verbs; /* borrowed: with which it goes, "open, consent"; NULL: with all */
	const char *help;  /* borrowed: a literal; what it says with these */
};

/* What is left when the options are taken out. */
struct operands {
	char **values; /* borrowed: argv, rearranged */
	int count;
};

enum options_status { OPTIONS_GOOD, OPTIONS_HELP, OPTIONS_WRONG };

/* Says nothing: what is wrong goes to `why`. `argv` is rearranged. */
enum options_status options_read(const struct option *options, int argc, char **argv,
    struct operands *operands, char *why, size_t why_size);

/* Whether the row's verbs have this one among them, of `len` bytes; a row without verbs has all. */
bool options_has_verb(const struct option *option, const char *verb, size_t len);

/* Whether everything that was given goes with the verb. False: `why` names the first option that
 * does not, and those with which it goes. Of a table whose targets were all zero before. */
bool options_fit(const struct option *options, const char *verb, char *why, size_t why_size);

/* What the row's help is, with the verbs before it: "with open, consent: which the person speaks".
 */
void options_describe(struct buf *out, const struct option *option);

/* Returns -1 to go on; otherwise the exit code to end with (help was printed, or a complaint). */
int options_parse(const struct command *command, const struct option *options, int argc,
    char **argv, struct operands *operands);

/* Prints "usage: ..." with a complaint; returns CLI_USAGE. */
int options_usage(const struct command *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A whole number and nothing else. */
bool options_number(const char *text, uint64_t *out);

#endif
