#include "tests/fault/ledger.h"

#include "proto/xalloc.h"
#include "tests/support/expect.h"

#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>

void ledger_deinit(struct ledger *ledger)
{
	free(ledger->entries);
	free(ledger->commands);
	*ledger = (struct ledger){0};
}

void ledger_add_entry(struct ledger *ledger, const struct convene_entry *entry)
{
	struct ledger_entry *row;

	if (ledger->entry_count == ledger->entry_cap) {
		ledger->entry_cap = ledger->entry_cap ? ledger->entry_cap * 2 : 256;
		ledger->entries =
		    xrealloc(ledger->entries, ledger->entry_cap * sizeof(*ledger->entries));
	}
	row = &ledger->entries[ledger->entry_count++];
	*row = (struct ledger_entry){
	    .seq = entry->event->seq, .has_envelope = entry->envelope_bytes.len > 0};
	SHA256(entry->event_bytes.data, entry->event_bytes.len, row->event);
	if (row->has_envelope) {
		SHA256(entry->envelope_bytes.data, entry->envelope_bytes.len, row->envelope);
	}
}

struct ledger_command *ledger_add_command(struct ledger *ledger, uint64_t *tag)
{
	if (ledger->command_count == ledger->command_cap) {
		ledger->command_cap = ledger->command_cap ? ledger->command_cap * 2 : 256;
		ledger->commands =
		    xrealloc(ledger->commands, ledger->command_cap * sizeof(*ledger->commands));
	}
	*tag = ledger->command_count;
	ledger->commands[*tag] = (struct ledger_command){0};
	return &ledger->commands[ledger->command_count++];
}

void ledger_answer(struct ledger *ledger, const struct convene_result *result)
{
	const Convene__V1__CommandResult *answer = result->result;
	struct ledger_command *command;

	expect(result->tag < ledger->command_count, "an answer to a command that was never sent");
	command = &ledger->commands[result->tag];
	expect(
	    !command->answered, "command %llu was answered twice", (unsigned long long)result->tag);
	expect(answer->command_id.len == sizeof(command->id) &&
	           memcmp(answer->command_id.data, command->id, sizeof(command->id)) == 0,
	    "command %llu was given another one's answer", (unsigned long long)result->tag);
	command->answered = true;
	command->refusal = answer->error != NULL ? answer->error->code : 0;
	command->object_id = answer->object_id;
	command->unchanged = answer->unchanged;
}
