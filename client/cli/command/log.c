/* `convene log`: records, to files: the exercise's or a team's, from the server or made of another.
 */
#include "client/cli/act/act.h"
#include "client/cli/session/fetch.h"
#include "client/cli/session/output.h"
#include "client/cli/session/record_part.h"
#include "client/cli/session/record_report.h"

#include <errno.h>
#include <string.h>

/* Numbers that fit one command. */
#define WITHHELD_MAX 1000

struct log_options {
	struct session_options connection;
	const char *team;
	bool replace;
};

static bool is_possible(const char *path, bool replace)
{
	char why[512];
	if (new_file_possible(path, replace ? NEW_FILE_REPLACES : 0, why, sizeof(why))) {
		return true;
	}
	cli_complain("%s%s", why, errno == EEXIST ? ", or say --replace" : "");
	return false;
}

static int fetch(const struct log_options *options, const char *path)
{
	struct session session = {.driver = NULL};
	struct record_verdict verdict;
	if (!is_possible(path, options->replace)) {
		return CLI_LOCAL;
	}
	int status = session_open(&session, &options->connection, SESSION_WITHOUT_EVENTS);
	if (status != CLI_OK) {
		return status;
	}
	status = fetch_record(&session, options->team, path, options->replace, &verdict);
	session_close(&session);
	if (status == CLI_OK || status == CLI_REFUSED) {
		record_report(&verdict, path, options->connection.json);
	}
	return status;
}

/* Which teams may fetch theirs from now on. */
static int release(const struct command *command, const struct log_options *options,
    const struct operands *operands)
{
	struct session session = {.driver = NULL};
	struct act act;
	char why[ACT_WHY_SIZE];
	char **teams = operands->values + 1;
	size_t count = (size_t)operands->count - 1;
	if (!act_records(&act, NULL, teams, count, why, sizeof(why))) {
		return options_usage(command, "%s", why);
	}
	int status = session_open(&session, &options->connection, SESSION_CAUGHT_UP);
	if (status != CLI_OK) {
		return status;
	}
	if (!act_records(&act, session.view, teams, count, why, sizeof(why))) {
		cli_complain("%s", why);
		status = CLI_REFUSED;
	} else {
		status = session_command(&session, &act.command);
	}
	if (status == CLI_OK) {
		output_done(&session, act.done);
	}
	session_close(&session);
	return status;
}

/* --- offline --- */

/* What is to be made of a record. */
struct change {
	const char *team; /* borrowed; NULL: the numbers are withheld */
	uint64_t numbers[WITHHELD_MAX];
	size_t count;
};

/* The verdict on a file, which is read from the beginning. */
static bool judge(FILE *file, struct record_verdict *verdict)
{
	struct record_verifier *verifier = record_verifier_new(NULL);
	uint8_t bytes[65536];
	size_t len;
	rewind(file);
	while (verifier != NULL && (len = fread(bytes, 1, sizeof(bytes), file)) > 0) {
		record_verifier_feed(verifier, bytes, len);
	}
	if (verifier == NULL) {
		cli_complain("the cryptographic library does not work");
		return false;
	}
	*verdict = *record_verifier_finish(verifier);
	record_verifier_free(verifier);
	return !ferror(file);
}

/* Verified before it gets its name: what is wrong with it is a mistake of this program. */
static int keep_if_good(
    struct new_file *file, bool made, const char *path, bool json, char *why, size_t size)
{
	struct record_verdict verdict = {.ok = false};
	if (made && (fflush(file->stream) != 0 || !judge(file->stream, &verdict) || !verdict.ok)) {
		snprintf(why, size, "what was made of it does not verify: %s", verdict.text);
		made = false;
	}
	if (!made) {
		new_file_drop(file);
		cli_complain("%s", why);
		return CLI_LOCAL;
	}
	if (!new_file_keep(file, why, size)) {
		cli_complain("%s", why);
		return CLI_LOCAL;
	}
	return record_report(&verdict, path, json);
}

static int make(
    FILE *in, const struct change *change, const struct log_options *options, const char *path)
{
	struct record_verdict verdict;
	struct new_file file;
	char why[512] = "";
	if (!judge(in, &verdict)) {
		cli_complain("the record cannot be read");
		return CLI_LOCAL;
	}
	if (!verdict.ok) {
		return record_report(&verdict, "", options->connection.json);
	}
	if (!new_file_open(
	        &file, path, options->replace ? NEW_FILE_REPLACES : 0, why, sizeof(why))) {
		cli_complain("%s", why);
		return CLI_LOCAL;
	}
	bool made = change->team != NULL
	                ? record_part_of_team(in, change->team, file.stream, why, sizeof(why))
	                : record_part_without(
	                      in, change->numbers, change->count, file.stream, why, sizeof(why));
	return keep_if_good(&file, made, path, options->connection.json, why, sizeof(why));
}

