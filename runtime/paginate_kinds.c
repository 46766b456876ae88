/* paginate_kinds.c - the kinds of pagination: what an answer says of the next
 * page, and whether there is one. */
#include <string.h>

#include "base64.h"
#include "fail.h"
#include "json.h"
#include "link.h"
#include "paginate.h"
#include "uri.h"

/* ---- reading the answer ---- */

static bool find(const conn_reply *reply, const char *pointer,
                 conn_json_slice *out)
{
    const conn_buf *body = &reply->response.body;
    return pointer != NULL && body->len > 0 &&
           conn_json_find(body->data, body->len, pointer, out) &&
           !conn_json_slice_is_null(*out);
}

/* The value at how->from, in the body or a header; null where it is empty. */
static conn_status read_from(const conn_page *page, const conn_reply *reply,
                             conn_value *out, conn_error *err)
{
    const conn_paginate *how = page->how;
    conn_expr from = {how->from_header ? CONN_E_HEADER : CONN_E_BODY, how->from,
                      0, NULL, NULL};
    conn_scope scope = {.arena = page->arena, .response = &reply->response};
    conn_status status = conn_expr_eval(&scope, &from, out, err);
    bool empty = out->kind == CONN_V_TEXT && out->text.len == 0;
    if (empty || (out->kind == CONN_V_BOOL && !out->number))
        out->kind = CONN_V_NULL;
    return status;
}

/* page->next becomes the URL that `ref` means on the page it came with. */
static conn_status set_next_url(conn_page *page, const conn_reply *reply,
                                conn_str ref, conn_error *err)
{
    conn_buf url = {0};
    conn_uri base = conn_uri_split(reply->url.data, reply->url.len);
    conn_uri target = conn_uri_split(ref.data, ref.len);
    if (!conn_uri_resolve(&url, &base, &target)) {
        conn_buf_free(&url);
        return conn_fail(err, CONN_DECODE,
                         "the next page's URL is no http URL");
    }
    const char *text = NULL;
    if (url.status == CONN_OK)
        text = conn_arena_text(page->arena, url.data, url.len);
    page->next = (conn_value){.kind = CONN_V_TEXT, .text = {text, url.len}};
    conn_buf_free(&url);
    return text != NULL ? CONN_OK : conn_fail_memory(err);
}

static conn_status read_nothing(conn_page *page, const conn_reply *reply,
                                conn_error *err)
{
    (void)page;
    (void)reply;
    (void)err;
    return CONN_OK;
}

static conn_status read_cursor(conn_page *page, const conn_reply *reply,
                               conn_error *err)
{
    return read_from(page, reply, &page->next, err);
}

static conn_status read_link(conn_page *page, const conn_reply *reply,
                             conn_error *err)
{
    const char *value = NULL;
    while ((value = conn_response_header(&reply->response, "Link", value))) {
        conn_str target = conn_link_next(value, strlen(value));
        if (target.data != NULL)
            return set_next_url(page, reply, target, err);
    }
    return CONN_OK;
}

static conn_status read_next_url(conn_page *page, const conn_reply *reply,
                                 conn_error *err)
{
    conn_value value;
    conn_status status = read_from(page, reply, &value, err);
    if (status != CONN_OK || value.kind == CONN_V_NULL)
        return status;
    if (value.kind != CONN_V_TEXT)
        return conn_fail(err, CONN_DECODE, "the next page's URL is no text");
    return set_next_url(page, reply, value.text, err);
}

/* The next possible key of bytes: one with a zero byte more. */
static conn_status set_successor(conn_page *page, conn_error *err)
{
    conn_str text = conn_value_text(page->arena, &page->next);
    size_t room = text.len / 4 * 3 + 1, len;
    unsigned char *bytes = conn_arena_alloc(page->arena, room);
    if (text.data == NULL || bytes == NULL)
        return conn_fail_memory(err);
    if (!conn_base64_decode(text.data, text.len, bytes, &len))
        return conn_fail(err, CONN_DECODE, "the last item's key is not base64");
    bytes[len] = 0;
    size_t size = conn_base64_length(len + 1);
    char *next = conn_arena_alloc(page->arena, size + 1);
    if (next == NULL)
        return conn_fail_memory(err);
    conn_base64_encode(bytes, len + 1, next);
    page->next = (conn_value){.kind = CONN_V_TEXT, .text = {next, size}};
    return CONN_OK;
}

