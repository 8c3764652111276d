/* The loop's network as a whole. One tick looks at the deadlines of all connections, where each
 * could have a timer: a deadline may then be late by a tick, and moving one, which happens all the
 * time, costs nothing. With many connections the look is taken in portions, a turn each. Stopping
 * counts: once no socket and no listener is left the tick is closed, and what its close callback
 * calls may free all of it. */
#include "proto/xalloc.h"
#include "server/net/net_private.h"

#include <openssl/bio.h>

void net_options_default(struct net_options *options)
{
	*options = (struct net_options){
	    .max_connections = 10000,
	    /* a whole course behind one router, or a benchmark on one machine */
	    .max_per_address = 1024,
	    .handshake_ms = 10000,
	    .stall_ms = 30000,
	};
}

bool net_tick_some(struct net *net, uint64_t now_ms)
{
	struct connection *at = net->next_checked != NULL ? net->next_checked : net->connections;
	for (unsigned count = 0; at != NULL && count < CHECKED_AT_ONCE; count++) {
		connection_check(at, now_ms); /* ends it in a task at the earliest */
		at = at->next;
	}
	net->next_checked = at;
	return at != NULL;
}

void net_tick(struct net *net, uint64_t now_ms)
{
	net->next_checked = NULL;
	while (net_tick_some(net, now_ms))
		;
}

/* Some connections a turn: with thousands of them, a look at all takes milliseconds. */
static void tick_run(struct turn_task *task)
{
	struct net *net = (struct net *)((char *)task - offsetof(struct net, tick_task));
	if (net_tick_some(net, uv_now(net->loop))) {
		turn_post(net->turn, &net->tick_task);
	}
}

static void on_tick(uv_timer_t *timer)
{
	struct net *net = timer->data;
	turn_post(net->turn, &net->tick_task);
}

struct net *net_new(uv_loop_t *loop, struct turn *turn, struct tls *tls, struct log *log,
    const struct net_options *options, const struct protocol *protocols, void *context)
{
	struct net *net = xcalloc(1, sizeof(*net));
	net->loop = loop;
	net->turn = turn;
	net->tls = tls;
	net->log = log;
	net->options = *options;
	net->protocols = protocols;
	if (tls != NULL) {
		tls_speak(tls, protocols);
	}
	net->context = context;
	net->accept_task.run = listener_accept_run;
	net->tick_task.run = tick_run;
	net->accept_task.rank = net->tick_task.rank = TURN_LAST;
	net->bio_method = xcheck(bio_method_new());
	address_counts_init(&net->addresses);
	/* neither can fail on a new handle */
	uv_timer_init(loop, &net->tick);
	net->tick.data = net;
	uv_timer_start(&net->tick, on_tick, TICK_MS, TICK_MS);
	/* looking at deadlines is no reason to keep a loop alive */
	uv_unref((uv_handle_t *)&net->tick);
	return net;
}

static void on_tick_closed(uv_handle_t *handle)
{
	struct net *net = handle->data;
	void (*stopped)(void *context) = net->stopped;

	net->stopped = NULL;
	if (stopped != NULL) {
		stopped(net->stopped_context);
	}
}

/* The tick is the last to go: until then it bounds how long the others may take. */
void net_check_stopped(struct net *net)
{
	if (!net->stopping || net->tick_closing || net->sockets > 0 || net->listener_handles > 0) {
		return;
	}
	net->tick_closing = true;
	turn_cancel(&net->tick_task);
	uv_close((uv_handle_t *)&net->tick, on_tick_closed);
}

void net_stop(struct net *net, void (*stopped)(void *context), void *context)
{
	net->stopping = true;
	net->stopped = stopped;
	net->stopped_context = context;
	net_stop_listening(net);
	for (struct connection *one = net->connections; one != NULL; one = one->next) {
		connection_part(one);
	}
	net_check_stopped(net);
}

void net_free(struct net *net)
{
	if (net == NULL) {
		return;
	}
	BIO_meth_free(net->bio_method);
	buf_deinit(&net->ends.out);
	address_counts_deinit(&net->addresses);
	free(net);
}
