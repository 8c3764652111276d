/*
 * The client against a hostile server. A real server is played to the end by simulated people; what
 * it sends to one client of each kind is recorded. Then those streams are changed and played to the
 * client's core, its view and everything that shows it, for CONVENE_HOSTILE_SECONDS of processor
 * time; and CONVENE_HOSTILE_MEETINGS times over TLS to the program itself. CONVENE_TEST_SEED
 * repeats a run; it is printed first. Needs $CONVENED, $CONVENE and $CONVENE_TEST_SCENARIO.
 */
#include "client/lib/fold.h"
#include "tests/fuzz/hostile/impostor.h"
#include "tests/fuzz/hostile/look.h"
#include "tests/fuzz/hostile/mutate.h"
#include "tests/fuzz/hostile/stream.h"
#include "tests/fuzz/replay.h"
#include "tests/support/expect.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

#define VIEW_BYTES ((size_t)64 * 1024 * 1024)

/* --- the real server --- */

static const struct {
	const char *role, *team;
} clients[] = {{"player", "AL-NGO"}, {"player", "AL-POL"}, {"controller", "-"}, {"simulator", "-"},
    {"evaluator", "-"}, {"observer", "-"}};
#define CLIENTS (sizeof(clients) / sizeof(clients[0]))

static void record(struct stream streams[CLIENTS], struct impostor *impostor)
{
	static char output[65536];
	struct test_server server;
	char links[128];
	const char *bots[] = {getenv("CONVENE"), "bots", "--links", links, "--once", "--rate",
	    "1200", "--players", "1", "--seed", "1", NULL};

	test_server_init(&server, getenv("CONVENED"), getenv("CONVENE_TEST_SCENARIO"));
	snprintf(links, sizeof(links), "%s/links", server.folder);
	expect(test_run(bots, output, sizeof(output)) == 0, "the simulated people: %s", output);
	for (size_t i = 0; i < CLIENTS; i++) {
		stream_record(&streams[i], &server, clients[i].role, clients[i].team);
		expect(stream_has(&streams[i], CONVENE__V1__SERVER_FRAME__BODY_PEOPLE) &&
		           stream_has(&streams[i], CONVENE__V1__SERVER_FRAME__BODY_PRESENCE),
		    "nobody's name, or nobody's presence, was sent to the %s", clients[i].role);
	}
	impostor_init(impostor, &server);
	test_server_deinit(&server, false);
}

/* --- its victim --- */

struct victim {
	struct mutator *mutator;     /* borrowed: outlives the victim */
	const struct stream *stream; /* borrowed: likewise */
	struct convene *client;      /* owned */
	struct view *view;           /* owned */
	int64_t now_ms;
	size_t fed;
};

static void fill(void *context, void *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		((uint8_t *)bytes)[i] = (uint8_t)mutator_draw(context, 256);
	}
}

static void poll_all(struct victim *victim)
{
	struct convene_event event;
	const uint8_t *sent;

	while (convene_poll(victim->client, &event, victim->now_ms)) {
		view_apply(victim->view, &event);
		look_at_event(victim->mutator, victim->view, &event);
	}
	convene_output_done(victim->client, convene_output(victim->client, &sent));
}

static void feed(struct victim *victim, const struct buf *frame, bool changed)
{
	struct mutator *mutator = victim->mutator;
	struct buf bytes = {0}, other = {0};

	if (changed) {
		mutate_frame(mutator, frame, &other);
		frame = &other;
	}
	buf_append_varint(&bytes, frame->len + (mutator_one_in(mutator, 5000) ? 1 : 0));
	buf_append(&bytes, frame->data, frame->len);
	convene_feed(victim->client, bytes.data, bytes.len, victim->now_ms);
	poll_all(victim);
	buf_deinit(&bytes);
	buf_deinit(&other);
}

/* What the person does meanwhile: so that there is something to be answered. */
static void act(struct victim *victim)
{
	static const uint8_t document[100000] = {1};
	static const uint8_t wanted[CONVENE_SHA256_SIZE] = {0};
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__RaiseWelfare welfare = CONVENE__V1__RAISE_WELFARE__INIT;
	uint8_t sha256[CONVENE_SHA256_SIZE];

	command.body_case = CONVENE__V1__COMMAND__BODY_RAISE_WELFARE;
	command.raise_welfare = &welfare;
	switch (mutator_draw(victim->mutator, 4)) {
	case 0:
		convene_send(victim->client, &command, 0, NULL);
		break;
	case 1:
		convene_upload(victim->client, document, sizeof(document), sha256);
		break;
	case 2:
		convene_download(victim->client, wanted);
		break;
	default:
		convene_fetch_record(victim->client, NULL);
	}
	poll_all(victim);
}

