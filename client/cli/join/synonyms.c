#include "client/cli/join/synonyms.h"

#include "client/cli/base/verbs.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* What people type, and what it means. Longer ones stand before shorter ones that they begin with;
 * `number`: only where a number follows. */
static const struct {
	const char *typed, *meant;
	bool number;
} table[] = {{"?", "help", false}, {"exercise exercise exercise", "help stopping", false},
    {"reply to", "say", true}, {"reply", "say", true}, {"reply", "answer", false},
    {"respond", "answer", false}, {"send to", "say", false}, {"send", "say", false},
    {"tell", "say", false}, {"write to", "say", false}, {"write", "say", false},
    {"message", "say", false}, {"email", "say", false}, {"open inbox", "inbox", false},
    {"read inbox", "inbox", false}, {"show inbox", "inbox", false}, {"mail", "inbox", false},
    {"messages", "threads", false}, {"open threads", "threads", false},
    {"open briefing", "briefing", false}, {"read briefing", "briefing", false},
    {"show briefing", "briefing", false}, {"open case", "case show", false},
    {"show case", "case show", false}, {"new case", "case open", false},
    {"cases", "case list", false}, {"refer", "case refer", false},
    {"consent", "case consent", false}, {"disclose", "case disclose", false},
    {"who knows", "case who-knows", false}, {"who-knows", "case who-knows", false},
    {"requests", "request list", false}, {"instruments", "catalogue instruments", false},
    {"fields", "catalogue fields", false}, {"forms", "catalogue forms", false},
    {"channels", "catalogue channels", false}, {"catalog", "catalogue", false},
    {"open thread", "read", false}, {"open message", "read", false}, {"show thread", "read", false},
    {"show inject", "read", false}, {"open", "read", false}, {"show", "read", false},
    {"view", "read", false}, {"injects", "msel", false}, {"injects", "inbox", false},
    {"decision", "decide", false}, {"upload", "attach", false}, {"detatch", "detach", false},
    {"download", "save", false}, {"who", "roster", false}, {"people", "roster", false},
    {"participants", "roster", false}, {"teams", "whom", false}, {"contacts", "whom", false},
    {"time", "clock", false}, {"history", "log", false}, {"countries", "cards", false},
    {"startex", "start", false}, {"endex", "end", false}, {"exit", "quit", false},
    {"logout", "quit", false}, {"bye", "quit", false}, {"leave", "quit", false}};

/* Where the phrase ends; NULL: the line does not begin with it. */
static const char *behind(const char *line, const char *phrase)
{
	line += strspn(line, " ");
	while (*phrase != '\0') {
		if (*phrase == ' ' && *line == ' ') {
			line += strspn(line, " ");
			phrase++;
		} else if (tolower((unsigned char)*line) == *phrase) {
			line++;
			phrase++;
		} else {
			return NULL;
		}
	}
	return *line == '\0' || *line == ' ' || *line == '\n' ? line : NULL;
}

static bool has_verb(Convene__V1__Role role, const char *line)
{
	line += strspn(line, " ");
	char word[24];
	snprintf(word, sizeof(word), "%.*s", (int)strcspn(line, " "), line);
	return verbs_find(role, word) != NULL;
}

bool synonyms_apply(Convene__V1__Role role, const char *line, struct buf *out)
{
	bool is_verb = has_verb(role, line);
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		const char *rest = behind(line, table[i].typed);
		if (rest == NULL || (is_verb && strchr(table[i].typed, ' ') == NULL) ||
		    !has_verb(role, table[i].meant) ||
		    (table[i].number && !isdigit((unsigned char)rest[strspn(rest, " ")]))) {
			continue;
		}
		buf_append_text(out, table[i].meant);
		buf_append(out, rest, strlen(rest) + 1);
		return true;
	}
	return false;
}
