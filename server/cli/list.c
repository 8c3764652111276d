/* `convened list`: the exercises of a data folder. */
#include "proto/reflect.h"
#include "server/cli/commands.h"
#include "server/cli/complain.h"
#include "server/cli/office.h"
#include "server/cli/offline.h"
#include "server/cli/options.h"
#include "server/cli/print.h"
#include "server/store/shelf.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "T+4:12:00 (+0:12:00)": beyond the planned end, while it can still be ended. */
static void format_time(const Convene__V1__ExerciseSummary *summary, char out[80])
{
	int64_t now_ms = summary->exercise_ms / 1000 * 1000;
	char time[32], over[32];
	reflect_format_ms(now_ms, time, sizeof(time));
	reflect_format_ms(now_ms - summary->duration_ms, over, sizeof(over));
	if (summary->duration_ms > 0 && now_ms >= summary->duration_ms &&
	    (strcmp(summary->state, "running") == 0 || strcmp(summary->state, "paused") == 0)) {
		snprintf(out, 80, "%s (%s)", time, over + 1);
	} else {
		snprintf(out, 80, "%s", time);
	}
}

static void say_none(bool archived)
{
	if (archived) {
		say(stdout, "The archive is empty; `convened archive EXERCISE` puts one there.\n");
	} else {
		say(stdout, "There are no exercises; make one with `convened create SCENARIO`.\n");
	}
}

static void print_table(const Convene__V1__AdminReply *reply)
{
	say(stdout, "%-24s %-11s %-20s %8s %7s %7s  %s\n", "EXERCISE", "STATE", "TIME (OVER)",
	    "EVENTS", "PEOPLE", "ONLINE", "TITLE");
	for (size_t i = 0; i < reply->n_exercises; i++) {
		const Convene__V1__ExerciseSummary *summary = reply->exercises[i];
		char time[80] = "-";
		if (summary->created_wall_ms != 0) {
			format_time(summary, time);
		}
		say_line(stdout, "%-24s %-11s %-20s %8" PRIu64 " %7u %7u  %s", summary->exercise_id,
		    summary->state, time, summary->head_seq, summary->participants,
		    summary->connected, summary->title);
	}
	for (size_t i = 0; i < reply->n_exercises; i++) {
		if (reply->exercises[i]->problem[0] != '\0') {
			say_line(stdout, "%s cannot be opened: %s",
			    reply->exercises[i]->exercise_id, reply->exercises[i]->problem);
		}
	}
}

struct naming {
	const char *folder;                   /* borrowed: outlives this, as does the list */
	const Convene__V1__AdminReply *reply; /* what was listed */
};

/* What lies beside the exercises and is none: somebody may have thought that it is one. */
static void name_strange(void *context, const char *name, const char *why)
{
	complain("%s: \"%s\" %s", ((struct naming *)context)->folder, name, why);
}

/* A server looks into the folder when it begins. */
static void name_unlisted(void *context, const char *id)
{
	const struct naming *naming = context;
	for (size_t i = 0; i < naming->reply->n_exercises; i++) {
		if (strcmp(naming->reply->exercises[i]->exercise_id, id) == 0) {
			return;
		}
	}
	complain(
	    "%s: \"%s.convene\" is there and is not served: what is put there by hand a server "
	    "sees when it begins; restart it",
	    naming->folder, id);
}

static void pass_exercise(void *context, const char *id)
{
	(void)context;
	(void)id;
}

static void name_others(
    const Convene__V1__ServerConfig *config, enum shelf shelf, const Convene__V1__AdminReply *reply)
{
	char *folder = shelf_folder(config->data_folder, shelf);
	struct naming naming = {.folder = folder, .reply = reply};
	const struct shelf_visitor visitor = {.context = &naming,
	    .exercise = shelf == SHELF_SERVED ? name_unlisted : pass_exercise,
	    .strange = name_strange};
	shelf_visit(config->data_folder, shelf, &visitor, NULL);
	free(folder);
}

static const Convene__V1__AdminReply *archived_exercises(const struct office *office)
{
	const Convene__V1__AdminReply *reply;
	struct err err = {0};
	if (offline_list_archived(office->config, office->arena, &reply, &err) == 0) {
		return reply;
	}
	complain("%s", err.text);
	return NULL;
}

static int list(const struct office *office, bool archived, bool json)
{
	const Convene__V1__AdminReply *reply =
	    archived ? archived_exercises(office) : office_exercises(office);
	if (reply == NULL) {
		return EXIT_FAILED;
	}
	if (!json && reply->n_exercises == 0) {
		say_none(archived);
	} else if (!json) {
		print_table(reply);
	}
	for (size_t i = 0; i < reply->n_exercises && json; i++) {
		print_json(stdout, &reply->exercises[i]->base);
	}
	fflush(stdout);
	name_others(office->config, archived ? SHELF_ARCHIVED : SHELF_SERVED, reply);
	return EXIT_DONE;
}

int command_list(int argc, char **argv)
{
	struct place place = {0};
	bool json = false, archived = false;
	const struct option_row rows[] = {
	    PLACE_OPTIONS(&place),
	    {"archived", NULL, "those in the archive instead", NULL, &archived},
	    {"json", NULL, "one JSON object a line", NULL, &json},
	    {0},
	};
	const struct usage usage = {"convened list [OPTION]...",
	    "Lists the exercises of a data folder, with or without a running server: the\n"
	    "newest first, then those that cannot be opened, with the reason. What lies\n"
	    "beside them and is no exercise is named.",
	    rows, 0, 0};
	struct office office;
	char **arguments;
	size_t count;
	int status = options_parse(argc, argv, &usage, &arguments, &count);
	if (status < 0) {
		status = office_open(&office, &place) ? list(&office, archived, json) : EXIT_FAILED;
		office_close(&office);
	}
	return status;
}
