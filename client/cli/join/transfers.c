/*
 * Three steps, each begun by the end of the one before: uploaded, made known, attached. What fails
 * at any of them is handed back to the person with what waited for it.
 */
#include "client/cli/join/transfers.h"

#include "client/cli/join/desk.h"
#include "client/cli/join/documents.h"
#include "client/cli/join/messages.h"
#include "client/cli/join/save_name.h"
#include "client/cli/join/saying.h"
#include "client/lib/driver.h"
#include "proto/list.h"
#include "proto/xalloc.h"

#include <string.h>

const char transfers_stored_tag[] = "stored";

/* It is not coming any more; what waits behind it goes on, or not. */
static void lost(struct join *join, const char *message)
{
	bool dropped = join->outbox.is_dropped;
	outbox_lost(&join->outbox);
	char why[700];
	complaint(why, sizeof(why), "\"%s\": %s", join->outbox.coming.name, message);
	if (!dropped) {
		documents_failed(join, join->outbox.coming.name, why);
	}
	messages_go_on(join);
}

void transfers_uploaded(struct join *join, const struct convene_transfer *transfer)
{
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__StoreAttachment store = CONVENE__V1__STORE_ATTACHMENT__INIT;
	if (join->upload == NULL) {
		return;
	}
	free(join->upload);
	join->upload = NULL;
	if (transfer->error != NULL) {
		lost(join, transfer->error->message);
		return;
	}
	Convene__V1__Attachment attachment;
	documents_pack(&join->outbox.coming, &attachment);
	store.attachment = &attachment;
	command.body_case = CONVENE__V1__COMMAND__BODY_STORE_ATTACHMENT;
	command.store_attachment = &store;
	char line[UNSENT_LINE];
	unsent_line(line, "attach %s", join->outbox.coming.name);
	join_submit_as(join, &command, (uint64_t)(uintptr_t)transfers_stored_tag, line);
}

void transfers_stored(struct join *join, const Convene__V1__Error *error)
{
	bool dropped = join->outbox.is_dropped;
	if (error != NULL) {
		lost(join, error->message);
		return;
	}
	outbox_arrived(&join->outbox);
	if (!dropped && join->outbox.waiting_count == 0) {
		join_say(join,
		    "\"%s\" is attached: it goes with your next message, answer or decision. "
		    "`detach` takes it off.",
		    join->outbox.coming.name);
	}
	messages_go_on(join);
}

static void fetch_next(struct join *join)
{
	if (join->save_count > 0) {
		convene_download(driver_convene(join->session.client), join->saves->sha256);
	}
}

void transfers_save(struct join *join, Convene__V1__Attachment **list, size_t count)
{
	bool idle = join->save_count == 0;
	if (count == 0) {
		join_say(join, "Nothing is attached to it.");
	}
	for (size_t i = 0; i < count; i++) {
		if (list[i]->sha256.len != CONVENE_SHA256_SIZE) {
			join_refuse(join,
			    "Not saved: \"%s\" has no digest, by which one asks for it.",
			    list[i]->name);
			continue;
		}
		struct join_save *save = LIST_ADD(join->saves, join->save_count, join->save_cap);
		memcpy(save->sha256, list[i]->sha256.data, CONVENE_SHA256_SIZE);
		save->name = xstrdup(list[i]->name);
	}
	if (idle) {
		fetch_next(join);
	}
}

void transfers_downloaded(struct join *join, const struct convene_transfer *transfer)
{
	struct join_save *save = join->saves;
	char path[SAVE_NAME_SIZE], why[512];
	if (join->save_count == 0) {
		return;
	}
	if (transfer->error != NULL) {
		join_refuse(join, "\"%s\": %s", save->name, transfer->error->message);
	} else if (save_name_write(
	               save->name, transfer->data, transfer->len, path, why, sizeof(why))) {
		join_say(join, "\"%s\" is saved (%zu bytes).", path, transfer->len);
	} else {
		join_refuse(join, "Not saved: %s.", why);
	}
	free(save->name);
	LIST_REMOVE(join->saves, join->save_count, 0);
	fetch_next(join);
}
