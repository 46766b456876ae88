/* paginate_request.c - what a page adds to the request of a list. */
#include <string.h>

#include "call.h"
#include "hook_run.h"
#include "json.h"
#include "number.h"
#include "paginate.h"

bool conn_page_replaces(const conn_page *page, conn_place place,
                        const char *name)
{
    return page != NULL && page->at.kind != CONN_V_NULL &&
           page->how->place == place && page->how->param != NULL &&
           strcmp(page->how->param, name) == 0;
}

/* What the caller put into the typed body under the pointer `name`. Only
 * numbers are of use, which may stand in quotes; a plain field left at 0 says
 * nothing. */
static void given_member(const conn_request *request, const char *name,
                         conn_value *out)
{
    conn_json_slice slice;
    int64_t number;
    if (!request->has_json || request->json.len == 0 ||
        !conn_json_find(request->json.data, request->json.len, name, &slice))
        return;
    if (slice.len >= 2 && slice.data[0] == '"')
        slice = (conn_json_slice){slice.data + 1, slice.len - 2};
    if (conn_int64_parse(slice.data, slice.len, &number) && number != 0)
        *out = (conn_value){.kind = CONN_V_INT, .number = number};
}

/* What the caller gives under the name of a parameter of the paging. */
static conn_status given(const conn_request *request, const conn_exchange *call,
                         const char *name, conn_value *out, conn_error *err)
{
    const conn_op *op = call->op;
    conn_place place = call->page->how->place;
    *out = (conn_value){.kind = CONN_V_NULL};
    if (place == CONN_IN_BODY) {
        given_member(request, name, out);
        return CONN_OK;
    }
    for (size_t i = 0; i < op->arg_count; i++) {
        const conn_arg *arg = &op->args[i];
        if (arg->place == place && strcmp(arg->field.name, name) == 0 &&
            conn_kind_is_scalar((conn_kind)arg->field.type->kind))
            return conn_value_of(request->scope.arena, arg,
                                 conn_arg_read(arg, call->args), out, err);
    }
    return CONN_OK;
}

static bool number_of(const conn_value *value, int64_t *out)
{
    if (value->kind == CONN_V_TEXT)
        return conn_int64_parse(value->text.data, value->text.len, out);
    *out = value->number;
    return value->kind == CONN_V_INT;
}

static conn_status put_number(conn_request *request, const conn_paginate *how,
                              const char *name, int64_t number, conn_error *err)
{
    conn_value value = {.kind = CONN_V_INT, .number = number};
    return conn_request_put(request, how->place, name, &value, err);
}

static conn_status put_size(conn_request *request, conn_exchange *call,
                            conn_error *err)
{
    conn_page *page = call->page;
    const conn_paginate *how = page->how;
    conn_value value;
    page->size = how->size;
    if (how->size_param == NULL)
        return CONN_OK;
    conn_status status = given(request, call, how->size_param, &value, err);
    if (status != CONN_OK)
        return status;
    if (value.kind != CONN_V_NULL) {
        if (!number_of(&value, &page->size))
            page->size = 0;
        return CONN_OK;
    }
    return how->size > 0
               ? put_number(request, how, how->size_param, how->size, err)
               : CONN_OK;
}

/* The first page starts where the caller says, else where the table does. */
static conn_status put_start(conn_request *request, conn_exchange *call,
                             conn_error *err)
{
    conn_page *page = call->page;
    const conn_paginate *how = page->how;
    conn_value value;
    page->number = how->start;
    conn_status status = given(request, call, how->param, &value, err);
    if (status != CONN_OK)
        return status;
    if (value.kind == CONN_V_NULL)
        return put_number(request, how, how->param, how->start, err);
    if (!number_of(&value, &page->number))
        page->number = how->start;
    return CONN_OK;
}

conn_status conn_page_put(conn_request *request, conn_exchange *call,
                          conn_error *err)
{
    conn_page *page = call->page;
    const conn_paginate *how = page->how;
    if (how->kind == CONN_P_CUSTOM)
        return conn_hook_put_page(request, call, err);
    conn_status status = put_size(request, call, err);
    if (status != CONN_OK || how->param == NULL)
        return status;
    if (page->at.kind != CONN_V_NULL)
        return conn_request_put(request, how->place, how->param, &page->at,
                                err);
    bool counts = how->kind == CONN_P_PAGE || how->kind == CONN_P_OFFSET;
    return counts ? put_start(request, call, err) : CONN_OK;
}
