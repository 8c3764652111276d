#include "server/exercise/disclosure/disclosure.h"

#include "proto/reflect.h"
#include "proto/xalloc.h"
#include "server/exercise/check.h"
#include "server/exercise/disclosure/disclosing.h"
#include "server/exercise/state.h"

void consent_digest(const struct consent *consent, struct digest_form *form)
{
	digest_put(form, consent->id);
	digest_put(form, consent->case_id);
	digest_put(form, consent->withdrawn);
	digest_put(form, consent->all_fields);
	uint64_t fields = 0;
	for (size_t i = 0; i < consent->field_count; i++) {
		fields += mix_pair(consent->id, (uint64_t)consent->fields[i]);
	}
	digest_put(form, fields);
	for (size_t i = 0; i < TEAMS_MAX / 64; i++) {
		digest_put(form, consent->teams.words[i]);
	}
	for (size_t i = 0; i < ENTITIES_MAX / 64; i++) {
		digest_put(form, consent->entities.words[i]);
	}
}

/* The newest first. */
static const struct consent *consent_of(
    const struct exercise *exercise, const struct dossier *dossier, size_t from_end)
{
	size_t place = dossier->consents.list[dossier->consents.count - 1 - from_end];
	return exercise->disclosures.consents.entries[place].object;
}

bool consent_given(const struct exercise *exercise, const struct case_file *file)
{
	const struct dossier *dossier = dossier_find(&exercise->disclosures, file->id);
	for (size_t i = 0; dossier != NULL && i < dossier->consents.count; i++) {
		if (!consent_of(exercise, dossier, i)->withdrawn) {
			return true;
		}
	}
	return false;
}

static bool names_receiver(const struct consent *consent, const struct disclosing *disclosing)
{
	return team_set_has(&consent->teams, disclosing->to_team) ||
	       entity_set_has(&consent->entities, disclosing->to_entity);
}

static bool names_fields(const struct consent *consent, const struct disclosing *disclosing)
{
	for (size_t i = 0; i < disclosing->field_count && !consent->all_fields; i++) {
		bool named = false;
		for (size_t j = 0; j < consent->field_count; j++) {
			named = named || consent->fields[j] == disclosing->fields[i];
		}
		if (!named) {
			return false;
		}
	}
	return true;
}

uint64_t consent_covering(const struct exercise *exercise, const struct disclosing *disclosing,
    const struct case_file *file)
{
	const struct dossier *dossier = dossier_find(&exercise->disclosures, file->id);
	for (size_t i = 0; dossier != NULL && i < dossier->consents.count; i++) {
		const struct consent *consent = consent_of(exercise, dossier, i);
		if (!consent->withdrawn && names_receiver(consent, disclosing) &&
		    names_fields(consent, disclosing)) {
			return consent->id;
		}
	}
	return 0;
}

/* --- recipients: a team, an entity, a country or an agency --- */

static Convene__V1__Agency agency_called(const char *name)
{
	const ProtobufCEnumValue *value =
	    reflect_enum_value(&convene__v1__agency__descriptor, name, strlen(name));
	return value != NULL ? (Convene__V1__Agency)value->value
	                     : CONVENE__V1__AGENCY__AGENCY_UNSPECIFIED;
}

/* Adds to a consent whom the name stands for; false when it stands for nothing. */
static bool recipient_add(
    const struct exercise *exercise, const char *name, struct consent *consent)
{
	const struct cast *cast = &exercise->cast;
	int team = cast_team(cast, name), entity = cast_entity(cast, name);
	int country = library_index(&exercise->library, LIBRARY_COUNTRY, name);
	Convene__V1__Agency agency = agency_called(name);
	team_set_add(&consent->teams, team);
	entity_set_add(&consent->entities, entity);
	for (size_t i = 0; i < cast->team_count; i++) {
		if ((country >= 0 && cast->teams[i]->country == country) ||
		    (agency != 0 && cast->teams[i]->agency == agency)) {
			team_set_add(&consent->teams, (int)i);
		}
	}
	for (size_t i = 0; country >= 0 && i < library_count(&exercise->library, ENTITY); i++) {
		const Convene__V1__Entity *known =
		    library_at(&exercise->library, ENTITY, Entity, i);
		if (strcmp(known->country, name) == 0) {
			entity_set_add(&consent->entities, cast_entity(cast, known->id));
		}
	}
	return team >= 0 || entity >= 0 || country >= 0 || agency != 0;
}

