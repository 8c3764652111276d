/* N subscribers, M events: what a delivery costs the server, and how long it takes. */
#include "tests/bench/load.h"
#include "tests/bench/process.h"
#include "tests/bench/report.h"
#include "tests/bench/watchers.h"

#define SETTLE_NS     (500ull * 1000u * 1000u)
#define NO_WORRIES_NS (5ull * 1000u * 1000u * 1000u)

struct fanout {
	const struct load_options *options; /* borrowed: outlives the run */
	struct watchers watchers;
	struct crowd publishers;
	struct process_memory before, after;
	uint64_t preempted;
	double cpu_start, cpu_connected, cpu_end;
	uint64_t start_ns, connected_ns, published_ns, end_ns;
};

static uint32_t publisher_count(const struct load_options *options)
{
	uint32_t most = options->protocol->in_flight_max;
	return options->burst ? (options->events - 1) / most + 1 : 1;
}

static bool never(void *context)
{
	(void)context;
	return false;
}

static bool all_ready(void *context)
{
	struct fanout *fanout = context;
	const struct crowd *watchers = &fanout->watchers.crowd;
	return (fanout->publishers.ready == fanout->publishers.count &&
	           watchers->ready == watchers->count) ||
	       crowd_is_hopeless(watchers);
}

static bool all_delivered(void *context)
{
	struct fanout *fanout = context;
	return fanout->publishers.acknowledged >= fanout->options->events &&
	       fanout->watchers.crowd.delivered >=
	           (uint64_t)fanout->options->events * fanout->options->clients;
}

static bool set_up(struct fanout *fanout)
{
	const struct load_options *options = fanout->options;
	fanout->before = process_memory(options->server_pid);
	fanout->cpu_start = process_cpu_seconds(options->server_pid);
	fanout->start_ns = now_ns();
	bool ok = crowd_init(&fanout->watchers.crowd, options->protocol, &options->watch, true,
	    options->clients, options->events);
	ok = crowd_init(&fanout->publishers, options->protocol, &options->act, false,
	         publisher_count(options), options->events) &&
	     ok;
	fanout->publishers.address_base = 100;
	return ok && watchers_start(&fanout->watchers);
}

/* Everybody connected, and a moment for the server to finish what it had put off. */
static bool connect_all(struct fanout *fanout)
{
	const struct load_options *options = fanout->options;
	bool ok = crowd_turn_until(&fanout->publishers, all_ready, fanout, options->limit_ns) &&
	          !crowd_is_hopeless(&fanout->watchers.crowd);
	fanout->connected_ns = now_ns();
	crowd_turn_until(&fanout->publishers, never, NULL, SETTLE_NS);
	fanout->after = process_memory(options->server_pid);
	process_ask_turns(options->server_pid);
	crowd_turn_until(&fanout->publishers, never, NULL, SETTLE_NS / 5);
	fanout->preempted = process_preemptions(options->server_pid);
	fanout->cpu_connected = process_cpu_seconds(options->server_pid);
	return ok;
}

static void publish_all(struct fanout *fanout)
{
	const struct load_options *options = fanout->options;
	struct crowd *publishers = &fanout->publishers;
	uint64_t start = now_ns();
	for (uint32_t index = 0; index < options->events; index++) {
		uint64_t due = start;
		if (!options->burst) {
			due += (uint64_t)index * 1000000000u / options->rate;
		}
		for (uint64_t now = now_ns(); now < due; now = now_ns()) {
			crowd_turn(publishers, due - now);
		}
		crowd_publish(publishers, index % publishers->count, index, options->size);
	}
	fanout->published_ns = now_ns();
	/* Given up when nothing arrives any more. */
	uint64_t before = UINT64_MAX;
	while (before != fanout->watchers.crowd.delivered && now_ns() - start < options->limit_ns) {
		before = fanout->watchers.crowd.delivered;
		if (crowd_turn_until(publishers, all_delivered, fanout, NO_WORRIES_NS)) {
			break;
		}
	}
	fanout->end_ns = now_ns();
	fanout->cpu_end = process_cpu_seconds(options->server_pid);
	fanout->preempted = process_preemptions(options->server_pid) - fanout->preempted;
	process_ask_turns(options->server_pid);
}

static double per_connection(uint64_t before, uint64_t after, uint32_t connections)
{
	return after > before ? (double)(after - before) / connections : 0;
}

static void print(struct fanout *fanout)
{
	const struct load_options *options = fanout->options;
	const struct crowd *crowd = &fanout->watchers.crowd;
	uint32_t connections = options->clients + fanout->publishers.count;
	double cpu = fanout->cpu_end - fanout->cpu_connected;
	struct report report = {0};
	report_text(&report, "run", "fanout");
	report_text(&report, "server", options->protocol->name);
	report_text(&report, "mode", options->burst ? "burst" : "paced");
	report_count(&report, "clients", options->clients);
	report_count(&report, "events", options->events);
	report_count(&report, "rate", options->burst ? 0 : options->rate);
	report_count(&report, "event_bytes", options->size);
	report_count(&report, "deliveries", crowd->delivered);
	report_count(
	    &report, "missing", (uint64_t)options->events * options->clients - crowd->delivered);
	report_count(&report, "repeated", crowd->repeated);
	report_count(&report, "disordered", crowd->disordered);
	report_number(&report, "cpu_s", cpu);
	report_number(&report, "cpu_s_per_million",
	    crowd->delivered ? cpu * 1e6 / (double)crowd->delivered : 0);
	report_number(&report, "rss_kib_per_connection",
	    per_connection(fanout->before.resident_kib, fanout->after.resident_kib, connections));
	report_number(&report, "pss_kib_per_connection",
	    per_connection(
	        fanout->before.proportional_kib, fanout->after.proportional_kib, connections));
	report_durations(&report, "publish", &fanout->publishers.answer);
	report_durations(&report, "delivery", &crowd->delivery);
	report_number(&report, "wall_s", (double)(fanout->end_ns - fanout->connected_ns) / 1e9);
	report_number(
	    &report, "connect_s", (double)(fanout->connected_ns - fanout->start_ns) / 1e9);
	report_number(&report, "connect_cpu_ms_each",
	    (fanout->cpu_connected - fanout->cpu_start) * 1e3 / connections);
	report_count(&report, "preempted", fanout->preempted);
	report_troubles(&report, "watchers", crowd);
	report_troubles(&report, "publishers", &fanout->publishers);
	report_print(&report);
}

int run_fanout(const struct load_options *options)
{
	struct fanout fanout = {.options = options};
	if (!set_up(&fanout)) {
		fprintf(stderr, "load: cannot begin\n");
		return 1;
	}
	bool ok = connect_all(&fanout);
	if (ok) {
		publish_all(&fanout);
	}
	watchers_stop(&fanout.watchers);
	if (ok) {
		print(&fanout);
	} else {
		fprintf(stderr, "load: %u of %u clients connected: %s%s\n",
		    fanout.watchers.crowd.ready + fanout.publishers.ready,
		    options->clients + fanout.publishers.count, fanout.watchers.crowd.problem,
		    fanout.publishers.problem);
	}
	uint64_t delivered = fanout.watchers.crowd.delivered;
	crowd_deinit(&fanout.watchers.crowd);
	crowd_deinit(&fanout.publishers);
	return ok && delivered == (uint64_t)options->events * options->clients ? 0 : 1;
}
