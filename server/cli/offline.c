/*
 * Each request as admin_session.c carries it out, but on the file itself, which is opened for it,
 * locked meanwhile, and closed again. What is answered is in the arena and outlives the file.
 */
#include "server/cli/offline.h"

#include "proto/copy.h"
#include "proto/xalloc.h"
#include "server/admin/admin_client.h"
#include "server/admin/answer.h"
#include "server/admin/summary.h"
#include "server/base/clock.h"
#include "server/base/random.h"
#include "server/cli/offline_shelf.h"
#include "server/journal/signer.h"
#include "server/live/conduct.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* So long a running server is given to load an exercise. */
#define PATIENCE_MS 15000

static int check_id(const char *exercise_id, struct err *err)
{
	return shelf_id_valid(exercise_id)
	           ? 0
	           : err_set(err, ERR_INVALID,
	                 "\"%s\" is no exercise id: lower-case letters, digits and hyphens",
	                 exercise_id);
}

static int no_room(struct err *err)
{
	return err_set(err, ERR_MEMORY, "not enough memory");
}

/* An answer of our own. */
static Convene__V1__AdminReply *new_reply(struct arena *arena)
{
	Convene__V1__AdminReply *reply = arena_alloc(arena, sizeof(*reply));
	if (reply != NULL) {
		convene__v1__admin_reply__init(reply);
	}
	return reply;
}

static int open_file(const Convene__V1__ServerConfig *config, const char *exercise_id,
    struct signer *signer, struct exercise_file **out, struct err *err)
{
	int result = check_id(exercise_id, err);
	if (result != 0) {
		return result;
	}
	char *path = shelf_path(config->data_folder, SHELF_SERVED, exercise_id);
	result = exercise_file_open(path, signer, out, err);
	if (result == ERR_NOT_FOUND) {
		err_set(err, ERR_NOT_FOUND,
		    "there is no exercise \"%s\" in \"%s\"; `convened list` shows those there are",
		    exercise_id, config->data_folder);
	}
	free(path);
	return result;
}

/* --- list --- */

/* What the list is made from and goes into. */
struct listing {
	const Convene__V1__ServerConfig *config; /* borrowed: outlives this, as do the others */
	enum shelf shelf;
	struct arena *arena;
	Convene__V1__AdminReply *reply;
	size_t room; /* of its list of exercises */
};

static Convene__V1__ExerciseSummary *summarise(const struct listing *listing, const char *id)
{
	static char archived[] = "archived";
	char *path = shelf_path(listing->config->data_folder, listing->shelf, id);
	struct exercise_file *file;
	struct err err = {0};
	/* nothing is sealed here; what may lie there as it was left by a crash is put in order */
	int result = listing->shelf == SHELF_ARCHIVED ? exercise_file_look(path, &file, &err)
	                                              : exercise_file_open(path, NULL, &file, &err);
	Convene__V1__ExerciseSummary *summary;
	if (result != 0 && listing->shelf == SHELF_ARCHIVED && access(path, F_OK) != 0) {
		/* brought back meanwhile */
		summary = NULL;
	} else if (result != 0) {
		summary = summary_of_unavailable(listing->arena, id, "unavailable", err.text);
	} else {
		/* nobody runs it, so its time stands where its last event left it */
		summary =
		    summary_of_file(listing->arena, file, exercise_last_wall_ms(file->engine));
		exercise_file_close(file);
		if (summary != NULL && listing->shelf == SHELF_ARCHIVED) {
			summary->state = archived;
		}
	}
	free(path);
	return summary;
}

static void list_exercise(void *context, const char *id)
{
	struct listing *listing = context;
	Convene__V1__AdminReply *reply = listing->reply;
	Convene__V1__ExerciseSummary **larger = arena_room(listing->arena, reply->exercises,
	    reply->n_exercises, &listing->room, sizeof(Convene__V1__ExerciseSummary *));
	Convene__V1__ExerciseSummary *summary = summarise(listing, id);
	if (larger != NULL) {
		reply->exercises = larger;
	}
	if (larger != NULL && summary != NULL) {
		reply->exercises[reply->n_exercises++] = summary;
	}
}

static int list(const Convene__V1__ServerConfig *config, enum shelf shelf, struct arena *arena,
    Convene__V1__AdminReply *reply, struct err *err)
{
	struct listing listing = {.config = config, .shelf = shelf, .arena = arena, .reply = reply};
	const struct shelf_visitor visitor = {.context = &listing, .exercise = list_exercise};
	int result = shelf_visit(config->data_folder, shelf, &visitor, err);
	if (arena_exhausted(arena)) {
		return err_set(err, ERR_MEMORY, "there are more exercises than fit one list");
	}
	if (reply->n_exercises > 0) {
		summary_sort(reply->exercises, reply->n_exercises);
	}
	return result;
}

int offline_list_archived(const Convene__V1__ServerConfig *config, struct arena *arena,
    const Convene__V1__AdminReply **reply, struct err *err)
{
	Convene__V1__AdminReply *own = new_reply(arena);
	*reply = own;
	return own == NULL ? no_room(err) : list(config, SHELF_ARCHIVED, arena, own, err);
}

/* --- invites --- */

/* The reply outlives the file. */
static bool keep_created(Convene__V1__AdminReply *reply, struct arena *arena)
{
	reply->exercise = message_copy(arena, &reply->exercise->base);
	return reply->exercise != NULL;
}

