#include "client/cli/bots/links.h"

#include "proto/list.h"
#include "proto/reflect.h"
#include "proto/roles.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* "ROLE TEAM LINK", TEAM "-" for none. False: no such line. */
static bool add_line(struct bots *bots, const char *line)
{
	char role_text[32], team[64], link_text[1024], why[256];
	uint64_t copies = 1;
	if (sscanf(line, "%31s %63s %1023s", role_text, team, link_text) != 3) {
		return false;
	}
	const ProtobufCEnumValue *value =
	    reflect_enum_value(&convene__v1__role__descriptor, role_text, strlen(role_text));
	struct join_link link;
	if (value == NULL || join_link_parse(link_text, &link, why, sizeof(why)) != 0) {
		return false;
	}
	Convene__V1__Role role = (Convene__V1__Role)value->value;
	/* an organiser has nothing to do once the links are made */
	if (role == CONVENE__V1__ROLE__ROLE_ORGANISER) {
		return true;
	}
	if (role == CONVENE__V1__ROLE__ROLE_PLAYER) {
		copies = bots->options.players;
	}
	for (uint64_t i = 0; i < copies; i++) {
		struct bot *bot = LIST_ADD(bots->list, bots->count, bots->cap);
		memset(bot, 0, sizeof(*bot));
		bot->actor.role = role;
		snprintf(
		    bot->team_id, sizeof(bot->team_id), "%s", strcmp(team, "-") == 0 ? "" : team);
		bot->actor.index = (unsigned)i;
		bot->actor.of = (unsigned)copies;
		bot->link = link;
	}
	return true;
}

/* The world is seen through the eyes of whoever sees most. */
static void choose(struct bots *bots)
{
	for (size_t i = 0; i < bots->count; i++) {
		struct bot *bot = &bots->list[i];
		if (bot->actor.role == CONVENE__V1__ROLE__ROLE_CONTROLLER &&
		    bots->controller == NULL) {
			bots->controller = bot;
		}
		if ((ROLE_BIT(bot->actor.role) & STAFF) != 0 && bots->source == NULL) {
			bots->source = bot;
		}
	}
	if (bots->controller != NULL) {
		bots->source = bots->controller;
	}
}

int links_read(struct bots *bots, const char *path)
{
	FILE *file = fopen(path, "re");
	int number = 0, result = CLI_OK;
	if (file == NULL) {
		cli_complain("cannot read \"%s\": %s", path, strerror(errno));
		return CLI_LOCAL;
	}
	struct stat status;
	if (fstat(fileno(file), &status) == 0 && S_ISREG(status.st_mode) &&
	    (status.st_mode & 077) != 0) {
		cli_complain("others can read \"%s\", and join with what is in it", path);
	}
	char line[2048];
	while (result == CLI_OK && fgets(line, sizeof(line), file) != NULL) {
		number++;
		if (line[strspn(line, " \t\n")] == '\0' || line[0] == '#') {
			continue;
		}
		if (!add_line(bots, line)) {
			cli_complain("%s:%d: this is not \"ROLE TEAM LINK\"", path, number);
			result = CLI_USAGE;
		}
	}
	fclose(file);
	choose(bots);
	if (result == CLI_OK && bots->source == NULL) {
		cli_complain("%s: no link of a controller, simulator or evaluator: somebody has to "
		             "see the whole exercise",
		    path);
		result = CLI_USAGE;
	}
	return result;
}
