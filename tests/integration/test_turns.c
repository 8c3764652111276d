/* A server whose turns have a slice of nothing: everything is put off to another turn, and nothing
 * may wait for anything but its own turn and the disk. */
#include "tests/integration/check.h"
#include "tests/integration/hall.h"

#include <stdlib.h>

#define KIB 1024u

#define ACCEPTED(call) assert_int_equal(call, 0)

/* One second is what the server wakes for by itself. A piece (48 KiB) whose commit waited for that
 * would take so long; a tenth of it is far more than a commit takes. */
#define PIECE_BYTES  (48u * KIB)
#define MS_PER_PIECE 300

static void an_upload_waits_for_the_disk_alone(void **state)
{
	enum { PIECES = 30 };
	struct hall *hall = *state;
	struct desk *player = desk_join(hall, "player", "XA-POL", "Ana");
	size_t len = PIECES * PIECE_BYTES;
	uint8_t *bytes = calloc(1, len), sha256[32];
	int64_t begun_ms = driver_now_ms(hall->driver), took_ms;

	assert_non_null(bytes);
	ACCEPTED(desk_upload(player, bytes, len, sha256));
	took_ms = driver_now_ms(hall->driver) - begun_ms;
	free(bytes);
	if (took_ms > PIECES * MS_PER_PIECE) {
		fail_msg("%d pieces took %d ms", PIECES, (int)took_ms);
	}
}

static void a_command_waits_for_the_disk_alone(void **state)
{
	enum { COMMANDS = 30 };
	struct hall *hall = *state;
	struct desk *controller = desk_join(hall, "controller", "-", "Cora");
	int64_t begun_ms = driver_now_ms(hall->driver), took_ms;

	for (int i = 0; i < COMMANDS; i++) {
		ACCEPTED(desk_do(controller, "{'announce': {'text': 'number %d'}}", i));
	}
	took_ms = driver_now_ms(hall->driver) - begun_ms;
	if (took_ms > COMMANDS * MS_PER_PIECE) {
		fail_msg("%d commands took %d ms", COMMANDS, (int)took_ms);
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, hall_setup, hall_teardown)
	const struct CMUnitTest tests[] = {
	    TEST(an_upload_waits_for_the_disk_alone),
	    TEST(a_command_waits_for_the_disk_alone),
	};

	return cmocka_run_group_tests_name("turns", tests, NULL, NULL);
}
