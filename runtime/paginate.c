/* paginate.c - the iterator over the items, or the pages, of a list. */
#include "paginate.h"

#include <string.h>

#include "call.h"
#include "fail.h"

struct conn_pages {
    conn_client *client;
    const conn_op *op;
    void *args; /* copied */
    conn_page page;
    conn_arena arenas[2]; /* the present page's place, and the next one's */
    conn_seen seen;
    conn_reply *reply;
    const char *items;
    size_t count;
    size_t index; /* of the next item to hand out */
    size_t page_count;
    bool more; /* there is a page to fetch */
    bool failed;
};

conn_pages *conn_pages_open(conn_client *client, const conn_op *op,
                            const void *args, size_t args_size)
{
    conn_pages *pages = conn_alloc_zeroed(sizeof *pages);
    if (pages == NULL)
        return NULL;
    if (args != NULL) {
        pages->args = conn_alloc(args_size);
        if (pages->args == NULL) {
            conn_free(pages);
            return NULL;
        }
        memcpy(pages->args, args, args_size);
    }
    pages->client = client;
    pages->op = op;
    pages->page.how = op->paginate;
    pages->more = true;
    return pages;
}

void conn_pages_end(conn_pages *pages)
{
    if (pages == NULL)
        return;
    conn_reply_free(pages->reply);
    conn_seen_free(&pages->seen);
    conn_arena_free(&pages->arenas[0]);
    conn_arena_free(&pages->arenas[1]);
    conn_free(pages->args);
    conn_free(pages);
}

const conn_reply *conn_pages_reply(const conn_pages *pages)
{
    return pages->reply;
}

/* Where the items are in the reply's value. */
static void take_items(conn_pages *pages)
{
    const char *value = conn_reply_value(pages->reply);
    pages->index = 0;
    pages->count = 0;
    if (value == NULL)
        return;
    conn_list list;
    memcpy(&list, value + pages->op->paginate->items_offset, sizeof list);
    pages->items = list.items;
    pages->count = list.count;
}

/* Notes where the next page is, so that coming there twice is found out. */
static conn_status check_repeat(conn_pages *pages, conn_error *err)
{
    conn_page *page = &pages->page;
    bool seen = false, known = true;
    if (page->url != NULL) {
        const conn_buf *url = &pages->reply->url;
        known =
            conn_seen_add(&pages->seen, (conn_str){url->data, url->len}, &seen);
    }
    conn_str text = page->url != NULL ? conn_str_of(page->url)
                                      : conn_value_text(page->arena, &page->at);
    if (!known || text.data == NULL ||
        !conn_seen_add(&pages->seen, text, &seen))
        return conn_fail_memory(err);
    return seen ? conn_fail(err, CONN_DECODE,
                            "page %zu leads back to an earlier page",
                            pages->page_count)
                : CONN_OK;
}

/* Whether another page may be fetched. */
static conn_status check(conn_pages *pages, conn_error *err)
{
    if (pages->page.how == NULL)
        return conn_fail(err, CONN_USAGE, "the operation is no list");
    if (pages->page_count >= pages->client->options.max_pages)
        return conn_fail(err, CONN_LIMIT, "there are more than %zu pages",
                         pages->page_count);
    return pages->page_count > 0 ? check_repeat(pages, err) : CONN_OK;
}

static conn_status fetch(conn_pages *pages, conn_error *err)
{
    conn_page *page = &pages->page;
    const conn_op *op = pages->op;
    conn_status status = check(pages, err);
    if (status != CONN_OK)
        return conn_error_label(err, op, status);
    conn_reply_free(pages->reply);
    pages->reply = NULL;
    pages->count = pages->index = 0;
    /* The values that lead here stay in the other arena. */
    page->arena = &pages->arenas[pages->page_count % 2];
    conn_arena_free(page->arena);
    conn_exchange call = {.client = pages->client,
                          .op = op,
                          .args = pages->args,
                          .page = page,
                          .terms = conn_terms_of(op, pages->args)};
    status = conn_call_run(&call, &pages->reply, err);
    if (status != CONN_OK)
        return status;
    pages->page_count++;
    take_items(pages);
    pages->more = conn_page_advance(page, pages->count);
    return CONN_OK;
}

/* Reads the next page; false at the end and on an error. */
static bool turn(conn_pages *pages, conn_error *err)
{
    conn_error_clear(err);
    if (pages->failed)
        conn_error_label(
            err, pages->op,
            conn_fail(err, CONN_USAGE, "the list has failed before"));
    if (pages->failed || !pages->more)
        return false;
    pages->failed = fetch(pages, err) != CONN_OK;
    return !pages->failed;
}

const void *conn_pages_next(conn_pages *pages, conn_error *err)
{
    conn_error_clear(err);
    while (pages->index >= pages->count)
        if (!turn(pages, err))
            return NULL;
    return pages->items + pages->index++ * pages->op->paginate->item->size;
}

const void *conn_pages_next_page(conn_pages *pages, conn_error *err)
{
    if (!turn(pages, err))
        return NULL;
    pages->index = pages->count;
    return conn_reply_value(pages->reply);
}
