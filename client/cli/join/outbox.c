/*
 * The rule of outbox.h, as lists that are moved between: what waits, what was sent and has no
 * answer yet, what is attached. Nothing here sends; whoever does asks what is next.
 */
#include "client/cli/join/outbox.h"

#include "client/cli/text/wrap.h"
#include "proto/complaint.h"
#include "proto/list.h"
#include "proto/xalloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct outbox_item *outbox_item_new(
    enum outbox_kind kind, const char *text, const char *whom, Convene__V1__Command *command)
{
	struct outbox_item *item = xcalloc(1, sizeof(*item));
	item->kind = kind;
	item->text = xstrdup(text);
	item->whom = xstrdup(whom);
	item->command = command;
	return item;
}

void outbox_item_free(struct outbox_item *item)
{
	if (item == NULL) {
		return;
	}
	free(item->text);
	free(item->whom);
	convene__v1__command__free_unpacked(item->command, NULL);
	free(item->documents);
	free(item);
}

void outbox_deinit(struct outbox *outbox)
{
	for (size_t i = 0; i < outbox->waiting_count; i++) {
		outbox_item_free(outbox->waiting[i]);
	}
	for (size_t i = 0; i < outbox->sent_count; i++) {
		outbox_item_free(outbox->sent[i]);
	}
	free(outbox->sent);
	*outbox = (struct outbox){.count = 0};
}

/* --- what waits --- */

bool outbox_must_wait(const struct outbox *outbox)
{
	return outbox->is_coming || outbox->waiting_count > 0;
}

bool outbox_queue(struct outbox *outbox, struct outbox_item *item)
{
	if (outbox->waiting_count == OUTBOX_ITEMS_MAX) {
		return false;
	}
	outbox->waiting[outbox->waiting_count++] = item;
	item->waited = true;
	return true;
}

struct outbox_item *outbox_hand_back(struct outbox *outbox)
{
	if (outbox->waiting_count == 0) {
		return NULL;
	}
	struct outbox_item *item = outbox->waiting[0];
	LIST_REMOVE(outbox->waiting, outbox->waiting_count, 0);
	return item;
}

struct outbox_item *outbox_next(struct outbox *outbox)
{
	return outbox->is_coming ? NULL : outbox_hand_back(outbox);
}

/* --- documents --- */

void outbox_begin(struct outbox *outbox, const struct outbox_document *document)
{
	outbox->coming = *document;
	outbox->is_coming = true;
	outbox->is_dropped = false;
}

/* The same file twice goes once. */
static void attach(struct outbox *outbox, const struct outbox_document *document)
{
	for (size_t i = 0; i < outbox->count; i++) {
		if (strcmp(outbox->documents[i].name, document->name) == 0 &&
		    memcmp(outbox->documents[i].sha256, document->sha256, CONVENE_SHA256_SIZE) ==
		        0) {
			return;
		}
	}
	if (outbox->count < OUTBOX_DOCUMENTS_MAX) {
		outbox->documents[outbox->count++] = *document;
	}
}

void outbox_arrived(struct outbox *outbox)
{
	if (!outbox->is_coming) {
		return;
	}
	outbox->is_coming = false;
	if (outbox->is_dropped) {
		return;
	}
	attach(outbox, &outbox->coming);
	if (strcmp(outbox->failed, outbox->coming.name) == 0) {
		outbox->failed[0] = '\0';
	}
}

void outbox_lost(struct outbox *outbox)
{
	outbox->is_coming = false;
}

void outbox_failed(struct outbox *outbox, const char *name)
{
	snprintf(outbox->failed, sizeof(outbox->failed), "%s", name);
}

static void names(const struct outbox *outbox, char *out, size_t size)
{
	out[0] = '\0';
	for (size_t i = 0; i < outbox->count; i++) {
		complaint_word(out, size, ", ", outbox->documents[i].name);
	}
}

