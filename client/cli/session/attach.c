#include "client/cli/session/attach.h"

#include "client/lib/driver.h"
#include "proto/xalloc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

const char *attach_media_type(const char *name)
{
	static const char *const types[][2] = {{".txt", "text/plain"}, {".md", "text/markdown"},
	    {".pdf", "application/pdf"}, {".png", "image/png"}, {".jpg", "image/jpeg"},
	    {".jpeg", "image/jpeg"}, {".csv", "text/csv"}, {".json", "application/json"},
	    {".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
	    {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}};
	const char *dot = strrchr(name, '.');
	for (size_t i = 0; dot != NULL && i < sizeof(types) / sizeof(types[0]); i++) {
		if (strcasecmp(types[i][0], dot) == 0) {
			return types[i][1];
		}
	}
	return "application/octet-stream";
}

uint8_t *attach_read(const char *path, size_t *len, char *why, size_t why_size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat status;
	size_t at = 0;
	if (fd < 0 || fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
		snprintf(why, why_size, "cannot read \"%s\": %s", path,
		    fd < 0 ? strerror(errno) : "it is no file");
		if (fd >= 0) {
			close(fd);
		}
		return NULL;
	}
	if (status.st_size == 0 || status.st_size > 16 * 1024 * 1024) {
		snprintf(why, why_size, "\"%s\" is %s", path,
		    status.st_size == 0 ? "empty" : "larger than 16 MiB");
		close(fd);
		return NULL;
	}
	uint8_t *data = xcalloc(1, (size_t)status.st_size);
	while (at < (size_t)status.st_size) {
		ssize_t got = read(fd, data + at, (size_t)status.st_size - at);
		if (got <= 0) {
			break;
		}
		at += (size_t)got;
	}
	close(fd);
	if (at < (size_t)status.st_size) {
		snprintf(why, why_size, "cannot read all of \"%s\"", path);
		free(data);
		return NULL;
	}
	*len = at;
	return data;
}

int attach_file(struct session *session, const char *path, Convene__V1__Attachment *attachment,
    uint8_t sha256[CONVENE_SHA256_SIZE])
{
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__StoreAttachment store = CONVENE__V1__STORE_ATTACHMENT__INIT;
	const char *slash = strrchr(path, '/');
	size_t len;
	char why[400];
	uint8_t *data = attach_read(path, &len, why, sizeof(why));
	if (data == NULL) {
		cli_complain("%s", why);
		return CLI_LOCAL;
	}
	session->answered = false;
	int error = convene_upload(driver_convene(session->client), data, len, sha256);
	if (error != 0) {
		cli_complain("\"%s\": %s", path, convene_error_text(error));
		free(data);
		return CLI_REFUSED;
	}
	int status = session_outcome(session,
	    driver_wait(session->driver, session_is_answered, session, session->timeout_ms * 6));
	if (status == CLI_OK && session->error != 0) {
		cli_complain("\"%s\": %s", path, session->error_text);
		status = session_exit_code(session->error);
	}
	/* after a timeout it is still being sent */
	convene_upload_cancel(driver_convene(session->client));
	free(data);
	if (status != CLI_OK) {
		return status;
	}
	attachment->sha256.data = sha256;
	attachment->sha256.len = CONVENE_SHA256_SIZE;
	/* packed only, never written to */
	attachment->name = (char *)(uintptr_t)(slash != NULL ? slash + 1 : path);
	attachment->media_type = (char *)(uintptr_t)attach_media_type(attachment->name);
	attachment->size_bytes = len;
	store.attachment = attachment;
	command.body_case = CONVENE__V1__COMMAND__BODY_STORE_ATTACHMENT;
	command.store_attachment = &store;
	return session_command(session, &command);
}

int attach_documents(
    struct session *session, Convene__V1__Attachment **list, size_t count, struct arena *arena)
{
	for (size_t i = 0; i < count; i++) {
		Convene__V1__Attachment *attachment = list[i];
		uint8_t *hash = arena_alloc(arena, CONVENE_SHA256_SIZE);
		char *name = attachment->name;
		if (attachment->file == NULL || attachment->file[0] == '\0') {
			continue;
		}
		if (hash == NULL) {
			return CLI_LOCAL;
		}
		int status = attach_file(session, attachment->file, attachment, hash);
		if (status != CLI_OK) {
			return status;
		}
		if (name != NULL && name[0] != '\0') {
			attachment->name = name;
		}
		attachment->file = (char *)(uintptr_t) "";
	}
	return CLI_OK;
}

int attach_inject(
    struct session *session, const char *path, Convene__V1__Inject *inject, struct arena *arena)
{
	const char *slash = strrchr(path, '/');
	int folder_len = slash != NULL ? (int)(slash - path + 1) : 0;
	for (size_t i = 0; i < inject->n_attachments; i++) {
		Convene__V1__Attachment *attachment = inject->attachments[i];
		if (attachment->file == NULL || attachment->file[0] == '\0') {
			continue;
		}
		attachment->file =
		    arena_printf(arena, "%.*s%s", folder_len, path, attachment->file);
		if (attachment->file == NULL) {
			return CLI_LOCAL;
		}
	}
	return attach_documents(session, inject->attachments, inject->n_attachments, arena);
}
