#include "client/cli/base/options.h"

#include "proto/complaint.h"
#include "proto/reflect.h"
#include "proto/say.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool options_has_verb(const struct option *option, const char *verb, size_t len)
{
	const char *at = option->verbs;
	if (at == NULL) {
		return true;
	}
	for (; *at != '\0'; at += strspn(at, ", ")) {
		size_t word = strcspn(at, ",");
		if (word == len && memcmp(at, verb, len) == 0) {
			return true;
		}
		at += word;
	}
	return false;
}

/* Targets are all zero before the options are read. */
static bool is_given(const struct option *option)
{
	switch (option->kind) {
	case OPTION_FLAG:
		return *(const bool *)option->target;
	case OPTION_TEXT:
		return *(const char *const *)option->target != NULL;
	case OPTION_LIST:
		return ((const struct option_list *)option->target)->count > 0;
	case OPTION_NUMBER:
		return *(const uint64_t *)option->target != 0;
	case OPTION_TIME:
		break;
	}
	return *(const int64_t *)option->target != 0;
}

/* Of all rows of that name. */
static bool goes_with(const struct option *options, const char *name, const char *verb)
{
	for (; options->name != NULL; options++) {
		if (strcmp(options->name, name) == 0 &&
		    options_has_verb(options, verb, strlen(verb))) {
			return true;
		}
	}
	return false;
}

bool options_fit(const struct option *options, const char *verb, char *why, size_t why_size)
{
	for (const struct option *option = options; option->name != NULL; option++) {
		if (!is_given(option) || goes_with(options, option->name, verb)) {
			continue;
		}
		struct buf verbs = {0};
		for (const struct option *row = options; row->name != NULL; row++) {
			if (strcmp(row->name, option->name) == 0) {
				buf_append_item(&verbs, 0, row->verbs);
			}
		}
		complaint(why, why_size, "--%s goes with %.*s; not with %s", option->name,
		    (int)verbs.len, (const char *)verbs.data, verb);
		buf_deinit(&verbs);
		return false;
	}
	return true;
}

void options_describe(struct buf *out, const struct option *option)
{
	if (option->verbs != NULL) {
		buf_printf(out, "with %s: ", option->verbs);
	}
	buf_append_text(out, option->help);
}

static void print_usage(FILE *out, const struct command *command)
{
	say(out, "usage: convene %s [options]%s%s\n", command->name,
	    command->operands[0] != '\0' ? " " : "", command->operands);
}

static void print_help(const struct command *command, const struct option *options)
{
	print_usage(stdout, command);
	say(stdout, "\n%s\n\nOptions:\n", command->help);
	for (; options->name != NULL; options++) {
		char left[64];
		snprintf(left, sizeof(left), "--%s%s%s", options->name,
		    options->value != NULL ? " " : "",
		    options->value != NULL ? options->value : "");
		struct buf help = {0};
		options_describe(&help, options);
		say(stdout, "  %-22s %.*s\n", left, (int)help.len, (const char *)help.data);
		buf_deinit(&help);
	}
	say(stdout, "  %-22s %s\n\nExamples:\n%s\n", "--help", "show this", command->examples);
}

int options_usage(const struct command *command, const char *format, ...)
{
	struct buf text = {0};
	va_list arguments;
	va_start(arguments, format);
	complaint_append_list(&text, format, arguments);
	va_end(arguments);
	say(stderr, "convene %s: %.*s\n", command->name, (int)text.len, (const char *)text.data);
	buf_deinit(&text);
	print_usage(stderr, command);
	say(stderr, "`convene %s --help` says more.\n", command->name);
	return CLI_USAGE;
}

bool options_number(const char *text, uint64_t *out)
{
	if (text[0] < '0' || text[0] > '9' || strlen(text) > 19) {
		return false;
	}
	char *end;
	unsigned long long value = strtoull(text, &end, 10);
	if (*end != '\0') {
		return false;
	}
	*out = value;
	return true;
}

