/* A referral answered by the team's own people, and for a team that nobody plays. */
#include "client/cli/conduct/conduct.h"
#include "client/cli/conduct/nouns.h"
#include "client/cli/conduct/words.h"
#include "tests/unit/client/conduct_view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static enum conduct_outcome say(
    struct conduct *conduct, const struct view *view, const char *noun, const char *words)
{
	static const struct style plain = {.width = 0};
	struct option options[CONDUCT_OPTIONS_MAX] = {{.name = NULL}};
	struct operands operands;
	static char line[200];
	char *argv[16];
	int argc;

	snprintf(line, sizeof(line), "%s", words);
	argc = conduct_split(line, argv, 16);
	conduct_init(conduct, view, &plain, 0);
	conduct_options(conduct_noun(noun), conduct->values, options);
	assert_int_equal(
	    options_read(options, argc, argv, &operands, conduct->why, sizeof(conduct->why)),
	    OPTIONS_GOOD);
	return conduct_run(conduct, conduct_noun(noun), operands.count, operands.values);
}

static void refer(struct view *view)
{
	conduct_apply(view, "{\"mark\":4,\"participantJoined\":{\"participantId\":\"4\",\"role\":"
	                    "\"ROLE_PLAYER\",\"teamId\":\"AL-NGO\"}}");
	conduct_apply(view, "{\"mark\":5,\"caseOpened\":{\"caseId\":\"5\",\"reference\":\"W1\","
	                    "\"teamId\":\"AL-NGO\"}}");
	conduct_apply(view,
	    "{\"mark\":6,\"caseShared\":{\"caseId\":\"5\",\"kind\":\"SHARE_KIND_REFERRED\","
	    "\"fromTeamId\":\"AL-NGO\",\"toTeamId\":\"AL-LI\",\"reference\":\"W1\","
	    "\"referralId\":\"6\"}}");
}

static void a_referral_is_answered_for_a_team(void **state)
{
	struct view *view = conduct_welcome(CONVENE__V1__ROLE__ROLE_SIMULATOR, "");
	struct conduct conduct;

	(void)state;
	refer(view);
	assert_int_equal(
	    say(&conduct, view, "case", "accept 5 --contact a --alternate b"), CONDUCT_SEND);
	assert_string_equal(conduct.command->answer_referral->team_id, "AL-LI");
	conduct_deinit(&conduct);
	assert_int_equal(say(&conduct, view, "queue", "reply 6 Yes"), CONDUCT_REFUSED);
	assert_non_null(strstr(conduct.why, "case accept 5"));
	conduct_deinit(&conduct);
	assert_int_equal(say(&conduct, view, "queue", "show 6"), CONDUCT_SHOWN);
	conduct_deinit(&conduct);
	view_free(view);
	view = conduct_welcome(CONVENE__V1__ROLE__ROLE_PLAYER, "AL-LI");
	refer(view);
	assert_int_equal(say(&conduct, view, "case", "decline 5 no"), CONDUCT_SEND);
	assert_string_equal(conduct.command->answer_referral->team_id, "");
	conduct_deinit(&conduct);
	view_free(view);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(a_referral_is_answered_for_a_team)};

	return cmocka_run_group_tests_name("referral", tests, NULL, NULL);
}
