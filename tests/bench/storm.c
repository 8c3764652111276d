/*
 * A reconnect storm: every socket of a crowd is killed at once and all of it comes back at once,
 * while a few others stay and live events go on. Nothing may be lost or come twice, and those who
 * stayed should hardly notice.
 */
#include "tests/bench/load.h"
#include "tests/bench/process.h"
#include "tests/bench/report.h"
#include "tests/bench/watchers.h"

#define SETTLE_NS (1000ull * 1000u * 1000u)
#define CALM_NS   (3ull * 1000u * 1000u * 1000u)
#define STAYING   50

struct storm {
	const struct load_options *options; /* borrowed: outlives the run */
	struct watchers watchers;           /* those who are cut off */
	struct crowd staying;
	struct crowd publisher;
	uint32_t published;
	uint64_t next_event_ns;
	struct histogram calm; /* delivery to those who stay, before the storm */
	double storm_cpu, storm_s;
	uint64_t preempted;
	uint64_t storm_deliveries;
};

static bool all_ready(struct storm *storm)
{
	return storm->publisher.ready == 1 && storm->staying.ready == storm->staying.count &&
	       !storm->watchers.cut && storm->watchers.crowd.ready == storm->watchers.crowd.count;
}

static bool all_delivered(struct storm *storm)
{
	uint64_t each = storm->published;
	return storm->publisher.acknowledged >= each &&
	       storm->staying.delivered >= each * storm->staying.count &&
	       storm->watchers.crowd.delivered >= each * storm->watchers.crowd.count;
}

/* Turns both crowds of this thread; publishes when it is time, unless `quiet`. */
static void turn(struct storm *storm, bool quiet)
{
	uint64_t now = now_ns();
	if (!quiet && now >= storm->next_event_ns && storm->published < storm->options->events) {
		crowd_publish(&storm->publisher, 0, storm->published++, storm->options->size);
		storm->next_event_ns = now + 1000000000u / storm->options->rate;
	}
	crowd_turn(&storm->staying, 500000);
	crowd_turn(&storm->publisher, 0);
}

static bool turn_until(
    struct storm *storm, bool (*enough)(struct storm *storm), bool quiet, uint64_t limit_ns)
{
	uint64_t until = now_ns() + limit_ns;
	while (!enough || !enough(storm)) {
		if (now_ns() > until) {
			return false;
		}
		turn(storm, quiet);
	}
	return true;
}

static uint64_t deliveries(struct storm *storm)
{
	return storm->watchers.crowd.delivered + storm->staying.delivered;
}

static bool set_up(struct storm *storm)
{
	const struct load_options *options = storm->options;
	bool ok = crowd_init(&storm->watchers.crowd, options->protocol, &options->watch, true,
	    options->clients, options->events);
	ok = crowd_init(&storm->staying, options->protocol, &options->watch, true, STAYING,
	         options->events) &&
	     ok;
	ok = crowd_init(
	         &storm->publisher, options->protocol, &options->act, false, 1, options->events) &&
	     ok;
	storm->staying.address_base = 50;
	storm->publisher.address_base = 100;
	storm->watchers.polite = true;
	return ok && watchers_start(&storm->watchers);
}

/* Live events while all is well: how long a delivery takes. */
static void calm(struct storm *storm)
{
	pid_t pid = storm->options->server_pid;
	turn_until(storm, NULL, true, SETTLE_NS);
	process_ask_turns(pid);
	turn_until(storm, NULL, false, CALM_NS);
	turn_until(storm, all_delivered, true, CALM_NS);
	storm->calm = storm->staying.delivery;
	memset(&storm->staying.delivery, 0, sizeof(storm->staying.delivery));
	memset(&storm->publisher.answer, 0, sizeof(storm->publisher.answer));
}

static bool rage(struct storm *storm)
{
	pid_t pid = storm->options->server_pid;
	uint64_t start = now_ns(), before = deliveries(storm);
	double cpu = process_cpu_seconds(pid);
	storm->preempted = process_preemptions(pid);
	process_ask_turns(pid);
	storm->watchers.crowd.at_once = storm->watchers.crowd.count;
	storm->watchers.cut = true;
	bool ok = turn_until(storm, all_ready, false, storm->options->limit_ns);
	storm->preempted = process_preemptions(pid) - storm->preempted;
	storm->storm_cpu = process_cpu_seconds(pid) - cpu;
	storm->storm_s = (double)(now_ns() - start) / 1e9;
	storm->storm_deliveries = deliveries(storm) - before;
	/* What was sent while they were away has been sent again by now. */
	ok = turn_until(storm, all_delivered, true, CALM_NS) && ok;
	process_ask_turns(pid);
	return ok;
}

static void print(struct storm *storm)
{
	const struct crowd *crowd = &storm->watchers.crowd;
	struct report report = {0};
	report_text(&report, "run", "storm");
	report_text(&report, "server", storm->options->protocol->name);
	report_count(&report, "clients", crowd->count);
	report_count(&report, "resumed", crowd->ready);
	report_count(&report, "events", storm->published);
	report_count(&report, "rate", storm->options->rate);
	report_count(&report, "missing",
	    (uint64_t)storm->published * (crowd->count + STAYING) - deliveries(storm));
	report_count(&report, "repeated", crowd->repeated + storm->staying.repeated);
	report_count(&report, "disordered", crowd->disordered + storm->staying.disordered);
	report_number(&report, "storm_s", storm->storm_s);
	report_number(&report, "storm_cpu_s", storm->storm_cpu);
	report_count(&report, "storm_deliveries", storm->storm_deliveries);
	report_number(&report, "cpu_ms_per_resume", storm->storm_cpu * 1e3 / crowd->count);
	report_durations(&report, "calm_delivery", &storm->calm);
	report_durations(&report, "storm_delivery", &storm->staying.delivery);
	report_durations(&report, "storm_answer", &storm->publisher.answer);
	report_count(&report, "preempted", storm->preempted);
	report_troubles(&report, "watchers", crowd);
	report_troubles(&report, "staying", &storm->staying);
	report_troubles(&report, "publisher", &storm->publisher);
	report_print(&report);
}

int run_storm(const struct load_options *options)
{
	struct storm storm = {.options = options};
	if (!set_up(&storm)) {
		fprintf(stderr, "load: cannot begin\n");
		return 1;
	}
	bool ok = turn_until(&storm, all_ready, true, options->limit_ns);
	if (!ok) {
		fprintf(stderr, "load: %u of %u clients connected: %s%s\n",
		    storm.watchers.crowd.ready, options->clients, storm.watchers.crowd.problem,
		    storm.publisher.problem);
		watchers_stop(&storm.watchers);
	} else {
		calm(&storm);
		ok = rage(&storm);
		watchers_stop(&storm.watchers);
		print(&storm);
	}
	crowd_deinit(&storm.watchers.crowd);
	crowd_deinit(&storm.staying);
	crowd_deinit(&storm.publisher);
	return ok ? 0 : 1;
}
