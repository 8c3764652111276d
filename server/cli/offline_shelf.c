#include "server/cli/offline_shelf.h"

#include "server/admin/summary.h"
#include "server/cli/data_lock.h"

#include <stdlib.h>
#include <string.h>

/* One that cannot be opened is not under way; whoever has it open keeps it from being touched. */
static bool is_under_way(const Convene__V1__ServerConfig *config, const char *exercise_id)
{
	char *path = shelf_path(config->data_folder, SHELF_SERVED, exercise_id);
	struct exercise_file *file;
	struct err err;
	bool under_way = false;

	if (exercise_file_open(path, NULL, &file, &err) == 0) {
		under_way = summary_is_under_way(file);
		exercise_file_close(file);
	}
	free(path);
	return under_way;
}

static int delete (const Convene__V1__ServerConfig *config, const char *exercise_id,
    struct arena *arena, Convene__V1__AdminReply *reply, struct err *err)
{
	struct buf names = {0};
	int result;

	if (is_under_way(config, exercise_id))
		return err_set(err, ERR_INVALID, "%s", DELETES_NOT_TEXT);
	result = shelf_delete(config->data_folder, exercise_id, &names, err);
	if (result == 0)
		reply->deleted = summary_of_names(arena, &names, &reply->n_deleted);
	buf_deinit(&names);
	return result;
}

int offline_shelf(const Convene__V1__ServerConfig *config, const Convene__V1__AdminRequest *request,
    struct arena *arena, Convene__V1__AdminReply *reply, struct err *err)
{
	/* the three begin alike, with an id */
	const char *exercise_id = request->archive_exercise->exercise_id;
	int result;

	if (!shelf_id_valid(exercise_id))
		return err_set(err, ERR_INVALID,
		    "\"%s\" is no exercise id: lower-case letters, digits and hyphens",
		    exercise_id);
	/* a server that starts just now would look for what is being moved */
	result = data_lock_take(config, err);
	if (result != 0)
		return result;
	switch (request->body_case) {
	case CONVENE__V1__ADMIN_REQUEST__BODY_ARCHIVE_EXERCISE:
		if (!request->archive_exercise->under_way_too && is_under_way(config, exercise_id))
			return err_set(err, ERR_INVALID, "%s", ARCHIVES_NOT_TEXT);
		return shelf_archive(config->data_folder, exercise_id, err);
	case CONVENE__V1__ADMIN_REQUEST__BODY_RESTORE_EXERCISE:
		return shelf_restore(config->data_folder, exercise_id, err);
	default:
		return delete (config, exercise_id, arena, reply, err);
	}
}
