/* transport_flow.c - bodies that are read in pieces, over transports that only
 * know whole ones, and whole ones of those that come in pieces. */
#include "fail.h"
#include "transport.h"

typedef struct whole_flow {
    conn_flow base;
    conn_buf body;
    bool given;
} whole_flow;

static conn_status whole_read(conn_flow *base, conn_str *piece, conn_error *err)
{
    whole_flow *flow = (whole_flow *)base;
    (void)err;
    *piece = (conn_str){flow->body.data, flow->given ? 0 : flow->body.len};
    flow->given = true;
    return CONN_OK;
}

static void whole_close(conn_flow *base)
{
    whole_flow *flow = (whole_flow *)base;
    conn_buf_free(&flow->body);
    conn_free(flow);
}

conn_status conn_transport_open(conn_transport *transport,
                                const conn_http_request *request,
                                conn_http_response *response, int64_t deadline,
                                conn_flow **out, conn_error *err)
{
    if (transport->flows != NULL && request->source == NULL)
        return transport->flows->open(transport, request, response, deadline,
                                      out, err);
    conn_status status = transport->send(transport, request, response, err);
    if (status != CONN_OK)
        return status;
    whole_flow *flow = conn_alloc_zeroed(sizeof *flow);
    if (flow == NULL)
        return conn_fail_memory(err);
    flow->base = (conn_flow){whole_read, whole_close};
    flow->body = response->body;
    conn_buf_init(&response->body, flow->body.cap);
    *out = &flow->base;
    return CONN_OK;
}

conn_status conn_flow_drain(conn_flow *flow, conn_http_response *response,
                            conn_error *err)
{
    conn_str piece = {"", 1};
    conn_status status = CONN_OK;
    while (status == CONN_OK && piece.len > 0) {
        status = flow->read(flow, &piece, err);
        if (status == CONN_OK && piece.len > 0 &&
            conn_response_add_body(response, piece.data, piece.len) != CONN_OK)
            status = conn_response_fail(response, err);
    }
    flow->close(flow);
    return status;
}
