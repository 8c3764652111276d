/*
 * The file is made whole under another name, from which it is linked into place when its links have
 * been handed out; until then a crash leaves nothing but what the next `create` or `serve` removes
 * (half_made.h). A server that runs is told afterwards, and waited for.
 */
#include "server/cli/making.h"

#include "proto/record.h"
#include "proto/xalloc.h"
#include "server/admin/admin_client.h"
#include "server/base/random.h"
#include "server/base/sha256.h"
#include "server/live/conduct.h"
#include "server/store/files.h"
#include "server/store/folder.h"
#include "server/store/half_made.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define MAKING_BUDGET (64u * 1024u * 1024u)
#define PIECE_BYTES   (48u * 1024u)

/* Until a server has taken up the exercise: looked at so often, for a quarter of a minute. */
#define LOAD_POLL_NS 20000000
#define LOAD_POLLS   750

/* --- the file --- */

static int create_journal(struct making *making, struct err *err)
{
	Convene__V1__Genesis genesis = CONVENE__V1__GENESIS__INIT;
	uint8_t nonce[32];
	random_bytes(nonce, sizeof(nonce));
	genesis.format_version = RECORD_FORMAT_VERSION;
	genesis.exercise_id = making->id;
	genesis.nonce.data = nonce;
	genesis.nonce.len = sizeof(nonce);
	genesis.created_wall_ms = clock_now_ms(&making->clock);
	return journal_create(
	    &store_files, making->new_path, &genesis, making->signer, &making->file.journal, err);
}

static int take(struct making *making, const struct decision *decision, struct err *err)
{
	if (decision->refusal != NULL) {
		return err_set(err, ERR_INVALID, "%s", decision->refusal->message);
	}
	exercise_file_take(&making->file, decision, &making->batch);
	return 0;
}

static int add_scenario(struct making *making, struct err *err)
{
	struct creation creation = {
	    .wall_ms = clock_now_ms(&making->clock),
	    .exercise_id = making->id,
	    .title = making->title,
	    .organisation = making->organisation,
	    .scenario = making->scenario,
	};
	struct decision decision;
	arena_reset(making->arena);
	decision_init(&decision, making->arena, random_seed());
	exercise_decide_create(making->file.engine, &creation, &decision);
	return take(making, &decision, err);
}

/* --- the codes --- */

static int add_invite(struct making *making, Convene__V1__Role role, const Convene__V1__Team *team,
    const struct link_base *base, struct err *err)
{
	const char *team_id = team != NULL ? team->id : "";
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__IssueInvite issue = CONVENE__V1__ISSUE_INVITE__INIT;
	uint8_t id[COMMAND_ID_SIZE];
	struct buf link = {0};
	random_bytes(id, sizeof(id));
	command.id.data = id;
	command.id.len = sizeof(id);
	command.body_case = CONVENE__V1__COMMAND__BODY_ISSUE_INVITE;
	command.issue_invite = &issue;
	issue.role = role;
	issue.team_id = (char *)(uintptr_t)team_id;
	arena_reset(making->arena);
	struct decision decision;
	decision_init(&decision, making->arena, random_seed());
	char join_code[JOIN_CODE_SIZE];
	conduct_command(&making->file, &making->batch, 0, clock_now_ms(&making->clock), &command,
	    &decision, join_code);
	if (decision.refusal != NULL) {
		return err_set(err, ERR_INVALID, "%s", decision.refusal->message);
	}
	link_append(&link, base, making->id, join_code);
	making->links[making->link_count++] =
	    (struct making_link){.role = role, .team = team, .text = buf_take_text(&link)};
	return 0;
}

/* One code for each role, and for the players one for each team. */
static int add_invites(struct making *making, const struct link_base *base, struct err *err)
{
	static const Convene__V1__Role roles[] = {
	    CONVENE__V1__ROLE__ROLE_ORGANISER,
	    CONVENE__V1__ROLE__ROLE_CONTROLLER,
	    CONVENE__V1__ROLE__ROLE_SIMULATOR,
	    CONVENE__V1__ROLE__ROLE_EVALUATOR,
	    CONVENE__V1__ROLE__ROLE_OBSERVER,
	};
	const size_t role_count = sizeof(roles) / sizeof(roles[0]);
	int result = 0;
	making->links = xcalloc(role_count + making->scenario->n_teams, sizeof(*making->links));
	for (size_t i = 0; i < role_count && result == 0; i++) {
		result = add_invite(making, roles[i], NULL, base, err);
	}
	for (size_t i = 0; i < making->scenario->n_teams && result == 0; i++) {
		result = add_invite(
		    making, CONVENE__V1__ROLE__ROLE_PLAYER, making->scenario->teams[i], base, err);
	}
	return result;
}

