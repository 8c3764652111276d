/* One client of the driver and its connection. */
#include "client/lib/driver_private.h"
#include "proto/xalloc.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/random.h>

void driver_random(void *context, void *bytes, size_t len)
{
	uint8_t *at = bytes;
	(void)context;
	while (len > 0) {
		ssize_t got = getrandom(at, len, 0);
		if (got < 0 && errno != EINTR) {
			fputs("no randomness\n", stderr);
			abort();
		}
		if (got > 0) {
			at += got;
			len -= (size_t)got;
		}
	}
}

#define READS_A_TURN 8

/* How soon an address that is being looked up is asked for again. */
#define LOOK_AGAIN_MS 20

/* To be serviced in this step or the next. */
static void make_ready(struct driver_client *client)
{
	struct driver *driver = client->driver;
	if (client->ready || client->dead) {
		return;
	}
	client->ready = true;
	client->next_ready = NULL;
	if (driver->last_ready != NULL) {
		driver->last_ready->next_ready = client;
	} else {
		driver->first_ready = client;
	}
	driver->last_ready = client;
}

static void client_due(struct timer_entry *entry);

struct driver_client *driver_add(struct driver *driver, const struct join_link *target,
    const struct convene_options *options, driver_event_fn *event, void *context)
{
	struct convene_options complete = *options;
	if (complete.exercise_id == NULL) {
		complete.exercise_id = target->exercise;
	}
	if (complete.join_code == NULL) {
		complete.join_code = target->code;
	}
	if (complete.random == NULL) {
		complete.random = driver_random;
	}
	struct convene *convene = convene_new(&complete);
	if (convene == NULL) {
		return NULL;
	}
	struct driver_client *client = xcalloc(1, sizeof(*client));
	client->source.is_client = true;
	client->timer.run = client_due;
	client->driver = driver;
	client->convene = convene;
	client->target = *target;
	client->event = event;
	client->context = context;
	client->connect_by_ms = INT64_MAX;
	client->next = driver->clients;
	if (driver->clients != NULL) {
		driver->clients->prev = client;
	}
	driver->clients = client;
	make_ready(client);
	return client;
}

static void slot_freed(struct driver *driver)
{
	if (driver->wanting == 0) {
		return;
	}
	for (struct driver_client *client = driver->clients; client != NULL;
	     client = client->next) {
		if (client->wants_slot) {
			client->wants_slot = false;
			driver->wanting--;
			make_ready(client);
			return;
		}
	}
}

static void connecting_over(struct driver_client *client)
{
	client->connect_by_ms = INT64_MAX;
	if (!client->connecting) {
		return;
	}
	client->connecting = false;
	client->driver->connecting--;
	slot_freed(client->driver);
}

static void close_link(struct driver_client *client)
{
	if (client->link == NULL) {
		return;
	}
	connecting_over(client);
	/* closing the descriptor takes it out of epoll */
	link_close(client->link);
	client->link = NULL;
	client->interest = 0;
}

void driver_remove(struct driver_client *client)
{
	struct driver *driver = client->driver;
	if (client->dead) {
		return;
	}
	close_link(client);
	if (client->wants_slot) {
		driver->wanting--;
	}
	client->dead = true;
	timer_queue_set(&driver->timers, &client->timer, INT64_MAX);
	if (client->prev != NULL) {
		client->prev->next = client->next;
	} else {
		driver->clients = client->next;
	}
	if (client->next != NULL) {
		client->next->prev = client->prev;
	}
	client->next = driver->dead;
	driver->dead = client;
}

struct convene *driver_convene(struct driver_client *client)
{
	make_ready(client);
	return client->convene;
}

const struct convene *driver_peek(const struct driver_client *client)
{
	return client->convene;
}

static void poll_events(struct driver_client *client)
{
	struct convene_event event;
	while (!client->dead && convene_poll(client->convene, &event, client->driver->now_ms)) {
		client->driver->told = true;
		client->event(client->context, client, &event);
	}
}

/* The connection is over for a reason that the link knows. */
static void link_over(struct driver_client *client)
{
	char text[512];
	snprintf(text, sizeof(text), "%s", link_error(client->link));
	if (link_untrusted(client->link)) {
		convene_stop(client->convene, CONVENE_REASON_CERTIFICATE, text);
	} else {
		convene_disconnected(client->convene, text, client->driver->now_ms);
	}
	close_link(client);
}

/* Opens the connection once the address is known. */
static void look_up(struct driver_client *client)
{
	struct driver *driver = client->driver;
	struct resolver_address address;
	char why[320];
	switch (resolver_get(driver->resolver, client->target.host, client->target.port,
	    client->attempts, driver->now_ms, &address, why, sizeof(why))) {
	case RESOLVER_ASKING:
		client->looking = true;
		return;
	case RESOLVER_FAILED:
		client->looking = false;
		client->connect_by_ms = INT64_MAX;
		convene_disconnected(client->convene, why, driver->now_ms);
		return;
	case RESOLVER_FOUND:
		break;
	}
	client->looking = false;
	client->attempts++;
	client->link = link_open(
	    driver->tls, &client->target, (const struct sockaddr *)&address.address, address.len);
	client->connecting = true;
	driver->connecting++;
}

