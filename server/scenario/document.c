/*
 * A document is found from step to step with openat(), each step without following links, so that
 * no name, no link and nobody who swaps a folder meanwhile leads out of the scenario's. FIFOs do
 * not hold it up, for it opens without waiting and then takes regular files alone. What kind of
 * document it is its name says; nothing of its content is looked at.
 */
#include "server/scenario/document.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

/* Opens the next step of a path; a symbolic link fails with ELOOP or, as a folder, ENOTDIR. */
static int open_step(int folder, const char *name, bool last)
{
	int flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | (last ? O_NONBLOCK : O_DIRECTORY);
	return openat(folder, name, flags);
}

static const char *explain(struct arena *arena, const char *path, int number)
{
	if (number == ELOOP) {
		return arena_printf(
		    arena, "'%s' is a symbolic link; put what it leads to there instead", path);
	}
	return arena_printf(arena, "'%s' cannot be read: %s", path, strerror(number));
}

/* Walks from step to step, so that no link and no ".." can lead out of the folder. */
const char *document_open(int folder, const char *path, struct arena *arena, int *file)
{
	int at = -1;
	for (const char *step = path;;) {
		const char *slash = strchr(step, '/');
		size_t len = slash != NULL ? (size_t)(slash - step) : strlen(step);
		char *name = arena_text(arena, step, len);
		if (name == NULL) {
			break;
		}
		if (len == 0 || strcmp(name, ".") == 0 || strcmp(name, "..") == 0) {
			if (at >= 0) {
				close(at);
			}
			return arena_printf(arena,
			    "'%s' must be a path below the scenario's folder, without '.', '..' or "
			    "a slash at either end",
			    path);
		}
		int next = open_step(at >= 0 ? at : folder, name, slash == NULL);
		if (at >= 0) {
			close(at);
		}
		if (next < 0) {
			return explain(arena, path, errno);
		}
		at = next;
		if (slash == NULL) {
			*file = at;
			return NULL;
		}
		step = slash + 1;
	}
	if (at >= 0) {
		close(at);
	}
	return "takes too much memory";
}

static const char *read_all(
    int file, const char *path, size_t limit, struct arena *arena, struct document *document)
{
	struct stat status;
	size_t len = 0;
	if (fstat(file, &status) != 0) {
		return explain(arena, path, errno);
	}
	if (!S_ISREG(status.st_mode)) {
		return arena_printf(arena, "'%s' is not a file", path);
	}
	if ((uint64_t)status.st_size > limit) {
		return arena_printf(arena, "'%s' is larger than %zu KiB", path, limit / 1024);
	}
	size_t size = (size_t)status.st_size;
	uint8_t *bytes = malloc(size + 1);
	if (bytes == NULL) {
		return explain(arena, path, ENOMEM);
	}
	while (len < size) {
		ssize_t more = read(file, bytes + len, size - len);
		if (more < 0 && errno == EINTR) {
			continue;
		}
		if (more < 0) {
			int number = errno;
			free(bytes);
			return explain(arena, path, number);
		}
		if (more == 0) {
			break; /* shortened meanwhile */
		}
		len += (size_t)more;
	}
	bytes[len] = 0;
	document->bytes = bytes;
	document->len = len;
	return NULL;
}

const char *document_read(
    int folder, const char *path, size_t limit, struct arena *arena, struct document *document)
{
	int file = -1;
	const char *problem = document_open(folder, path, arena, &file);
	if (problem == NULL) {
		problem = read_all(file, path, limit, arena, document);
		close(file);
	}
	return problem;
}

void document_deinit(struct document *document)
{
	free(document->bytes);
	*document = (struct document){0};
}

const char *document_media_type(const char *name)
{
	static const struct {
		const char *ending, *type;
	} types[] = {
	    {"txt", "text/plain"},
	    {"md", "text/markdown"},
	    {"csv", "text/csv"},
	    {"html", "text/html"},
	    {"json", "application/json"},
	    {"pdf", "application/pdf"},
	    {"png", "image/png"},
	    {"jpg", "image/jpeg"},
	    {"jpeg", "image/jpeg"},
	    {"webp", "image/webp"},
	    {"svg", "image/svg+xml"},
	    {"mp3", "audio/mpeg"},
	    {"ogg", "audio/ogg"},
	    {"wav", "audio/wav"},
	    {"mp4", "video/mp4"},
	    {"zip", "application/zip"},
	    {"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
	    {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
	    {"odt", "application/vnd.oasis.opendocument.text"},
	    {"ods", "application/vnd.oasis.opendocument.spreadsheet"},
	};
	const char *dot = strrchr(name, '.');
	for (size_t i = 0; dot != NULL && i < sizeof(types) / sizeof(types[0]); i++) {
		if (strcasecmp(dot + 1, types[i].ending) == 0) {
			return types[i].type;
		}
	}
	return "application/octet-stream";
}
