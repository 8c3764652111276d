/* `convened verify`: proves that an exercise's file, or a record, is complete and unaltered. */
#include "proto/record.h"
#include "server/cli/commands.h"
#include "server/cli/complain.h"
#include "server/cli/options.h"
#include "server/journal/journal_verify.h"
#include "server/store/files.h"

#include <errno.h>
#include <inttypes.h>

#define READ_BYTES 65536

/* A record, if the file begins like one: 0 with the verdict; ERR_INVALID if it is something else.
 */
static int verify_record(const char *path, struct record_verdict *verdict, struct err *err)
{
	static const char first_line[] = RECORD_FIRST_LINE;
	FILE *file = fopen(path, "rbe");
	if (file == NULL) {
		return err_set(
		    err, err_from_errno(errno), "cannot read \"%s\": %s", path, strerror(errno));
	}
	uint8_t bytes[READ_BYTES];
	size_t count = fread(bytes, 1, sizeof(bytes), file);
	/* one damaged byte in the first line does not make it another kind of file */
	if (count < 8 ||
	    (memcmp(bytes, first_line, 7) != 0 && memcmp(bytes + 8, first_line + 8, 6) != 0)) {
		fclose(file);
		return err_set(err, ERR_INVALID, "\"%s\" is no record", path);
	}
	struct record_verifier *verifier = record_verifier_new(NULL);
	while (count > 0 && verifier != NULL) {
		record_verifier_feed(verifier, bytes, count);
		count = fread(bytes, 1, sizeof(bytes), file);
	}
	/* what cannot be read is not for that reason altered */
	int result = 0;
	if (ferror(file)) {
		result = err_set(
		    err, err_from_errno(errno), "cannot read \"%s\": %s", path, strerror(errno));
	} else if (verifier == NULL) {
		result = err_set(err, ERR_MEMORY, "cannot begin to verify");
	} else {
		*verdict = *record_verifier_finish(verifier);
	}
	fclose(file);
	record_verifier_free(verifier);
	return result;
}

static void print_verdict(const char *path, const struct record_verdict *verdict)
{
	if (!verdict->ok) {
		say(stdout,
		    "%s: NOT verified\nfirst bad event: %" PRIu64
		    ": %s; sealed up to event %" PRIu64 "\n",
		    path, verdict->first_bad, verdict->text, verdict->sealed_events);
		return;
	}
	say(stdout,
	    "%s: verified: exercise \"%s\", %" PRIu64 " events, sealed through %" PRIu64 "\n", path,
	    verdict->exercise_id, verdict->events, verdict->sealed_events);
	if (verdict->class_name[0] != '\0') {
		say(stdout, "all that the players of %s were sent\n",
		    verdict->class_name + CLASS_PREFIX_SIZE);
	}
	if (verdict->withheld_count > 0) {
		say(stdout, "withheld: %" PRIu64 " events, the first of them event %" PRIu64 "\n",
		    verdict->withheld_count, verdict->withheld[0]);
	}
	char key[RECORD_KEY_TEXT_SIZE];
	for (size_t i = 0; i < verdict->key_count; i++) {
		record_key_text(verdict->keys[i], key);
		say(stdout, "sealed by %s\n", key);
	}
}

static int verify(const char *path)
{
	struct record_verdict verdict = {0};
	struct err err = {0};
	int result = verify_record(path, &verdict, &err);
	if (result == ERR_INVALID) {
		result = journal_verify(&store_files, path, &verdict, &err);
	}
	if (result != 0 && verdict.first_bad == 0) {
		complain("%s", err.text);
		return EXIT_FAILED;
	}
	print_verdict(path, &verdict);
	return verdict.ok ? EXIT_DONE : EXIT_FAILED;
}

int command_verify(int argc, char **argv)
{
	const struct option_row rows[] = {{0}};
	const struct usage usage = {"convened verify FILE",
	    "Verifies an exercise's file (DATA/exercises/ID.convene) or a record: the chain of "
	    "hashes,\n"
	    "the seals, the order, and that nothing is missing. Needs no server and changes "
	    "nothing.\n"
	    "Exit status 0: good; 1: not, and the first bad event is named.",
	    rows, 1, 1};
	char **arguments;
	size_t count;
	int status = options_parse(argc, argv, &usage, &arguments, &count);
	return status >= 0 ? status : verify(arguments[0]);
}