const Convene__V1__TeamCard *making_team_card(
    const struct making *making, const Convene__V1__Team *team)
{
	const Convene__V1__ExerciseCreated *created = making->file.created;
	for (size_t i = 0; team != NULL && i < created->n_teams; i++) {
		if (strcmp(created->teams[i]->id, team->id) == 0) {
			return created->teams[i];
		}
	}
	return NULL;
}

/* --- the documents of injects that are played --- */

static void keep_document(struct making *making, const struct scenario_document *document)
{
	/* nobody's upload: while the exercise is made they are remembered with these */
	struct upload_row row = {.team = UPLOAD_OF_NOBODY};
	memcpy(row.key, document->sha256, HASH_SIZE);
	if (upload_index_find(&making->file.uploads, row.key) != NULL) {
		return; /* named twice, kept once */
	}
	upload_index_add(&making->file.uploads, &row);
	for (size_t at = 0; at < document->len; at += PIECE_BYTES) {
		struct journal_piece piece = {.size_bytes = document->len,
		    .offset = at,
		    .data = document->bytes + at,
		    .data_len =
		        document->len - at < PIECE_BYTES ? document->len - at : PIECE_BYTES};
		memcpy(piece.sha256, document->sha256, HASH_SIZE);
		batch_add_piece(&making->batch, &piece, 0);
	}
}

static bool is_played(const struct making *making, const uint8_t sha256[HASH_SIZE])
{
	for (size_t i = 0; i < making->scenario->n_injects; i++) {
		const Convene__V1__Inject *inject = making->scenario->injects[i];
		for (size_t j = 0; j < inject->n_attachments; j++) {
			if (memcmp(inject->attachments[j]->sha256.data, sha256, HASH_SIZE) == 0) {
				return true;
			}
		}
	}
	return false;
}

static void keep_documents(struct making *making)
{
	for (size_t i = 0; i < making->document_count; i++) {
		if (is_played(making, making->documents[i].sha256)) {
			keep_document(making, &making->documents[i]);
		}
	}
}

/* The file alone is linked: what would lie beside it then would be lost. */
static int write_whole(struct making *making, struct err *err)
{
	int result = journal_append(making->file.journal, &making->batch.rows, err);
	return result == 0 ? journal_make_whole(making->file.journal, err) : result;
}

/* --- putting it in place --- */

int making_put_in_place(struct making *making, struct err *err)
{
	int result = 0;
	journal_close(making->file.journal);
	making->file.journal = NULL;
	if (link(making->new_path, making->path) != 0) {
		result = err_set(err, err_from_errno(errno),
		    errno == EEXIST ? "an exercise \"%s\" exists already; name another with --id"
		                    : "cannot put \"%s\" in place",
		    errno == EEXIST ? making->id : making->path);
	}
	unlink(making->new_path);
	/* people have its links: the file has to outlive a loss of power from here on */
	if (result == 0 && folder_sync_of(making->path) != 0) {
		result = err_set(err, ERR_IO,
		    "cannot make the folder of \"%s\" remember it; no exercise was created",
		    making->path);
		unlink(making->path);
	}
	return result;
}

/* Tells a running server; `*reply` stays NULL when there is none. */
static int ask_server(const struct making *making, bool load, struct arena *arena,
    const Convene__V1__AdminReply **reply, struct err *err)
{
	Convene__V1__AdminRequest request = CONVENE__V1__ADMIN_REQUEST__INIT;
	Convene__V1__LoadExercise load_exercise = CONVENE__V1__LOAD_EXERCISE__INIT;
	Convene__V1__ListExercises list = CONVENE__V1__LIST_EXERCISES__INIT;
	if (load) {
		load_exercise.exercise_id = making->id;
		request.body_case = CONVENE__V1__ADMIN_REQUEST__BODY_LOAD_EXERCISE;
		request.load_exercise = &load_exercise;
	} else {
		request.body_case = CONVENE__V1__ADMIN_REQUEST__BODY_LIST_EXERCISES;
		request.list_exercises = &list;
	}
	*reply = NULL;
	int result = admin_ask(making->config->data_folder, &request, arena, reply, err);
	return result == ERR_NOT_FOUND ? 0 : result;
}

