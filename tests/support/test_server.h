/*
 * A real `convened` for a test: its own data folder, one exercise, a free port on loopback;
 * started, stopped and killed at will. One thread. Owns the process and the folder. Ends the test
 * when something goes wrong that is not under test.
 */
#ifndef CONVENE_TESTS_TEST_SERVER_H
#define CONVENE_TESTS_TEST_SERVER_H

#include "client/lib/join_link.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define TEST_SERVER_LINKS_MAX 64

struct test_server_link {
	char role[16];
	char team[16]; /* "-": none */
	struct join_link link;
};

struct test_server {
	char folder[64];    /* data folder, made by test_server_init() */
	char program[1024]; /* convened */
	char exercise[64];
	pid_t pid;     /* 0: not running */
	uint16_t port; /* the same for all starts */
	int port_held; /* a socket that keeps it for this server */
	/* Called in the new process before it becomes the server; NULL: nothing. */
	void (*before_start)(void *context);
	void *before_context; /* borrowed: outlives the server */
	struct test_server_link links[TEST_SERVER_LINKS_MAX];
	unsigned link_count;
};

/* Makes the folder, creates the exercise from `scenario` and starts the server. `program`:
 * convened. */
void test_server_init(struct test_server *server, const char *program, const char *scenario);

/* The first half of it: the folder and a free port, so that more can be prepared. */
void test_server_prepare(struct test_server *server, const char *program);

/* Creates the exercise `server->exercise`; the server may run or not. */
void test_server_create(struct test_server *server, const char *scenario);

/* Stops the server if it runs, and removes the folder unless `keep`. */
void test_server_deinit(struct test_server *server, bool keep);

/* Starts it (again, on the same port) and waits until clients can connect. */
void test_server_start(struct test_server *server);

/* Starts it and returns at once. */
void test_server_spawn(struct test_server *server);

/* False, having printed its log, when it has ended without being told to. */
bool test_server_runs(struct test_server *server);

/* How many lines of its log, of all starts, contain `text`; the first goes to `line`. */
unsigned test_server_log_count(
    const struct test_server *server, const char *text, char *line, size_t size);

/* SIGKILL, and waits for its end. */
void test_server_kill(struct test_server *server);

/* SIGTERM, and waits for its end; returns its exit status. */
int test_server_stop(struct test_server *server);

/* The link of a role and team; "-" for no team. */
const struct join_link *test_server_link(
    const struct test_server *server, const char *role, const char *team);

/* Path of the exercise's file. */
void test_server_file(const struct test_server *server, char *out, size_t size);

/* Runs a program and returns its exit status; its output is appended to `out` (at most size - 1
 * bytes and a NUL). */
int test_run(const char *const argv[], char *out, size_t size);

#endif