__attribute__((format(printf, 3, 4))) static enum options_status wrong(
    char *why, size_t why_size, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	complaint_list(why, why_size, format, arguments);
	va_end(arguments);
	return OPTIONS_WRONG;
}

static enum options_status set(
    const struct option *option, const char *value, char *why, size_t why_size)
{
	struct option_list *list = option->target;
	switch (option->kind) {
	case OPTION_FLAG:
		*(bool *)option->target = true;
		break;
	case OPTION_TEXT:
		*(const char **)option->target = value;
		break;
	case OPTION_LIST:
		if (list->count == OPTION_LIST_MAX) {
			return wrong(why, why_size, "too many --%s", option->name);
		}
		list->values[list->count++] = value;
		break;
	case OPTION_NUMBER:
		if (!options_number(value, option->target)) {
			return wrong(why, why_size, "--%s wants a whole number, not \"%s\"",
			    option->name, value);
		}
		break;
	case OPTION_TIME:
		if (!reflect_parse_ms(value, strlen(value), option->target)) {
			return wrong(why, why_size,
			    "--%s wants a time such as 90s, 15m or T+1:30:00, not \"%s\"",
			    option->name, value);
		}
		break;
	}
	return OPTIONS_GOOD;
}

static const struct option *find(const struct option *options, const char *name, size_t len)
{
	for (; options->name != NULL; options++) {
		if (strlen(options->name) == len && memcmp(options->name, name, len) == 0) {
			return options;
		}
	}
	return NULL;
}

/* Takes the option at argv[*at], moving *at to its last argument. */
static enum options_status take(
    const struct option *options, int argc, char **argv, int *at, char *why, size_t why_size)
{
	const char *text = argv[*at] + 2, *equals = strchr(text, '=');
	size_t len = equals != NULL ? (size_t)(equals - text) : strlen(text);
	if (strcmp(text, "help") == 0) {
		return OPTIONS_HELP;
	}
	const struct option *option = find(options, text, len);
	if (option == NULL) {
		return wrong(why, why_size, "there is no option --%.*s", (int)len, text);
	}
	if (option->kind == OPTION_FLAG && equals != NULL) {
		return wrong(why, why_size, "--%s takes no value", option->name);
	}
	if (option->kind == OPTION_FLAG) {
		return set(option, NULL, why, why_size);
	}
	if (equals != NULL) {
		return set(option, equals + 1, why, why_size);
	}
	if (*at + 1 >= argc) {
		return wrong(why, why_size, "--%s wants a value", option->name);
	}
	return set(option, argv[++*at], why, why_size);
}

enum options_status options_read(const struct option *options, int argc, char **argv,
    struct operands *operands, char *why, size_t why_size)
{
	int count = 0, at;
	for (at = 0; at < argc; at++) {
		if (strcmp(argv[at], "--") == 0) {
			at++;
			break;
		}
		if (strcmp(argv[at], "-h") == 0) {
			return OPTIONS_HELP;
		}
		if (strncmp(argv[at], "--", 2) == 0) {
			enum options_status status = take(options, argc, argv, &at, why, why_size);
			if (status != OPTIONS_GOOD) {
				return status;
			}
		} else if (argv[at][0] == '-' && argv[at][1] != '\0' &&
		           !isdigit((unsigned char)argv[at][1])) {
			return wrong(why, why_size, "there is no option %s", argv[at]);
		} else {
			argv[count++] = argv[at];
		}
	}
	for (; at < argc; at++) {
		argv[count++] = argv[at];
	}
	operands->values = argv;
	operands->count = count;
	return OPTIONS_GOOD;
}

int options_parse(const struct command *command, const struct option *options, int argc,
    char **argv, struct operands *operands)
{
	char why[400];
	switch (options_read(options, argc, argv, operands, why, sizeof(why))) {
	case OPTIONS_HELP:
		print_help(command, options);
		return CLI_OK;
	case OPTIONS_WRONG:
		return options_usage(command, "%s", why);
	case OPTIONS_GOOD:
		break;
	}
	return -1;
}