static conn_status read_key(conn_page *page, const conn_reply *reply,
                            conn_error *err)
{
    const conn_paginate *how = page->how;
    conn_json_slice list, item, last = {NULL, 0}, key;
    size_t at = 0;
    if (!find(reply, how->items != NULL ? how->items : "", &list))
        return CONN_OK;
    while (conn_json_slice_next(list, &at, &item))
        last = item;
    if (last.data == NULL)
        return CONN_OK;
    if (!conn_json_find(last.data, last.len, how->key, &key))
        return conn_fail(err, CONN_DECODE, "the last item has no `%s`",
                         how->key);
    conn_buf body = {.data = (char *)key.data, .len = key.len};
    conn_http_response alone = {.body = body};
    conn_expr whole = {CONN_E_BODY, "", 0, NULL, NULL};
    conn_scope scope = {.arena = page->arena, .response = &alone};
    conn_status status = conn_expr_eval(&scope, &whole, &page->next, err);
    if (status == CONN_OK && page->next.kind == CONN_V_NULL)
        return conn_fail(err, CONN_DECODE, "the last item's `%s` is null",
                         how->key);
    return status == CONN_OK && how->successor ? set_successor(page, err)
                                               : status;
}

/* ---- moving on ---- */

/* Without a word of the server, a page with fewer items than asked for is the
 * last one, and so is an empty one. */
static bool looks_full(const conn_page *page, size_t count)
{
    return count > 0 && (page->size <= 0 || count >= (uint64_t)page->size);
}

static bool has_next(const conn_page *page)
{
    return page->next.kind != CONN_V_NULL && (!page->has_more || page->more);
}

static bool next_number(conn_page *page, uint64_t passed, bool more)
{
    page->at = (conn_value){.kind = CONN_V_INT, .number = page->number};
    if (page->has_more)
        return page->more;
    if (page->has_total)
        return page->total > 0 && passed < (uint64_t)page->total;
    return more;
}

static bool advance_page(conn_page *page, size_t count)
{
    page->number++;
    return next_number(page, (uint64_t)(page->number - page->how->start),
                       looks_full(page, count));
}

/* An empty page ends an offset list whatever is said: it would not move on. */
static bool advance_offset(conn_page *page, size_t count)
{
    page->number += (int64_t)count;
    return count > 0 &&
           next_number(page, (uint64_t)(page->number - page->how->start),
                       looks_full(page, count));
}

/* An empty page with a cursor is no end: servers filter after cutting pages. */
static bool advance_cursor(conn_page *page, size_t count)
{
    (void)count;
    page->at = page->next;
    return has_next(page);
}

static bool advance_url(conn_page *page, size_t count)
{
    (void)count;
    page->url = page->next.text.data;
    return has_next(page);
}

static bool advance_key(conn_page *page, size_t count)
{
    page->at = page->next;
    return count > 0 && has_next(page) &&
           (page->has_more || looks_full(page, count));
}

/* Where the next page is was computed from the answer. */
static bool advance_custom(conn_page *page, size_t count)
{
    (void)count;
    page->at = page->next;
    return page->next.kind != CONN_V_NULL;
}

typedef struct kind_row {
    conn_status (*read)(conn_page *page, const conn_reply *reply,
                        conn_error *err);
    bool (*advance)(conn_page *page, size_t count);
} kind_row;

static const kind_row kinds[] = {
    [CONN_P_PAGE] = {read_nothing, advance_page},
    [CONN_P_OFFSET] = {read_nothing, advance_offset},
    [CONN_P_CURSOR] = {read_cursor, advance_cursor},
    [CONN_P_LINK] = {read_link, advance_url},
    [CONN_P_NEXT_URL] = {read_next_url, advance_url},
    [CONN_P_KEYSET] = {read_key, advance_key},
    [CONN_P_CUSTOM] = {read_nothing, advance_custom},
};

conn_status conn_page_read(conn_page *page, const conn_reply *reply,
                           conn_error *err)
{
    const conn_paginate *how = page->how;
    conn_json_slice slice;
    page->next = (conn_value){.kind = CONN_V_NULL};
    page->has_more = how->more != NULL;
    /* Left out it is false, as JSON written from protocol buffers has it. */
    page->more = find(reply, how->more, &slice) &&
                 conn_json_slice_bool(slice, &page->more) && page->more;
    page->has_total = find(reply, how->total, &slice) &&
                      conn_json_slice_int64(slice, &page->total);
    return kinds[how->kind].read(page, reply, err);
}

void conn_page_count(conn_page *page, const conn_reply *reply)
{
    const char *items = page->how->items;
    conn_json_slice list, item;
    size_t at = 0;
    page->has_count = true;
    page->count = 0;
    if (find(reply, items != NULL ? items : "", &list))
        while (conn_json_slice_next(list, &at, &item))
            page->count++;
}

bool conn_page_advance(conn_page *page, size_t count)
{
    if (page->has_count)
        count = page->count;
    return kinds[page->how->kind].advance(page, count);
}
