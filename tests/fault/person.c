#include "tests/fault/person.h"

#include "proto/roles.h"

#include "tests/support/expect.h"

#include <inttypes.h>
#include <openssl/sha.h>
#include <string.h>

/* Commands come in bursts, so that several are under way when the server dies. */
#define PAUSE_MS_MAX 110
#define BURST_MAX    4

/* The library asks for eight bytes only to choose a delay: short ones, so that the time goes into
 * the exercise and not into waiting. Everything else is an id, and has to be unique. */
static void short_delays(void *context, void *bytes, size_t len)
{
	struct person *person = context;
	uint64_t delay_ms = dice_below(person->dice, 150);

	if (len == sizeof(delay_ms)) {
		memcpy(bytes, &delay_ms, len);
	} else {
		driver_random(NULL, bytes, len);
	}
}

void person_send(struct person *person, Convene__V1__Command *command)
{
	uint64_t tag;
	struct ledger_command *row = ledger_add_command(&person->ledger, &tag);
	int result = convene_send(driver_convene(person->client), command, tag, row->id);

	expect(
	    result == 0, "%s: cannot send a command: %s", person->name, convene_error_text(result));
}

static void on_timer(void *context)
{
	struct person *person = context;
	uint64_t burst = 1 + dice_below(person->dice, BURST_MAX);

	person->timer = driver_after(
	    person->driver, (int64_t)dice_below(person->dice, PAUSE_MS_MAX), on_timer, person);
	while (burst-- > 0 && person->participant_id != 0 &&
	       convene_unanswered(driver_peek(person->client)) < PERSON_UNANSWERED_MAX) {
		person_act_once(person);
	}
}

void person_act(struct person *person)
{
	if (person->timer == NULL) {
		person->timer = driver_after(person->driver, 0, on_timer, person);
	}
}

void person_rest(struct person *person)
{
	if (person->timer != NULL) {
		driver_cancel(person->timer);
	}
	person->timer = NULL;
}

/* --- what is told --- */

static void on_welcome(struct person *person, const Convene__V1__Welcome *welcome)
{
	expect(person->participant_id == 0 || person->participant_id == welcome->participant_id,
	    "%s came back as participant %" PRIu64 ", was %" PRIu64, person->name,
	    welcome->participant_id, person->participant_id);
	expect(strcmp(person->team, "-") == 0 ? welcome->team_id[0] == '\0'
	                                      : strcmp(person->team, welcome->team_id) == 0,
	    "%s is in team \"%s\"", person->name, welcome->team_id);
	person->participant_id = welcome->participant_id;
	person->role = welcome->role;
	person->welcomes++;
	person->caught_up = false;
}

static void on_uploaded(struct person *person, const struct convene_transfer *transfer)
{
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__StoreAttachment store = CONVENE__V1__STORE_ATTACHMENT__INIT;
	Convene__V1__Attachment attachment = CONVENE__V1__ATTACHMENT__INIT;

	person->uploading = false;
	expect(transfer->error == NULL, "%s: a document of %zu bytes was refused: %s", person->name,
	    person->document_len, transfer->error != NULL ? transfer->error->message : "");
	attachment.sha256.data = (uint8_t *)(uintptr_t)transfer->sha256;
	attachment.sha256.len = CONVENE_SHA256_SIZE;
	attachment.size_bytes = person->document_len;
	attachment.name = (char *)(uintptr_t) "notes.bin";
	store.attachment = &attachment;
	command.body_case = CONVENE__V1__COMMAND__BODY_STORE_ATTACHMENT;
	command.store_attachment = &store;
	memcpy(person->stored, transfer->sha256, sizeof(person->stored));
	person->has_stored = false;
	person->store_tag = person->ledger.command_count;
	person_send(person, &command);
}

static void on_result(struct person *person, const struct convene_result *result)
{
	ledger_answer(&person->ledger, result);
	person->answered++;
	if (result->tag == person->store_tag && result->result->error == NULL) {
		person->has_stored = true;
	}
}

static void on_record(struct person *person, const struct convene_record *record)
{
	expect(record->error == NULL, "%s: the record is refused: %s", person->name,
	    record->error != NULL ? record->error->message : "");
	expect(fwrite(record->data, 1, record->len, person->record) == record->len,
	    "cannot write the record");
	if (!record->last) {
		return;
	}
	expect(fclose(person->record) == 0, "cannot write the record");
	person->record = NULL;
	person->record_done = true;
}

