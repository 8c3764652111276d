/*
 * What comes and goes: an exercise is loaded, put into the archive, brought back, deleted. All but
 * the loading is an errand of the host's, of which the reply tells when it is done.
 */
#include "server/admin/admin_private.h"
#include "server/admin/summary.h"

#include <stdlib.h>
#include <unistd.h>

/* False, having replied, when nothing can be begun with the exercise now. */
static bool may_begin(struct admin_session *session, const char *exercise_id)
{
	if (shelf_id_valid(exercise_id)) {
		return admin_is_at_rest(session, exercise_id);
	}
	admin_reply_error(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
	    "an exercise id has lower-case letters, digits and hyphens");
	return false;
}

/* Replies when the exercise is open, or with the reason why it cannot be. */
static void reply_when_open(struct admin_session *session, struct live *live)
{
	Convene__V1__AdminReply message = CONVENE__V1__ADMIN_REPLY__INIT;
	if (live_failure(live) != NULL) {
		admin_reply_error(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_EXERCISE_UNAVAILABLE,
		    admin_problem_of(live));
		return;
	}
	admin_reply_by_server(session, &message, live);
}

void admin_load(struct admin_session *session, const char *exercise_id)
{
	if (may_begin(session, exercise_id)) {
		reply_when_open(session, host_open(session->host, exercise_id)->live);
	}
}

/* --- errands --- */

static void errand_done(void *context, const struct errand *errand)
{
	struct admin_session *session = context;
	struct arena *arena = session->host->decision_arena;
	Convene__V1__AdminReply message = CONVENE__V1__ADMIN_REPLY__INIT;
	struct room *room = host_room(session->host, errand->exercise_id);
	session->errand = NULL;
	if (errand->result != 0) {
		admin_reply_error(session, err_wire(errand->result), errand->err.text);
		return;
	}
	if (errand->kind == ERRAND_RESTORE && room != NULL) {
		reply_when_open(session, room->live);
		return;
	}
	arena_reset(arena);
	message.deleted = summary_of_names(arena, &errand->names, &message.n_deleted);
	admin_reply(session, &message);
}

/* The room of an exercise; of one whose file was put there by hand since the server began, too:
 * nobody else would look whether it is under way. NULL: there is none. */
static struct room *room_or_file(struct host *host, const char *exercise_id)
{
	struct room *room = host_room(host, exercise_id);
	if (room != NULL) {
		return room;
	}
	char *path = shelf_path(host->config->data_folder, SHELF_SERVED, exercise_id);
	if (access(path, F_OK) == 0) {
		room = host_open(host, exercise_id);
	}
	free(path);
	return room;
}

void admin_begin_errand(
    struct admin_session *session, enum errand_kind kind, const char *exercise_id, bool insists)
{
	const char *objection = NULL;
	if (!may_begin(session, exercise_id)) {
		return;
	}
	struct room *room = kind == ERRAND_RESTORE ? host_room(session->host, exercise_id)
	                                           : room_or_file(session->host, exercise_id);
	if (room != NULL && live_is_loading(room->live)) {
		admin_reply_later(session, "the exercise is being loaded; try again");
		return;
	}
	if (room != NULL && kind != ERRAND_RESTORE &&
	    !(insists && (kind == ERRAND_ARCHIVE || !live_is_open(room->live)))) {
		arena_reset(session->host->decision_arena);
		objection = summary_objection(session->host->decision_arena, kind == ERRAND_DELETE,
		    live_progress(room->live), live_failure(room->live));
	}
	if (objection != NULL) {
		if (live_is_open(room->live)) {
			disk_wait_for(session->wait, room->live);
		}
		admin_reply_error(session, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID, objection);
		return;
	}
	/* what speaks for it may be an ENDEX that the disk does not take */
	if (kind == ERRAND_DELETE && room != NULL && live_is_open(room->live) &&
	    exercise_head(live_engine(room->live)) > live_durable_seq(room->live)) {
		admin_reply_later(session, "the exercise is being written; try again");
		return;
	}
	session->errand = errand_start(session->host, kind, exercise_id, errand_done, session);
}
