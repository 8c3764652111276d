/* `convened archive` and `convened restore`: an exercise ends being served and is kept, or comes
 * back. */
#include "server/cli/commands.h"
#include "server/cli/complain.h"
#include "server/cli/office.h"
#include "server/cli/options.h"

#include <stdlib.h>

static void tell(
    const struct office *office, const struct place *place, const char *exercise_id, bool archived)
{
	const char *folder = office->config->data_folder;
	char *typed = place_text(place);
	if (archived) {
		say(stdout,
		    "Exercise \"%s\" was checked and is in the archive, "
		    "\"%s/archive/%s.convene\".\n"
		    "To bring it back: convened restore%s %s\n",
		    exercise_id, folder, exercise_id, typed, exercise_id);
	} else {
		say(stdout, "Exercise \"%s\" is back in \"%s/exercises/%s.convene\".\n",
		    exercise_id, folder, exercise_id);
	}
	free(typed);
}

static int ask(const struct place *place, char *exercise_id, bool archive, bool yes)
{
	Convene__V1__AdminRequest request = CONVENE__V1__ADMIN_REQUEST__INIT;
	Convene__V1__ArchiveExercise archive_body = CONVENE__V1__ARCHIVE_EXERCISE__INIT;
	Convene__V1__RestoreExercise restore_body = CONVENE__V1__RESTORE_EXERCISE__INIT;
	int status = EXIT_FAILED;
	archive_body.exercise_id = restore_body.exercise_id = exercise_id;
	archive_body.under_way_too = yes;
	if (archive) {
		request.body_case = CONVENE__V1__ADMIN_REQUEST__BODY_ARCHIVE_EXERCISE;
		request.archive_exercise = &archive_body;
	} else {
		request.body_case = CONVENE__V1__ADMIN_REQUEST__BODY_RESTORE_EXERCISE;
		request.restore_exercise = &restore_body;
	}
	struct office office;
	if (office_open(&office, place) && office_ask(&office, &request) != NULL) {
		tell(&office, place, exercise_id, archive);
		status = EXIT_DONE;
	}
	office_close(&office);
	return status;
}

static int run(int argc, char **argv, const char *synopsis, const char *text, bool archive)
{
	struct place place = {0};
	bool yes = false;
	const struct option_row rows[] = {
	    PLACE_OPTIONS(&place),
	    /* last: only `archive` has it */
	    {archive ? "yes" : NULL, NULL,
	        "also one that has begun and has not ended, or cannot be opened", NULL, &yes},
	    {0},
	};
	const struct usage usage = {synopsis, text, rows, 1, 1};
	char **arguments;
	size_t count;
	int status = options_parse(argc, argv, &usage, &arguments, &count);
	return status >= 0 ? status : ask(&place, arguments[0], archive, yes);
}

int command_archive(int argc, char **argv)
{
	return run(argc, argv, "convened archive [OPTION]... EXERCISE",
	    "Ends an exercise being served, and keeps it: whoever is in it is told, its file is\n"
	    "checked from end to end and moved to DATA/archive/. `convened list --archived` shows\n"
	    "what is there, `convened restore` brings it back. One that has begun and has not\n"
	    "ended is refused without --yes, and so is one that cannot be opened, as it may be\n"
	    "such a one. With or without a running server.",
	    true);
}

int command_restore(int argc, char **argv)
{
	return run(argc, argv, "convened restore [OPTION]... EXERCISE",
	    "Brings an exercise back from the archive. A server that runs serves it at once.\n"
	    "Exercise time has stood still meanwhile. With or without a running server.",
	    false);
}
