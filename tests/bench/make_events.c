/*
 * Makes a long exercise without a server: `make_events DATA_FOLDER EXERCISE LINKS EVENTS` opens the
 * exercise's file, lets a controller and four players in with the join codes of the links file, and
 * has them write, read and announce until the log has EVENTS events. Engine and journal are the
 * server's own, so what is written is what a server would have written. Prints a line of JSON.
 */
#include "server/base/clock.h"
#include "server/journal/signer.h"
#include "server/live/conduct.h"
#include "tests/bench/links.h"

#include <inttypes.h>
#include <unistd.h>

#define PLAYERS       4
#define ARENA_BYTES   (4u * 1024u * 1024u)
#define BATCH_EVENTS  4000
#define THREAD_LENGTH 1000
#define COMMANDS_A_MS 20 /* so that a million events take less than a minute of play */

struct maker {
	struct exercise_file *file; /* owned */
	struct signer *signer;      /* owned; outlives the file */
	struct arena *arena;        /* owned */
	struct batch batch;
	int64_t wall_ms;
	uint64_t controller;
	uint64_t players[PLAYERS];
	char teams[PLAYERS][64];
	uint64_t command_count;
	uint64_t thread_id; /* between the first two players' teams */
	uint64_t message_id;
};

static void fail(const char *what, const char *why)
{
	fprintf(stderr, "make_events: %s: %s\n", what, why);
	exit(1);
}

static void commit(struct maker *maker)
{
	struct err err = {0};
	if (journal_append(maker->file->journal, &maker->batch.rows, &err) != 0) {
		fail("append", err.text);
	}
	batch_clear(&maker->batch);
	window_trim(
	    &maker->file->recent, RECENT_ENTRIES, RECENT_BYTES, exercise_head(maker->file->engine));
}

/* Returns the sequence number of the first event that followed; 0 when nothing was left to do. */
static uint64_t carry_out(struct maker *maker, uint64_t participant, Convene__V1__Command *command)
{
	uint64_t id[2] = {++maker->command_count, participant};
	command->id.data = (uint8_t *)id;
	command->id.len = sizeof(id);
	maker->wall_ms += maker->command_count % COMMANDS_A_MS == 0;
	arena_reset(maker->arena);
	struct decision decision;
	decision_init(&decision, maker->arena, maker->command_count);
	char join_code[JOIN_CODE_SIZE];
	conduct_command(
	    maker->file, &maker->batch, participant, maker->wall_ms, command, &decision, join_code);
	if (decision.refusal) {
		fail("refused", decision.refusal->message);
	}
	uint64_t first = decision.made;
	if (maker->batch.rows.entry_count >= BATCH_EVENTS) {
		commit(maker);
	}
	return first;
}

static uint64_t join(
    struct maker *maker, const char *links, const char *role, unsigned which, char team[64])
{
	struct link link;
	if (!links_find(links, role, which, &link)) {
		fail("no join link", role);
	}
	struct join_request request = {
	    .wall_ms = maker->wall_ms, .code = link.code, .name = "somebody"};
	struct admission admission;
	struct err err = {0};
	arena_reset(maker->arena);
	if (conduct_join(maker->file, &maker->batch, &request, maker->arena, &admission, &err) !=
	    0) {
		fail("join", err.text);
	}
	snprintf(team, sizeof(link.team), "%s", link.team);
	return admission.participant_id;
}

static void open_thread(struct maker *maker)
{
	Convene__V1__OpenThread open = CONVENE__V1__OPEN_THREAD__INIT;
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__Party other = CONVENE__V1__PARTY__INIT;
	Convene__V1__Party *parties[] = {&other};
	other.kind_case = CONVENE__V1__PARTY__KIND_TEAM_ID;
	other.team_id = maker->teams[1];
	open.subject = (char *)"the farm";
	open.parties = parties;
	open.n_parties = 1;
	open.channel = CONVENE__V1__CHANNEL__CHANNEL_EMAIL;
	open.text = (char *)"We have a call from a worker. Can you talk?";
	command.body_case = CONVENE__V1__COMMAND__BODY_OPEN_THREAD;
	command.open_thread = &open;
	maker->thread_id = carry_out(maker, maker->players[0], &command);
}

static void post(struct maker *maker, unsigned player)
{
	Convene__V1__PostMessage post = CONVENE__V1__POST_MESSAGE__INIT;
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	post.thread_id = maker->thread_id;
	post.text =
	    (char *)"The inspectors are ready at six. Two interpreters come with us, and the "
	            "van with the booths stands behind the barn.";
	command.body_case = CONVENE__V1__COMMAND__BODY_POST_MESSAGE;
	command.post_message = &post;
	maker->message_id = carry_out(maker, maker->players[player], &command);
}

