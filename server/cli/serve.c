/* `convened serve`: the server, until SIGTERM or SIGINT. */
#include "proto/new_file.h"
#include "server/admin/admin_session.h"
#include "server/cli/commands.h"
#include "server/cli/complain.h"
#include "server/cli/config.h"
#include "server/cli/data_lock.h"
#include "server/cli/free_port.h"
#include "server/cli/options.h"
#include "server/host/host.h"
#include "server/session/dispatch.h"
#include "server/store/half_made.h"

#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#define CONFIG_BUDGET (1024u * 1024u)

/* Ports that are tried with --next-free-port. */
#define PORTS_TRIED 100

/* What is spoken here, and who takes it; the last over the local socket. */
static const struct protocol protocols[] = {
    {DISPATCH_PROTOCOL, dispatch_accept},
    {NULL, admin_session_accept},
};

#define SIGNALS 4

struct serving {
	struct host host;
	struct log log;
	uv_loop_t loop;
	uv_signal_t signals[SIGNALS];
	bool stopping;
};

static void close_handles(void *context)
{
	struct serving *serving = context;
	for (size_t i = 0; i < SIGNALS; i++) {
		uv_signal_t *handle = &serving->signals[i];
		int number = handle->signum;
		uv_close((uv_handle_t *)handle, NULL);
		/* the system's own way would end the process: somebody who is impatient may ask
		 * twice */
		signal(number, SIG_IGN);
	}
}

/* Figures since the last report, for whoever measures. */
static void report_turns(struct serving *serving)
{
	struct turn_report report = turn_take_report(&serving->host.turn);
	log_write(&serving->log, LOG_INFO,
	    "turns longest_us=%" PRIu64 " over_5ms=%" PRIu64 " count=%" PRIu64
	    " longest_cpu_us=%" PRIu64 " cpu_over_5ms=%" PRIu64,
	    report.longest_ns / 1000, report.over_5ms, report.turns, report.longest_cpu_ns / 1000,
	    report.cpu_over_5ms);
}

static void stop(struct serving *serving)
{
	if (serving->stopping) {
		return;
	}
	serving->stopping = true;
	log_write(&serving->log, LOG_INFO, "stopping");
	report_turns(serving);
	host_stop(&serving->host, close_handles, serving);
}

static void on_stop(uv_signal_t *handle, int number)
{
	(void)number;
	stop(handle->data);
}

static void on_hang_up(uv_signal_t *handle, int number)
{
	(void)number;
	host_reload(&((struct serving *)handle->data)->host);
}

static void on_report(uv_signal_t *handle, int number)
{
	(void)number;
	report_turns(handle->data);
}

static void watch_signals(struct serving *serving)
{
	static const struct {
		uv_signal_cb heard;
		int number;
	} watched[SIGNALS] = {
	    {on_stop, SIGTERM},
	    {on_stop, SIGINT},
	    {on_hang_up, SIGHUP},
	    {on_report, SIGUSR1},
	};

	for (size_t i = 0; i < SIGNALS; i++) {
		uv_signal_init(&serving->loop, &serving->signals[i]);
		serving->signals[i].data = serving;
		uv_signal_start(&serving->signals[i], watched[i].heard, watched[i].number);
	}
}

