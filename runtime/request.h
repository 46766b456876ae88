/* request.h - one HTTP request made from an operation and its arguments.
 *
 * Owns: the request while it is built, and what may not stand in it. Building
 * goes in rooms: request_url.c the URL, request_params.c arguments and computed
 * values, request_body.c the body, auth_sign.c credentials; request.c puts
 * them in order. A request belongs to one call.
 */
#ifndef CONN_REQUEST_H
#define CONN_REQUEST_H

#include "expr.h"
#include "uri.h"

struct conn_exchange;

typedef struct conn_request {
    conn_arena arena;   /* all text below that is in no buffer */
    conn_scope scope;   /* what expressions see; slots are a copy */
    uint64_t login;     /* which login the slots are of; see auth.h */
    conn_uri base;      /* the base URL; the client's, or in ... */
    conn_str base_text; /* the same as text */
    conn_buf own_base;
    conn_buf url;     /* whole at the end */
    conn_buf query;   /* a=1&b=2, encoded */
    conn_buf form;    /* the same for a form body */
    conn_buf cookies; /* a=1; b=2 */
    conn_buf json;    /* the body while it is JSON */
    bool has_json;
    struct conn_pieces *pieces; /* the body, if it is read while it is sent */
    char boundary[48];          /* between parts; "" if it has none */
    const char *body; /* as it is sent: in a buffer above, or the caller's;
                         NULL: none */
    size_t body_len;
    bool complete_url; /* the URL came whole: no parameters are added */
    bool bare;   /* to a foreign page: nothing of the account goes along */
    bool home;   /* to the origin of the base URL: may be signed */
    bool sealed; /* conn_auth_seal signs it before each attempt */
    conn_header *headers;
    size_t header_count;
    size_t header_room;
} conn_request;

/* Builds the request of `call`, with credentials if it is to be signed.
 * CONN_USAGE, CONN_MISCONFIGURED or CONN_MEMORY with `err` filled. The request
 * must be zero before and freed after, on failure too. */
conn_status conn_request_build(conn_request *request,
                               struct conn_exchange *call, conn_error *err);
void conn_request_free(conn_request *request);

/* Adds a header, or replaces all of that name. CONN_USAGE where the name is no
 * token or the value holds a control character (RFC 9110 section 5.5). `value`
 * is copied. */
conn_status conn_request_add_header(conn_request *request, const char *name,
                                    conn_str value, conn_error *err);
conn_status conn_request_set_header(conn_request *request, const char *name,
                                    conn_str value, conn_error *err);
bool conn_request_has_header(const conn_request *request, const char *name);

/* Puts a value where `place` says; IN_BODY sets it in the JSON body. */
conn_status conn_request_put(conn_request *request, conn_place place,
                             const char *name, const conn_value *value,
                             conn_error *err);

/* request_url.c: fills base, url, complete_url, bare and home. */
conn_status conn_request_put_url(conn_request *request,
                                 struct conn_exchange *call, conn_error *err);
/* Evaluates and checks the base URL into `out`. */
conn_status conn_base_url(const conn_connector *connector,
                          const conn_scope *scope, conn_buf *out,
                          conn_error *err);

/* request_params.c: the arguments but those in path and body, computed values,
 * and what paging adds. */
conn_status conn_request_put_params(conn_request *request,
                                    struct conn_exchange *call,
                                    conn_error *err);
/* Evaluates one assignment and puts the value, unless it is null. */
conn_status conn_request_assign(conn_request *request,
                                const conn_assign *assign, conn_error *err);
/* Appends an argument as text: a scalar, or a list joined. */
conn_status conn_request_print_arg(conn_buf *out, const conn_arg *arg,
                                   conn_given given, conn_error *err);

/* request_body.c: the argument that is the body, before all else; and, after
 * all else, the body as it is sent with its Content-Type. */
conn_status conn_request_begin_body(conn_request *request,
                                    struct conn_exchange *call,
                                    conn_error *err);
conn_status conn_request_end_body(conn_request *request,
                                  struct conn_exchange *call, conn_error *err);

/* request_parts.c: appends a part of a multipart body: a text, a file (which
 * must live as long as the request), an argument. */
conn_status conn_request_add_part(conn_request *request, conn_str name,
                                  conn_str value, conn_error *err);
conn_status conn_request_add_file(conn_request *request, conn_str name,
                                  const conn_upload *upload, conn_error *err);
conn_status conn_request_put_parts(conn_request *request, const conn_arg *arg,
                                   conn_given given, conn_error *err);
/* Ends it and says its type. */
conn_status conn_request_end_parts(conn_request *request, conn_error *err);

/* request_json.c: sets the member that `pointer` names in the JSON text `json`
 * (empty: an object is begun) to the JSON text `value`. Objects on the way are
 * made; a member of what is no object is CONN_USAGE. */
conn_status conn_json_put(conn_buf *json, const char *pointer, conn_str value,
                          conn_error *err);
/* The JSON text of a computed value, appended. */
bool conn_json_put_value(conn_buf *out, const conn_value *value);

/* request_form.c: appends name=value to pairs that are joined by "&"; a value
 * is encoded, and so is a name but for its brackets. */
void conn_pairs_add(conn_buf *pairs, conn_str name, conn_str value);
/* The same for each scalar within the compact JSON text `json`, named by its
 * path: a[b][0] or with `dots` a.b.0. `name` is the first part, "" if members
 * stand for themselves. CONN_LIMIT if it is nested too deep. */
conn_status conn_pairs_add_json(conn_buf *pairs, const char *name,
                                conn_str json, bool dots, conn_error *err);

#endif
