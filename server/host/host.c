/* All of one loop put together, and taken apart in the order that its parts allow: rooms commit and
 * close first, with the network still there to carry what they say last; then the network ends,
 * the timer, and the turns. */
#include "server/host/host.h"

#include "proto/xalloc.h"
#include "server/journal/signer.h"
#include "server/store/folder.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Time after which one more new participant is let in by a shared code. */
#define NEWCOMER_FORGIVE_MS 100

/* A suspension shorter than this is not worth an event. */
#define SUSPENDED_MIN_MS 2000

struct room *host_room(const struct host *host, const char *exercise_id)
{
	for (struct room *room = host->rooms; room != NULL; room = room->next) {
		if (strcmp(live_id(room->live), exercise_id) == 0) {
			return room;
		}
	}
	return NULL;
}

struct room *host_open(struct host *host, const char *exercise_id)
{
	struct room *room = host_room(host, exercise_id);
	if (room != NULL) {
		return room;
	}
	room = xcalloc(1, sizeof(*room));
	room->host = host;
	room->live = live_new(&host->around, exercise_id);
	room->next = host->rooms;
	host->rooms = room;
	host_begin(host);
	return room;
}

/* --- each turn, each second --- */

static void commit_turn(void *context)
{
	struct host *host = context;
	for (struct room *room = host->rooms; room != NULL; room = room->next) {
		live_commit(room->live);
	}
}

static void each_second(uv_timer_t *timer)
{
	struct host *host = timer->data;
	int64_t suspended_ms = clock_take_suspended_ms(&host->clock);
	for (struct room *room = host->rooms; room != NULL; room = room->next) {
		if (suspended_ms >= SUSPENDED_MIN_MS) {
			live_was_away(room->live, suspended_ms);
		}
		live_idle(room->live);
		room_tell_crowd(room, uv_now(host->around.loop));
	}
}

/* --- beginning --- */

static void found_exercise(void *context, const char *id)
{
	host_open(context, id);
}

static void found_strange(void *context, const char *name, const char *why)
{
	struct host *host = context;
	log_write(host->log, LOG_WARNING, "\"%s\" in \"%s/exercises\" %s", name,
	    host->config->data_folder, why);
}

/* Every exercise in the data folder. What else lies there is named: somebody may miss it. */
static int open_all(struct host *host, struct err *err)
{
	const struct shelf_visitor visitor = {
	    .context = host, .exercise = found_exercise, .strange = found_strange};

	return shelf_visit(host->config->data_folder, SHELF_SERVED, &visitor, err);
}

static int load_keys(struct host *host, struct err *err)
{
	const Convene__V1__ServerConfig *config = host->config;
	struct tls_options options = {
	    .certificate_file = config->certificate_file[0] ? config->certificate_file : NULL,
	    .key_file = config->key_file[0] ? config->key_file : NULL,
	    .data_folder = config->data_folder,
	    .allow_tls12 = config->allow_tls12,
	};
	int result = signer_load_of_folder(config->data_folder, &host->signer, err);
	if (result == 0) {
		result = tls_new(&options, &host->tls, err);
	}
	return result;
}

/* Without them one person can take the whole server, so nobody else may come near it. */
static int check_rates(const Convene__V1__ServerConfig *config, struct err *err)
{
	for (size_t i = 0; i < config->n_listen && config->without_rates; i++) {
		if (strncmp(config->listen[i], "127.", 4) != 0 &&
		    strcmp(config->listen[i], "::1") != 0) {
			return err_set(err, ERR_INVALID,
			    "configuration: without_rates is for measuring, where \"listen\" is "
			    "127.0.0.1 or ::1; here it has \"%s\"",
			    config->listen[i]);
		}
	}
	return 0;
}

static int listen_all(struct host *host, struct err *err)
{
	const Convene__V1__ServerConfig *config = host->config;
	int result = check_rates(config, err);
	host->port = (uint16_t)config->port;
	for (size_t i = 0; i < config->n_listen && result == 0; i++) {
		uint16_t bound = 0;
		result = net_listen(host->net, config->listen[i], host->port, &bound, err);
		if (result == 0) {
			host->port = bound;
		}
	}
	if (result != 0) {
		return result;
	}

	char *path = folder_path("%s/convened.sock", config->data_folder);
	result = net_listen_local(host->net, path, err);
	free(path);
	return result;
}

static void start_handles(struct host *host)
{
	turn_at_end(&host->turn, commit_turn, host);
	uv_timer_init(host->around.loop, &host->second);
	host->second.data = host;
	uv_timer_start(&host->second, each_second, 1000, 1000);
}