/* Many connections are many descriptors: as many as the system allows. */
static void raise_descriptor_limit(void)
{
	struct rlimit limit;
	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

/* Says where the server listens to whoever waits for it. */
static int write_port_file(const char *path, uint16_t port, struct err *err)
{
	char why[512], text[16];
	int len = snprintf(text, sizeof(text), "%u\n", port);
	if (!new_file_write(
	        path, NEW_FILE_REPLACES | NEW_FILE_SHARED, text, (size_t)len, why, sizeof(why))) {
		return err_set(err, ERR_IO, "%s", why);
	}
	return 0;
}

static void remove_half_made(struct serving *serving, const Convene__V1__ServerConfig *config)
{
	char *folder = shelf_folder(config->data_folder, SHELF_SERVED);
	size_t count = half_made_remove(folder);
	free(folder);
	if (count > 0) {
		log_write(&serving->log, LOG_INFO,
		    "removed %zu files of exercises that were never completely made", count);
	}
}

static void remove_leftovers(struct serving *serving, const Convene__V1__ServerConfig *config)
{
	struct buf names = {0};
	char *at = NULL;
	shelf_clean(config->data_folder, &names);
	char *text = buf_take_text(&names);
	for (char *name = strtok_r(text, "\n", &at); name != NULL;
	     name = strtok_r(NULL, "\n", &at)) {
		log_write(&serving->log, LOG_INFO, "removed \"%s\", which was left over", name);
	}
	free(text);
}

static int start_host(
    struct serving *serving, Convene__V1__ServerConfig *config, bool next_free, struct err *err)
{
	int result = data_lock_take(config, err);
	if (result != 0) {
		return result;
	}
	remove_half_made(serving, config);
	remove_leftovers(serving, config);
	if (next_free) {
		config->port = free_port((uint16_t)config->port, PORTS_TRIED);
	}
	result = host_start(&serving->host, &serving->loop, config, &serving->log, protocols, err);
	if (result == ERR_BUSY) {
		struct err cause = *err;
		err_set(err, ERR_BUSY,
		    "%s; choose another port with --port, or let --next-free-port choose",
		    cause.text);
	}
	return result;
}

/* Until it is told to stop. False: where it listens could not be said. */
static bool run(struct serving *serving, const char *port_file)
{
	struct err err = {0};
	/* whoever is told the port may send one at once */
	watch_signals(serving);
	bool said = port_file == NULL || write_port_file(port_file, serving->host.port, &err) == 0;
	if (said) {
		log_write(&serving->log, LOG_INFO, "listening on port %u, data in \"%s\"",
		    serving->host.port, serving->host.config->data_folder);
	} else {
		complain("%s", err.text);
		/* in order: workers are loading exercises */
		stop(serving);
	}
	uv_run(&serving->loop, UV_RUN_DEFAULT);
	host_deinit(&serving->host);
	log_write(&serving->log, LOG_INFO, "stopped");
	return said;
}

static void nothing_to_close(void *context)
{
	(void)context;
}

/* What of the host had started before something failed. */
static void abandon(struct serving *serving)
{
	host_stop(&serving->host, nothing_to_close, NULL);
	uv_run(&serving->loop, UV_RUN_DEFAULT);
	host_deinit(&serving->host);
}

static int serve(Convene__V1__ServerConfig *config, const char *port_file, bool next_free)
{
	struct serving *serving = calloc(1, sizeof(*serving));
	struct err err = {0};
	bool good = false;
	if (serving == NULL) {
		return EXIT_FAILED;
	}
	log_init(&serving->log, stderr, (enum log_level)log_level_from_name(config->log_level));
	raise_descriptor_limit();
	uv_loop_init(&serving->loop);
	if (start_host(serving, config, next_free, &err) == 0) {
		good = run(serving, port_file);
	} else {
		complain("%s", err.text);
		abandon(serving);
	}
	uv_loop_close(&serving->loop);
	free(serving);
	return good ? EXIT_DONE : EXIT_FAILED;
}

int command_serve(int argc, char **argv)
{
	const char *file = NULL, *data = NULL, *listen = NULL, *port = NULL, *port_file = NULL,
	           *level = NULL;
	bool next_free = false;
	const struct option_row rows[] = {
	    {"config", "FILE", "configuration (server/convened.yaml.example)", &file, NULL},
	    {"data", "FOLDER", "data folder (default: convene-data)", &data, NULL},
	    {"listen", "ADDRESS", "address to listen on (default: all)", &listen, NULL},
	    {"port", "PORT", "port (default: 8443; 0: any)", &port, NULL},
	    {"next-free-port", NULL, "if the port is in use, take the next free one", NULL,
	        &next_free},
	    {"port-file", "FILE", "write the port there once clients can connect", &port_file,
	        NULL},
	    {"log-level", "LEVEL", "error, warning, info or debug", &level, NULL},
	    {0},
	};
	const struct usage usage = {"convened serve [OPTION]...",
	    "Runs the server until it gets SIGTERM or SIGINT. SIGHUP reads the certificate again;\n"
	    "SIGUSR1 logs how long the loop's turns were since the last time.",
	    rows, 0, 0};
	struct arena *arena = arena_new(CONFIG_BUDGET);
	Convene__V1__ServerConfig *config;
	char **arguments;
	size_t count;
	long number = -1;
	int status = options_parse(argc, argv, &usage, &arguments, &count);
	if (status < 0 && port != NULL && !options_number("port", port, 0, UINT16_MAX, &number)) {
		status = EXIT_USAGE;
	}
	if (status < 0 && level != NULL && log_level_from_name(level) < 0) {
		complain("--log-level takes error, warning, info or debug");
		status = EXIT_USAGE;
	}
	if (status < 0) {
		config = config_read(file, data, arena);
		if (config == NULL || !config_make_data_folder(config)) {
			status = EXIT_FAILED;
		} else {
			if (number >= 0) {
				config->port = (uint32_t)number;
			}
			if (listen != NULL) {
				config->n_listen = 1;
				config->listen[0] = arena_text(arena, listen, strlen(listen));
			}
			if (level != NULL) {
				config->log_level = arena_text(arena, level, strlen(level));
			}
			status = serve(config, port_file, next_free);
		}
	}
	arena_free(arena);
	return status;
}
