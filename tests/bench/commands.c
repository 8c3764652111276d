/* Commands without subscribers: how soon an answer comes, and how many a second are answered. */
#include "tests/bench/load.h"
#include "tests/bench/process.h"
#include "tests/bench/report.h"
#include "tests/bench/watchers.h"

#define LAST_ANSWERS_NS (10ull * 1000u * 1000u * 1000u)

static bool all_ready(void *context)
{
	const struct crowd *crowd = context;
	return crowd->ready == crowd->count;
}

static bool all_answered(void *context)
{
	const struct crowd *crowd = context;
	return crowd->acknowledged >= crowd->expected;
}

/* `rate` commands a second, from one connection after the other. */
static void send_paced(const struct load_options *options, struct crowd *crowd)
{
	uint64_t start = now_ns();
	for (uint32_t index = 0; index < options->events; index++) {
		uint64_t due = start + (uint64_t)index * 1000000000u / options->rate;
		for (uint64_t now = now_ns(); now < due; now = now_ns()) {
			crowd_turn(crowd, due - now);
		}
		crowd_publish(crowd, index % crowd->count, index, options->size);
	}
}

/* Each connection keeps `window` commands unanswered, until all are sent. */
static void send_unpaced(const struct load_options *options, struct crowd *crowd)
{
	uint32_t index = 0;
	uint64_t until = now_ns() + options->limit_ns;
	while (index < options->events && now_ns() < until) {
		for (uint32_t number = 0; number < crowd->count; number++) {
			struct client *client = &crowd->clients[number];
			while (client->state == CLIENT_READY &&
			       client->in_flight < options->window && index < options->events) {
				crowd_publish(crowd, number, index++, options->size);
			}
		}
		crowd_turn(crowd, 1000000);
	}
}

static void print(const struct load_options *options, const struct crowd *crowd, double wall_s,
    double cpu_s, uint64_t preempted)
{
	struct report report = {0};
	report_text(&report, "run", "commands");
	report_text(&report, "server", options->protocol->name);
	report_text(&report, "mode", options->rate ? "paced" : "unpaced");
	report_count(&report, "connections", options->clients);
	report_count(&report, "commands", options->events);
	report_count(&report, "rate", options->rate);
	report_count(&report, "window", options->rate ? 0 : options->window);
	report_count(&report, "event_bytes", options->size);
	report_count(&report, "answered", crowd->acknowledged);
	report_number(&report, "commands_per_s", (double)crowd->acknowledged / wall_s);
	report_number(&report, "cpu_s", cpu_s);
	report_number(&report, "cpu_us_each",
	    crowd->acknowledged ? cpu_s * 1e6 / (double)crowd->acknowledged : 0);
	report_durations(&report, "answer", &crowd->answer);
	report_number(&report, "wall_s", wall_s);
	report_count(&report, "preempted", preempted);
	report_troubles(&report, "connections", crowd);
	report_print(&report);
}

int run_commands(const struct load_options *options)
{
	struct crowd crowd;
	if (!crowd_init(&crowd, options->protocol, &options->act, false, options->clients,
	        options->events) ||
	    !crowd_turn_until(&crowd, all_ready, &crowd, options->limit_ns)) {
		fprintf(stderr, "load: %u of %u clients connected: %s\n", crowd.ready, crowd.count,
		    crowd.problem);
		crowd_deinit(&crowd);
		return 1;
	}
	process_ask_turns(options->server_pid);
	double cpu = process_cpu_seconds(options->server_pid);
	uint64_t preempted = process_preemptions(options->server_pid);
	uint64_t start = now_ns();
	if (options->rate > 0) {
		send_paced(options, &crowd);
	} else {
		send_unpaced(options, &crowd);
	}
	bool ok = crowd_turn_until(&crowd, all_answered, &crowd, LAST_ANSWERS_NS);
	double wall_s = (double)(now_ns() - start) / 1e9;
	cpu = process_cpu_seconds(options->server_pid) - cpu;
	preempted = process_preemptions(options->server_pid) - preempted;
	process_ask_turns(options->server_pid);
	print(options, &crowd, wall_s, cpu, preempted);
	ok = ok && crowd.refused == 0;
	crowd_deinit(&crowd);
	return ok ? 0 : 1;
}
