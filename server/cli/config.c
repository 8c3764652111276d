/* Configuration in three layers: the file is read as strictly as a scenario is, an option takes the
 * place of what it says, and what is still empty gets its default. 0 is "not given" in every field,
 * so where somebody may have meant it (bridge_ms) it is refused with what to write. The data folder
 * has the keys and the exercises: who else may write to it, or owns it, is asked by every command
 * that works in it, not only when the folder is made. */
#include "server/cli/config.h"

#include "proto/buf.h"
#include "proto/xalloc.h"
#include "proto/yaml.h"
#include "server/base/log.h"
#include "server/cli/complain.h"
#include "server/cli/print.h"
#include "server/store/shelf.h"

#include <errno.h>
#include <limits.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_BYTES_MAX (1024 * 1024)

static const char *const usual_places[] = {"convened.yaml", "/etc/convene/convened.yaml"};

/* The whole file; false when it cannot be read, with errno set. */
static bool read_file(const char *path, struct buf *out)
{
	FILE *file = fopen(path, "rbe");
	if (file == NULL) {
		return false;
	}
	size_t got;
	do {
		got = fread(buf_reserve(out, 4096), 1, 4096, file);
		out->len += got;
	} while (got > 0 && out->len <= FILE_BYTES_MAX);
	if (ferror(file) || out->len > FILE_BYTES_MAX) {
		errno = ferror(file) ? EIO : EFBIG;
		fclose(file);
		return false;
	}
	fclose(file);
	return true;
}

static Convene__V1__ServerConfig *parse(
    const char *path, const struct buf *text, struct arena *arena)
{
	struct diagnostics *diagnostics = xcalloc(1, sizeof(*diagnostics));
	struct yaml_places *places = yaml_places_new(arena);
	diagnostics_init(diagnostics, arena);
	Convene__V1__ServerConfig *config =
	    (Convene__V1__ServerConfig *)yaml_read(&convene__v1__server_config__descriptor, path,
	        (const char *)text->data, text->len, arena, diagnostics, places);
	struct yaml_position at;
	/* 0 stands for the default, which is not what "0" says */
	if (config != NULL && config->bridge_ms == 0 &&
	    yaml_place(places, config, "bridge_ms", 0, &at)) {
		diagnostics_add(diagnostics, DIAGNOSTIC_ERROR, at.file, at.line, at.column,
		    "bridge_ms: 0 is as if it were left out; write a time such as 90s, or 1ms for "
		    "exercises that always come back paused");
		config = NULL;
	}
	print_diagnostics(stderr, diagnostics);
	free(diagnostics);
	return config;
}

static char *text_or(struct arena *arena, char *value, const char *otherwise)
{
	return value != NULL && value[0] != '\0' ? value
	                                         : arena_text(arena, otherwise, strlen(otherwise));
}

/* Some machines and containers have no IPv6; to listen on it there would fail. */
static bool has_ipv6(void)
{
	struct sockaddr_in6 any = {.sin6_family = AF_INET6};
	int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool bound = fd >= 0 && bind(fd, (struct sockaddr *)&any, sizeof(any)) == 0;
	if (fd >= 0) {
		close(fd);
	}
	return bound;
}

#define DEFAULT(field, value)                                                                      \
	do {                                                                                       \
		if ((field) == 0)                                                                  \
			(field) = (value);                                                         \
	} while (0)

static void fill_in(Convene__V1__ServerConfig *config, struct arena *arena)
{
	char host[256] = "localhost";
	gethostname(host, sizeof(host) - 1);
	config->data_folder = text_or(arena, config->data_folder, "convene-data");
	config->public_host = text_or(arena, config->public_host, host);
	config->log_level = text_or(arena, config->log_level, "info");
	if (config->n_listen == 0) {
		config->listen = arena_array(arena, 2, sizeof(*config->listen));
		config->listen[config->n_listen++] = text_or(arena, NULL, "0.0.0.0");
		if (has_ipv6()) {
			config->listen[config->n_listen++] = text_or(arena, NULL, "::");
		}
	}
	DEFAULT(config->port, 8443);
	DEFAULT(config->max_connections, 10000);
	DEFAULT(config->max_unauthenticated_per_address, 2000);
	DEFAULT(config->bridge_ms, 60 * 1000);
	DEFAULT(config->new_participants_per_code, 1000);
	DEFAULT(config->attachment_quota_bytes, (uint64_t)1 << 30);
}

