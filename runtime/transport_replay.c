/* transport_replay.c - transports that answer without a network: from a
 * recording, or by a function. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "exchange.h"
#include "fail.h"

/* ---- a function ---- */

typedef struct fake {
    conn_transport base;
    conn_fake_fn *answer;
    void *user;
} fake;

static conn_status fake_send(conn_transport *base,
                             const conn_http_request *request,
                             conn_http_response *response, conn_error *err)
{
    fake *self = (fake *)base;
    return self->answer(self->user, request, response, err);
}

static void fake_close(conn_transport *base)
{
    conn_free(base);
}

conn_transport *conn_transport_fake(conn_fake_fn *answer, void *user)
{
    fake *self = conn_alloc_zeroed(sizeof *self);
    if (self == NULL)
        return NULL;
    self->base.send = fake_send;
    self->base.close = fake_close;
    self->answer = answer;
    self->user = user;
    return &self->base;
}

/* ---- a recording ---- */

/* One exchange: the request up to the answer, the answer up to the end. */
typedef struct played {
    const char *request;
    const char *answer;
    const char *end;
    bool used;
} played;

typedef struct player {
    conn_transport base;
    bool any_order;
    conn_buf text;
    played *items;
    size_t count;
    pthread_mutex_t lock; /* of what was used */
    size_t used;
} player;

/* The first line in which both differ, as the player has to say it. */
static conn_status differ(const player *self, const played *p,
                          const conn_buf *sent, conn_error *err)
{
    if (p == NULL)
        return conn_fail(err, CONN_TRANSPORT,
                         "the recording has no more than %zu requests, and "
                         "none for: %.*s",
                         self->count, (int)strcspn(sent->data + 2, "\n"),
                         sent->data + 2);
    size_t len = (size_t)(p->answer - p->request), at = 0, line = 0;
    for (; at < len && at < sent->len && p->request[at] == sent->data[at]; at++)
        if (sent->data[at] == '\n')
            line = at + 1;
    const char *want = p->request + line, *got = sent->data + line;
    return conn_fail(err, CONN_TRANSPORT,
                     "request %zu is not as recorded: `%.*s`, not `%.*s`",
                     (size_t)(p - self->items) + 1, (int)strcspn(got, "\n"),
                     got, (int)strcspn(want, "\n"), want);
}

static bool is_same(const played *p, const conn_buf *sent)
{
    size_t len = (size_t)(p->answer - p->request);
    return len == sent->len && memcmp(p->request, sent->data, len) == 0;
}

/* Takes the exchange for the request; *is says whether it fits. */
static played *take(player *self, const conn_buf *sent, bool *fits)
{
    played *p = NULL;
    pthread_mutex_lock(&self->lock);
    for (size_t i = 0; i < self->count; i++) {
        if (self->items[i].used)
            continue;
        if (p == NULL)
            p = &self->items[i];
        if (!self->any_order || is_same(&self->items[i], sent)) {
            p = &self->items[i];
            break;
        }
    }
    *fits = p != NULL && is_same(p, sent);
    if (*fits) {
        p->used = true;
        self->used++;
    }
    pthread_mutex_unlock(&self->lock);
    return p;
}

static conn_status replay_send(conn_transport *base,
                               const conn_http_request *request,
                               conn_http_response *response, conn_error *err)
{
    player *self = (player *)base;
    conn_buf sent = {0};
    bool fits = false;
    conn_status status = CONN_OK;
    if (!conn_exchange_put_request(&sent, request)) {
        status = conn_fail_memory(err);
    } else {
        const played *p = take(self, &sent, &fits);
        status = fits ? conn_exchange_give(p->answer, p->end, response, err)
                      : differ(self, p, &sent, err);
    }
    conn_buf_free(&sent);
    return status;
}

static void replay_close(conn_transport *base)
{
    player *self = (player *)base;
    conn_buf_free(&self->text);
    conn_free(self->items);
    pthread_mutex_destroy(&self->lock);
    conn_free(self);
}

size_t conn_replay_left(conn_transport *base)
{
    player *self = (player *)base;
    pthread_mutex_lock(&self->lock);
    size_t left = self->count - self->used;
    pthread_mutex_unlock(&self->lock);
    return left;
}

/* ---- reading it ---- */

static bool load(conn_buf *text, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return false;
    char block[8192];
    size_t n;
    while ((n = fread(block, 1, sizeof block, file)) > 0)
        conn_buf_add(text, block, n);
    bool done = !ferror(file);
    fclose(file);
    return done;
}

static bool add(player *self, played item)
{
    if ((self->count & (self->count - 1)) == 0) {
        size_t room = self->count > 0 ? self->count * 2 : 1;
        played *more = conn_realloc(self->items, room * sizeof *more);
        if (more == NULL)
            return false;
        self->items = more;
    }
    self->items[self->count++] = item;
    return true;
}

/* Cuts the text into exchanges. */
static conn_status cut(player *self, const char *path, conn_error *err)
{
    static const char title[] = CONN_EXCHANGE_TITLE;
    size_t len = sizeof title - 1;
    const char *at = self->text.data, *end = at + self->text.len;
    bool fits = self->text.len >= len && memcmp(at, title, len) == 0;
    at += fits ? len : 0;
    while (fits && at < end) {
        const char *answer = *at == '>' ? conn_exchange_skip(at, end) : NULL;
        const char *stop = NULL;
        if (answer != NULL && answer < end &&
            (*answer == '<' || *answer == '!'))
            stop = conn_exchange_skip(answer, end);
        fits = stop != NULL;
        if (fits && !add(self, (played){at, answer, stop, false}))
            return conn_fail_memory(err);
        at = stop;
    }
    return fits ? CONN_OK
                : conn_fail(err, CONN_USAGE, "`%s` is no recording", path);
}

conn_status conn_transport_replay(conn_transport **out, const char *path,
                                  bool any_order, conn_error *err)
{
    *out = NULL;
    player *self = conn_alloc_zeroed(sizeof *self);
    if (self == NULL)
        return conn_fail_memory(err);
    self->base.send = replay_send;
    self->base.close = replay_close;
    self->any_order = any_order;
    pthread_mutex_init(&self->lock, NULL);
    conn_status status = CONN_OK;
    if (!load(&self->text, path))
        status = conn_fail(err, CONN_USAGE, "`%s` can't be read", path);
    else if (self->text.status != CONN_OK ||
             conn_buf_room(&self->text, 1) == NULL)
        status = conn_fail_memory(err);
    if (status == CONN_OK)
        status = cut(self, path, err);
    if (status == CONN_OK)
        *out = &self->base;
    else
        replay_close(&self->base);
    return status;
}
