/* Ends a test that is a program of its own, saying why. Any thread; owns nothing. */
#ifndef CONVENE_TESTS_EXPECT_H
#define CONVENE_TESTS_EXPECT_H

#include <stdbool.h>

/* Unless `held`: prints what was expected and found, and exits with status 1. */
void expect(bool held, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A number from the environment, or `usual`; exits if it is no number from `least` on. */
long long expect_number(const char *name, long long usual, long long least);

#endif
