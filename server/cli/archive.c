/* `convened archive` and `convened restore`: an exercise ends being served and is kept, or comes
 * back. */
#include "server/cli/commands.h"
#include "server/cli/complain.h"
#include "server/cli/config.h"
#include "server/cli/offline.h"
#include "server/cli/options.h"

#define BUDGET (8u * 1024u * 1024u)

/* `place`: the options that name the data folder, as they were typed. */
static int ask(const Convene__V1__ServerConfig *config, const Convene__V1__AdminRequest *request,
    struct arena *arena, const char *exercise_id, const char *place)
{
	const Convene__V1__AdminReply *reply;
	struct err err = {0};

	if (offline_or_ask(config, request, arena, &reply, &err) != 0) {
		complain("%s", err.text);
		return EXIT_FAILED;
	}
	if (reply->error != NULL) {
		complain("%s", reply->error->message);
		return EXIT_FAILED;
	}
	if (request->body_case == CONVENE__V1__ADMIN_REQUEST__BODY_ARCHIVE_EXERCISE)
		say(stdout,
		    "Exercise \"%s\" was checked and is in the archive, "
		    "\"%s/archive/%s.convene\".\n"
		    "To bring it back: convened restore%s %s\n",
		    exercise_id, config->data_folder, exercise_id, place, exercise_id);
	else
		say(stdout, "Exercise \"%s\" is back in \"%s/exercises/%s.convene\".\n",
		    exercise_id, config->data_folder, exercise_id);
	return EXIT_DONE;
}

static int run(int argc, char **argv, const char *synopsis, const char *text, bool archive)
{
	const char *file = NULL, *data = NULL;
	bool yes = false;
	const struct option_row rows[] = {
	    {"config", "FILE", "configuration of the server", &file, NULL},
	    {"data", "FOLDER", "data folder (default: convene-data)", &data, NULL},
	    /* last: only `archive` has it */
	    {archive ? "yes" : NULL, NULL,
	        "also one that has begun and has not ended, or cannot be opened", NULL, &yes},
	    {0},
	};
	const struct usage usage = {synopsis, text, rows, 1, 1};
	Convene__V1__AdminRequest request = CONVENE__V1__ADMIN_REQUEST__INIT;
	Convene__V1__ArchiveExercise archive_body = CONVENE__V1__ARCHIVE_EXERCISE__INIT;
	Convene__V1__RestoreExercise restore_body = CONVENE__V1__RESTORE_EXERCISE__INIT;
	struct arena *arena = arena_new(BUDGET);
	const Convene__V1__ServerConfig *config;
	struct buf place = {0};
	char **arguments;
	size_t count;
	int status = options_parse(argc, argv, &usage, &arguments, &count);

	if (status < 0) {
		archive_body.exercise_id = restore_body.exercise_id = arguments[0];
		if (archive) {
			request.body_case = CONVENE__V1__ADMIN_REQUEST__BODY_ARCHIVE_EXERCISE;
			request.archive_exercise = &archive_body;
			archive_body.under_way_too = yes;
		} else {
			request.body_case = CONVENE__V1__ADMIN_REQUEST__BODY_RESTORE_EXERCISE;
			request.restore_exercise = &restore_body;
		}
		options_append(&place, "config", file);
		options_append(&place, "data", data);
		buf_append_byte(&place, 0);
		config = config_read(file, data, arena);
		status = config == NULL || !config_has_data_folder(config)
		             ? EXIT_FAILED
		             : ask(config, &request, arena, arguments[0], (char *)place.data);
	}
	buf_deinit(&place);
	arena_free(arena);
	return status;
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