static void open_link(struct driver_client *client)
{
	struct driver *driver = client->driver;
	if (driver->connecting >= driver->max_connecting) {
		if (!client->wants_slot) {
			client->wants_slot = true;
			driver->wanting++;
		}
		return;
	}
	convene_connecting(client->convene, driver->now_ms);
	client->connect_by_ms = driver->now_ms + DRIVER_CONNECT_MS;
	look_up(client);
}

/* Sends what the client has to say; false when the connection is over. */
static bool flush(struct driver_client *client)
{
	const uint8_t *bytes;
	size_t len, sent;
	while ((len = convene_output(client->convene, &bytes)) > 0) {
		enum link_status status = link_write(client->link, bytes, len, &sent);
		if (status != LINK_OPEN) {
			return false;
		}
		if (sent == 0) {
			return true;
		}
		convene_output_done(client->convene, sent);
	}
	return true;
}

/* Goes on with opening the connection; false when it is over. */
static bool advance(struct driver_client *client)
{
	enum link_status status = link_advance(client->link);
	if (status == LINK_OPEN && client->connecting) {
		connecting_over(client);
		convene_connected(client->convene, client->driver->now_ms);
	}
	return status == LINK_OPEN || status == LINK_BUSY;
}

static void update_interest(struct driver_client *client)
{
	struct epoll_event event = {.data.ptr = &client->source};
	uint32_t interest = EPOLLIN;
	if (link_fd(client->link) < 0) {
		return;
	}
	const uint8_t *bytes;
	if (link_wants_write(client->link) ||
	    (!client->connecting && convene_output(client->convene, &bytes) > 0)) {
		interest |= EPOLLOUT;
	}
	if (interest == client->interest) {
		return;
	}
	event.events = interest;
	epoll_ctl(client->driver->epoll, client->interest == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD,
	    link_fd(client->link), &event);
	client->interest = interest;
}

void driver_client_service(struct driver_client *client)
{
	poll_events(client);
	if (client->dead) {
		return;
	}
	enum convene_phase phase = convene_phase(client->convene);
	if (client->link != NULL &&
	    (phase == CONVENE_PHASE_WANTED || phase == CONVENE_PHASE_WAITING ||
	        phase == CONVENE_PHASE_STOPPED)) {
		close_link(client);
	}
	if (phase != CONVENE_PHASE_CONNECTING) {
		client->looking = false;
	}
	if (client->link == NULL && phase == CONVENE_PHASE_WANTED) {
		open_link(client);
	} else if (client->looking) {
		look_up(client);
	}
	if (client->link != NULL && client->connecting && !advance(client)) {
		link_over(client);
	}
	if (client->link != NULL && !client->connecting && !flush(client)) {
		link_over(client);
	}
	if (client->link != NULL) {
		update_interest(client);
	}
	poll_events(client);
	if (client->dead) {
		return;
	}
	int64_t due = convene_due_ms(client->convene);
	if (client->connect_by_ms < due) {
		due = client->connect_by_ms;
	}
	if (client->looking && client->driver->now_ms + LOOK_AGAIN_MS < due) {
		due = client->driver->now_ms + LOOK_AGAIN_MS;
	}
	timer_queue_set(&client->driver->timers, &client->timer, due);
}

static void client_readable(struct driver_client *client)
{
	struct driver *driver = client->driver;
	for (int i = 0; i < READS_A_TURN && client->link != NULL && !client->connecting; i++) {
		size_t len;
		enum link_status status =
		    link_read(client->link, driver->bytes, sizeof(driver->bytes), &len);
		if (len > 0) {
			convene_feed(client->convene, driver->bytes, len, driver->now_ms);
			poll_events(client);
		}
		if (client->dead || client->link == NULL) {
			return;
		}
		if (status != LINK_OPEN) {
			link_over(client);
			return;
		}
		if (len == 0) {
			return;
		}
	}
}

static void client_due(struct timer_entry *entry)
{
	struct driver_client *client =
	    (struct driver_client *)((char *)entry - offsetof(struct driver_client, timer));
	char why[320];
	if ((client->connecting || client->looking) &&
	    client->driver->now_ms >= client->connect_by_ms) {
		if (client->looking) {
			snprintf(why, sizeof(why), "nobody says where the host \"%s\" is",
			    client->target.host);
		} else {
			snprintf(why, sizeof(why), "no answer from %s:%u", client->target.host,
			    client->target.port);
		}
		client->looking = false;
		client->connect_by_ms = INT64_MAX;
		convene_disconnected(client->convene, why, client->driver->now_ms);
		close_link(client);
	}
	/* silence is judged by what has come, not by what has been looked at */
	client_readable(client);
	if (client->dead) {
		return;
	}
	if (client->link != NULL && link_progressed(client->link)) {
		convene_progress(client->convene, client->driver->now_ms);
	}
	convene_tick(client->convene, client->driver->now_ms);
	make_ready(client);
}

void driver_client_socket(struct driver_client *client, uint32_t events)
{
	if (client->dead || client->link == NULL) {
		return;
	}
	if (!client->connecting && (events & ~(uint32_t)EPOLLOUT) != 0) {
		client_readable(client);
	}
	make_ready(client);
}

void driver_client_free(struct driver_client *client)
{
	convene_free(client->convene);
	free(client);
}
