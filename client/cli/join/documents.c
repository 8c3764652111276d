/* Documents in the interactive mode: attaching them to the next message, saving those that came. */
#include "client/cli/join/join.h"

#include "client/cli/attach.h"
#include "client/cli/wrap.h"
#include "proto/xalloc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

const char documents_stored_tag[] = "stored";

/* --- out --- */

void documents_attach(struct join *join, const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t len;
	int error;

	if (join->upload != NULL) {
		join_say(join, "Wait until \"%s\" is uploaded.", join->uploading.name);
		return;
	}
	if (join->attachment_count == JOIN_ATTACHMENTS_MAX) {
		join_say(join, "At most %d files go with one message.", JOIN_ATTACHMENTS_MAX);
		return;
	}
	join->upload = attach_read(path, &len);
	if (join->upload == NULL)
		return;
	snprintf(join->uploading.name, sizeof(join->uploading.name), "%s",
	    slash != NULL ? slash + 1 : path);
	join->uploading.media_type = attach_media_type(join->uploading.name);
	join->uploading.size = len;
	error = convene_upload(
	    driver_convene(join->session.client), join->upload, len, join->uploading.sha256);
	if (error == 0)
		return;
	join_say(join, "\"%s\": %s.", path, convene_error_text(error));
	free(join->upload);
	join->upload = NULL;
}

static void pack(struct join_attachment *from, Convene__V1__Attachment *to)
{
	convene__v1__attachment__init(to);
	to->sha256.data = from->sha256;
	to->sha256.len = sizeof(from->sha256);
	to->name = from->name;
	/* packed only, never written to */
	to->media_type = (char *)(uintptr_t)from->media_type;
	to->size_bytes = from->size;
}

void documents_uploaded(struct join *join, const struct convene_transfer *transfer)
{
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__StoreAttachment store = CONVENE__V1__STORE_ATTACHMENT__INIT;
	Convene__V1__Attachment attachment;

	if (join->upload == NULL)
		return;
	free(join->upload);
	join->upload = NULL;
	if (transfer->error != NULL) {
		join_say(join, "\"%s\": %s", join->uploading.name, transfer->error->message);
		return;
	}
	join->attachments[join->attachment_count] = join->uploading;
	pack(&join->uploading, &attachment);
	store.attachment = &attachment;
	command.body_case = CONVENE__V1__COMMAND__BODY_STORE_ATTACHMENT;
	command.store_attachment = &store;
	join_send(join, &command, documents_stored_tag);
}

void documents_stored(struct join *join, const Convene__V1__Error *error)
{
	if (error != NULL) {
		join_say(join, "\"%s\": %s", join->uploading.name, error->message);
		return;
	}
	if (join->attachment_count < JOIN_ATTACHMENTS_MAX)
		join->attachment_count++;
	join_say(
	    join, "\"%s\" goes with your next message, answer or decision.", join->uploading.name);
}

Convene__V1__Attachment **documents_take(struct join *join, size_t *count)
{
	for (size_t i = 0; i < join->attachment_count; i++) {
		pack(&join->attachments[i], &join->packed[i]);
		join->packed_pointers[i] = &join->packed[i];
	}
	*count = join->attachment_count;
	join->attachment_count = 0;
	return join->packed_pointers;
}

/* --- in --- */

/* A name that somebody else chose: no folder, no hidden file, nothing that a terminal obeys. */
static void safe_name(const char *name, char *out, size_t size)
{
	struct buf text = {0};
	size_t at = 0;

	wrap_append_line(&text, name);
	for (size_t i = 0; i < text.len && at + 1 < size; i++) {
		char c = (char)text.data[i];

		if (c == '/' || c == '\\' || (c == '.' && at == 0))
			c = '_';
		out[at++] = c;
	}
	out[at] = '\0';
	if (at == 0)
		snprintf(out, size, "document");
	buf_deinit(&text);
}

static void fetch_next(struct join *join)
{
	if (join->saves != NULL)
		convene_download(driver_convene(join->session.client), join->saves->sha256);
}

void documents_save(struct join *join, Convene__V1__Attachment **list, size_t count)
{
	struct join_save **end = &join->saves;
	bool idle = join->saves == NULL;

	if (count == 0)
		join_say(join, "Nothing is attached to it.");
	while (*end != NULL)
		end = &(*end)->next;
	for (size_t i = 0; i < count; i++) {
		if (list[i]->sha256.len != CONVENE_SHA256_SIZE)
			continue;
		*end = xcalloc(1, sizeof(**end));
		memcpy((*end)->sha256, list[i]->sha256.data, CONVENE_SHA256_SIZE);
		safe_name(list[i]->name, (*end)->name, sizeof((*end)->name));
		end = &(*end)->next;
	}
	if (idle)
		fetch_next(join);
}

/* Never over a file that is there: "list.pdf", "list.pdf.2", ... */
static int create(const char *name, char *path, size_t size)
{
	int fd = -1;

	snprintf(path, size, "%s", name);
	for (int i = 2; i < 100; i++) {
		fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		if (fd >= 0 || errno != EEXIST)
			return fd;
		snprintf(path, size, "%s.%d", name, i);
	}
	return fd;
}

void documents_downloaded(struct join *join, const struct convene_transfer *transfer)
{
	struct join_save *save = join->saves;
	char path[300];
	int fd;

	if (save == NULL)
		return;
	if (transfer->error != NULL) {
		join_say(join, "\"%s\": %s", save->name, transfer->error->message);
	} else {
		fd = create(save->name, path, sizeof(path));
		if (fd < 0 || write(fd, transfer->data, transfer->len) != (ssize_t)transfer->len)
			join_say(join, "\"%s\" cannot be written: %s", path, strerror(errno));
		else
			join_say(join, "\"%s\" is saved (%zu bytes).", path, transfer->len);
		if (fd >= 0)
			close(fd);
	}
	join->saves = save->next;
	free(save);
	fetch_next(join);
}

void documents_deinit(struct join *join)
{
	while (join->saves != NULL) {
		struct join_save *save = join->saves;

		join->saves = save->next;
		free(save);
	}
	free(join->upload);
	join->upload = NULL;
}