/* "ID", or the first of "ID-2", "ID-3", ... that is free when nobody chose. */
static int choose_id(struct making *making, const char *chosen, struct err *err)
{
	const char *wanted = chosen ? chosen : making->scenario->id;
	unsigned attempt = 1;
	for (;;) {
		struct buf id = {0};
		buf_append_text(&id, wanted);
		if (attempt > 1) {
			buf_printf(&id, "-%u", attempt);
		}
		making->id = buf_take_text(&id);
		making->path = shelf_path(making->config->data_folder, SHELF_SERVED, making->id);
		if (!shelf_id_valid(making->id)) {
			return err_set(err, ERR_INVALID,
			    "\"%s\" is no exercise id: lower-case letters, digits and hyphens, at "
			    "most 64",
			    making->id);
		}
		/* one in the archive may be wanted back */
		const char *taken =
		    shelf_taken(making->config->data_folder, SHELF_SERVED, making->id);
		if (taken == NULL &&
		    shelf_taken(making->config->data_folder, SHELF_ARCHIVED, making->id) != NULL) {
			taken = "is in the archive";
		}
		if (taken == NULL) {
			break;
		}
		if (chosen != NULL) {
			return err_set(err, ERR_EXISTS,
			    "an exercise \"%s\" %s; name another with --id", chosen, taken);
		}
		free(making->id);
		free(making->path);
		attempt++;
	}
	making->new_path = half_made_path(making->path, (long)getpid());
	return 0;
}

/* Of those before this one that were killed; in the end, its own. */
static void remove_half_made(const Convene__V1__ServerConfig *config)
{
	char *folder = shelf_folder(config->data_folder, SHELF_SERVED);
	half_made_remove(folder);
	free(folder);
}

int making_prepare(struct making *making, const char *id, const char *address, struct err *err)
{
	struct link_base base = {0};
	struct arena *reply_arena = arena_new(MAKING_BUDGET);
	remove_half_made(making->config);
	int result = choose_id(making, id, err);
	if (result == 0) {
		result = signer_load_of_folder(making->config->data_folder, &making->signer, err);
	}
	const Convene__V1__AdminReply *server;
	if (result == 0) {
		result = ask_server(making, false, reply_arena, &server, err);
	}
	if (result == 0) {
		result = link_base_find(making->config, server, address, &base, err);
	}
	if (result == 0) {
		result = create_journal(making, err);
	}
	if (result == 0) {
		keep_documents(making);
	}
	if (result == 0) {
		result = add_scenario(making, err);
	}
	if (result == 0) {
		result = add_invites(making, &base, err);
	}
	if (result == 0) {
		result = write_whole(making, err);
	}
	link_base_deinit(&base);
	arena_free(reply_arena);
	return result;
}

/* What the server says of the exercise; "" when there is no server. */
static int ask_state(
    const struct making *making, struct arena *arena, const char **state, struct err *err)
{
	arena_reset(arena);
	const Convene__V1__AdminReply *server;
	*state = "";
	int result = ask_server(making, false, arena, &server, err);
	for (size_t i = 0; result == 0 && server != NULL && i < server->n_exercises; i++) {
		if (strcmp(server->exercises[i]->exercise_id, making->id) == 0) {
			*state = server->exercises[i]->state;
		}
	}
	return result;
}

/* It reads the exercise beside its other work; what is asked of it before that is refused. */
static int wait_for_server(const struct making *making, struct arena *arena, struct err *err)
{
	const struct timespec pause = {.tv_nsec = LOAD_POLL_NS};
	const char *state = "loading";
	int result = 0;
	for (int i = 0; i < LOAD_POLLS && result == 0 && strcmp(state, "loading") == 0; i++) {
		if (i > 0) {
			nanosleep(&pause, NULL);
		}
		result = ask_state(making, arena, &state, err);
	}
	return result;
}

int making_tell_server(const struct making *making, struct err *err)
{
	struct arena *arena = arena_new(MAKING_BUDGET);
	const Convene__V1__AdminReply *server;
	int result = ask_server(making, true, arena, &server, err);
	if (result == 0 && server != NULL) {
		result = wait_for_server(making, arena, err);
	}
	arena_free(arena);
	return result;
}

void making_init(struct making *making)
{
	making->arena = arena_new(MAKING_BUDGET);
	making->file.engine = exercise_new(sha256);
	window_init(&making->file.recent, 1);
	clock_init(&making->clock);
}

void making_deinit(struct making *making)
{
	exercise_file_deinit(&making->file);
	remove_half_made(making->config);
	batch_deinit(&making->batch);
	signer_free(making->signer);
	for (size_t i = 0; i < making->link_count; i++) {
		free(making->links[i].text);
	}
	free(making->links);
	arena_free(making->arena);
	free(making->id);
	free(making->path);
	free(making->new_path);
}
