/*
 * What was typed first goes first: a message waits behind a document that is still on its way, and
 * everything behind that message with it. An answer is known by its tag, which is the item; what it
 * took along is then gone, or attached again.
 */
#include "client/cli/join/messages.h"

#include "client/cli/join/desk.h"
#include "client/cli/join/documents.h"
#include "client/cli/join/saying.h"
#include "client/cli/text/wrap.h"
#include "proto/reflect.h"

/* A command's own message, and one of its fields; NULL: it has none of that name. */
static ProtobufCMessage *body_of(
    Convene__V1__Command *command, const char *name, const ProtobufCFieldDescriptor **field)
{
	const ProtobufCFieldDescriptor *body = protobuf_c_message_descriptor_get_field(
	    &convene__v1__command__descriptor, (unsigned)command->body_case);
	ProtobufCMessage *message =
	    *(ProtobufCMessage *const *)reflect_member(&command->base, body);
	*field = protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name);
	return message;
}

/* How it begins, in one line. */
static void beginning(Convene__V1__Command *command, char *out, size_t size)
{
	const ProtobufCFieldDescriptor *field;
	const ProtobufCMessage *message = body_of(command, "text", &field);
	const char *text = field != NULL ? *(char *const *)reflect_member(message, field) : "";
	wrap_beginning(out, size, text, 50);
}

static void set_documents(
    Convene__V1__Command *command, Convene__V1__Attachment **list, size_t count)
{
	const ProtobufCFieldDescriptor *field;
	ProtobufCMessage *message = body_of(command, "attachments", &field);
	if (field == NULL) {
		return;
	}
	*(Convene__V1__Attachment ***)reflect_member(message, field) = list;
	*reflect_count(message, field) = count;
}

static bool submit(struct join *join, const struct outbox_item *item, const char *line)
{
	Convene__V1__Attachment documents[OUTBOX_DOCUMENTS_MAX], *list[OUTBOX_DOCUMENTS_MAX];
	for (size_t i = 0; i < item->document_count; i++) {
		documents_pack(&item->documents[i], &documents[i]);
		list[i] = &documents[i];
	}
	set_documents(item->command, list, item->document_count);
	bool good = join_submit_as(join, item->command, (uint64_t)(uintptr_t)item, line);
	set_documents(item->command, NULL, 0);
	return good;
}

/* Sends it now; what is attached goes along. */
static void send_now(struct join *join, struct outbox_item *item)
{
	char why[900];
	if (outbox_objection(&join->outbox, item->whom, why, sizeof(why))[0] != '\0') {
		join_refuse(join, "%s", why);
		outbox_item_free(item);
		return;
	}
	outbox_send(&join->outbox, item);
	char line[UNSENT_LINE];
	unsent_line(line, "%s: %s", item->whom, item->text);
	if (!submit(join, item, item->waited ? line : join->typed)) {
		outbox_answered(&join->outbox, (uint64_t)(uintptr_t)item);
		outbox_put_back(&join->outbox, item);
		outbox_item_free(item);
	}
}

void messages_send(struct join *join, Convene__V1__Command *command, const char *whom)
{
	char text[64], what[64];
	beginning(command, text, sizeof(text));
	struct outbox_item *item = outbox_item_new(OUTBOX_MESSAGE, text, whom, join_copy(command));
	if (!outbox_must_wait(&join->outbox)) {
		send_now(join, item);
		return;
	}
	if (!outbox_queue(&join->outbox, item)) {
		join_refuse(join, "Not sent: too much waits already.");
		outbox_item_free(item);
		return;
	}
	documents_coming(join, what, sizeof(what));
	join_say(join, "For %s: waits for %s, and goes by itself when that is there.", whom, what);
}

void messages_go_on(struct join *join)
{
	struct outbox_item *item;
	while ((item = outbox_next(&join->outbox)) != NULL) {
		if (item->kind == OUTBOX_MESSAGE) {
			send_now(join, item);
			continue;
		}
		documents_begin(join, item->text);
		outbox_item_free(item);
	}
}

void messages_drop(struct join *join)
{
	bool waits;
	outbox_detach(&join->outbox, NULL, &waits);
	documents_hand_back(join, "The exercise is left.");
}

static void refused(
    struct join *join, const struct outbox_item *item, const Convene__V1__Error *error)
{
	bool back = outbox_put_back(&join->outbox, item);
	join_refuse(join, "Refused: %s", error->message);
	join_refuse(join, "  not sent, for %s: %s", item->whom, item->text);
	for (size_t i = 0; i < item->document_count; i++) {
		join_refuse(join,
		    back ? "  \"%s\" did not go; it is attached still, for %s."
		         : "  \"%s\" did not go, for %s; it is not attached any more.",
		    item->documents[i].name, item->whom);
	}
}

/* What went where is on the screen as an event. What it took along, and that what waited is gone,
 * is said once more. */
static void done(struct join *join, const struct outbox_item *item)
{
	struct buf with = {0};
	for (size_t i = 0; i < item->document_count; i++) {
		buf_printf(&with, "%s\"%s\"", i > 0 ? ", " : ", with ", item->documents[i].name);
	}
	if (with.len > 0 || item->waited) {
		join_say(join, "Sent to %s%.*s.", item->whom, (int)with.len,
		    with.len > 0 ? (const char *)with.data : "");
	}
	buf_deinit(&with);
}

bool messages_result(struct join *join, const struct convene_result *answer)
{
	struct outbox_item *item = outbox_answered(&join->outbox, answer->tag);
	if (item == NULL) {
		return false;
	}
	if (answer->result->error != NULL) {
		refused(join, item, answer->result->error);
	} else {
		done(join, item);
	}
	outbox_item_free(item);
	return true;
}
