#include "client/cli/save_name.h"

#include "proto/printable.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void names_are_safe(void **state)
{
	static const struct {
		const char *name, *saved;
	} rows[] = {
	    {"list.pdf", "list.pdf"},
	    {"Überblick für Ανναs 会議.txt", "Überblick für Ανναs 会議.txt"},
	    {"گزارش می\u200cخواهم.pdf", "گزارش می\u200cخواهم.pdf"},
	    {"../../etc/passwd", "_.._etc_passwd"},
	    {"/etc/passwd", "_etc_passwd"},
	    {"C:\\autoexec.bat", "C__autoexec.bat"},
	    {".bashrc", "bashrc"},
	    {"...", "document"},
	    {"", "document"},
	    {" \u00a0\u200b", "document"},
	    {"a.txt  ", "a.txt"},
	    {"  a.txt.", "a.txt"},
	    {"-rf *", "_-rf _"},
	    {"~root", "_~root"},
	    {"cod\u202efdp.exe", "codfdp.exe"},
	    {"a\u200b.txt\u2066", "a.txt"},
	    {"one\ntwo\u2028three.txt", "one two three.txt"},
	    {"bell\x07\xc2\x9b\xff.txt", "bell___.txt"},
	    {"NUL", "_NUL"},
	    {"com1.txt", "_com1.txt"},
	    {"console.txt", "console.txt"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char out[SAVE_NAME_SIZE];

		save_name(rows[i].name, out);
		assert_string_equal(out, rows[i].saved);
	}
}

/* However long a name is: at most 255 bytes, cut between two characters, the extension stays. */
static void the_extension_stays(void **state)
{
	char name[1200] = "", out[SAVE_NAME_SIZE];
	const char *dot;

	(void)state;
	for (size_t i = 0; i < 80; i++)
		memcpy(name + i * 10, "名e\u0301👍", 10);
	memcpy(name + 800, ".docx", 6);
	save_name(name, out);
	assert_true(strlen(out) <= 255 && strlen(out) > 240);
	dot = strrchr(out, '.');
	assert_string_equal(dot, ".docx");
	assert_memory_equal(dot - 3, "…", 3);
	assert_true(printable_is_safe(out, strlen(out)));
	/* what is behind the last dot of a sentence is no extension */
	memset(name, 'x', 400);
	memcpy(name + 100, ". And now", 9);
	name[400] = '\0';
	save_name(name, out);
	assert_int_equal(strlen(out), 255);
	assert_string_equal(out + 252, "…");
}

static void touch(const char *name, const char *expected)
{
	char out[SAVE_NAME_SIZE];
	int fd = save_name_create(name, out);

	assert_true(fd >= 0);
	close(fd);
	assert_string_equal(out, expected);
	assert_int_equal(access(out, F_OK), 0);
}

static void nothing_is_written_over(void **state)
{
	char folder[] = "/tmp/save_name.XXXXXX", long_name[260], out[SAVE_NAME_SIZE];

	(void)state;
	assert_non_null(mkdtemp(folder));
	assert_int_equal(chdir(folder), 0);
	touch("a.txt", "a.txt");
	touch("a.txt", "a (2).txt");
	touch("a.txt", "a (3).txt");
	touch("../a.txt", "_a.txt");
	touch("none", "none");
	touch("none", "none (2)");
	memset(long_name, 'y', 250);
	memcpy(long_name + 250, ".txt", 5);
	assert_true(symlink("/dev/null", "link.txt") == 0);
	touch("link.txt", "link (2).txt");
	for (int i = 0; i < 2; i++) {
		int fd = save_name_create(long_name, out);

		assert_true(fd >= 0);
		close(fd);
		assert_int_equal(strlen(out), i == 0 ? 254 : 255);
	}
	assert_string_equal(out + 244, "… (2).txt");
	assert_int_equal(chdir("/"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(names_are_safe),
	    cmocka_unit_test(the_extension_stays),
	    cmocka_unit_test(nothing_is_written_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