const char *outbox_objection(struct outbox *outbox, const char *whom, char *out, size_t size)
{
	out[0] = '\0';
	char all[600];
	if (outbox->failed[0] != '\0') {
		snprintf(out, size,
		    "Not sent: \"%s\" could not be attached. Attach it again, or say the same once "
		    "more to send it without.",
		    outbox->failed);
		outbox->failed[0] = '\0';
	} else if (outbox->count > 0 && outbox->whom[0] != '\0' &&
	           strcmp(outbox->whom, whom) != 0) {
		names(outbox, all, sizeof(all));
		snprintf(out, size,
		    "Not sent: %s was attached for %s, and that message did not go. `detach` takes "
		    "it off; attach it again to send it to somebody else.",
		    all, outbox->whom);
	}
	return out;
}

void outbox_send(struct outbox *outbox, struct outbox_item *item)
{
	item->document_count = outbox->count;
	item->documents = xcalloc(outbox->count + 1, sizeof(*item->documents));
	memcpy(item->documents, outbox->documents, outbox->count * sizeof(*item->documents));
	outbox->count = 0;
	outbox->whom[0] = '\0';
	*LIST_ADD(outbox->sent, outbox->sent_count, outbox->sent_cap) = item;
}

struct outbox_item *outbox_answered(struct outbox *outbox, uint64_t tag)
{
	for (size_t i = 0; i < outbox->sent_count; i++) {
		struct outbox_item *item = outbox->sent[i];
		if ((uint64_t)(uintptr_t)item != tag) {
			continue;
		}
		LIST_REMOVE(outbox->sent, outbox->sent_count, i);
		return item;
	}
	return NULL;
}

bool outbox_put_back(struct outbox *outbox, const struct outbox_item *item)
{
	if (item->document_count == 0) {
		return true;
	}
	if (outbox->count > 0 || outbox_must_wait(outbox)) {
		return false;
	}
	memcpy(outbox->documents, item->documents, item->document_count * sizeof(*item->documents));
	outbox->count = item->document_count;
	snprintf(outbox->whom, sizeof(outbox->whom), "%s",
	    item->whom[0] != '\0' ? item->whom : "another message");
	return true;
}

size_t outbox_detach(struct outbox *outbox, const char *name, bool *waits)
{
	size_t kept = 0, taken = 0;
	*waits = false;
	for (size_t i = 0; i < outbox->count; i++) {
		if (name == NULL || strcmp(outbox->documents[i].name, name) == 0) {
			taken++;
		} else {
			outbox->documents[kept++] = outbox->documents[i];
		}
	}
	outbox->count = kept;
	if (outbox->is_coming && !outbox->is_dropped &&
	    (name == NULL || strcmp(outbox->coming.name, name) == 0)) {
		outbox->is_dropped = true;
		taken++;
	}
	if (outbox->count == 0) {
		outbox->whom[0] = '\0';
	}
	outbox->failed[0] = '\0';
	*waits = taken > 0 && outbox->waiting_count > 0;
	return taken;
}

/* Long names are cut in nothing but the prompt: `attached` has them whole. */
static void append_name(struct buf *out, const char *name)
{
	char shown[100];
	buf_append_text(out, wrap_beginning(shown, sizeof(shown), name, 24));
}

void outbox_shown(const struct outbox *outbox, size_t sent, struct buf *out)
{
	bool coming = outbox->is_coming && !outbox->is_dropped;
	if (outbox->count == 0 && !coming) {
		return;
	}
	buf_append_byte(out, '[');
	if (outbox->count > 2) {
		buf_printf(out, "%zu files", outbox->count);
	}
	for (size_t i = 0; outbox->count <= 2 && i < outbox->count; i++) {
		buf_append_text(out, i > 0 ? ", " : "");
		append_name(out, outbox->documents[i].name);
	}
	if (coming) {
		buf_append_text(out, outbox->count > 0 ? ", " : "");
		append_name(out, outbox->coming.name);
		buf_printf(
		    out, " %zu %%", outbox->coming.size > 0 ? sent * 100 / outbox->coming.size : 0);
	}
	buf_append_text(out, "] ");
}
