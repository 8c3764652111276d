#include "client/cli/conduct/find.h"

#include "client/cli/text/choices.h"
#include "client/cli/text/recipients.h"
#include "proto/party.h"
#include "proto/reflect.h"
#include "proto/xalloc.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static bool is_called(const struct view_case *file, const char *word)
{
	if (strcasecmp(file->reference, word) == 0 ||
	    (file->person_id[0] != '\0' && strcasecmp(file->person_id, word) == 0)) {
		return true;
	}
	for (size_t i = 0; i < file->alias_count; i++) {
		if (strcasecmp(file->aliases[i], word) == 0) {
			return true;
		}
	}
	return false;
}

static const struct view_case *case_called(struct conduct *conduct, const char *word)
{
	const struct view *view = conduct->view;
	const struct view_case *found = NULL;
	struct nearest nearest;
	struct buf several = {0};
	size_t count = 0;
	nearest_init(&nearest, word);
	for (size_t i = 0; i < view->case_count; i++) {
		const struct view_case *file = &view->cases[i];
		nearest_offer(&nearest, file->reference);
		if (!is_called(file, word)) {
			continue;
		}
		/* one's own comes before what one was only told of */
		if (found != NULL && found->ours != file->ours) {
			if (file->ours) {
				found = file;
			}
			continue;
		}
		found = file;
		buf_printf(&several, "%s%" PRIu64, count++ > 0 ? ", " : "", file->id);
	}
	char meant[80];
	if (count > 1) {
		conduct_refuse(conduct, "several cases are called \"%s\": say which one, %.*s",
		    word, (int)several.len, (const char *)several.data);
		found = NULL;
	} else if (found == NULL) {
		conduct_refuse(conduct, "there is no case \"%s\"%s", word,
		    nearest.best != NULL ? nearest_question(&nearest, meant, sizeof(meant))
		                         : "; `case list` has those that you may see");
	}
	buf_deinit(&several);
	return found;
}

const struct view_case *conduct_find_case(struct conduct *conduct, const char *word)
{
	uint64_t id;
	if (!options_number(word, &id)) {
		return case_called(conduct, word);
	}
	const struct view_case *file = view_case(conduct->view, id);
	if (file == NULL) {
		conduct_refuse(conduct,
		    "there is no case %" PRIu64 "; `case list` has those that you may see", id);
	}
	return file;
}

const struct view_request *conduct_find_request(struct conduct *conduct, const char *word)
{
	const struct view_request *request = NULL;
	uint64_t id;
	if (options_number(word, &id)) {
		request = view_request(conduct->view, id);
	}
	if (request == NULL) {
		conduct_refuse(
		    conduct, "there is no request \"%s\"; `request list` has their numbers", word);
	}
	return request;
}

const ProtobufCMessage *conduct_find(
    struct conduct *conduct, enum view_catalogue_kind kind, const char *what, const char *word)
{
	const struct view_catalogue_list *list = &conduct->view->catalogue.lists[kind];
	const ProtobufCMessage *found = view_catalogue_item(conduct->view, kind, word);
	if (found != NULL) {
		return found;
	}
	struct choices choices;
	choices_init(&choices, word);
	for (size_t i = 0; i < list->count; i++) {
		choices_offer(&choices, reflect_id(list->items[i]));
	}
	conduct_refuse(
	    conduct, "there is no %s \"%s\"%s", what, word, choices_end(&choices, "; there are: "));
	choices_deinit(&choices);
	return NULL;
}

/* What a mistyped team or entity may have meant. */
static void no_party(struct conduct *conduct, const char *word, bool teams_only)
{
	struct nearest nearest;
	nearest_init(&nearest, word);
	(teams_only ? nearest_offer_teams : nearest_offer_parties)(&nearest, conduct->view);
	char meant[80];
	conduct_refuse(conduct, "there is no %s \"%s\"%s", teams_only ? "team" : "team or entity",
	    word, nearest_question(&nearest, meant, sizeof(meant)));
}

const char *conduct_find_team(struct conduct *conduct, const char *word)
{
	const Convene__V1__TeamCard *team = view_team(conduct->view, word);
	if (team == NULL) {
		no_party(conduct, word, true);
	}
	return team != NULL ? team->id : NULL;
}

bool conduct_is_further(struct conduct *conduct, const char *word, const char *instead)
{
	if (!recipients_is_party(conduct->view, word)) {
		return false;
	}
	conduct_refuse(conduct, "\"%s\" would be a further receiver: %s", word, instead);
	return true;
}

Convene__V1__Party *conduct_find_party(struct conduct *conduct, const char *word)
{
	Convene__V1__Party *party = conduct_new(conduct, &convene__v1__party__descriptor);
	if (recipients_find(conduct->view, word, party)) {
		return party;
	}
	if (strcmp(word, "control") != 0) {
		no_party(conduct, word, false);
		return NULL;
	}
	party_set(party, CONVENE__V1__PARTY__KIND_CONTROL, NULL);
	return party;
}

bool conduct_take_ids(struct conduct *conduct, enum view_catalogue_kind kind, const char *what,
    const char *line, char **ids, size_t *count)
{
	char word[80];
	do {
		line += strspn(line, " ,");
		size_t len = strcspn(line, " ,");
		snprintf(word, sizeof(word), "%.*s", (int)len, line);
		const ProtobufCMessage *item = conduct_find(conduct, kind, what, word);
		if (item == NULL) {
			return false;
		}
		/* packed only, never written to */
		ids[(*count)++] = (char *)(uintptr_t)reflect_id(item);
		line += len;
	} while (line[strspn(line, " ,")] != '\0');
	return true;
}

char **conduct_fields(struct conduct *conduct, size_t *count)
{
	const struct option_list *list = &conduct_value(conduct, "field")->list;
	size_t most = 1;
	for (size_t i = 0; i < list->count; i++) {
		most += strlen(list->values[i]);
	}
	char **fields = xcheck(arena_array(conduct->arena, most, sizeof(*fields)));
	*count = 0;
	for (size_t i = 0; i < list->count; i++) {
		if (!conduct_take_ids(
		        conduct, VIEW_FIELD, "field", list->values[i], fields, count)) {
			return NULL;
		}
	}
	return fields;
}
