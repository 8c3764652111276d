/* `convene log fetch`: the exercise's record, to a file. */
#include "client/cli/session/fetch.h"
#include "client/cli/session/record_report.h"

#include <errno.h>
#include <string.h>

static int run(const struct command *command, int argc, char **argv)
{
	struct session_options connection = {.link = NULL};
	struct session session = {.driver = NULL};
	struct operands operands;
	bool replace = false;
	const struct option options[] = {SESSION_OPTIONS(&connection),
	    {"replace", NULL, OPTION_FLAG, &replace, NULL, "a file of that name is replaced"},
	    {"json", NULL, OPTION_FLAG, &connection.json, NULL, "the verdict as one JSON object"},
	    {.name = NULL}};
	int status = options_parse(command, options, argc, argv, &operands);
	if (status >= 0) {
		return status;
	}
	if (operands.count != 2 || strcmp(operands.values[0], "fetch") != 0) {
		return options_usage(command, "say where to: fetch FILE");
	}
	char why[512];
	if (!new_file_possible(
	        operands.values[1], replace ? NEW_FILE_REPLACES : 0, why, sizeof(why))) {
		cli_complain("%s%s", why, errno == EEXIST ? ", or say --replace" : "");
		return CLI_LOCAL;
	}
	status = session_open(&session, &connection, SESSION_WITHOUT_EVENTS);
	if (status != CLI_OK) {
		return status;
	}
	struct record_verdict verdict;
	status = fetch_record(&session, operands.values[1], replace, &verdict);
	session_close(&session);
	if (status == CLI_OK || status == CLI_REFUSED) {
		record_report(&verdict, operands.values[1], connection.json);
	}
	return status;
}

const struct command log_command = {.name = "log",
    .operands = "fetch FILE",
    .summary = "fetch the exercise's record",
    .help = "Fetches the whole exercise as one record, for organisers and controllers\n"
            "only. The record is verified while it arrives; the file appears only when it is\n"
            "complete and good. A file that is there is left alone, unless --replace is said;\n"
            "it is then replaced in one step.",
    .examples = "  convene log fetch long-harvest.record\n"
                "  convene verify long-harvest.record",
    .run = run};
