/* The same as a running server does on the same requests, with the same objections, for somebody
 * who works on the files alone. The data folder is locked first and for good: a server that is
 * started meanwhile would look for what is just being moved. Whether the exercise is under way only
 * its file can say, which is opened and closed again before anything is moved. */
#include "server/cli/offline_shelf.h"

#include "server/admin/summary.h"
#include "server/cli/data_lock.h"
#include "server/journal/shelf_move.h"

#include <stdlib.h>

/* 0: nothing speaks against taking it away, or the person insists. */
static int check_objection(const Convene__V1__ServerConfig *config, const char *exercise_id,
    bool deletes, bool insists, struct arena *arena, struct err *err)
{
	char *path = shelf_path(config->data_folder, SHELF_SERVED, exercise_id);
	enum progress progress = PROGRESS_UNKNOWN;
	struct exercise_file *file;
	struct err why = {0};
	int result = exercise_file_open(path, NULL, &file, &why);
	free(path);
	if (result == 0) {
		progress = exercise_file_progress(file);
		exercise_file_close(file);
	} else if (result == ERR_NOT_FOUND) {
		/* it is in the archive or nowhere, which is said when it is tried */
		progress = PROGRESS_NONE;
	}
	if (insists && (!deletes || result != 0)) {
		return 0;
	}
	const char *objection =
	    summary_objection(arena, deletes, progress, result != 0 ? &why : NULL);
	if (objection == NULL) {
		return 0;
	}
	return err_set(err, result == ERR_BUSY ? ERR_BUSY : ERR_INVALID, "%s", objection);
}

static int delete(const Convene__V1__ServerConfig *config, const char *exercise_id,
    struct arena *arena, Convene__V1__AdminReply *reply, struct err *err)
{
	struct buf names = {0};
	int result = shelf_delete(config->data_folder, exercise_id, &names, err);
	if (result == 0) {
		reply->deleted = summary_of_names(arena, &names, &reply->n_deleted);
	}
	buf_deinit(&names);
	return result;
}

int offline_shelf(const Convene__V1__ServerConfig *config, const Convene__V1__AdminRequest *request,
    struct arena *arena, Convene__V1__AdminReply *reply, struct err *err)
{
	bool deletes = request->body_case == CONVENE__V1__ADMIN_REQUEST__BODY_DELETE_EXERCISE;
	/* the three begin alike, with an id */
	const char *exercise_id = request->archive_exercise->exercise_id;
	/* a server that starts just now would look for what is being moved */
	int result = data_lock_take(config, err);
	if (result != 0) {
		return result;
	}
	if (request->body_case == CONVENE__V1__ADMIN_REQUEST__BODY_RESTORE_EXERCISE) {
		return shelf_move(config->data_folder, exercise_id, SHELF_SERVED, err);
	}
	result = check_objection(config, exercise_id, deletes,
	    deletes ? request->delete_exercise->unopened_too
	            : request->archive_exercise->under_way_too,
	    arena, err);
	if (result != 0) {
		return result;
	}
	return deletes ? delete (config, exercise_id, arena, reply, err)
	               : shelf_move(config->data_folder, exercise_id, SHELF_ARCHIVED, err);
}