static void on_offline(struct person *person, const struct convene_loss *loss)
{
	person->losses++;
	person->caught_up = false;
	if (loss->reason == CONVENE_REASON_SERVER &&
	    loss->code == CONVENE__V1__ERROR_CODE__ERROR_CODE_EXERCISE_UNAVAILABLE) {
		person->unavailable++;
	}
	expect(loss->reason == CONVENE_REASON_NETWORK || loss->reason == CONVENE_REASON_SERVER,
	    "%s lost its connection for a bad reason: %s", person->name, loss->text);
}

static void on_event(void *context, struct driver_client *client, const struct convene_event *event)
{
	struct person *person = context;

	(void)client;
	switch (event->kind) {
	case CONVENE_WELCOME:
		on_welcome(person, event->welcome);
		break;
	case CONVENE_ENTRY:
		ledger_add_entry(&person->ledger, &event->entry);
		knowledge_learn(&person->knowledge, event->entry.event);
		break;
	case CONVENE_CAUGHT_UP:
		person->caught_up = true;
		break;
	case CONVENE_RESULT:
		on_result(person, &event->result);
		break;
	case CONVENE_UPLOADED:
		on_uploaded(person, &event->transfer);
		break;
	case CONVENE_DOWNLOADED:
		expect(event->transfer.error == NULL, "%s: a stored document is refused: %s",
		    person->name,
		    event->transfer.error != NULL ? event->transfer.error->message : "");
		person->downloaded = true;
		break;
	case CONVENE_RECORD:
		on_record(person, &event->record);
		break;
	case CONVENE_NOTICE:
		fprintf(stderr, "%s was told: %s\n", person->name, event->notice->message);
		person->notices++;
		break;
	case CONVENE_OFFLINE:
		on_offline(person, &event->loss);
		break;
	case CONVENE_STOPPED:
		expect(false, "%s gave up: %s", person->name, event->loss.text);
		break;
	case CONVENE_PEOPLE:
	case CONVENE_PRESENCE:
	case CONVENE_WELFARE:
	case CONVENE_ANSWER:
	case CONVENE_THROTTLED:
		break;
	}
}

/* --- beginning and end --- */

void person_init(struct person *person, struct driver *driver, struct dice *dice,
    const struct join_link *link, const char *role, const char *team, unsigned number)
{
	struct convene_options options = {.random = short_delays, .random_context = person};

	*person =
	    (struct person){.driver = driver, .dice = dice, .link = *link, .store_tag = UINT64_MAX};
	snprintf(person->role_name, sizeof(person->role_name), "%s", role);
	snprintf(person->team, sizeof(person->team), "%s", team);
	snprintf(person->name, sizeof(person->name), "%s %s %u", role, team, number);
	options.name = person->name;
	person->client = driver_add(driver, link, &options, on_event, person);
	expect(person->client != NULL, "%s: the link is no good", person->name);
}

void person_read_again(const struct person *person, struct person *reader)
{
	struct convene_options options = {.without_receipts = true, .name = person->name};

	*reader = (struct person){.driver = person->driver,
	    .dice = person->dice,
	    .link = person->link,
	    .role = person->role,
	    .participant_id = person->participant_id,
	    .store_tag = UINT64_MAX};
	snprintf(reader->team, sizeof(reader->team), "%s", person->team);
	snprintf(reader->name, sizeof(reader->name), "%.40s, again", person->name);
	options.resume_token_len =
	    convene_resume_token(driver_peek(person->client), &options.resume_token);
	reader->client = driver_add(person->driver, &person->link, &options, on_event, reader);
	expect(reader->client != NULL, "%s has no token", person->name);
}

void person_deinit(struct person *person)
{
	person_rest(person);
	driver_remove(person->client);
	ledger_deinit(&person->ledger);
	if (person->record != NULL) {
		fclose(person->record);
	}
}

void person_download(struct person *person)
{
	int result = convene_download(driver_convene(person->client), person->stored);

	expect(result == 0, "%s: cannot download: %s", person->name, convene_error_text(result));
}

void person_fetch_record(struct person *person, const char *path)
{
	int result = convene_fetch_record(driver_convene(person->client), NULL);

	expect(result == 0, "%s: cannot fetch the record: %s", person->name,
	    convene_error_text(result));
	person->record_done = false;
	person->record = fopen(path, "we");
	expect(person->record != NULL, "cannot write \"%s\"", path);
}

void person_report(const struct person *person)
{
	const struct convene *convene = driver_peek(person->client);

	fprintf(stderr,
	    "%s: phase %d, %s, %zu of %zu commands answered, welcome %u times, lost %u times, last "
	    "seq %" PRIu64 "\n",
	    person->name, (int)convene_phase(convene),
	    person->caught_up ? "caught up" : "not caught up", (size_t)person->answered,
	    person->ledger.command_count, person->welcomes, person->losses,
	    convene_last_seq(convene));
}
