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

static void check_one(struct connection *connection, void *context)
{
	connection_check(connection, *(const uint64_t *)context);
}

void net_tick(struct net *net, uint64_t now_ms)
{
	table_each(&net->connections, check_one, &now_ms);
}

/* Some connections a turn: with thousands of them, a look at all takes milliseconds. */
static void tick_run(struct turn_task *task)
{
	struct net *net = (struct net *)((char *)task - offsetof(struct net, tick_task));
	uint64_t now_ms = uv_now(net->loop);

	net->tick_at =
	    table_each_of(&net->connections, net->tick_at, CHECKED_AT_ONCE, check_one, &now_ms);
	if (net->tick_at != 0)
		turn_post(net->turn, &net->tick_task);
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
	if (tls != NULL)
		tls_speak(tls, protocols);
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
	if (stopped != NULL)
		stopped(net->stopped_context);
}

/* The tick is the last to go: until then it bounds how long the others may take. */
void net_check_stopped(struct net *net)
{
	if (!net->stopping || net->tick_closing || net->sockets > 0 || net->listener_handles > 0)
		return;
	net->tick_closing = true;
	turn_cancel(&net->tick_task);
	uv_close((uv_handle_t *)&net->tick, on_tick_closed);
}

static void stop_one(struct connection *connection, void *context)
{
	(void)context;
	connection_part(connection);
}

void net_stop(struct net *net, void (*stopped)(void *context), void *context)
{
	net->stopping = true;
	net->stopped = stopped;
	net->stopped_context = context;
	net_stop_listening(net);
	table_each(&net->connections, stop_one, NULL);
	net_check_stopped(net);
}

void net_free(struct net *net)
{
	if (net == NULL)
		return;
	BIO_meth_free(net->bio_method);
	buf_deinit(&net->ends.out);
	table_deinit(&net->connections);
	address_counts_deinit(&net->addresses);
	free(net);
}

uint32_t net_connection_count(const struct net *net)
{
	return (uint32_t)net->connections.count;
}
