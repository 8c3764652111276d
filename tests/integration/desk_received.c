#include "tests/integration/desk_received.h"

#include "tests/integration/check.h"

#include <stdlib.h>

static void keep_error(struct desk_answer *out, const Convene__V1__Error *error)
{
	*out = (struct desk_answer){0};
	if (error == NULL) {
		return;
	}
	out->code = error->code;
	out->current_revision = error->current_revision;
	out->changed_by = error->changed_by;
	out->retry_after_ms = error->retry_after_ms;
	snprintf(out->message, sizeof(out->message), "%s", error->message);
}

static void keep_entry(struct desk *desk, const struct convene_entry *entry)
{
	struct desk_entry *kept;

	if (desk->entry_count == desk->entry_cap) {
		desk->entry_cap = desk->entry_cap ? desk->entry_cap * 2 : 64;
		desk->entries = realloc(desk->entries, desk->entry_cap * sizeof(*desk->entries));
		assert_non_null(desk->entries);
	}
	kept = &desk->entries[desk->entry_count++];
	*kept = (struct desk_entry){0};
	buf_append(&kept->bytes, entry->event_bytes.data, entry->event_bytes.len);
	kept->event = convene__v1__event__unpack(NULL, kept->bytes.len, kept->bytes.data);
	assert_non_null(kept->event);
	if (entry->envelope_bytes.len > 0) {
		kept->envelope = convene__v1__envelope__unpack(
		    NULL, entry->envelope_bytes.len, entry->envelope_bytes.data);
	}
}

static void keep_result(struct desk *desk, const struct convene_result *result)
{
	keep_error(&desk->answer, result->result->error);
	desk->answer.object_id = result->result->object_id;
	desk->answer.unchanged = result->result->unchanged;
	desk->answer.seq = convene_last_seq(driver_peek(desk->client));
	desk->answer.tag = result->tag;
	snprintf(desk->answer.join_code, sizeof(desk->answer.join_code), "%s",
	    result->result->join_code);
	desk->answers++;
}

static struct desk_person *person_of(struct desk *desk, uint64_t participant_id)
{
	for (size_t i = 0; i < desk->people_count; i++) {
		if (desk->people[i].participant_id == participant_id) {
			return &desk->people[i];
		}
	}
	assert_true(desk->people_count < sizeof(desk->people) / sizeof(desk->people[0]));
	desk->people[desk->people_count] = (struct desk_person){.participant_id = participant_id};
	return &desk->people[desk->people_count++];
}

static void keep_names(struct desk *desk, const Convene__V1__PeopleUpdate *update)
{
	for (size_t i = 0; i < update->n_people; i++) {
		struct desk_person *person = person_of(desk, update->people[i]->participant_id);

		person->named = true;
		snprintf(person->name, sizeof(person->name), "%s", update->people[i]->name);
	}
}

static void keep_presence(struct desk *desk, const Convene__V1__PresenceUpdate *update)
{
	for (size_t i = 0; update->complete && i < desk->people_count; i++) {
		desk->people[i].connected = false;
	}
	for (size_t i = 0; i < update->n_connected; i++) {
		person_of(desk, update->connected[i])->connected = true;
	}
	for (size_t i = 0; i < update->n_disconnected; i++) {
		person_of(desk, update->disconnected[i])->connected = false;
	}
	desk->presence_complete = desk->presence_complete || update->complete;
}

static void keep_loss(struct desk *desk, const struct convene_loss *loss)
{
	desk->error = (struct desk_answer){.code = loss->code};
	desk->reason = loss->reason;
	snprintf(desk->error.message, sizeof(desk->error.message), "%s", loss->text);
}

static void keep_welfare(struct desk *desk, const Convene__V1__WelfareUpdate *welfare)
{
	desk->welfare_updates++;
	desk->welfare_open = welfare->open;
	desk->welfare_calls = welfare->calls;
	snprintf(desk->welfare_text, sizeof(desk->welfare_text), "%s", welfare->text);
}

static void keep_download(struct desk *desk, const struct convene_transfer *transfer)
{
	desk->downloaded.len = 0;
	if (transfer->error == NULL) {
		buf_append(&desk->downloaded, transfer->data, transfer->len);
	}
	desk->downloads++;
}

void desk_received(void *context, struct driver_client *client, const struct convene_event *event)
{
	struct desk *desk = context;

	(void)client;
	switch (event->kind) {
	case CONVENE_WELCOME:
		desk->welcomes++;
		desk->participant_id = event->welcome->participant_id;
		break;
	case CONVENE_ENTRY:
		keep_entry(desk, &event->entry);
		break;
	case CONVENE_CAUGHT_UP:
		desk->caught_up++;
		break;
	case CONVENE_RESULT:
		keep_result(desk, &event->result);
		break;
	case CONVENE_PEOPLE:
		keep_names(desk, event->people);
		break;
	case CONVENE_WELFARE:
		keep_welfare(desk, event->welfare);
		break;
	case CONVENE_PRESENCE:
		keep_presence(desk, event->presence);
		break;
	case CONVENE_UPLOADED:
		keep_error(&desk->transfer, event->transfer.error);
		desk->uploads++;
		break;
	case CONVENE_DOWNLOADED:
		keep_error(&desk->transfer, event->transfer.error);
		keep_download(desk, &event->transfer);
		break;
	case CONVENE_RECORD:
		keep_error(&desk->transfer, event->record.error);
		if (event->record.error == NULL) {
			buf_append(&desk->record, event->record.data, event->record.len);
		}
		desk->record_done = event->record.error != NULL || event->record.last;
		break;
	case CONVENE_NOTICE:
		desk->notices++;
		break;
	case CONVENE_THROTTLED:
		desk->throttled++;
		break;
	case CONVENE_ANSWER:
		break; /* desks ask nothing; the client's own tests do */
	case CONVENE_OFFLINE:
		keep_loss(desk, &event->loss);
		desk->offline++;
		break;
	case CONVENE_STOPPED:
		keep_loss(desk, &event->loss);
		desk->stopped = true;
		break;
	}
}
