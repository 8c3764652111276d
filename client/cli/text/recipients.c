#include "client/cli/text/recipients.h"

#include "proto/complaint.h"
#include "proto/reflect.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* What may stand behind somebody. */
static bool is_boundary(char c)
{
	return c == '\0' || strchr(" \t\n,;:+&", c) != NULL;
}

static size_t word_len(const char *at)
{
	size_t len = 0;
	while (!is_boundary(at[len])) {
		len++;
	}
	return len;
}

static size_t begins(const char *line, const char *word)
{
	size_t len = strlen(word);
	return len > 0 && strncasecmp(line, word, len) == 0 && is_boundary(line[len]) ? len : 0;
}

struct match {
	Convene__V1__Party party;
	size_t len;
};

static void offer(struct match *match, const char *line, const char *word,
    Convene__V1__Party__KindCase kind, char *id)
{
	size_t len = begins(line, word);
	if (len <= match->len) {
		return;
	}
	match->len = len;
	party_set(&match->party, kind, id);
}

/* The longest id (or name) with which the line begins; its length is 0 for none. */
static void find(const struct view *view, const char *line, bool names, struct match *match)
{
	const Convene__V1__ExerciseCreated *exercise = view->exercise;
	match->len = 0;
	offer(match, line, "control", CONVENE__V1__PARTY__KIND_CONTROL, NULL);
	for (size_t i = 0; exercise != NULL && i < exercise->n_teams; i++) {
		const Convene__V1__TeamCard *team = exercise->teams[i];
		offer(match, line, team->id, CONVENE__V1__PARTY__KIND_TEAM_ID, team->id);
		if (names) {
			offer(match, line, view_text(view, team->name),
			    CONVENE__V1__PARTY__KIND_TEAM_ID, team->id);
		}
	}
	for (size_t i = 0; exercise != NULL && i < exercise->n_entities; i++) {
		const Convene__V1__EntityCard *entity = exercise->entities[i];
		offer(match, line, entity->id, CONVENE__V1__PARTY__KIND_ENTITY_ID, entity->id);
		if (names) {
			offer(match, line, view_text(view, entity->name),
			    CONVENE__V1__PARTY__KIND_ENTITY_ID, entity->id);
		}
	}
}

bool recipients_find(const struct view *view, const char *id, Convene__V1__Party *party)
{
	const Convene__V1__TeamCard *team = view_team(view, id);
	const Convene__V1__EntityCard *entity = view_entity(view, id);
	if (team != NULL) {
		party_set(party, CONVENE__V1__PARTY__KIND_TEAM_ID, team->id);
	} else if (entity != NULL) {
		party_set(party, CONVENE__V1__PARTY__KIND_ENTITY_ID, entity->id);
	}
	return team != NULL || entity != NULL;
}

bool recipients_is_party(const struct view *view, const char *word)
{
	struct match match;
	find(view, word, false, &match);
	return match.len > 0 && word[match.len] == '\0';
}

/* "AL-LO", where there are teams of AL: nobody begins a text so. */
static bool looks_like_team(const struct view *view, const char *word, size_t len)
{
	const char *dash = memchr(word, '-', len);
	size_t country = dash != NULL ? (size_t)(dash - word) + 1 : 0;
	for (size_t i = 0; i < len; i++) {
		if (islower((unsigned char)word[i])) {
			return false;
		}
	}
	for (size_t i = 0; country > 1 && view->exercise != NULL && i < view->exercise->n_teams;
	     i++) {
		if (strncmp(view->exercise->teams[i]->id, word, country) == 0) {
			return true;
		}
	}
	return false;
}

static void add(struct recipients *recipients, const Convene__V1__Party *party)
{
	for (size_t i = 0; i < recipients->count; i++) {
		if (strcmp(view_party(&recipients->parties[i]), view_party(party)) == 0) {
			return;
		}
	}
	if (recipients->count == PARTIES_MAX) {
		recipients->too_many = true;
		return;
	}
	recipients->parties[recipients->count] = *party;
	recipients->pointers[recipients->count] = &recipients->parties[recipients->count];
	recipients->count++;
}

