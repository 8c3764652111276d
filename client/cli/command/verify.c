/* `convene verify`: a record, with no server and no secret. */
#include "client/cli/base/options.h"
#include "client/cli/session/record_report.h"
#include "proto/record.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static int verify_file(
    FILE *file, const char *path, const struct record_options *options, bool json)
{
	struct record_verifier *verifier = record_verifier_new(options);
	if (verifier == NULL) {
		cli_complain("the cryptographic library does not work");
		return CLI_LOCAL;
	}
	uint8_t bytes[65536];
	size_t len;
	while ((len = fread(bytes, 1, sizeof(bytes), file)) > 0) {
		record_verifier_feed(verifier, bytes, len);
	}
	int status;
	if (ferror(file)) {
		cli_complain("cannot read \"%s\": %s", path, strerror(errno));
		status = CLI_LOCAL;
	} else {
		status = record_report(record_verifier_finish(verifier), path, json);
	}
	record_verifier_free(verifier);
	return status;
}

static int run(const struct command *command, int argc, char **argv)
{
	bool json = false;
	const char *key_text = NULL;
	struct record_options record = {.expected_key = NULL};
	struct operands operands;
	const struct option options[] = {{"key", "KEY", OPTION_TEXT, &key_text, NULL,
	                                     "the last seal must be by this key, ed25519:HEX64"},
	    {"json", NULL, OPTION_FLAG, &json, NULL, "the verdict as one JSON object"},
	    {.name = NULL}};
	int status = options_parse(command, options, argc, argv, &operands);
	if (status >= 0) {
		return status;
	}
	if (operands.count != 1) {
		return options_usage(command, "say which record");
	}
	uint8_t key[SEAL_KEY_SIZE];
	if (key_text != NULL) {
		if (!record_key_parse(key_text, key)) {
			return options_usage(
			    command, "a key is ed25519: and 64 hexadecimal digits");
		}
		record.expected_key = key;
	}
	const char *path = operands.values[0];
	FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
	if (file == NULL) {
		cli_complain("cannot read \"%s\": %s", path, strerror(errno));
		return CLI_LOCAL;
	}
	status = verify_file(file, path, &record, json);
	if (file != stdin) {
		fclose(file);
	}
	return status;
}

const struct command verify_command = {.name = "verify",
    .operands = "RECORD",
    .summary = "check that a record is complete and unaltered",
    .help = "Checks a record's chain of hashes and its seals. Needs no server, no network and no\n"
            "secret. Prints \"verified: N events ...\" and ends with 0, or prints\n"
            "\"first bad event: N: why\" and ends with 1. The keys that sealed it are printed: "
            "compare\n"
            "them with the server's, or give --key.",
    .examples = "  convene verify long-harvest.record\n"
                "  convene verify long-harvest.record --json | jq .verified",
    .run = run};