static int list_invites(const Convene__V1__ServerConfig *config, const char *exercise_id,
    struct signer *signer, struct arena *arena, Convene__V1__AdminReply *reply, struct err *err)
{
	struct exercise_file *file;
	int result = open_file(config, exercise_id, signer, &file, err);
	if (result != 0) {
		return result;
	}
	bool good = answer_invites(reply, arena, file, NULL, NULL) && keep_created(reply, arena);
	exercise_file_close(file);
	return good ? 0 : no_room(err);
}

static int issue(const Convene__V1__ServerConfig *config, const Convene__V1__IssueInvites *request,
    struct signer *signer, struct arena *arena, Convene__V1__AdminReply *reply, struct err *err)
{
	struct arena *decisions = arena_new(DECISION_BUDGET);
	struct issued *issued = xcalloc(request->n_invites + 1, sizeof(*issued));
	struct exercise_file *file = NULL;
	struct batch batch = {0};
	struct clock clock;
	int result = open_file(config, request->exercise_id, signer, &file, err);
	clock_init(&clock);
	if (result == 0) {
		result = conduct_issue_all(file, &batch, clock_now_ms(&clock), request->invites,
		    request->n_invites, decisions, issued, err);
	}
	if (result == 0) {
		result = journal_append(file->journal, &batch.rows, err);
	}
	if (result == 0 && !(answer_issued(reply, arena, file, issued, request->n_invites) &&
	                       keep_created(reply, arena))) {
		result = no_room(err);
	}
	batch_deinit(&batch);
	exercise_file_close(file);
	free(issued);
	arena_free(decisions);
	return result;
}

static int administer(const Convene__V1__ServerConfig *config,
    const Convene__V1__AdministerInvite *request, struct signer *signer, struct arena *arena,
    Convene__V1__AdminReply *reply, struct err *err)
{
	struct exercise_file *file;
	struct batch batch = {0};
	int result = open_file(config, request->exercise_id, signer, &file, err);
	if (result != 0) {
		return result;
	}
	struct clock clock;
	clock_init(&clock);
	struct decision decision;
	decision_init(&decision, arena, random_seed());
	char join_code[JOIN_CODE_SIZE];
	conduct_command(
	    file, &batch, 0, clock_now_ms(&clock), request->command, &decision, join_code);
	result = journal_append(file->journal, &batch.rows, err);
	if (result == 0 && !answer_command(reply, arena, &decision, join_code)) {
		result = no_room(err);
	}
	batch_deinit(&batch);
	exercise_file_close(file);
	return result;
}

static int do_here(const Convene__V1__ServerConfig *config,
    const Convene__V1__AdminRequest *request, struct arena *arena, Convene__V1__AdminReply *reply,
    struct err *err)
{
	struct signer *signer = NULL;
	int result = signer_load_of_folder(config->data_folder, &signer, err);
	if (result != 0) {
		return result;
	}
	switch (request->body_case) {
	case CONVENE__V1__ADMIN_REQUEST__BODY_LIST_EXERCISES:
		result = list(config, SHELF_SERVED, arena, reply, err);
		break;
	case CONVENE__V1__ADMIN_REQUEST__BODY_LIST_INVITES:
		result = list_invites(
		    config, request->list_invites->exercise_id, signer, arena, reply, err);
		break;
	case CONVENE__V1__ADMIN_REQUEST__BODY_ADMINISTER_INVITE:
		result = administer(config, request->administer_invite, signer, arena, reply, err);
		break;
	case CONVENE__V1__ADMIN_REQUEST__BODY_ISSUE_INVITES:
		result = issue(config, request->issue_invites, signer, arena, reply, err);
		break;
	case CONVENE__V1__ADMIN_REQUEST__BODY_ARCHIVE_EXERCISE:
	case CONVENE__V1__ADMIN_REQUEST__BODY_RESTORE_EXERCISE:
	case CONVENE__V1__ADMIN_REQUEST__BODY_DELETE_EXERCISE:
		/* the three begin alike, with an id */
		result = check_id(request->archive_exercise->exercise_id, err);
		if (result == 0) {
			result = offline_shelf(config, request, arena, reply, err);
		}
		break;
	default:
		result = err_set(err, ERR_INVALID, "this needs a running server");
		break;
	}
	signer_free(signer);
	return result;
}

/* A server that has just begun loads its exercises first, and says when to ask again. */
static int ask_patiently(const Convene__V1__ServerConfig *config,
    const Convene__V1__AdminRequest *request, struct arena *arena,
    const Convene__V1__AdminReply **reply, struct err *err)
{
	uint64_t waited_ms = 0, wait_ms;
	for (;;) {
		int result = admin_ask(config->data_folder, request, arena, reply, err);
		wait_ms =
		    result == 0 && (*reply)->error != NULL ? (*reply)->error->retry_after_ms : 0;
		if (wait_ms == 0 || waited_ms + wait_ms > PATIENCE_MS) {
			return result;
		}
		waited_ms += wait_ms;
		nanosleep(&(struct timespec){.tv_sec = (time_t)(wait_ms / 1000),
		              .tv_nsec = (long)(wait_ms % 1000) * 1000000},
		    NULL);
	}
}

int offline_or_ask(const Convene__V1__ServerConfig *config,
    const Convene__V1__AdminRequest *request, struct arena *arena,
    const Convene__V1__AdminReply **reply, struct err *err)
{
	int result = ask_patiently(config, request, arena, reply, err);
	if (result != ERR_NOT_FOUND) {
		return result;
	}
	Convene__V1__AdminReply *own = new_reply(arena);
	*reply = own;
	return own == NULL ? no_room(err) : do_here(config, request, arena, own, err);
}
