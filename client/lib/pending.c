/*
 * A list in the order of commands, with its end at hand. What is in flight stays in it: when a
 * connection is lost, all of it is simply sent again, in the same order and in the same bytes.
 */
#include "client/lib/pending.h"

#include "proto/xalloc.h"

#include <string.h>

void pending_init(struct pending *pending)
{
	*pending = (struct pending){.first = NULL};
	pending->end = &pending->first;
}

void pending_deinit(struct pending *pending)
{
	while (pending->first != NULL) {
		struct pending_command *command = pending->first;
		pending->first = command->next;
		free(command->frame);
		free(command);
	}
	pending_init(pending);
}

struct pending_command *pending_add(
    struct pending *pending, const uint8_t id[CONVENE_COMMAND_ID_SIZE], uint8_t *frame, size_t len)
{
	struct pending_command *command = xcalloc(1, sizeof(*command));
	memcpy(command->id, id, CONVENE_COMMAND_ID_SIZE);
	command->frame = frame;
	command->frame_len = len;
	*pending->end = command;
	pending->end = &command->next;
	pending->count++;
	return command;
}

struct pending_command *pending_next(const struct pending *pending)
{
	struct pending_command *command = pending->first;
	while (command != NULL && command->in_flight) {
		command = command->next;
	}
	return command;
}

void pending_sent(struct pending *pending, struct pending_command *command)
{
	command->in_flight = true;
	command->sent_once = true;
	pending->in_flight++;
}

struct pending_command *pending_next_urgent(const struct pending *pending)
{
	struct pending_command *command = pending->first;
	while (command != NULL && (command->in_flight || !command->urgent)) {
		command = command->next;
	}
	return command;
}

struct pending_command *pending_find(
    const struct pending *pending, const uint8_t *id, size_t id_len)
{
	struct pending_command *command = pending->first;
	while (id_len == CONVENE_COMMAND_ID_SIZE && command != NULL &&
	       memcmp(command->id, id, CONVENE_COMMAND_ID_SIZE) != 0) {
		command = command->next;
	}
	return id_len == CONVENE_COMMAND_ID_SIZE ? command : NULL;
}

void pending_not_taken(struct pending *pending, struct pending_command *command)
{
	pending->in_flight -= command->in_flight ? 1 : 0;
	command->in_flight = command->urgent = false;
}

void pending_rewind(struct pending *pending)
{
	for (struct pending_command *command = pending->first; command != NULL;
	     command = command->next) {
		command->in_flight = false;
	}
	pending->in_flight = 0;
}

bool pending_answered(
    struct pending *pending, const uint8_t *id, size_t id_len, struct pending_command *out)
{
	struct pending_command **link = &pending->first;
	if (id_len != CONVENE_COMMAND_ID_SIZE) {
		return false;
	}
	while (*link != NULL && memcmp((*link)->id, id, CONVENE_COMMAND_ID_SIZE) != 0) {
		link = &(*link)->next;
	}
	struct pending_command *command = *link;
	if (command == NULL) {
		return false;
	}
	*link = command->next;
	if (pending->end == &command->next) {
		pending->end = link;
	}
	pending->count--;
	if (command->automatic) {
		pending->automatic--;
	}
	if (command->in_flight) {
		pending->in_flight--;
	}
	*out = *command;
	out->next = NULL;
	out->frame = NULL;
	free(command->frame);
	free(command);
	return true;
}