/* The operands are the verb, the record, and where the new one goes. */
static int change_record(
    const struct change *change, const struct log_options *options, const struct operands *operands)
{
	const char *path = operands->values[1];
	if (!is_possible(operands->values[2], options->replace)) {
		return CLI_LOCAL;
	}
	FILE *in = fopen(path, "re");
	if (in == NULL) {
		cli_complain("cannot read \"%s\": %s", path, strerror(errno));
		return CLI_LOCAL;
	}
	int status = make(in, change, options, operands->values[2]);
	fclose(in);
	return status;
}

static int extract(const struct command *command, const struct log_options *options,
    const struct operands *operands)
{
	struct change change = {.team = options->team};
	if (operands->count != 3 || options->team == NULL) {
		return options_usage(
		    command, "say whose, and where to: extract RECORD FILE --team TEAM");
	}
	return change_record(&change, options, operands);
}

static int withhold(const struct command *command, const struct log_options *options,
    const struct operands *operands)
{
	struct change change = {.team = NULL};
	if (operands->count < 4 || operands->count > WITHHELD_MAX) {
		return options_usage(
		    command, "say where to, and which events: withhold RECORD FILE NUMBER...");
	}
	for (int i = 3; i < operands->count; i++) {
		uint64_t *number = &change.numbers[change.count++];
		if (!options_number(operands->values[i], number) || *number == 0) {
			return options_usage(
			    command, "\"%s\" is no number of an event", operands->values[i]);
		}
		if (*number == 1) {
			cli_complain("event 1 says which teams there are, and cannot be withheld");
			return CLI_USAGE;
		}
	}
	return change_record(&change, options, operands);
}

static int run(const struct command *command, int argc, char **argv)
{
	struct log_options given = {.team = NULL};
	struct operands operands;
	const struct option options[] = {SESSION_OPTIONS(&given.connection),
	    {"team", "TEAM", OPTION_TEXT, &given.team, "fetch, extract",
	        "that team's record, not the full one"},
	    {"replace", NULL, OPTION_FLAG, &given.replace, "fetch, extract, withhold",
	        "a file of that name is replaced"},
	    {"json", NULL, OPTION_FLAG, &given.connection.json, "fetch, extract, withhold",
	        "the verdict as one JSON object"},
	    {.name = NULL}};
	int status = options_parse(command, options, argc, argv, &operands);
	if (status >= 0) {
		return status;
	}
	const char *verb = operands.count > 0 ? operands.values[0] : "";
	char why[200];
	if (!options_fit(options, verb, why, sizeof(why))) {
		return options_usage(command, "%s", why);
	}
	if (strcmp(verb, "release") == 0) {
		return release(command, &given, &operands);
	}
	if (strcmp(verb, "extract") == 0) {
		return extract(command, &given, &operands);
	}
	if (strcmp(verb, "withhold") == 0) {
		return withhold(command, &given, &operands);
	}
	if (operands.count != 2 || strcmp(verb, "fetch") != 0) {
		return options_usage(command, "say where to: fetch FILE");
	}
	return fetch(&given, operands.values[1]);
}

const struct command log_command = {.name = "log",
    .operands =
        "fetch FILE | release TEAM... | extract RECORD FILE | withhold RECORD FILE NUMBER...",
    .summary = "fetch the exercise's record, or a team's",
    .help = "fetch: the whole exercise as one record, with its documents, for organisers and\n"
            "controllers only; with --team, what that team's players were sent, complete and\n"
            "with nothing of anybody else, for organisers, controllers, evaluators, and after\n"
            "ENDEX, once an organiser has released it, the team itself. It is verified while it\n"
            "arrives; the file appears only when it is complete and good. One that is there is\n"
            "left alone, unless --replace is said; it is then replaced in one step.\n"
            "release: after ENDEX, an organiser lets the players of these teams, or of all, fetch\n"
            "their team's record.\n"
            "extract: a team's record out of a full one, without a server.\n"
            "withhold: the record without the texts of these events, which still verifies, and\n"
            "says which they are.",
    .examples = "  convene log fetch long-harvest.record\n"
                "  convene log fetch --team AL-NGO al-ngo.record\n"
                "  convene log release all\n"
                "  convene log extract long-harvest.record al-ngo.record --team AL-NGO\n"
                "  convene log withhold long-harvest.record to-show.record 120 245\n"
                "  convene verify long-harvest.record",
    .run = run};
