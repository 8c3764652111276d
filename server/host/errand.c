/* One errand after the other for an exercise: it is closed, a worker moves or deletes its file, and
 * what is still there is served again. Whoever asked may be gone by then. */
#include "server/host/errand.h"

#include "proto/xalloc.h"
#include "server/journal/shelf_move.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* By kind: what those who are in it are told, and what the log says. */
static const struct {
	const char *farewell, *did, *failed;
} words[] = {
    [ERRAND_ARCHIVE] = {"the exercise was put into the archive by whoever runs the server; "
                        "everything is kept, but nobody can join any more",
        "archived", "archived"},
    [ERRAND_RESTORE] = {NULL, "brought back from the archive", "brought back from the archive"},
    [ERRAND_DELETE] = {"the exercise was deleted by whoever runs the server", "deleted", "deleted"},
};

struct errand *errand_of(const struct host *host, const char *exercise_id)
{
	struct errand *errand = host->errands;
	while (errand != NULL && strcmp(errand->exercise_id, exercise_id) != 0) {
		errand = errand->next;
	}
	return errand;
}

static void on_worker(void *context)
{
	struct errand *errand = context;
	const char *folder = errand->host->config->data_folder, *id = errand->exercise_id;
	switch (errand->kind) {
	case ERRAND_ARCHIVE:
		errand->result = shelf_move(folder, id, SHELF_ARCHIVED, &errand->err);
		break;
	case ERRAND_RESTORE:
		errand->result = shelf_move(folder, id, SHELF_SERVED, &errand->err);
		break;
	case ERRAND_DELETE:
		errand->result = shelf_delete(folder, id, &errand->names, &errand->err);
		break;
	}
}

static void unlink_errand(struct errand *errand)
{
	struct errand **at = &errand->host->errands;
	while (*at != errand) {
		at = &(*at)->next;
	}
	*at = errand->next;
}

/* What could not be taken away is served on. */
static bool is_still_there(const struct errand *errand)
{
	char *path =
	    shelf_path(errand->host->config->data_folder, SHELF_SERVED, errand->exercise_id);
	bool there = access(path, F_OK) == 0;
	free(path);
	return there;
}

static void worker_done(void *context)
{
	struct errand *errand = context;
	struct host *host = errand->host;
	bool good = errand->result == 0;
	unlink_errand(errand);
	if (good) {
		log_write(host->log, LOG_INFO, "exercise \"%s\" is %s", errand->exercise_id,
		    words[errand->kind].did);
	} else {
		log_write(host->log, LOG_WARNING, "exercise \"%s\" cannot be %s: %s",
		    errand->exercise_id, words[errand->kind].failed, errand->err.text);
	}
	if (!host->stopping && (errand->kind == ERRAND_RESTORE
	                               ? good
	                               : !good && errand->was_served && is_still_there(errand))) {
		host_open(host, errand->exercise_id);
	}
	if (errand->done != NULL) {
		errand->done(errand->context, errand);
	}
	buf_deinit(&errand->names);
	free(errand->exercise_id);
	free(errand);
	host_end(host);
}

static void exercise_closed(void *context)
{
	struct errand *errand = context;
	workers_start(
	    &errand->host->workers, &errand->work, WORK_FILE, on_worker, worker_done, errand);
}

struct errand *errand_start(struct host *host, enum errand_kind kind, const char *exercise_id,
    void (*done)(void *context, const struct errand *errand), void *context)
{
	struct errand *errand = xcalloc(1, sizeof(*errand));
	struct room *room = host_room(host, exercise_id);
	errand->host = host;
	errand->kind = kind;
	errand->exercise_id = xstrdup(exercise_id);
	errand->was_served = room != NULL;
	errand->done = done;
	errand->context = context;
	errand->next = host->errands;
	host->errands = errand;
	host_begin(host);
	if (room != NULL && kind != ERRAND_RESTORE) {
		host_close(host, room, CONVENE__V1__ERROR_CODE__ERROR_CODE_NO_SUCH_EXERCISE,
		    words[kind].farewell, exercise_closed, errand);
	} else {
		exercise_closed(errand);
	}
	return errand;
}

void errand_forget(struct errand *errand)
{
	errand->done = NULL;
}
