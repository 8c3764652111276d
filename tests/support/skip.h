/* A test that cannot be run here says why; tests/run counts it and prints the reason. cmocka's
 * only. */
#ifndef CONVENE_TESTS_SKIP_H
#define CONVENE_TESTS_SKIP_H

/* Ends the test at hand. verdicts.py reads the line. */
#define SKIP_TEST(why) (print_message("skip: %s\n", (why)), skip())

#endif
