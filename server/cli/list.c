/* `convened list`: the exercises of a data folder. */
#include "proto/json.h"
#include "proto/reflect.h"
#include "server/cli/commands.h"
#include "server/cli/complain.h"
#include "server/cli/config.h"
#include "server/cli/offline.h"
#include "server/cli/options.h"

#include <stdio.h>
#include <string.h>

#define BUDGET (64u * 1024u * 1024u)

/* "T+4:12:00 (+0:12:00)": beyond the planned end, while it can still be ended. */
static void format_time(const Convene__V1__ExerciseSummary *summary, char out[80])
{
	int64_t now_ms = summary->exercise_ms / 1000 * 1000;
	char time[32], over[32];

	reflect_format_ms(now_ms, time, sizeof(time));
	reflect_format_ms(now_ms - summary->duration_ms, over, sizeof(over));
	if (summary->duration_ms > 0 && now_ms >= summary->duration_ms &&
	    strcmp(summary->state, "ended") != 0)
		snprintf(out, 80, "%s (%s)", time, over + 1);
	else
		snprintf(out, 80, "%s", time);
}

static void print_table(const Convene__V1__AdminReply *reply)
{
	if (reply->n_exercises == 0) {
		say(stdout, "There are no exercises; make one with `convened create SCENARIO`.\n");
		return;
	}
	say(stdout, "%-24s %-9s %-20s %8s %7s %7s  %s\n", "EXERCISE", "STATE", "TIME (OVER)",
	    "EVENTS", "PEOPLE", "ONLINE", "TITLE");
	for (size_t i = 0; i < reply->n_exercises; i++) {
		const Convene__V1__ExerciseSummary *summary = reply->exercises[i];
		char time[80];

		format_time(summary, time);
		say_line(stdout, "%-24s %-9s %-20s %8llu %7u %7u  %s", summary->exercise_id,
		    summary->state, time, (unsigned long long)summary->head_seq,
		    summary->participants, summary->connected, summary->title);
	}
}

static void print_json(const Convene__V1__AdminReply *reply)
{
	for (size_t i = 0; i < reply->n_exercises; i++) {
		struct buf out = {0};

		json_write(&out, &reply->exercises[i]->base, JSON_COMPACT);
		say(stdout, "%.*s\n", (int)out.len, (const char *)out.data);
		buf_deinit(&out);
	}
}

int command_list(int argc, char **argv)
{
	const char *file = NULL, *data = NULL;
	bool json = false;
	const struct option_row rows[] = {
	    {"config", "FILE", "configuration of the server", &file, NULL},
	    {"data", "FOLDER", "data folder (default: convene-data)", &data, NULL},
	    {"json", NULL, "one JSON object a line", NULL, &json},
	    {0},
	};
	const struct usage usage = {"convened list [OPTION]...",
	    "Lists the exercises of a data folder, with or without a running server.", rows, 0, 0};
	Convene__V1__AdminRequest request = CONVENE__V1__ADMIN_REQUEST__INIT;
	Convene__V1__ListExercises list = CONVENE__V1__LIST_EXERCISES__INIT;
	const Convene__V1__AdminReply *reply;
	const Convene__V1__ServerConfig *config;
	struct arena *arena = arena_new(BUDGET);
	struct err err = {0};
	char **arguments;
	size_t count;
	int status = options_parse(argc, argv, &usage, &arguments, &count);

	request.body_case = CONVENE__V1__ADMIN_REQUEST__BODY_LIST_EXERCISES;
	request.list_exercises = &list;
	if (status < 0) {
		config = config_read(file, data, arena);
		if (config == NULL || !config_has_data_folder(config)) {
			status = EXIT_FAILED;
		} else if (offline_or_ask(config, &request, arena, &reply, &err) != 0) {
			complain("%s", err.text);
			status = EXIT_FAILED;
		} else {
			(json ? print_json : print_table)(reply);
			status = EXIT_DONE;
		}
	}
	arena_free(arena);
	return status;
}
