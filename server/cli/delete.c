/* `convened delete`: an exercise and all that belongs to it, for good. */
#include "server/cli/commands.h"
#include "server/cli/complain.h"
#include "server/cli/office.h"
#include "server/cli/options.h"
#include "server/store/shelf.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Whether somebody at the terminal means it. */
static bool is_meant(const char *exercise_id, const struct place *place)
{
	if (!isatty(STDIN_FILENO)) {
		complain("this deletes \"%s\" for good; scripts say --yes", exercise_id);
		return false;
	}
	char *typed = place_text(place);
	say(stdout,
	    "This deletes the exercise \"%s\" for good: its log, its documents, the names of the "
	    "people in it. To keep it out of the way instead: convened archive%s %s\n"
	    "Type the exercise's id to delete it: ",
	    exercise_id, typed, exercise_id);
	free(typed);
	fflush(stdout);
	char line[256];
	if (fgets(line, sizeof(line), stdin) != NULL) {
		line[strcspn(line, "\r\n")] = '\0';
		if (strcmp(line, exercise_id) == 0) {
			return true;
		}
	}
	say(stdout, "Nothing was deleted.\n");
	return false;
}

/* Of what is not there nothing is asked: the refusal says so. */
static bool is_there(const struct office *office, const char *exercise_id)
{
	const char *data_folder = office->config->data_folder;
	return shelf_id_valid(exercise_id) &&
	       (shelf_taken(data_folder, SHELF_SERVED, exercise_id) != NULL ||
	           shelf_taken(data_folder, SHELF_ARCHIVED, exercise_id) != NULL);
}

static int ask(const struct office *office, char *exercise_id, bool unopened_too)
{
	Convene__V1__AdminRequest request = CONVENE__V1__ADMIN_REQUEST__INIT;
	Convene__V1__DeleteExercise body = CONVENE__V1__DELETE_EXERCISE__INIT;
	body.exercise_id = exercise_id;
	body.unopened_too = unopened_too;
	request.body_case = CONVENE__V1__ADMIN_REQUEST__BODY_DELETE_EXERCISE;
	request.delete_exercise = &body;
	const Convene__V1__AdminReply *reply = office_ask(office, &request);
	if (reply == NULL) {
		return EXIT_FAILED;
	}
	for (size_t i = 0; i < reply->n_deleted; i++) {
		say_line(stdout, "deleted %s", reply->deleted[i]);
	}
	return EXIT_DONE;
}

int command_delete(int argc, char **argv)
{
	struct place place = {0};
	bool yes = false, unopened_too = false;
	const struct option_row rows[] = {
	    PLACE_OPTIONS(&place),
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
	struct office office;
	char **arguments;
	size_t count;
	int status = options_parse(argc, argv, &usage, &arguments, &count);
	if (status < 0) {
		status = EXIT_FAILED;
		if (office_open(&office, &place) &&
		    (yes || !is_there(&office, arguments[0]) || is_meant(arguments[0], &place))) {
			status = ask(&office, arguments[0], unopened_too);
		}
		office_close(&office);
	}
	return status;
}
