#include "client/cli/conduct/words.h"

#include <string.h>

int conduct_split(char *line, char **argv, int most)
{
	int count = 0;
	for (;;) {
		char end = ' ';
		line += strspn(line, " \t");
		if (*line == '\0' || count == most) {
			return count;
		}
		if (*line == '"') {
			end = '"';
			line++;
		}
		argv[count++] = line;
		while (*line != '\0' && *line != end && !(end == ' ' && *line == '\t')) {
			/* --reason="several words" */
			if (end == ' ' && *line == '=' && line[1] == '"') {
				memmove(line + 1, line + 2, strlen(line + 2) + 1);
				end = '"';
			}
			line++;
		}
		if (*line == '\0') {
			return count;
		}
		*line++ = '\0';
	}
}

static bool is_bare(const char *word)
{
	return word[-1] != '"' && strncmp(word, "--", 2) != 0;
}

const char *conduct_loose_text(const struct option *options, int count, char **words)
{
	for (int i = 0; i + 2 < count; i++) {
		for (const struct option *option = options; option->name != NULL; option++) {
			if (option->kind == OPTION_TEXT && strcmp(option->value, "TEXT") == 0 &&
			    strncmp(words[i], "--", 2) == 0 &&
			    strcmp(words[i] + 2, option->name) == 0 && is_bare(words[i + 1]) &&
			    is_bare(words[i + 2])) {
				return option->name;
			}
		}
	}
	return NULL;
}
