/* `convened create`: a scenario becomes an exercise with join codes. Works beside a running server
 * and without one. */
#include "proto/xalloc.h"
#include "server/admin/admin_client.h"
#include "server/base/clock.h"
#include "server/base/random.h"
#include "server/base/sha256.h"
#include "server/cli/commands.h"
#include "server/cli/config.h"
#include "server/cli/diagnostics_print.h"
#include "server/cli/links.h"
#include "server/cli/options.h"
#include "server/journal/folder.h"
#include "server/journal/signer.h"
#include "server/live/conduct.h"
#include "server/scenario/scenario_check.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define CONFIG_BUDGET   (1024u * 1024u)
#define DECISION_BUDGET (64u * 1024u * 1024u)
#define PIECE_BYTES     (48u * 1024u)

/* What is being made. */
struct making {
	const Convene__V1__ServerConfig *config; /* borrowed: outlives this, as do the others */
	const char *scenario_path;
	const char *title, *organisation;
	char *id;                  /* owned */
	char *path, *new_path;     /* owned: where the file goes, and where it is made */
	struct signer *signer;     /* owned */
	struct exercise_file file; /* the part of it that is needed: journal, engine */
	struct batch batch;
	struct arena *scenario_arena; /* owned */
	struct arena *arena;          /* owned */
	struct scenario_source source;
	struct clock clock;
	struct buf links; /* ROLE TEAM LINK, a line each */
};

/* --- the scenario --- */

static int keep_document(
    void *context, const Convene__V1__Attachment *attachment, const uint8_t *bytes, size_t len)
{
	struct making *making = context;
	uint8_t *hash = attachment->sha256.data;

	if (attachment_index_find(&making->file.attachments, hash) != NULL)
		return 0; /* named twice, kept once */
	attachment_index_add(&making->file.attachments, hash, len, len);
	for (size_t at = 0; at < len; at += PIECE_BYTES) {
		struct journal_piece piece = {.size_bytes = len,
		    .offset = at,
		    .data = bytes + at,
		    .data_len = len - at < PIECE_BYTES ? len - at : PIECE_BYTES};

		memcpy(piece.sha256, hash, HASH_SIZE);
		batch_add_piece(&making->batch, &piece, 0);
	}
	return 0;
}

static bool read_scenario(struct making *making)
{
	struct diagnostics *diagnostics = xcalloc(1, sizeof(*diagnostics));
	bool good;

	diagnostics_init(diagnostics, making->scenario_arena);
	good = scenario_load(making->scenario_path, making->scenario_arena, diagnostics,
	    keep_document, making, &making->source);
	if (making->source.scenario != NULL)
		good = scenario_check(&making->source, diagnostics) && good;
	diagnostics_print(stderr, diagnostics);
	free(diagnostics);
	if (!good)
		fprintf(stderr, "convened: the scenario has mistakes; no exercise was created\n");
	return good;
}

/* --- the file --- */

static int create_journal(struct making *making, struct err *err)
{
	Convene__V1__Genesis genesis = CONVENE__V1__GENESIS__INIT;
	uint8_t nonce[32];

	random_bytes(nonce, sizeof(nonce));
	genesis.format_version = JOURNAL_FORMAT_VERSION;
	genesis.exercise_id = making->id;
	genesis.nonce.data = nonce;
	genesis.nonce.len = sizeof(nonce);
	genesis.created_wall_ms = clock_now_ms(&making->clock);
	return journal_create(
	    making->new_path, &genesis, making->signer, &making->file.journal, err);
}

static int take(struct making *making, const struct decision *decision, struct err *err)
{
	if (decision->refusal != NULL)
		return err_set(err, ERR_INVALID, "%s", decision->refusal->message);
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
	    .scenario = making->source.scenario,
	};
	struct decision decision;

	arena_reset(making->arena);
	decision_init(&decision, making->arena);
	exercise_decide_create(making->file.engine, &creation, &decision);
	return take(making, &decision, err);
}

/* --- the codes --- */

