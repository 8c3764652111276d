/* Documents in the interactive mode: attaching them to the next message, saving those that came. */
#include "client/cli/join/documents.h"

#include "client/cli/join/saying.h"
#include "client/cli/session/attach.h"
#include "client/cli/text/wrap.h"
#include "client/lib/driver.h"
#include "proto/printable.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Files go in the order in which they were named, and before the messages behind them. */
static void queue_file(struct join *join, const char *path)
{
	struct outbox_item *item = outbox_item_new(OUTBOX_ATTACH, path, "", NULL);
	if (!outbox_queue(&join->outbox, item)) {
		outbox_item_free(item);
		join_refuse(join, "Not attached: too much waits already.");
		return;
	}
	char coming[130];
	documents_coming(join, coming, sizeof(coming));
	join_say(join, "Waits for %s.", coming);
}

void documents_failed(struct join *join, const char *name, const char *why)
{
	outbox_failed(&join->outbox, name);
	join_refuse(join, "Not attached: %s.", why);
	documents_hand_back(join, "The file is not there.");
}

void documents_begin(struct join *join, const char *path)
{
	const char *slash = strrchr(path, '/');
	struct outbox_document document = {.size = 0};
	char why[400];
	/* a name for the screen of everybody who gets it */
	printable_line_in(document.name, sizeof(document.name), slash != NULL ? slash + 1 : path);
	if (join->outbox.count == OUTBOX_DOCUMENTS_MAX) {
		snprintf(
		    why, sizeof(why), "at most %d files go with one message", OUTBOX_DOCUMENTS_MAX);
		documents_failed(join, document.name, why);
		return;
	}
	join->upload = attach_read(path, &document.size, why, sizeof(why));
	if (join->upload == NULL) {
		documents_failed(join, document.name, why);
		return;
	}
	document.media_type = attach_media_type(document.name);
	int error = convene_upload(
	    driver_convene(join->session.client), join->upload, document.size, document.sha256);
	if (error == 0) {
		outbox_begin(&join->outbox, &document);
		return;
	}
	free(join->upload);
	join->upload = NULL;
	complaint(why, sizeof(why), "\"%s\": %s", path, convene_error_text(error));
	documents_failed(join, document.name, why);
}

void documents_attach(struct join *join, const char *path)
{
	if (outbox_must_wait(&join->outbox)) {
		queue_file(join, path);
	} else {
		documents_begin(join, path);
	}
}

void documents_pack(const struct outbox_document *from, Convene__V1__Attachment *to)
{
	convene__v1__attachment__init(to);
	/* packed only, never written to */
	to->sha256.data = (uint8_t *)(uintptr_t)from->sha256;
	to->sha256.len = sizeof(from->sha256);
	to->name = (char *)(uintptr_t)from->name;
	to->media_type = (char *)(uintptr_t)from->media_type;
	to->size_bytes = from->size;
}

size_t documents_sent(const struct join *join)
{
	return join->upload != NULL ? convene_uploaded(driver_peek(join->session.client))
	                            : join->outbox.coming.size;
}

void documents_coming(const struct join *join, char *out, size_t size)
{
	const struct outbox_document *coming = &join->outbox.coming;
	char name[100];
	if (!join->outbox.is_coming) {
		snprintf(out, size, "what is before it");
	} else {
		snprintf(out, size, "\"%s\", %zu %%",
		    wrap_beginning(name, sizeof(name), coming->name, 40),
		    documents_sent(join) * 100 / (coming->size > 0 ? coming->size : 1));
	}
}

void documents_list(struct join *join)
{
	const struct outbox *outbox = &join->outbox;
	if (outbox->count == 0 && !outbox_must_wait(outbox)) {
		join_say(join, "Nothing is attached.");
	}
	for (size_t i = 0; i < outbox->count; i++) {
		join_say(join, "\"%s\", %zu bytes, goes with your next message%s%s.",
		    outbox->documents[i].name, outbox->documents[i].size,
		    outbox->whom[0] != '\0' ? ", if that is for " : "", outbox->whom);
	}
	char coming[130];
	if (outbox->is_coming) {
		documents_coming(join, coming, sizeof(coming));
		join_say(join, "%s: %s.", coming,
		    outbox->is_dropped ? "on its way; taken off" : "on its way");
	}
	for (size_t i = 0; i < outbox->waiting_count; i++) {
		const struct outbox_item *item = outbox->waiting[i];
		if (item->kind == OUTBOX_ATTACH) {
			join_say(join, "Waits: attach %s", item->text);
		} else {
			join_say(join, "Waits, for %s: %s", item->whom, item->text);
		}
	}
}

void documents_detach(struct join *join, const char *name)
{
	bool waits;
	size_t taken = outbox_detach(&join->outbox, name[0] != '\0' ? name : NULL, &waits);
	if (taken == 0 && name[0] != '\0') {
		join_refuse(join, "\"%s\" is not attached; `attached` lists what is.", name);
	} else if (taken == 0) {
		join_say(join, "Nothing is attached.");
	} else {
		join_say(join, "Taken off.");
	}
	if (waits) {
		documents_hand_back(join, "The file is taken off.");
	}
}

void documents_deinit(struct join *join)
{
	for (size_t i = 0; i < join->save_count; i++) {
		free(join->saves[i].name);
	}
	free(join->saves);
	free(join->upload);
	join->upload = NULL;
	outbox_deinit(&join->outbox);
}

void documents_hand_back(struct join *join, const char *why)
{
	if (join->outbox.waiting_count > 0) {
		join_refuse(join, "%s Not done:", why);
	}
	struct outbox_item *item;
	while ((item = outbox_hand_back(&join->outbox)) != NULL) {
		if (item->kind == OUTBOX_ATTACH) {
			join_refuse(join, "  not attached: %s", item->text);
		} else {
			join_refuse(join, "  not sent, for %s: %s", item->whom, item->text);
		}
		outbox_item_free(item);
	}
}
