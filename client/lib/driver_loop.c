/*
 * One step: clients that want something, what the kernel reports, timers, clients again. Only at
 * its end are those freed that were removed, so that no callback and no list meets one that is
 * gone.
 */
#include "client/lib/driver_private.h"
#include "proto/xalloc.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#define EVENTS_A_TURN 256

static int64_t clock_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

struct driver *driver_new(size_t max_connecting, char *why, size_t why_size)
{
	struct driver *driver = xcalloc(1, sizeof(*driver));
	driver->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (driver->epoll < 0) {
		snprintf(why, why_size, "no epoll: %s", strerror(errno));
		goto free_driver;
	}
	driver->tls = link_context_new(why, why_size);
	if (driver->tls == NULL) {
		goto close_epoll;
	}
	signal(SIGPIPE, SIG_IGN);
	driver->resolver = resolver_new();
	driver->max_connecting = max_connecting > 0 ? max_connecting : SIZE_MAX;
	driver->now_ms = clock_ms();
	return driver;
close_epoll:
	close(driver->epoll);
free_driver:
	free(driver);
	return NULL;
}

void driver_watch(struct driver *driver, int fd, driver_fd_fn *ready, void *context)
{
	struct watch *watch = xcalloc(1, sizeof(*watch));
	struct epoll_event event = {.events = EPOLLIN, .data.ptr = &watch->source};
	watch->fd = fd;
	watch->ready = ready;
	watch->context = context;
	watch->next = driver->watches;
	driver->watches = watch;
	if (epoll_ctl(driver->epoll, EPOLL_CTL_ADD, fd, &event) != 0) {
		watch->always = true;
		driver->always++;
	}
}

void driver_unwatch(struct driver *driver, int fd)
{
	for (struct watch *watch = driver->watches; watch != NULL; watch = watch->next) {
		if (watch->fd != fd) {
			continue;
		}
		if (watch->always) {
			driver->always--;
		} else {
			epoll_ctl(driver->epoll, EPOLL_CTL_DEL, fd, NULL);
		}
		watch->fd = -1;
	}
}

static struct driver_timer *timer_of(struct timer_entry *entry)
{
	return (struct driver_timer *)((char *)entry - offsetof(struct driver_timer, timer));
}

static void timer_due(struct timer_entry *entry)
{
	struct driver_timer *timer = timer_of(entry);
	driver_timer_fn *due = timer->due;
	void *context = timer->context;
	free(timer);
	due(context);
}

struct driver_timer *driver_after(
    struct driver *driver, int64_t delay_ms, driver_timer_fn *due, void *context)
{
	struct driver_timer *timer = xcalloc(1, sizeof(*timer));
	timer->timer.run = timer_due;
	timer->driver = driver;
	timer->due = due;
	timer->context = context;
	timer_queue_set(&driver->timers, &timer->timer, driver->now_ms + delay_ms);
	return timer;
}

void driver_cancel(struct driver_timer *timer)
{
	timer_queue_set(&timer->driver->timers, &timer->timer, INT64_MAX);
	free(timer);
}

int64_t driver_now_ms(const struct driver *driver)
{
	return driver->now_ms;
}

static struct driver_client *take_ready(struct driver *driver)
{
	struct driver_client *client = driver->first_ready;
	if (client == NULL) {
		return NULL;
	}
	driver->first_ready = client->next_ready;
	if (driver->first_ready == NULL) {
		driver->last_ready = NULL;
	}
	client->ready = false;
	return client;
}

static void service_ready(struct driver *driver)
{
	/* those that become ready meanwhile wait for the next step, so that none starves the rest
	 */
	struct driver_client *last = driver->last_ready, *client;
	while (last != NULL && (client = take_ready(driver)) != NULL) {
		if (!client->dead) {
			driver_client_service(client);
		}
		if (client == last) {
			break;
		}
	}
}

