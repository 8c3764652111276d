/* What was looked at, and a server that was put back to an older backup. */
#include "proto/model/waiting.h"
#include "tests/unit/client/conduct_view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

/* ' stands for ". */
#define EVENT(wall_ms, mark, body) "{'mark':" mark ",'wallMs':'" wall_ms "'," body "}"
#define OPENED                     "'caseOpened':{'caseId':'5','teamId':'AL-NGO'}"
#define REFERRED                                                                                   \
	"'caseShared':{'caseId':'5','kind':'SHARE_KIND_REFERRED','fromTeamId':'AL-NGO',"           \
	"'toTeamId':'AL-LI','referralId':'6'}"
#define ANSWERED                                                                                   \
	"'referralAnswered':{'caseId':'5','referralId':'6','teamId':'AL-LI','accepted':true}"
#define BOOKED                                                                                     \
	"'interpreterBooked':{'bookingId':'8','interpreterId':'sadova','teamId':'AL-NGO',"         \
	"'caseId':'5','arrivesMs':'1000'}"
#define ARRIVED "'interpreterArrived':{'bookingId':'8'}"

static const char *const then[] = {EVENT("1000", "5", OPENED), EVENT("2000", "6", REFERRED),
    EVENT("9000", "40", "'announced':{}")};
/* the last of `then` was lost */
static const char *const since[] = {
    EVENT("9500", "7", ANSWERED), EVENT("9600", "8", BOOKED), EVENT("9700", "9", ARRIVED)};

static void apply_all(struct view *view, const char *const *events, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char json[512];

		snprintf(json, sizeof(json), "%s", events[i]);
		for (char *c = json; *c != '\0'; c++) {
			*c = *c == '\'' ? '"' : *c;
		}
		conduct_apply(view, json);
	}
}

/* What was looked at then hides nothing that came since, whatever its number. */
static void an_old_look_hides_nothing_new(void **state)
{
	struct view *before = conduct_welcome(CONVENE__V1__ROLE__ROLE_PLAYER, "AL-NGO");
	struct view *view = conduct_welcome(CONVENE__V1__ROLE__ROLE_PLAYER, "AL-NGO");

	(void)state;
	apply_all(before, then, 3);
	apply_all(view, then, 2);
	view_look(view, VIEW_LOOK_CASE, 5, view_newest(before));
	view_look(view, VIEW_LOOK_BOOKING, 0, view_newest(before));
	apply_all(view, since, 3);
	assert_int_equal(waiting_count(view), 2);
	view_look(view, VIEW_LOOK_CASE, 5, view_newest(view));
	view_look(view, VIEW_LOOK_BOOKING, 0, view_newest(view));
	assert_int_equal(waiting_count(view), 0);
	view_free(before);
	view_free(view);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(an_old_look_hides_nothing_new)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