int host_start(struct host *host, uv_loop_t *loop, const Convene__V1__ServerConfig *config,
    struct log *log, const struct protocol *protocols, struct err *err)
{
	*host = (struct host){
	    .config = config,
	    .log = log,
	};
	clock_init(&host->clock);
	workers_init(&host->workers, loop);
	int result = load_keys(host, err);
	if (result != 0) {
		return result;
	}
	host->around = (struct live_surroundings){
	    .loop = loop,
	    .workers = &host->workers,
	    .log = log,
	    .clock = &host->clock,
	    .signer = host->signer,
	    .data_folder = config->data_folder,
	    .bridge_ms = config->bridge_ms,
	};
	host->frame_arena = arena_new(FRAME_BUDGET);
	host->decision_arena = arena_new(DECISION_BUDGET);
	throttle_init(&host->newcomers, config->new_participants_per_code, NEWCOMER_FORGIVE_MS);
	result = turn_init(&host->turn, loop);
	if (result != 0) {
		return err_set(err, ERR_IO, "cannot start the loop: %s", uv_strerror(result));
	}
	start_handles(host);
	struct net_options options;
	net_options_default(&options);
	options.max_connections = config->max_connections;
	options.max_per_address = config->max_unauthenticated_per_address;
	host->net = net_new(loop, &host->turn, host->tls, log, &options, protocols, host);
	/* nobody is accepted before the loop runs; and once workers load exercises, nothing may
	 * fail
	 */
	result = listen_all(host, err);
	if (result == 0) {
		result = open_all(host, err);
	}
	return result;
}

void host_reload(struct host *host)
{
	struct err err;
	if (tls_reload(host->tls, &err) == 0) {
		log_write(host->log, LOG_INFO, "certificate read again");
	} else {
		log_write(host->log, LOG_ERROR, "the certificate stays as it was: %s", err.text);
	}
}

/* --- end: exercises, then the network, then the timer, then the turns --- */

static void turn_stopped(void *context)
{
	struct host *host = context;
	host->stopped(host->stopped_context);
}

static void second_closed(uv_handle_t *handle)
{
	struct host *host = handle->data;
	turn_stop(&host->turn, turn_stopped, host);
}

static void net_stopped(void *context)
{
	struct host *host = context;
	uv_close((uv_handle_t *)&host->second, second_closed);
}

void host_begin(struct host *host)
{
	host->under_way++;
}

void host_end(struct host *host)
{
	if (--host->under_way == 0 && host->stopping) {
		net_stop(host->net, net_stopped, host);
	}
}

static void room_closed(void *context)
{
	struct room *room = context, **at = &room->host->rooms;
	struct host *host = room->host;
	void (*gone)(void *context) = room->gone;
	void *gone_context = room->gone_context;
	while (*at != room) {
		at = &(*at)->next;
	}
	*at = room->next;
	room_free(room);
	if (gone != NULL) {
		gone(gone_context);
	}
	host_end(host);
}

void host_close(struct host *host, struct room *room, Convene__V1__ErrorCode code, const char *text,
    void (*gone)(void *context), void *context)
{
	assert(room->gone == NULL && !host->stopping);
	room->gone = gone;
	room->gone_context = context;
	live_stop(room->live, code, text, room_closed, room);
}

void host_stop(struct host *host, void (*stopped)(void *context), void *context)
{
	if (host->stopping) {
		return;
	}
	host->stopping = true;
	host->stopped = stopped;
	host->stopped_context = context;
	if (host->net == NULL) { /* it did not get that far */
		stopped(context);
		return;
	}
	net_stop_listening(host->net);
	host_begin(host);
	for (struct room *room = host->rooms; room != NULL; room = room->next) {
		if (room->gone == NULL) {
			live_stop(room->live, CONVENE__V1__ERROR_CODE__ERROR_CODE_SHUTTING_DOWN,
			    "the server stops; everything is kept, come back later", room_closed,
			    room);
		}
	}
	host_end(host);
}

void host_deinit(struct host *host)
{
	while (host->rooms != NULL) {
		struct room *room = host->rooms;
		host->rooms = room->next;
		room_free(room);
	}
	if (host->net != NULL) {
		net_free(host->net);
	}
	tls_free(host->tls);
	signer_free(host->signer);
	arena_free(host->frame_arena);
	arena_free(host->decision_arena);
	knocks_deinit(&host->knocks);
	throttle_deinit(&host->newcomers);
}