static void run_timers(struct driver *driver)
{
	struct timer_entry *entry;
	while ((entry = timer_queue_first(&driver->timers)) != NULL &&
	       entry->due_ms <= driver->now_ms) {
		timer_queue_set(&driver->timers, entry, INT64_MAX);
		entry->run(entry);
	}
}

/* Plain files cannot be waited for; they are ready at all times. */
static void run_always(struct driver *driver)
{
	for (struct watch *watch = driver->watches; watch != NULL; watch = watch->next) {
		if (watch->fd >= 0 && watch->always) {
			watch->ready(watch->context, watch->fd);
		}
	}
}

static void bury(struct driver *driver)
{
	struct watch **link = &driver->watches;
	while (driver->dead != NULL && driver->first_ready == NULL) {
		struct driver_client *client = driver->dead;
		driver->dead = client->next;
		driver_client_free(client);
	}
	while (*link != NULL) {
		struct watch *watch = *link;
		if (watch->fd < 0) {
			*link = watch->next;
			free(watch);
		} else {
			link = &watch->next;
		}
	}
}

static int wait_ms(const struct driver *driver, int64_t timeout_ms)
{
	const struct timer_entry *entry = timer_queue_first(&driver->timers);
	int64_t wait = timeout_ms;
	if (driver->first_ready != NULL || driver->always > 0 || driver->told) {
		return 0;
	}
	if (entry != NULL) {
		int64_t until = entry->due_ms - clock_ms();
		if (until < 0) {
			until = 0;
		}
		if (wait < 0 || until < wait) {
			wait = until;
		}
	}
	if (wait > 3600000) {
		wait = 3600000;
	}
	return (int)wait;
}

void driver_step(struct driver *driver, int64_t timeout_ms)
{
	driver->now_ms = clock_ms();
	driver->told = false;
	service_ready(driver);
	struct epoll_event events[EVENTS_A_TURN];
	int count = epoll_wait(driver->epoll, events, EVENTS_A_TURN, wait_ms(driver, timeout_ms));
	driver->now_ms = clock_ms();
	for (int i = 0; i < count; i++) {
		struct source *source = events[i].data.ptr;
		if (source->is_client) {
			driver_client_socket((struct driver_client *)source, events[i].events);
		} else {
			struct watch *watch = (struct watch *)source;
			if (watch->fd >= 0) {
				watch->ready(watch->context, watch->fd);
			}
		}
	}
	if (driver->always > 0) {
		run_always(driver);
	}
	run_timers(driver);
	service_ready(driver);
	bury(driver);
}

void driver_run(struct driver *driver)
{
	driver->stop = false;
	while (!driver->stop) {
		driver_step(driver, -1);
	}
}

void driver_stop(struct driver *driver)
{
	driver->stop = true;
}

bool driver_wait(
    struct driver *driver, bool (*done)(void *context), void *context, int64_t timeout_ms)
{
	int64_t until = timeout_ms < 0 ? INT64_MAX : clock_ms() + timeout_ms;
	while (!done(context)) {
		int64_t left = until == INT64_MAX ? -1 : until - clock_ms();
		if (until != INT64_MAX && left <= 0) {
			return false;
		}
		driver_step(driver, left);
	}
	return true;
}

void driver_free(struct driver *driver)
{
	if (driver == NULL) {
		return;
	}
	while (driver->clients != NULL) {
		driver_remove(driver->clients);
	}
	while (take_ready(driver) != NULL) {
		continue;
	}
	for (struct watch *watch = driver->watches; watch != NULL; watch = watch->next) {
		watch->fd = -1;
	}
	bury(driver);
	struct timer_entry *entry;
	while ((entry = timer_queue_first(&driver->timers)) != NULL) {
		timer_queue_set(&driver->timers, entry, INT64_MAX);
		free(timer_of(entry));
	}
	timer_queue_deinit(&driver->timers);
	resolver_free(driver->resolver);
	link_context_free(driver->tls);
	close(driver->epoll);
	free(driver);
}