static int add_invite(struct making *making, Convene__V1__Role role, const char *team_id,
    const struct link_base *base, struct err *err)
{
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__IssueInvite issue = CONVENE__V1__ISSUE_INVITE__INIT;
	uint8_t id[COMMAND_ID_SIZE];
	struct decision decision;
	char join_code[JOIN_CODE_SIZE];

	random_bytes(id, sizeof(id));
	command.id.data = id;
	command.id.len = sizeof(id);
	command.body_case = CONVENE__V1__COMMAND__BODY_ISSUE_INVITE;
	command.issue_invite = &issue;
	issue.role = role;
	issue.team_id = (char *)(uintptr_t)team_id;
	arena_reset(making->arena);
	decision_init(&decision, making->arena);
	conduct_command(&making->file, &making->batch, 0, clock_now_ms(&making->clock), &command,
	    &decision, join_code);
	if (decision.refusal != NULL)
		return err_set(err, ERR_INVALID, "%s", decision.refusal->message);
	buf_printf(&making->links, "%s %s ", role_name(role), team_id[0] ? team_id : "-");
	link_append(&making->links, base, making->id, join_code);
	buf_append_byte(&making->links, '\n');
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
	int result = 0;

	for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]) && result == 0; i++)
		result = add_invite(making, roles[i], "", base, err);
	for (size_t i = 0; i < making->source.scenario->n_teams && result == 0; i++)
		result = add_invite(making, CONVENE__V1__ROLE__ROLE_PLAYER,
		    making->source.scenario->teams[i]->id, base, err);
	return result;
}

/* --- putting it in place --- */

static int commit(struct making *making, struct err *err)
{
	struct journal_batch rows = batch_rows(&making->batch);
	int result = journal_append(making->file.journal, &rows, err);

	journal_close(making->file.journal);
	making->file.journal = NULL;
	if (result == 0 && link(making->new_path, making->path) != 0)
		result = err_set(err, err_from_errno(errno),
		    errno == EEXIST ? "an exercise \"%s\" exists already; name another with --id"
		                    : "cannot put \"%s\" in place",
		    errno == EEXIST ? making->id : making->path);
	unlink(making->new_path);
	/* links are handed out next: the file has to outlive a loss of power from here on */
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
	int result;

	if (load) {
		load_exercise.exercise_id = making->id;
		request.body_case = CONVENE__V1__ADMIN_REQUEST__BODY_LOAD_EXERCISE;
		request.load_exercise = &load_exercise;
	} else {
		request.body_case = CONVENE__V1__ADMIN_REQUEST__BODY_LIST_EXERCISES;
		request.list_exercises = &list;
	}
	*reply = NULL;
	result = admin_ask(making->config->data_folder, &request, arena, reply, err);
	return result == ERR_NOT_FOUND ? 0 : result;
}

/* "ID", or the first of "ID-2", "ID-3", ... that is free when nobody chose. */
static int choose_id(struct making *making, const char *chosen, struct err *err)
{
	const char *wanted = chosen ? chosen : making->source.scenario->id;
	unsigned attempt = 1;

	for (;;) {
		struct buf id = {0};

		buf_append_text(&id, wanted);
		if (attempt > 1)
			buf_printf(&id, "-%u", attempt);
		making->id = buf_take_text(&id);
		making->path = exercise_file_path(making->config->data_folder, making->id);
		if (!exercise_file_id_valid(making->id))
			return err_set(err, ERR_INVALID,
			    "\"%s\" is no exercise id: lower-case letters, digits and hyphens, at "
			    "most 64",
			    making->id);
		if (access(making->path, F_OK) != 0)
			break;
		if (chosen != NULL)
			return err_set(err, ERR_EXISTS,
			    "an exercise \"%s\" exists already; name another with --id", chosen);
		free(making->id);
		free(making->path);
		attempt++;
	}
	making->new_path = xcheck(malloc(strlen(making->path) + 32));
	snprintf(making->new_path, strlen(making->path) + 32, "%s.new-%ld", making->path,
	    (long)getpid());
	return 0;
}

/* --- telling people --- */

static int links_failed(const char *file_name, struct err *err)
{
	return err_set(
	    err, err_from_errno(errno), "cannot write \"%s\": %s", file_name, strerror(errno));
}

