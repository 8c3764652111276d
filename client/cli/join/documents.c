/* Documents in the interactive mode: attaching them to the next message, saving those that came. */
#include "client/cli/join/join.h"

#include "client/cli/attach.h"
#include "client/cli/join/messages.h"
#include "client/cli/save_name.h"
#include "client/cli/wrap.h"
#include "proto/complaint.h"
#include "proto/printable.h"
#include "proto/xalloc.h"

#include <stdio.h>
#include <string.h>

const char documents_stored_tag[] = "stored";

/* --- out --- */

/* Files go in the order in which they were named, and before the messages behind them. */
static void queue_file(struct join *join, const char *path)
{
	struct outbox_item *item = outbox_item_new(OUTBOX_ATTACH, path, "", NULL, 0);
	char coming[130];

	if (!outbox_queue(&join->outbox, item)) {
		outbox_item_free(item);
		join_refuse(join, "Not attached: too much waits already.");
		return;
	}
	documents_coming(join, coming, sizeof(coming));
	join_say(join, "Waits for %s.", coming);
}

static void failed(struct join *join, const char *name, const char *why)
{
	outbox_failed(&join->outbox, name);
	join_refuse(join, "Not attached: %s.", why);
	messages_hand_back(join, "The file is not there.");
}

void documents_begin(struct join *join, const char *path)
{
	const char *slash = strrchr(path, '/');
	struct outbox_document document = {.size = 0};
	char why[400];
	int error;

	if (join->outbox.count == OUTBOX_DOCUMENTS_MAX) {
		join_refuse(join, "At most %d files go with one message.", OUTBOX_DOCUMENTS_MAX);
		return;
	}
	/* a name for the screen of everybody who gets it */
	printable_line_in(document.name, sizeof(document.name), slash != NULL ? slash + 1 : path);
	join->upload = attach_read(path, &document.size, why, sizeof(why));
	if (join->upload == NULL) {
		failed(join, document.name, why);
		return;
	}
	document.media_type = attach_media_type(document.name);
	error = convene_upload(
	    driver_convene(join->session.client), join->upload, document.size, document.sha256);
	if (error == 0) {
		outbox_begin(&join->outbox, &document);
		return;
	}
	free(join->upload);
	join->upload = NULL;
	complaint(why, sizeof(why), "\"%s\": %s", path, convene_error_text(error));
	failed(join, document.name, why);
}

void documents_attach(struct join *join, const char *path)
{
	if (outbox_must_wait(&join->outbox))
		queue_file(join, path);
	else
		documents_begin(join, path);
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

/* It is not coming any more; what waits behind it goes on, or not. */
static void lost(struct join *join, const char *message)
{
	bool dropped = join->outbox.is_dropped;
	char why[700];

	outbox_lost(&join->outbox);
	complaint(why, sizeof(why), "\"%s\": %s", join->outbox.coming.name, message);
	if (!dropped)
		failed(join, join->outbox.coming.name, why);
	messages_go_on(join);
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
		lost(join, transfer->error->message);
		return;
	}
	documents_pack(&join->outbox.coming, &attachment);
	store.attachment = &attachment;
	command.body_case = CONVENE__V1__COMMAND__BODY_STORE_ATTACHMENT;
	command.store_attachment = &store;
	unsent_line(join->typed, "attach %s", join->outbox.coming.name);
	join_send(join, &command, documents_stored_tag);
}

void documents_stored(struct join *join, const Convene__V1__Error *error)
{
	bool dropped = join->outbox.is_dropped;

	if (error != NULL) {
		lost(join, error->message);
		return;
	}
	outbox_arrived(&join->outbox);
	if (!dropped && messages_waiting(join) == 0)
		join_say(join,
		    "\"%s\" is attached: it goes with your next message, answer or decision. "
		    "`detach` takes it off.",
		    join->outbox.coming.name);
	messages_go_on(join);
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

	if (!join->outbox.is_coming)
		snprintf(out, size, "what is before it");
	else
		snprintf(out, size, "\"%s\", %zu %%",
		    wrap_beginning(name, sizeof(name), coming->name, 40),
		    documents_sent(join) * 100 / (coming->size > 0 ? coming->size : 1));
}

void documents_list(struct join *join)
{
	const struct outbox *outbox = &join->outbox;
	const struct outbox_item *item = outbox->first;
	char coming[130];

	if (outbox->count == 0 && !outbox->is_coming && item == NULL)
		join_say(join, "Nothing is attached.");
	for (size_t i = 0; i < outbox->count; i++)
		join_say(join, "\"%s\", %zu bytes, goes with your next message%s%s.",
		    outbox->documents[i].name, outbox->documents[i].size,
		    outbox->whom[0] != '\0' ? ", if that is for " : "", outbox->whom);
	if (outbox->is_coming) {
		documents_coming(join, coming, sizeof(coming));
		join_say(join, "%s: %s.", coming,
		    outbox->is_dropped ? "on its way; taken off" : "on its way");
	}
	for (; item != NULL; item = item->next)
		if (item->kind == OUTBOX_ATTACH)
			join_say(join, "Waits: attach %s", item->text);
		else
			join_say(join, "Waits, for %s: %s", item->whom, item->text);
}

void documents_detach(struct join *join, const char *name)
{
	bool waits;
	size_t taken = outbox_detach(&join->outbox, name[0] != '\0' ? name : NULL, &waits);

	if (taken == 0 && name[0] != '\0')
		join_refuse(join, "\"%s\" is not attached; `attached` lists what is.", name);
	else if (taken == 0)
		join_say(join, "Nothing is attached.");
	else
		join_say(join, "Taken off.");
	if (waits)
		messages_hand_back(join, "The file is taken off.");
}

/* --- in --- */

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
		if (list[i]->sha256.len != CONVENE_SHA256_SIZE) {
			join_say(join, "Not saved: \"%s\" has no digest, by which one asks for it.",
			    list[i]->name);
			continue;
		}
		*end = xcalloc(1, sizeof(**end));
		memcpy((*end)->sha256, list[i]->sha256.data, CONVENE_SHA256_SIZE);
		(*end)->name = xstrdup(list[i]->name);
		end = &(*end)->next;
	}
	if (idle)
		fetch_next(join);
}

void documents_downloaded(struct join *join, const struct convene_transfer *transfer)
{
	struct join_save *save = join->saves;
	char path[SAVE_NAME_SIZE], why[512];

	if (save == NULL)
		return;
	if (transfer->error != NULL) {
		join_say(join, "\"%s\": %s", save->name, transfer->error->message);
	} else if (save_name_write(
	               save->name, transfer->data, transfer->len, path, why, sizeof(why))) {
		join_say(join, "\"%s\" is saved (%zu bytes).", path, transfer->len);
	} else {
		join_say(join, "Not saved: %s.", why);
	}
	join->saves = save->next;
	free(save->name);
	free(save);
	fetch_next(join);
}

void documents_deinit(struct join *join)
{
	while (join->saves != NULL) {
		struct join_save *save = join->saves;

		join->saves = save->next;
		free(save->name);
		free(save);
	}
	free(join->upload);
	join->upload = NULL;
	outbox_deinit(&join->outbox);
}
