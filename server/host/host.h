/*
 * The host: everything of one loop. Its network, its exercises, its limits. Loop thread only. Owns
 * the exercises.
 */
#ifndef CONVENE_HOST_HOST_H
#define CONVENE_HOST_HOST_H

#include "convene/v1/config.pb-c.h"
#include "server/host/knocks.h"
#include "server/host/room.h"
#include "server/host/throttle.h"
#include "server/live/live.h"
#include "server/net/net.h"

#include <stdbool.h>
#include <uv.h>

/* Memory for decoding one frame. */
#define FRAME_BUDGET (8u * 1024u * 1024u)

struct errand; /* errand.h */

struct host {
	const Convene__V1__ServerConfig
	    *config; /* borrowed: outlives the host; defaults filled in */
	struct live_surroundings around;
	struct log *log; /* borrowed: outlives the host */
	struct clock clock;
	struct turn turn;
	struct workers workers;
	struct tls *tls;              /* owned */
	struct signer *signer;        /* owned */
	struct net *net;              /* owned */
	struct room *rooms;           /* owned */
	struct errand *errands;       /* owned: under way */
	struct arena *frame_arena;    /* owned: one frame being handled */
	struct arena *decision_arena; /* owned: one decision */
	struct knocks knocks;         /* failed logins that are not answered yet */
	struct throttle newcomers;    /* new participants, by code */
	uv_timer_t second;
	uint16_t port;
	bool stopping;
	unsigned under_way; /* rooms, errands, a stop being begun: what the end waits for */
	void (*stopped)(void *context);
	void *stopped_context; /* borrowed: outlives the call of `stopped` */
};

/*
 * Loads keys and, in the background, all exercises of the data folder, and listens.
 * `protocols` say who takes which streams (net/net.h), with the host as context. After a
 * failure the process is expected to end.
 */
int host_start(struct host *host, uv_loop_t *loop, const Convene__V1__ServerConfig *config,
    struct log *log, const struct protocol *protocols, struct err *err);

/* Tells everybody, commits, closes; then calls `stopped`, after which host_deinit() is allowed. */
void host_stop(struct host *host, void (*stopped)(void *context), void *context);
void host_deinit(struct host *host);

/* NULL when there is no such exercise. */
struct room *host_room(const struct host *host, const char *exercise_id);

/* Takes up an exercise whose file is in the data folder; the room that has it already, if one does.
 */
struct room *host_open(struct host *host, const char *exercise_id);

/* Ends an exercise being served: tells everybody in it, commits, closes its file, frees the room,
 * then calls `gone`. Not for one that is closing already. */
void host_close(struct host *host, struct room *room, Convene__V1__ErrorCode code, const char *text,
    void (*gone)(void *context), void *context);

/* For errands: the end waits for one more, for one less. */
void host_begin(struct host *host);
void host_end(struct host *host);

/* Reads the certificate again. */
void host_reload(struct host *host);

#endif