static bool check_recipients(struct deciding *deciding, const Convene__V1__RecordConsent *command)
{
	if (command->n_recipients == 0) {
		return refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
		    "nobody is named to whom data may go; name a team, an entity, a country or "
		    "an agency");
	}
	if (!check_count(deciding, command->n_recipients, CONSENT_RECIPIENTS_MAX, "recipients")) {
		return false;
	}
	for (size_t i = 0; i < command->n_recipients; i++) {
		struct consent nobody = {.id = 0};
		const char *name = text_or_empty(command->recipients[i]);
		if (!recipient_add(deciding->exercise, name, &nobody)) {
			return check_no_party(deciding, "team, entity, country or agency",
			    PARTY_TEAMS | PARTY_ENTITIES, name);
		}
	}
	return true;
}

/* --- RecordConsent, WithdrawConsent --- */

static bool check_consent(struct deciding *deciding, const Convene__V1__RecordConsent *command)
{
	int fields[DISCLOSURE_FIELDS_MAX];
	if (deciding->exercise->disclosures.consents.count >= CONSENTS_MAX) {
		return refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_QUOTA,
		    "the exercise has its %d consents already", CONSENTS_MAX);
	}
	const struct dossier *dossier =
	    dossier_find(&deciding->exercise->disclosures, command->case_id);
	if (dossier != NULL && dossier->consents.count >= CONSENTS_OF_CASE_MAX) {
		return refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_QUOTA,
		    "case %" PRIu64 " has its %d consents already", command->case_id,
		    CONSENTS_OF_CASE_MAX);
	}
	return check_language(deciding, text_or_empty(command->language)) &&
	       check_text(deciding, text_or_empty(command->interpreter), LINE_BYTES_MAX,
	           "the interpreter") &&
	       check_fields(deciding, command->fields, command->n_fields, fields) &&
	       check_recipients(deciding, command) &&
	       check_text(
	           deciding, text_or_empty(command->purpose), LINE_BYTES_MAX, "the purpose") &&
	       check_text(
	           deciding, text_or_empty(command->words), TEXT_BYTES_MAX, "what the person said");
}

void consent_decide_record(struct deciding *deciding)
{
	const Convene__V1__RecordConsent *command = deciding->command->record_consent;
	if (!check_in_play(
	        deciding, "record consent after STARTEX", "no consent can be recorded any more") ||
	    check_case(deciding, command->case_id) == NULL || !check_consent(deciding, command)) {
		return;
	}
	Convene__V1__ConsentRecorded *body =
	    DRAFT_BODY(deciding, ConsentRecorded, consent_recorded);
	if (body == NULL) {
		return;
	}
	body->consent_id = draft_next_seq(deciding);
	body->case_id = command->case_id;
	body->team_id = draft_text(deciding, deciding->cast->teams[deciding->actor->team]->id);
	body->participant_id = deciding->actor->id;
	body->language = draft_text(deciding, command->language);
	body->interpreter = draft_text(deciding, command->interpreter);
	body->fields = draft_texts(deciding, command->fields, command->n_fields);
	body->n_fields = body->fields != NULL ? command->n_fields : 0;
	body->recipients = draft_texts(deciding, command->recipients, command->n_recipients);
	body->n_recipients = body->recipients != NULL ? command->n_recipients : 0;
	body->purpose = draft_text(deciding, command->purpose);
	body->words = draft_text(deciding, command->words);
	draft_event(deciding, CONVENE__V1__EVENT__BODY_CONSENT_RECORDED, body);
}

