/* One loop for all subcommands: what the table says is what there is, and the help is printed from
 * the same rows. A mistake ends it at once with what was wrong, before anything is done. Options
 * may stand anywhere; what is left is pushed together at the front of argv. */
#include "server/cli/options.h"

#include "server/cli/complain.h"
#include "server/cli/print.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HELP_COLUMN 31

static bool may_be_several(const struct option_row *row)
{
	size_t len = row->value_name ? strlen(row->value_name) : 0;
	return len > 3 && strcmp(row->value_name + len - 3, "...") == 0;
}

static size_t value_name_len(const struct option_row *row)
{
	size_t len = row->value_name ? strlen(row->value_name) : 0;
	return may_be_several(row) ? len - 3 : len;
}

/* Paragraphs are broken here; lines that begin with blanks stand as they are. */
static void print_text(const char *text)
{
	struct buf joined = {0};
	bool fixed = false;
	for (const char *at = text; *at != '\0'; at++) {
		bool ends = *at == '\n' && (fixed || at[1] == '\n' || at[1] == ' ' ||
		                               (at > text && at[-1] == '\n'));
		buf_append_byte(&joined, (uint8_t)(*at == '\n' && !ends ? ' ' : *at));
		if (ends) {
			fixed = at[1] == ' ';
		}
	}
	print_wrapped(stdout, &joined, 0);
}

static void print_help(const struct usage *usage)
{
	say(stdout, "Usage: %s\n\n", usage->synopsis);
	print_text(usage->text);
	if (usage->rows[0].name != NULL) {
		say(stdout, "\nOptions:\n");
	}
	for (const struct option_row *row = usage->rows; row->name != NULL; row++) {
		struct buf help = {0};
		char left[64];
		snprintf(left, sizeof(left), "%s%s%s%.*s", row->name[1] == '\0' ? "-" : "--",
		    row->name, row->value_name ? " " : "", (int)value_name_len(row),
		    row->value_name ? row->value_name : "");
		say(stdout, "  %-28s ", left);
		buf_append_text(&help, row->help);
		print_wrapped(stdout, &help, HELP_COLUMN);
	}
	say(stdout, "  %-28s %s\n", "--help", "print this text");
}

static int mistake(const struct usage *usage, const char *what, const char *which)
{
	complain("%s \"%s\"", what, which);
	say(stderr, "Usage: %s\nTry --help.\n", usage->synopsis);
	return EXIT_USAGE;
}

static const struct option_row *find(const struct usage *usage, const char *name, size_t len)
{
	for (const struct option_row *row = usage->rows; row->name != NULL; row++) {
		if (strlen(row->name) == len && memcmp(row->name, name, len) == 0) {
			return row;
		}
	}
	return NULL;
}

/* Takes argv[*at] (and its value); -1 to go on. */
static int take_option(int argc, char **argv, int *at, const struct usage *usage)
{
	bool is_short = argv[*at][1] != '-';
	const char *name = argv[*at] + (is_short ? 1 : 2);
	const char *equals = strchr(name, '=');
	size_t len = equals ? (size_t)(equals - name) : strlen(name);
	const struct option_row *row = find(usage, name, len);
	size_t used = 0;
	if (row == NULL || (len == 1) != is_short) {
		return mistake(usage, "there is no option", argv[*at]);
	}
	if (row->value_name == NULL) {
		if (equals != NULL) {
			return mistake(usage, "no value belongs to", argv[*at]);
		}
		*row->flag = true;
		return -1;
	}
	if (equals == NULL && *at + 1 >= argc) {
		return mistake(usage, "a value is missing after", argv[*at]);
	}
	for (; may_be_several(row) && row->value[used] != NULL; used++) {
		if (used + 1 == OPTION_VALUES_MAX) {
			return mistake(usage, "too many of", argv[*at]);
		}
	}
	row->value[used] = equals != NULL ? equals + 1 : argv[++*at];
	return -1;
}

int options_parse(
    int argc, char **argv, const struct usage *usage, char ***arguments, size_t *count)
{
	bool only_arguments = false;
	int kept = 1;
	for (int at = 1; at < argc; at++) {
		int status = -1;
		if (!only_arguments && strcmp(argv[at], "--") == 0) {
			only_arguments = true;
		} else if (!only_arguments &&
		           (strcmp(argv[at], "--help") == 0 || strcmp(argv[at], "-h") == 0)) {
			print_help(usage);
			return EXIT_DONE;
		} else if (!only_arguments && argv[at][0] == '-' && argv[at][1] != '\0') {
			status = take_option(argc, argv, &at, usage);
		} else {
			argv[kept++] = argv[at];
		}
		if (status >= 0) {
			return status;
		}
	}
	*arguments = argv + 1;
	*count = (size_t)(kept - 1);
	if (*count > usage->arguments_max) {
		return mistake(usage, "one argument too many:", argv[1 + usage->arguments_max]);
	}
	if (*count < usage->arguments_min) {
		say(stderr, "convened: an argument is missing\nUsage: %s\nTry --help.\n",
		    usage->synopsis);
		return EXIT_USAGE;
	}
	return -1;
}

static bool read_number(const char *text, long min, long max, long *out)
{
	errno = 0;
	char *end;
	*out = strtol(text, &end, 10);
	return errno == 0 && end != text && *end == '\0' && *out >= min && *out <= max;
}

bool options_thing(const char *name, const char *text, const char *thing, uint64_t *out)
{
	long number;
	if (!read_number(text, 1, LONG_MAX, &number)) {
		complain("--%s takes %s, not \"%s\"", name, thing, text);
		return false;
	}
	*out = (uint64_t)number;
	return true;
}

bool options_number(const char *name, const char *text, long min, long max, long *out)
{
	long number;
	if (!read_number(text, min, max, &number)) {
		complain(
		    "--%s takes a whole number from %ld to %ld, not \"%s\"", name, min, max, text);
		return false;
	}
	*out = number;
	return true;
}