/* Before the exercise is made: links are known this once, and must have somewhere to go. */
static int open_links(const char *file_name, int *fd, struct err *err)
{
	*fd = open(file_name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	return *fd < 0 || fchmod(*fd, 0600) != 0 ? links_failed(file_name, err) : 0;
}

static int write_links(const struct making *making, int fd, const char *file_name, struct err *err)
{
	bool written = ftruncate(fd, 0) == 0 && write(fd, making->links.data, making->links.len) ==
	                                            (ssize_t)making->links.len;

	return written ? 0 : links_failed(file_name, err);
}

static void print_links(const struct making *making)
{
	char *text = xcheck(strndup((const char *)making->links.data, making->links.len));
	char *save = NULL;

	printf(
	    "Exercise \"%s\" is ready. Hand out one link to each group; links are secrets and are "
	    "not shown again.\n\n",
	    making->id);
	for (char *line = strtok_r(text, "\n", &save); line != NULL;
	     line = strtok_r(NULL, "\n", &save)) {
		char *team = strchr(line, ' ');
		char *link = strchr(team + 1, ' ');

		printf("  %-10.*s %-10.*s %s\n", (int)(team - line), line, (int)(link - team - 1),
		    team + 1, link + 1);
	}
	/* as an argument it would stand in the list of processes */
	printf("\nJoin with: convene join, and paste the link\n");
	free(text);
}

static int make(struct making *making, const char *id, const char *address, struct err *err)
{
	struct link_base base = {0};
	const Convene__V1__AdminReply *server;
	struct arena *reply_arena = arena_new(DECISION_BUDGET);
	int result = choose_id(making, id, err);

	if (result == 0)
		result = signer_load_of_folder(making->config->data_folder, &making->signer, err);
	if (result == 0)
		result = ask_server(making, false, reply_arena, &server, err);
	if (result == 0)
		result = link_base_find(making->config, server, address, &base, err);
	if (result == 0)
		result = create_journal(making, err);
	if (result == 0)
		result = add_scenario(making, err);
	if (result == 0)
		result = add_invites(making, &base, err);
	if (result == 0)
		result = commit(making, err);
	if (result == 0)
		result = ask_server(making, true, reply_arena, &server, err);
	link_base_deinit(&base);
	arena_free(reply_arena);
	return result;
}

static void making_deinit(struct making *making)
{
	if (making->file.journal != NULL) {
		journal_close(making->file.journal);
		unlink(making->new_path);
	}
	exercise_free(making->file.engine);
	credentials_deinit(&making->file.credentials);
	attachment_index_deinit(&making->file.attachments);
	batch_deinit(&making->batch);
	window_deinit(&making->file.recent);
	signer_free(making->signer);
	buf_deinit(&making->links);
	arena_free(making->scenario_arena);
	arena_free(making->arena);
	free(making->id);
	free(making->path);
	free(making->new_path);
}

static int create(
    struct making *making, const char *id, const char *address, const char *links_file)
{
	struct err err = {0};
	int result = 0, links_fd = -1;

	making->scenario_arena = arena_new(SCENARIO_ARENA_BYTES);
	making->arena = arena_new(DECISION_BUDGET);
	making->file.engine = exercise_new(sha256);
	window_init(&making->file.recent, 1);
	clock_init(&making->clock);
	if (!read_scenario(making))
		return EXIT_FAILED;
	if (links_file != NULL)
		result = open_links(links_file, &links_fd, &err);
	if (result == 0)
		result = make(making, id, address, &err);
	if (result == 0 && links_file != NULL)
		result = write_links(making, links_fd, links_file, &err);
	if (links_fd >= 0 && close(links_fd) != 0 && result == 0)
		result = links_failed(links_file, &err);
	if (result != 0) {
		fprintf(stderr, "convened: %s\n", err.text);
		return EXIT_FAILED;
	}
	if (links_file == NULL)
		print_links(making);
	else
		printf("Exercise \"%s\" is ready; its join links are in \"%s\".\n", making->id,
		    links_file);
	fflush(stdout);
	link_base_explain(making->config, address);
	return EXIT_DONE;
}

int command_create(int argc, char **argv)
{
	const char *file = NULL, *data = NULL, *id = NULL, *title = NULL, *organisation = NULL,
	           *address = NULL, *links_file = NULL;
	const struct option_row rows[] = {
	    {"config", "FILE", "configuration of the server", &file, NULL},
	    {"data", "FOLDER", "data folder (default: convene-data)", &data, NULL},
	    {"id", "ID", "id of the exercise (default: the scenario's, numbered)", &id, NULL},
	    {"title", "TEXT", "title (default: the scenario's)", &title, NULL},
	    {"organisation", "TEXT", "who runs the exercise", &organisation, NULL},
	    {"address", "HOST[:PORT]", "what join links name (default: public_host and port)",
	        &address, NULL},
	    {"links", "FILE", "write the join links there (mode 0600), not to the terminal",
	        &links_file, NULL},
	    {0},
	};
	const struct usage usage = {"convened create [OPTION]... SCENARIO",
	    "Creates an exercise from a scenario's folder and prints a join link for each role "
	    "and\n"
	    "team. A server that runs on the data folder takes it up at once.\n\n"
	    "A file written with --links has a line \"ROLE TEAM LINK\" for each, TEAM \"-\" for "
	    "none.",
	    rows, 1, 1};
	struct making making = {0};
	struct arena *arena = arena_new(CONFIG_BUDGET);
	char **arguments;
	size_t count;
	int status = options_parse(argc, argv, &usage, &arguments, &count);

	if (status < 0) {
		making.config = config_read(file, data, arena);
		making.scenario_path = arguments[0];
		making.title = title;
		making.organisation = organisation;
		if (making.config == NULL || !config_make_data_folder(making.config))
			status = EXIT_FAILED;
		else
			status = create(&making, id, address, links_file);
		making_deinit(&making);
	}
	arena_free(arena);
	return status;
}