/* How the next one is joined to those before it; where the text begins if it is nobody. */
enum joint {
	JOINT_FIRST, /* it has to be somebody */
	JOINT_TIGHT, /* "AL-POL,x", "AL-POL + x": likewise */
	JOINT_LOOSE, /* "AL-POL, x", "AL-POL and x": somebody, or the text */
	JOINT_BLANK, /* "AL-POL x": likewise, and even a team's id may be the text */
	JOINT_END,
};

static enum joint joint(const char **at, const char **text)
{
	const char *next = *at + strspn(*at, " \t");
	*text = next;

	if (*next == '\0' || *next == '\n' || *next == '"') {
		return JOINT_END;
	}
	if (*next == ':') {
		*text = next + 1;
		return JOINT_END;
	}
	if (*next == '+' || *next == '&') {
		*at = next + 1 + strspn(next + 1, " \t");
		return JOINT_TIGHT;
	}
	if (*next == ',' || *next == ';') {
		bool loose = next[1] == ' ';
		next += 1 + strspn(next + 1, " \t");
		*text = next;
		next += strncasecmp(next, "and ", 4) == 0 ? 4 : 0;
		*at = next + strspn(next, " \t");
		return loose ? JOINT_LOOSE : JOINT_TIGHT;
	}
	if (strncasecmp(next, "and ", 4) == 0 && next > *at) {
		*at = next + 4 + strspn(next + 4, " \t");
		return JOINT_LOOSE;
	}
	*at = next;
	return JOINT_BLANK;
}

/* "by phone" ends those for whom it is. */
static bool is_channel_next(const char *at)
{
	at += strspn(at, " \t");
	if (strncmp(at, "by ", 3) != 0) {
		return false;
	}
	const char *name = at + 3 + strspn(at + 3, " ");
	return reflect_enum_value(&convene__v1__channel__descriptor, name, strcspn(name, " \n")) !=
	       NULL;
}

static bool is_nobody(struct recipients *recipients, const char *at)
{
	size_t len = word_len(at);
	snprintf(recipients->wrong, sizeof(recipients->wrong), "%.*s",
	    (int)(len < sizeof(recipients->wrong) ? len : sizeof(recipients->wrong) - 1), at);
	return false;
}

/* `count` of them are sure, and the text begins at `at`. */
static void settle(struct recipients *recipients, const char *at)
{
	recipients->sure = recipients->count;
	recipients->text_of_sure = at + strspn(at, " \t\n,;");
}

/* "AL-POL, clinic is closed": only a team's id cannot be how a sentence goes on. */
static bool is_sure(enum joint how, const struct match *match)
{
	const Convene__V1__Party *party = &match->party;
	return how == JOINT_FIRST || how == JOINT_TIGHT ||
	       (how == JOINT_LOOSE && party->kind_case == CONVENE__V1__PARTY__KIND_TEAM_ID &&
	           strlen(party->team_id) == match->len);
}

bool recipients_read(const struct view *view, const char *line, struct recipients *recipients)
{
	const char *at = line + strspn(line, " \t");
	enum joint how = JOINT_FIRST;
	bool closed = false;
	*recipients = (struct recipients){.text = at, .text_of_sure = at};
	while (how != JOINT_END) {
		struct match match;
		find(view, at, how != JOINT_BLANK, &match);
		if (match.len == 0 && (how == JOINT_FIRST || how == JOINT_TIGHT ||
		                          looks_like_team(view, at, word_len(at)))) {
			return is_nobody(recipients, at);
		}
		if (match.len == 0) {
			break;
		}
		add(recipients, &match.party);
		if (recipients->too_many) {
			return false;
		}
		at += match.len;
		if (is_sure(how, &match)) {
			settle(recipients, at);
		} else if (match.party.kind_case != CONVENE__V1__PARTY__KIND_TEAM_ID) {
			recipients->is_plain_word = true;
		}
		how = joint(&at, &recipients->text);
		closed = how == JOINT_END && *recipients->text != '\0';
		if (is_channel_next(recipients->text)) {
			closed = true;
			break;
		}
	}
	recipients->text += strspn(recipients->text, " \t\n");
	if (closed || recipients->sure == recipients->count) {
		settle(recipients, recipients->text);
	}
	return true;
}

const char *recipients_named(
    const struct recipients *recipients, size_t count, char *out, size_t size)
{
	out[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		complaint_word(out, size, i + 1 == count ? " and " : ", ",
		    view_party(&recipients->parties[i]));
	}
	return out;
}
