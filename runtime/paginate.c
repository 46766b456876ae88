/* paginate.c - the iterator over the items, or the pages, of a list: a page is
 * decoded as a whole, or (item_by_item) while it arrives. */
#include "paginate.h"

#include <string.h>

#include "fail.h"
#include "hook_caller.h"
#include "stream.h"

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
    const conn_caller *caller; /* NULL: no hook calls */

    bool item_by_item;
    bool reading; /* a page is open */
    conn_stream_how how;
    conn_answer body; /* of the present page */
};

/* Steps behind the answer see all of its body; XML is read as a whole. */
static bool needs_whole(const conn_op *op)
{
    return op->xml != NULL || op->paginate->kind == CONN_P_CUSTOM ||
           (op->hooks != NULL && op->hooks->after_count > 0);
}

static void set_way(conn_pages *pages)
{
    const conn_paginate *paginate = pages->op->paginate;
    const conn_call_options *options = NULL;
    if (pages->args != NULL)
        memcpy(&options, (char *)pages->args + pages->op->call_offset,
               sizeof options);
    pages->item_by_item = paginate != NULL && options != NULL &&
                          options->item_by_item && !needs_whole(pages->op);
    if (pages->item_by_item)
        pages->how = (conn_stream_how){.kind = CONN_S_ITEMS,
                                       .item = paginate->item,
                                       .at = paginate->items};
}

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
    set_way(pages);
    return pages;
}

void conn_pages_read_json(conn_pages *pages)
{
    static const conn_type json = {.kind = CONN_K_JSON,
                                   .size = sizeof(conn_json)};
    if (pages->op->paginate == NULL)
        return;
    pages->item_by_item = true;
    pages->how = (conn_stream_how){
        .kind = CONN_S_ITEMS, .item = &json, .at = pages->op->paginate->items};
}

void conn_pages_call_by(conn_pages *pages, const conn_caller *caller)
{
    pages->caller = caller;
}

void conn_pages_end(conn_pages *pages)
{
    if (pages == NULL)
        return;
    conn_reply_free(pages->reply);
    conn_answer_close(&pages->body);
    conn_arena_free(&pages->arenas[0]);
    conn_arena_free(&pages->arenas[1]);
    conn_free(pages->args);
    conn_free(pages);
}

const conn_reply *conn_pages_reply(const conn_pages *pages)
{
    return pages->item_by_item ? pages->body.reply : pages->reply;
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
    if (page->url != NULL)
        conn_seen_add(&pages->seen, conn_pages_reply(pages)->url);
    conn_str text = page->url != NULL ? conn_str_of(page->url)
                                      : conn_value_text(page->arena, &page->at);
    if (text.data == NULL)
        return conn_fail_memory(err);
    return conn_seen_add(&pages->seen, text)
               ? conn_fail(err, CONN_DECODE,
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

/* ---- item by item ---- */

/* A key is that of the last item, of which the text is kept. */
static conn_status open_page(conn_pages *pages, const conn_exchange *call,
                             conn_error *err)
{
    conn_answer *body = &pages->body;
    body->call = *call;
    conn_status status = conn_answer_open(body, &pages->how, err);
    pages->reading = status == CONN_OK;
    if (pages->reading)
        conn_rows_keep_around(body->rows,
                              pages->page.how->kind == CONN_P_KEYSET);
    return status;
}

/* The page is over: reads from what stood around its items where the next is.
 */
static conn_status finish_page(conn_pages *pages, conn_error *err)
{
    conn_answer *body = &pages->body;
    conn_error local = {0};
    conn_buf *around = conn_rows_around(body->rows);
    conn_buf whole = *around;
    *around = body->reply->response.body;
    body->reply->response.body = whole;
    conn_status status = conn_call_read(&body->call, body->reply, &local);
    pages->reading = false;
    if (status != CONN_OK)
        return conn_call_report(&body->call, status, &local, err);
    pages->page_count++;
    pages->more = conn_page_advance(&pages->page, conn_rows_count(body->rows));
    return CONN_OK;
}

static bool turn(conn_pages *pages, conn_error *err);

static const void *next_item(conn_pages *pages, conn_error *err)
{
    const void *item = NULL;
    while (item == NULL && (pages->reading || turn(pages, err))) {
        conn_status status = conn_answer_next(&pages->body, &item, err);
        if (status == CONN_OK && item == NULL)
            status = finish_page(pages, err);
        if (status != CONN_OK) {
            pages->reading = false;
            pages->failed = true;
            return NULL;
        }
    }
    return item;
}

/* ---- pages ---- */

static conn_status fetch(conn_pages *pages, conn_error *err)
{
    conn_page *page = &pages->page;
    const conn_op *op = pages->op;
    conn_status status = check(pages, err);
    if (status != CONN_OK)
        return conn_error_label(err, op, status);
    conn_reply_free(pages->reply);
    conn_answer_close(&pages->body);
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
    if (pages->caller != NULL)
        conn_caller_lend(pages->caller, &call);
    if (pages->item_by_item)
        return open_page(pages, &call, err);
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
    if (pages->item_by_item)
        return next_item(pages, err);
    while (pages->index >= pages->count)
        if (!turn(pages, err))
            return NULL;
    return pages->items + pages->index++ * pages->op->paginate->item->size;
}

const void *conn_pages_next_page(conn_pages *pages, conn_error *err)
{
    if (pages->item_by_item) {
        conn_error_label(err, pages->op,
                         conn_fail(err, CONN_USAGE,
                                   "a list that is read item by item has no "
                                   "pages"));
        return NULL;
    }
    if (!turn(pages, err))
        return NULL;
    pages->index = pages->count;
    return conn_reply_value(pages->reply);
}