/* False, having said so, when a value makes no sense. */
static bool check(const Convene__V1__ServerConfig *config)
{
	const char *wrong = NULL;
	if (config->port > UINT16_MAX) {
		wrong = "port must be from 1 to 65535";
	} else if (config->bridge_ms < 0) {
		wrong = "bridge_ms must not be negative; write a time such as 90s";
	} else if (log_level_from_name(config->log_level) < 0) {
		wrong = "log_level must be error, warning, info or debug";
	} else if ((config->certificate_file[0] == '\0') != (config->key_file[0] == '\0')) {
		wrong = "certificate_file and key_file belong together: name both or neither";
	}
	if (wrong != NULL) {
		complain("configuration: %s", wrong);
	}
	return wrong == NULL;
}

Convene__V1__ServerConfig *config_read(
    const char *file, const char *data_folder, struct arena *arena)
{
	struct buf text = {0};
	for (size_t i = 0; file == NULL && i < sizeof(usual_places) / sizeof(usual_places[0]);
	     i++) {
		if (access(usual_places[i], R_OK) == 0) {
			file = usual_places[i];
		}
	}
	if (file != NULL && !read_file(file, &text)) {
		complain("cannot read \"%s\": %s", file, strerror(errno));
		buf_deinit(&text);
		return NULL;
	}
	Convene__V1__ServerConfig *config;
	if (file == NULL) {
		config = arena_alloc(arena, sizeof(*config));
		convene__v1__server_config__init(config);
	} else {
		config = parse(file, &text, arena);
	}
	buf_deinit(&text);
	if (config == NULL) {
		return NULL;
	}
	if (data_folder != NULL) {
		config->data_folder = text_or(arena, NULL, data_folder);
	}
	fill_in(config, arena);
	return check(config) ? config : NULL;
}

static bool make_folder(const char *path)
{
	if (mkdir(path, 0700) == 0 || errno == EEXIST) {
		return true;
	}
	complain("cannot make the folder \"%s\": %s", path, strerror(errno));
	return false;
}

/* Whoever may write to the folder, or owns it, can put other keys and exercises in the place of
 * these. Root may look after the folder of the user that the server runs as. */
static bool is_closed_to_others(const char *path)
{
	struct stat status;
	if (stat(path, &status) != 0) {
		complain("cannot look at the folder \"%s\": %s", path, strerror(errno));
		return false;
	}
	if (status.st_uid != geteuid() && status.st_uid != 0 && geteuid() != 0) {
		complain("the folder \"%s\" belongs to another user (%u), who could replace keys "
		         "and exercises: run this as that user, or chown it to the one that runs "
		         "this",
		    path, (unsigned)status.st_uid);
		return false;
	}
	if ((status.st_mode & 022) == 0) {
		return true;
	}
	complain("others may write to the folder \"%s\" (mode %04o), and so replace keys and "
	         "exercises: chmod 700 it",
	    path, (unsigned)(status.st_mode & 07777));
	return false;
}

/* The folders of exercises, where they are there. */
static bool are_shelves_closed_to_others(const Convene__V1__ServerConfig *config)
{
	bool closed = true;
	for (int shelf = SHELF_SERVED; shelf <= SHELF_ARCHIVED && closed; shelf++) {
		char *path = shelf_folder(config->data_folder, (enum shelf)shelf);
		closed = access(path, F_OK) != 0 || is_closed_to_others(path);
		free(path);
	}
	return closed;
}

bool config_has_data_folder(const Convene__V1__ServerConfig *config)
{
	struct stat status;
	if (stat(config->data_folder, &status) == 0 && S_ISDIR(status.st_mode)) {
		return is_closed_to_others(config->data_folder) &&
		       are_shelves_closed_to_others(config);
	}
	complain("there is no data folder \"%s\"; name the right one with --data, or make one "
	         "with `convened create`",
	    config->data_folder);
	return false;
}

bool config_make_data_folder(const Convene__V1__ServerConfig *config)
{
	char path[PATH_MAX];
	if ((size_t)snprintf(path, sizeof(path), "%s/exercises", config->data_folder) >=
	    sizeof(path)) {
		complain("the path of the data folder is too long");
		return false;
	}
	return make_folder(config->data_folder) && is_closed_to_others(config->data_folder) &&
	       make_folder(path) && are_shelves_closed_to_others(config);
}
