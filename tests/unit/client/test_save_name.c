#include "client/cli/join/save_name.h"

#include "proto/printable.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
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
	for (size_t i = 0; i < 80; i++) {
		memcpy(name + i * 10, "名e\u0301👍", 10);
	}
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

static void save(const char *name, const char *expected)
{
	char out[SAVE_NAME_SIZE], why[400], text[8] = "";
	FILE *file;

	assert_true(save_name_write(name, "text", 4, out, why, sizeof(why)));
	assert_string_equal(out, expected);
	file = fopen(out, "r");
	assert_non_null(file);
	assert_int_equal(fread(text, 1, sizeof(text), file), 4);
	fclose(file);
	assert_string_equal(text, "text");
}

static void nothing_is_written_over(void **state)
{
	char folder[] = "/tmp/save_name.XXXXXX", long_name[260], out[SAVE_NAME_SIZE], why[400];

	(void)state;
	assert_non_null(mkdtemp(folder));
	assert_int_equal(chdir(folder), 0);
	save("a.txt", "a.txt");
	save("a.txt", "a (2).txt");
	save("a.txt", "a (3).txt");
	save("../a.txt", "_a.txt");
	save("none", "none");
	save("none", "none (2)");
	memset(long_name, 'y', 250);
	memcpy(long_name + 250, ".txt", 5);
	assert_true(symlink("/dev/null", "link.txt") == 0);
	save("link.txt", "link (2).txt");
	for (int i = 0; i < 2; i++) {
		assert_true(save_name_write(long_name, "", 0, out, why, sizeof(why)));
		assert_int_equal(strlen(out), i == 0 ? 254 : 255);
	}
	assert_string_equal(out + 244, "… (2).txt");
	assert_int_equal(chdir("/"), 0);
}

/* A full disk leaves no half of a document that looks like the whole. */
static void half_of_it_is_not_left(void **state)
{
	static const char bytes[100000];
	char folder[] = "/tmp/save_name.XXXXXX", out[SAVE_NAME_SIZE], why[400] = "";
	struct rlimit whole, small;

	(void)state;
	assert_non_null(mkdtemp(folder));
	assert_int_equal(chdir(folder), 0);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &whole), 0);
	small = (struct rlimit){.rlim_cur = 4096, .rlim_max = whole.rlim_max};
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_false(save_name_write("a.pdf", bytes, sizeof(bytes), out, why, sizeof(why)));
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &whole), 0);
	assert_string_equal(why, "cannot write \"a.pdf\": File too large");
	assert_int_equal(access("a.pdf", F_OK), -1);
	assert_int_equal(chdir("/"), 0);
	assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(names_are_safe),
	    cmocka_unit_test(the_extension_stays),
	    cmocka_unit_test(nothing_is_written_over),
	    cmocka_unit_test(half_of_it_is_not_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