/* Connects (again) as soon as the client wants to. The server's answer is its Welcome. */
static void connect_again(struct victim *victim)
{
	while (convene_phase(victim->client) == CONVENE_PHASE_WAITING) {
		victim->now_ms = convene_due_ms(victim->client);
		convene_tick(victim->client, victim->now_ms);
		poll_all(victim);
	}
	if (convene_phase(victim->client) != CONVENE_PHASE_WANTED) {
		return;
	}
	convene_connecting(victim->client, victim->now_ms);
	convene_connected(victim->client, victim->now_ms);
	feed(victim, &victim->stream->frames[0], mutator_one_in(victim->mutator, 20));
}

/* One connection, or some, through a whole stream; between hardly anything and most of it changed.
 */
static void play(struct mutator *mutator, const struct stream *stream)
{
	static const uint64_t rarely[] = {2, 10, 50, 300};
	struct convene_options options = {.exercise_id = "ex",
	    .join_code = "7KQ2-M4XW-9DHT-2PQA",
	    .name = "Rea",
	    .random = fill,
	    .random_context = mutator};
	struct victim victim = {.mutator = mutator,
	    .stream = stream,
	    .client = convene_new(&options),
	    .view = view_new_sized(mutator_one_in(mutator, 2) ? "fr" : NULL, VIEW_BYTES)};
	uint64_t one_in = rarely[mutator_draw(mutator, 4)];
	size_t from =
	    1 + (mutator_one_in(mutator, 3) ? mutator_draw(mutator, stream->count - 1) : 0);

	for (size_t i = from; i < stream->count; i++) {
		connect_again(&victim);
		if (convene_phase(victim.client) == CONVENE_PHASE_STOPPED) {
			break;
		}
		victim.now_ms += (int64_t)mutator_draw(mutator, 100);
		if (mutator_one_in(mutator, 20 * one_in)) {
			continue; /* one is missing */
		}
		if (mutator_one_in(mutator, 20 * one_in)) {
			feed(&victim, mutator_frame(mutator), false); /* one is another's */
		}
		feed(&victim, &stream->frames[i], mutator_one_in(mutator, one_in));
		if (mutator_one_in(mutator, 100)) {
			act(&victim);
		}
		if (mutator_one_in(mutator, 200)) {
			look_at_everything(
			    mutator, victim.view, convene_server_ms(victim.client, victim.now_ms));
		}
	}
	look_at_everything(mutator, victim.view, convene_server_ms(victim.client, victim.now_ms));
	view_free(victim.view);
	convene_free(victim.client);
}

int main(void)
{
	long long seconds = expect_number("CONVENE_HOSTILE_SECONDS", 15, 1);
	uint64_t seed = (uint64_t)expect_number("CONVENE_TEST_SEED", 1, 0), round = 0, frames = 0;
	uint64_t meetings = (uint64_t)expect_number("CONVENE_HOSTILE_MEETINGS", 6, 0);
	struct stream streams[CLIENTS];
	struct impostor impostor;
	struct mutator mutator;
	clock_t end;

	printf("seed %" PRIu64 ", %lld s of processor time\n", seed, seconds);
	fflush(stdout);
	expect(getenv("CONVENED") != NULL && getenv("CONVENE") != NULL &&
	           getenv("CONVENE_TEST_SCENARIO") != NULL,
	    "run it by `tests/run fuzz`");
	record(streams, &impostor);
	end = clock() + (clock_t)seconds * CLOCKS_PER_SEC;
	while (clock() < end) {
		const struct stream *stream = &streams[round % CLIENTS];

		mutator_init(&mutator, seed * 1000003 + round, streams, CLIENTS);
		play(&mutator, stream);
		mutator_deinit(&mutator);
		frames += stream->count;
		round++;
	}
	printf("%" PRIu64 " connections, %" PRIu64 " frames at most\n", round, frames);
	fflush(stdout);
	mutator_init(&mutator, seed, streams, CLIENTS);
	for (uint64_t i = 0; i < meetings; i++) {
		impostor_meet(&impostor, &mutator, getenv("CONVENE"), &streams[i % CLIENTS],
		    1 + mutator_draw(&mutator, 300));
	}
	mutator_deinit(&mutator);
	printf("%" PRIu64 " times met the program itself\n", meetings);
	impostor_deinit(&impostor);
	for (size_t i = 0; i < CLIENTS; i++) {
		stream_deinit(&streams[i]);
	}
	return 0;
}