static void mark_read(struct maker *maker, unsigned player)
{
	Convene__V1__MarkRead read = CONVENE__V1__MARK_READ__INIT;
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	read.message_ids = &maker->message_id;
	read.n_message_ids = 1;
	command.body_case = CONVENE__V1__COMMAND__BODY_MARK_READ;
	command.mark_read = &read;
	carry_out(maker, maker->players[player], &command);
}

static void reach(struct maker *maker, unsigned player)
{
	Convene__V1__ReachReceipt reach = CONVENE__V1__REACH_RECEIPT__INIT;
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	reach.through_seq = exercise_head(maker->file->engine);
	command.body_case = CONVENE__V1__COMMAND__BODY_REACH_RECEIPT;
	command.reach_receipt = &reach;
	carry_out(maker, maker->players[player], &command);
}

static void decide(struct maker *maker, unsigned player)
{
	Convene__V1__LogDecision log = CONVENE__V1__LOG_DECISION__INIT;
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	log.text = (char *)"We do not visit before the prosecutor has the order.";
	log.reason = (char *)"Nobody is in acute danger; a visit now would warn the foreman.";
	command.body_case = CONVENE__V1__COMMAND__BODY_LOG_DECISION;
	command.log_decision = &log;
	carry_out(maker, maker->players[player], &command);
}

static void announce(struct maker *maker)
{
	Convene__V1__Announce announce = CONVENE__V1__ANNOUNCE__INIT;
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	announce.text = (char *)"EXERCISE EXERCISE EXERCISE. Coffee is in room 2.";
	command.body_case = CONVENE__V1__COMMAND__BODY_ANNOUNCE;
	command.announce = &announce;
	carry_out(maker, maker->controller, &command);
}

static void start(struct maker *maker)
{
	Convene__V1__StartExercise start = CONVENE__V1__START_EXERCISE__INIT;
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	command.body_case = CONVENE__V1__COMMAND__BODY_START_EXERCISE;
	command.start_exercise = &start;
	carry_out(maker, maker->controller, &command);
}

/* Four messages, each read and received at the other end, a decision and an announcement. */
static void play(struct maker *maker, uint64_t round)
{
	if (round % (THREAD_LENGTH / 4) == 0) {
		open_thread(maker);
	}
	for (unsigned turn = 0; turn < 4; turn++) {
		post(maker, turn % 2);
		reach(maker, (turn + 1) % 2);
		mark_read(maker, (turn + 1) % 2);
	}
	decide(maker, (unsigned)(round % PLAYERS));
	announce(maker);
}

static void open_file(struct maker *maker, const char *data, const char *exercise)
{
	struct err err = {0};
	struct clock clock;
	char key[4096];
	clock_init(&clock);
	maker->wall_ms = clock_now_ms(&clock);
	snprintf(key, sizeof(key), "%s/signing-key.pem", data);
	maker->arena = arena_new(ARENA_BYTES);
	if (signer_load(key, &maker->signer, &err) != 0) {
		fail("signing key", err.text);
	}
	char *path = shelf_path(data, SHELF_SERVED, exercise);
	if (exercise_file_open(path, maker->signer, &maker->file, &err) != 0) {
		fail(path, err.text);
	}
	free(path);
}

int main(int argc, char **argv)
{
	if (argc != 5) {
		fprintf(stderr, "usage: make_events DATA_FOLDER EXERCISE LINKS EVENTS\n");
		return 2;
	}
	struct maker maker = {0};
	uint64_t events = strtoull(argv[4], NULL, 10);
	open_file(&maker, argv[1], argv[2]);
	char unused[64];
	maker.controller = join(&maker, argv[3], "controller", 0, unused);
	for (unsigned player = 0; player < PLAYERS; player++) {
		maker.players[player] =
		    join(&maker, argv[3], "player", player, maker.teams[player]);
	}
	start(&maker);
	for (uint64_t round = 0; exercise_head(maker.file->engine) < events; round++) {
		play(&maker, round);
	}
	commit(&maker);
	printf("{\"events\": %" PRIu64 "}\n", exercise_head(maker.file->engine));
	exercise_file_close(maker.file);
	signer_free(maker.signer);
	batch_deinit(&maker.batch);
	arena_free(maker.arena);
	return 0;
}
