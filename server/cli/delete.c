/* `convened delete`: an exercise and all that belongs to it, for good. */
#include "server/cli/commands.h"
#include "server/cli/complain.h"
#include "server/cli/config.h"
#include "server/cli/offline.h"
#include "server/cli/options.h"

#include <string.h>
#include <unistd.h>

#define BUDGET (8u * 1024u * 1024u)

/* Whether somebody at the terminal means it. */
static bool is_meant(const char *exercise_id, const char *file, const char *data)
{
	struct buf place = {0};
	char line[256];

	if (!isatty(STDIN_FILENO)) {
		complain("this deletes \"%s\" for good; scripts say --yes", exercise_id);
		return false;
	}
	options_append(&place, "config", file);
	options_append(&place, "data", data);
	buf_append_byte(&place, 0);
	say(stdout,
	    "This deletes the exercise \"%s\" for good: its log, its documents, the names of the "
	    "people in it. To keep it out of the way instead: convened archive%s %s\n"
	    "Type the exercise's id to delete it: ",
	    exercise_id, (char *)place.data, exercise_id);
	buf_deinit(&place);
	fflush(stdout);
	if (fgets(line, sizeof(line), stdin) != NULL) {
		line[strcspn(line, "\r\n")] = '\0';
		if (strcmp(line, exercise_id) == 0)
			return true;
	}
	say(stdout, "Nothing was deleted.\n");
	return false;
}

static int ask(const Convene__V1__ServerConfig *config, char *exercise_id, bool unopened_too,
    struct arena *arena)
{
	Convene__V1__AdminRequest request = CONVENE__V1__ADMIN_REQUEST__INIT;
	Convene__V1__DeleteExercise body = CONVENE__V1__DELETE_EXERCISE__INIT;
	const Convene__V1__AdminReply *reply;
	struct err err = {0};

	body.exercise_id = exercise_id;
	body.unopened_too = unopened_too;
	request.body_case = CONVENE__V1__ADMIN_REQUEST__BODY_DELETE_EXERCISE;
	request.delete_exercise = &body;
	if (offline_or_ask(config, &request, arena, &reply, &err) != 0) {
		complain("%s", err.text);
		return EXIT_FAILED;
	}
	if (reply->error != NULL) {
		complain("%s", reply->error->message);
		return EXIT_FAILED;
	}
	for (size_t i = 0; i < reply->n_deleted; i++)
		say_line(stdout, "deleted %s", reply->deleted[i]);
	return EXIT_DONE;
}

int command_delete(int argc, char **argv)
{
	const char *file = NULL, *data = NULL;
	bool yes = false, unopened_too = false;
	const struct option_row rows[] = {
	    {"config", "FILE", "configuration of the server", &file, NULL},
	    {"data", "FOLDER", "data folder (default: convene-data)", &data, NULL},
	    {"yes", NULL, "do not ask", NULL, &yes},
	    {"unopened-too", NULL, "also one that cannot be opened", NULL, &unopened_too},
	    {0},
	};
	const struct usage usage = {"convened delete [OPTION]... EXERCISE",
	    "Deletes an exercise for good, from the archive as well, and says which files are "
	    "gone.\n"
	    "It asks for the exercise's id first. One that has begun and has not ended is "
	    "refused:\n"
	    "end it or archive it first. One that cannot be opened may be such a one: it is\n"
	    "refused, with the reason, without --unopened-too. With or without a running server.",
	    rows, 1, 1};
	struct arena *arena = arena_new(BUDGET);
	const Convene__V1__ServerConfig *config;
	char **arguments;
	size_t count;
	int status = options_parse(argc, argv, &usage, &arguments, &count);

	if (status < 0) {
		config = config_read(file, data, arena);
		if (config == NULL || !config_has_data_folder(config) ||
		    (!yes && !is_meant(arguments[0], file, data)))
			status = EXIT_FAILED;
		else
			status = ask(config, arguments[0], unopened_too, arena);
	}
	arena_free(arena);
	return status;
}