/* A consent of a case that the player's team has; simulators speak for the person. */
static const struct consent *check_visible_consent(struct deciding *deciding, uint64_t id)
{
	const struct consent *consent =
	    seq_index_find(&deciding->exercise->disclosures.consents, id);
	const struct case_file *file =
	    consent != NULL ? case_find(deciding->exercise, consent->case_id) : NULL;
	bool player = deciding->actor->role == CONVENE__V1__ROLE__ROLE_PLAYER;
	if (file == NULL || (player && !team_set_has(&file->teams, deciding->actor->team))) {
		refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_FOUND,
		    "there is no consent %" PRIu64 " for you", id);
		return NULL;
	}
	return consent;
}

void consent_decide_withdraw(struct deciding *deciding)
{
	const Convene__V1__WithdrawConsent *command = deciding->command->withdraw_consent;
	if (!check_in_play(deciding, "withdraw consent after STARTEX",
	        "no consent can be withdrawn any more") ||
	    !check_text(
	        deciding, text_or_empty(command->words), TEXT_BYTES_MAX, "what the person said")) {
		return;
	}
	const struct consent *consent = check_visible_consent(deciding, command->consent_id);
	if (consent == NULL) {
		return;
	}
	if (consent->withdrawn) {
		refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_WRONG_STATE,
		    "consent %" PRIu64 " was withdrawn already", consent->id);
		return;
	}
	Convene__V1__ConsentWithdrawn *body =
	    DRAFT_BODY(deciding, ConsentWithdrawn, consent_withdrawn);
	if (body == NULL) {
		return;
	}
	body->consent_id = consent->id;
	body->case_id = consent->case_id;
	body->words = draft_text(deciding, command->words);
	/* players are not to learn who speaks for the person */
	if (deciding->actor->role == CONVENE__V1__ROLE__ROLE_PLAYER) {
		body->team_id =
		    draft_text(deciding, deciding->cast->teams[deciding->actor->team]->id);
		body->participant_id = deciding->actor->id;
	}
	draft_event(deciding, CONVENE__V1__EVENT__BODY_CONSENT_WITHDRAWN, body);
}

void consent_apply_recorded(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__ConsentRecorded *body = applying->event->consent_recorded;
	struct disclosures *disclosures = &exercise->disclosures;
	if (body->consent_id != applying->event->seq ||
	    case_find(exercise, body->case_id) == NULL) {
		return;
	}
	struct consent *consent = xcalloc(1, sizeof *consent);
	consent->node.kind = DIGEST_CONSENT;
	consent->id = body->consent_id;
	consent->case_id = body->case_id;
	consent->all_fields = body->n_fields == 0;
	consent->fields = xcalloc(body->n_fields + 1, sizeof *consent->fields);
	for (size_t i = 0; i < body->n_fields; i++) {
		int field = library_index(&exercise->library, LIBRARY_FIELD, body->fields[i]);
		if (field >= 0) {
			consent->fields[consent->field_count++] = field;
		}
	}
	for (size_t i = 0; i < body->n_recipients; i++) {
		recipient_add(exercise, body->recipients[i], consent);
	}
	size_t place = disclosures->consents.count;
	if (!seq_index_add(&disclosures->consents, consent->id, consent)) {
		free(consent->fields);
		free(consent);
		return;
	}
	places_add(&dossier_make(disclosures, consent->case_id)->consents, place);
	digest_touch(&exercise->digest, &consent->node);
}

void consent_apply_withdrawn(struct exercise *exercise, const struct applying *applying)
{
	const Convene__V1__ConsentWithdrawn *body = applying->event->consent_withdrawn;
	struct consent *consent = seq_index_find(&exercise->disclosures.consents, body->consent_id);
	if (consent != NULL && !consent->withdrawn) {
		consent->withdrawn = true;
		digest_touch(&exercise->digest, &consent->node);
	}
}
