/* cmocka with what it needs before it. */
#ifndef CONVENE_TESTS_CHECK_H
#define CONVENE_TESTS_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#endif
