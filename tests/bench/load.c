/*
 * The load program: `load RUN --protocol NAME --port N [...]`. `run` in this folder starts the
 * servers and calls it; `load --help` lists the options.
 */
#include "tests/bench/load.h"

#include <getopt.h>
#include <signal.h>
#include <sys/resource.h>

static const char help[] =
    "usage: load fanout|commands|storm --protocol floor|convene|mosquitto|redis --port N\n"
    "  --host ADDRESS     an IPv4 address (127.0.0.1)\n"
    "  --links FILE       convene: lines `ROLE TEAM LINK`; observers watch, controllers act\n"
    "  --pid PID          the server's, for processor time and memory\n"
    "  --clients N        subscribers; in a run of commands, connections (1000)\n"
    "  --events N         events or commands to send (100)\n"
    "  --rate R           events a second; 0 in a run of commands: as fast as answers come (10)\n"
    "  --burst            all events at once\n"
    "  --size BYTES       of an event (200)\n"
    "  --window N         commands in flight for each connection with --rate 0 (16)\n"
    "  --limit SECONDS    give up after that (300)\n";

static const struct protocol *const protocols[] = {
    &protocol_floor, &protocol_convene, &protocol_mqtt, &protocol_redis};

enum option_code {
	HOST = 256,
	PORT,
	LINKS,
	PID,
	CLIENTS,
	EVENTS,
	RATE,
	BURST,
	SIZE,
	WINDOW,
	LIMIT,
	PROTOCOL,
	HELP
};

static const struct option option_table[] = {
    {"host", required_argument, NULL, HOST},
    {"port", required_argument, NULL, PORT},
    {"links", required_argument, NULL, LINKS},
    {"pid", required_argument, NULL, PID},
    {"clients", required_argument, NULL, CLIENTS},
    {"events", required_argument, NULL, EVENTS},
    {"rate", required_argument, NULL, RATE},
    {"burst", no_argument, NULL, BURST},
    {"size", required_argument, NULL, SIZE},
    {"window", required_argument, NULL, WINDOW},
    {"limit", required_argument, NULL, LIMIT},
    {"protocol", required_argument, NULL, PROTOCOL},
    {"help", no_argument, NULL, HELP},
    {0},
};

/* Observers watch, controllers act. */
static bool take_links(struct load_options *options, const char *path)
{
	if (!links_find(path, "observer", 0, &options->watch_link) ||
	    !links_find(path, "controller", 0, &options->act_link)) {
		return false;
	}
	options->watch.exercise_id = options->watch_link.exercise;
	options->watch.join_code = options->watch_link.code;
	options->act.exercise_id = options->act_link.exercise;
	options->act.join_code = options->act_link.code;
	return true;
}

static bool take_number(struct load_options *options, int code, const char *text)
{
	char *end = NULL;
	unsigned long value = strtoul(text, &end, 10);
	if (end == text || *end != '\0' || value > 100000000) {
		return false;
	}
	switch (code) {
	case PORT:
		options->watch.port = options->act.port = (uint16_t)value;
		break;
	case PID:
		options->server_pid = (pid_t)value;
		break;
	case CLIENTS:
		options->clients = (uint32_t)value;
		break;
	case EVENTS:
		options->events = (uint32_t)value;
		break;
	case RATE:
		options->rate = (uint32_t)value;
		break;
	case SIZE:
		options->size = (uint32_t)value;
		break;
	case WINDOW:
		options->window = (uint32_t)value;
		break;
	default:
		options->limit_ns = value * 1000000000u;
	}
	return true;
}

static bool take_protocol(struct load_options *options, const char *name)
{
	for (size_t index = 0; index < sizeof(protocols) / sizeof(protocols[0]); index++) {
		if (strcmp(protocols[index]->name, name) == 0) {
			options->protocol = protocols[index];
		}
	}
	return options->protocol != NULL;
}

static bool take_option(struct load_options *options, int code, const char *text)
{
	switch (code) {
	case HOST:
		options->watch.host = options->act.host = text;
		return true;
	case LINKS:
		return take_links(options, text);
	case BURST:
		options->burst = true;
		return true;
	case PROTOCOL:
		return take_protocol(options, text);
	case HELP:
	case '?':
		return false;
	default:
		return take_number(options, code, text);
	}
}

static void raise_handle_limit(uint32_t clients)
{
	struct rlimit limit;
	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	if (limit.rlim_max < clients + 200) {
		fprintf(stderr, "load: only %llu open files are allowed here\n",
		    (unsigned long long)limit.rlim_max);
	}
}

int main(int argc, char **argv)
{
	struct load_options options = {
	    .clients = 1000,
	    .events = 100,
	    .rate = 10,
	    .size = 200,
	    .window = 16,
	    .limit_ns = 300000000000u,
	    .watch.host = "127.0.0.1",
	    .act.host = "127.0.0.1",
	};
	int code;
	while ((code = getopt_long(argc, argv, "", option_table, NULL)) != -1) {
		if (!take_option(&options, code, optarg)) {
			fprintf(stderr, "load: no good: %s\n%s", argv[optind - 1], help);
			return 2;
		}
	}
	const char *run = optind < argc ? argv[optind] : "";
	if (!options.protocol || options.watch.port == 0 || options.clients == 0 ||
	    options.events == 0) {
		fputs(help, stderr);
		return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	raise_handle_limit(options.clients);
	if (strcmp(run, "commands") == 0) {
		return run_commands(&options);
	}
	if (options.rate == 0) {
		fputs("load: this run needs a rate\n", stderr);
		return 2;
	}
	if (strcmp(run, "fanout") == 0) {
		return run_fanout(&options);
	}
	if (strcmp(run, "storm") == 0) {
		return run_storm(&options);
	}
	fputs(help, stderr);
	return 2;
}
