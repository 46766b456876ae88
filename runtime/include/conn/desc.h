/* desc.h - the tables that a generated client consists of.
 *
 * Owns: descriptors of types, records, operations, authentication, pagination,
 * retries and errors, and the few entry points that generated functions call.
 * Generated files hold only `static const` tables of these; users of a client
 * never need this header. Layout may change between versions of the runtime:
 * generated code checks CONN_DESC_VERSION.
 */
#ifndef CONN_DESC_H
#define CONN_DESC_H

#include "conn/conn.h"
#include "conn/scene.h"
#include "conn/typed.h"

#ifdef __cplusplus
extern "C" {
#endif

#define CONN_DESC_VERSION 1

/* ---- types ---- */

/* X(constant, C type of the value) */
typedef enum conn_kind {
    CONN_K_NONE = 0,
    CONN_K_BOOL,      /* bool */
    CONN_K_INT,       /* int64_t within +-(2^53-1) */
    CONN_K_INT32,     /* int32_t */
    CONN_K_INT64,     /* int64_t */
    CONN_K_DOUBLE,    /* double */
    CONN_K_DECIMAL,   /* conn_str: the digits as written */
    CONN_K_STRING,    /* conn_str */
    CONN_K_CSTR,      /* const char *, NULL absent; arguments and config only */
    CONN_K_BYTES,     /* conn_bytes, base64 in JSON (RFC 4648 section 4) */
    CONN_K_TIMESTAMP, /* conn_time */
    CONN_K_DATE,      /* conn_date */
    CONN_K_DURATION,  /* conn_duration */
    CONN_K_JSON,      /* conn_json */
    CONN_K_ENUM,      /* conn_enum; in arguments and config a plain int */
    CONN_K_RECORD,    /* the generated struct, inline */
    CONN_K_LIST,      /* struct { const T *items; size_t count; } */
    CONN_K_MAP, /* struct { const E *items; size_t count; }, E = { conn_str key;
                   T value; } */
    CONN_K_UNION /* struct { int which; union { ... } as; } */
} conn_kind;

/* How a scalar stands on the wire where there is a choice. */
typedef enum conn_wire {
    CONN_W_PLAIN = 0,  /* timestamps: RFC 3339; durations: seconds, a number */
    CONN_W_QUOTED,     /* a number or bool as a JSON string; read either way */
    CONN_W_UNIX,       /* timestamps: seconds since 1970, a number */
    CONN_W_MILLIS,     /* timestamps, durations: milliseconds, a number */
    CONN_W_PLAIN_ENUM, /* arguments, config: the value is an int, 0 absent */
    CONN_W_UPLOAD      /* arguments of type bytes: the value is a conn_upload */
} conn_wire;

typedef struct conn_type conn_type;
typedef struct conn_field conn_field;
typedef struct conn_record conn_record;

typedef struct conn_enum_member {
    int value; /* >= 1 */
    const char *text;
} conn_enum_member;
typedef struct conn_enum_desc {
    const char *name;
    const conn_enum_member *members;
    size_t count;
} conn_enum_desc;

/* One alternative of a union, chosen by the JSON type that stands there or,
 * for records, by the discriminator's value. `which` counts from 1. */
typedef struct conn_alternative {
    const conn_type *type;
    const char *tag; /* discriminator value, or NULL */
    size_t offset;   /* of the value in the struct */
    bool pointer;    /* the value is held by pointer (records) */
} conn_alternative;
typedef struct conn_union_desc {
    const char *name;
    const char *discriminator; /* member name, or NULL: by JSON type */
    const conn_alternative *alternatives;
    size_t count;
} conn_union_desc;

struct conn_type {
    unsigned char kind;       /* conn_kind */
    unsigned char wire;       /* conn_wire */
    size_t size;              /* of one value, as sizeof says */
    const conn_type *element; /* list, map: of the values */
    size_t value_offset;      /* map: of `value` in an entry */
    size_t entry_size;        /* map: of an entry */
    const void *info;         /* record: conn_record; enum: conn_enum_desc;
                                 union: conn_union_desc */
};

/* ---- records ---- */

enum {
    CONN_F_REQUIRED = 1,   /* must be there */
    CONN_F_OPTIONAL = 2,   /* held as struct { conn_state state; T value; } */
    CONN_F_POINTER = 4,    /* held as const T * (with OPTIONAL: the `value` is
                              the pointer) */
    CONN_F_READONLY = 8,   /* never written */
    CONN_F_WRITEONLY = 16, /* never read */
    CONN_F_SECRET = 32,    /* never shown */
    CONN_F_HEADER = 64     /* read from the response header `name`, not from
                              the body; never written */
};

struct conn_field {
    const char *name; /* on the wire */
    size_t length;    /* of name */
    const conn_type *type;
    size_t offset;       /* of the field in the struct */
    size_t value_offset; /* of `value` in an optional; 0 otherwise */
    unsigned flags;
    const void *fallback; /* a value of the type for when it is absent, or
                             NULL; read: stands in for a missing member;
                             arguments: sent when nothing is given */
};

struct conn_record {
    const char *name; /* as the connector names it */
    const conn_field *fields;
    size_t count;
    size_t size;         /* of the struct */
    size_t extra_offset; /* of the conn_members for unknown members; 0: they
                            are skipped */
};

/* ---- values known when a call is made ----
 * A constant tree, evaluated by the runtime to null, text, an integer or a
 * bool. Null makes the header or parameter that it stands for be left out. */
typedef enum conn_expr_op {
    CONN_E_NULL,
    CONN_E_TEXT,     /* text */
    CONN_E_INT,      /* number */
    CONN_E_BOOL,     /* number: 0 or 1 */
    CONN_E_CONFIG,   /* field of the configuration: number is its index */
    CONN_E_ACCOUNT,  /* stored value: number is the slot's index */
    CONN_E_ARG,      /* argument of the operation: number is its index */
    CONN_E_BODY,     /* the response's JSON body: text is a JSON Pointer */
    CONN_E_HEADER,   /* the response's header: text is its name */
    CONN_E_STATUS,   /* the response's HTTP status */
    CONN_E_CONCAT,   /* a then b, as text; null if either is null */
    CONN_E_COALESCE, /* a, or b where a is null */
    CONN_E_TO_INT,   /* a as -?[0-9]+; fails otherwise */
    CONN_E_CATCH,    /* a, or b where a fails */
    CONN_E_SCALE,    /* a, an integer, times number (seconds to milliseconds:
                        1000); fails beyond int64 */
    CONN_E_HOOK      /* what a function computes; the conn_expr is the head of
                        a conn_hook_expr, number the parts that it reads */
} conn_expr_op;

typedef struct conn_expr conn_expr;
struct conn_expr {
    conn_expr_op op;
    const char *text;
    int64_t number;
    const conn_expr *a;
    const conn_expr *b;
};

/* A value that steps of the connector compute. A failure of theirs is one of
 * the expression; what ends them is CONN_MISCONFIGURED. */
typedef struct conn_hook_expr {
    conn_expr expr;
    conn_value_fn *value;
} conn_hook_expr;

/* ---- operations ---- */

typedef enum conn_place {
    CONN_IN_PATH,
    CONN_IN_QUERY,
    CONN_IN_HEADER,
    CONN_IN_COOKIE,
    CONN_IN_FORM, /* application/x-www-form-urlencoded */
    CONN_IN_PART, /* multipart/form-data; bytes are a file */
    CONN_IN_BODY, /* assignments: a JSON Pointer into a JSON body */
    CONN_IN_CALL  /* the whole body, typed */
} conn_place;

typedef enum conn_list_style {
    CONN_L_REPEAT = 0, /* a=1&a=2 */
    CONN_L_JOIN,       /* a=1,2 with `join` between */
    CONN_L_BRACKETS    /* a[]=1&a[]=2 */
} conn_list_style;

/* An argument: a field of the arguments struct and where it goes. */
typedef struct conn_arg {
    conn_field field;  /* name: on the wire; scalars are OPTIONAL */
    const char *label; /* as the user writes it, for messages */
    conn_place place;
    conn_list_style style;
    const char *join;
    bool required;
} conn_arg;

/* A piece of a path: literal text, or an argument percent-encoded as one
 * segment (RFC 3986: all but unreserved), or with `reserved` as RFC 6570's
 * {+name} that keeps its slashes. A value with an empty, "." or ".." segment
 * is a usage error. With `whole` the argument is a URL reference (RFC 3986
 * section 4.1) resolved against the base URL; another origin is refused. */
typedef struct conn_path_part {
    const char *text; /* NULL: an argument */
    size_t arg;
    bool reserved;
    bool whole;
} conn_path_part;

/* A header, parameter or body member with a computed value. */
typedef struct conn_assign {
    conn_place place;
    const char *name; /* IN_BODY: JSON Pointer */
    const conn_expr *value;
} conn_assign;

/* A value kept from a response. */
typedef struct conn_save {
    size_t slot;
    const conn_expr *value;
} conn_save;

typedef enum conn_page_kind {
    CONN_P_PAGE = 1, /* param counts pages from `start` */
    CONN_P_OFFSET,   /* param counts items from `start` */
    CONN_P_CURSOR,   /* param carries what `from` held in the last answer */
    CONN_P_LINK,     /* Link header, rel=next (RFC 8288) */
    CONN_P_NEXT_URL, /* `from` holds the next page's URL */
    CONN_P_KEYSET,   /* param carries the key of the last item */
    CONN_P_CUSTOM    /* steps say; the conn_paginate is the head of a
                        conn_paginate_hooks */
} conn_page_kind;

typedef struct conn_paginate {
    conn_page_kind kind;
    conn_place place;       /* of param and size_param: QUERY, HEADER or BODY */
    const char *param;      /* IN_BODY: a JSON Pointer */
    const char *size_param; /* NULL: no size is sent */
    int64_t size;           /* 0: not sent */
    int64_t start;          /* first page or offset */
    const char *from;       /* JSON Pointer, or header name with from_header */
    bool from_header;
    const char *more;  /* JSON Pointer to a bool that says whether there
                          is another page; NULL: none says */
    const char *total; /* JSON Pointer to the number of pages (PAGE) or
                          items (OFFSET); NULL: none says */
    const char *key;   /* KEYSET: JSON Pointer into an item */
    bool successor;    /* KEYSET: send the key with a zero byte appended,
                          the next possible one (bytes keys) */
    /* Where the items are in the typed result. */
    size_t items_offset;   /* of the list in the result struct */
    const char *items;     /* JSON Pointer of the list in the body */
    const conn_type *item; /* type of an item */
} conn_paginate;

/* How a body that is read while it arrives is cut into items. */
typedef enum conn_stream_kind {
    CONN_S_ITEMS = 1, /* of the JSON list at `at` */
    CONN_S_LINES,     /* a JSON value on each line (NDJSON) */
    CONN_S_EVENTS,    /* data of Server-Sent Events (WHATWG HTML section 9.2) */
    CONN_S_CSV,       /* rows (RFC 4180) */
    CONN_S_PIECES     /* the bytes as they come: items are conn_bytes */
} conn_stream_kind;

typedef struct conn_stream_how {
    conn_stream_kind kind;
    const conn_type *item;
    const char *at;  /* ITEMS: JSON Pointer */
    const char *end; /* EVENTS: data that ends the stream, or NULL */
    bool reconnect;  /* EVENTS: ask again where the body ends or breaks */
    bool header;     /* CSV: the first row names the columns */
    char separator;  /* CSV: between cells */
} conn_stream_how;

/* Steps see the request's query, headers and body. Those of `request` set what
 * each request carries, but for parameters that the caller gave; those of
 * `next` see the answer, too, and set what is other in the next page's request:
 * where they set nothing the list ends. */
typedef struct conn_paginate_hooks {
    conn_paginate how;
    const conn_hook *request; /* or NULL */
    const conn_hook *next;    /* or NULL: there is one page */
} conn_paginate_hooks;

typedef struct conn_retry {
    const uint16_t *statuses; /* ends with 0 */
    int max;                  /* tries after the first */
    int64_t base_ms;
    int64_t cap_ms;
} conn_retry;

typedef struct conn_throttle {
    int64_t count;  /* requests ... */
    int64_t per_ms; /* ... in this time */
} conn_throttle;

/* A row of the errors table: the first whose range holds the status wins. */
typedef struct conn_error_row {
    uint16_t low, high; /* HTTP statuses, inclusive */
    conn_status status;
    const conn_expr *message; /* or NULL */
    const conn_expr *code;    /* or NULL */
    const conn_expr *after;   /* milliseconds, or NULL */
} conn_error_row;

typedef struct conn_errors {
    const conn_error_row *rows;
    size_t count;
    const conn_type *body; /* of an error's body, or NULL */
} conn_errors;

typedef enum conn_encoding {
    CONN_ENC_JSON = 0,
    CONN_ENC_FORM_BRACKETS, /* a[b][0]=c */
    CONN_ENC_FORM_DOTS,     /* a.b.0=c */
    CONN_ENC_RAW,           /* a bytes or string body as it is */
    CONN_ENC_MULTIPART,     /* parts, though there be none */
    CONN_ENC_XML            /* as conn_op.xml says */
} conn_encoding;

/* ---- XML ---- */

struct conn_buf; /* the runtime's own */

/* Appends the JSON of an XML document, which need not end with a NUL: of what
 * the root holds, or of an object with the root where `at` begins with its
 * name. `type` is of the value that the JSON Pointer `at` (NULL: the whole)
 * names; NULL: there is none. `offset`, if not NULL, is a byte of that JSON,
 * and becomes the byte of the document where the element begins that it is of.
 * CONN_DECODE with the offset where it is no XML in UTF-8; CONN_LIMIT at the
 * buffer's cap, or where reading takes more than 24 times the document. */
typedef conn_status conn_xml_read_fn(conn_str xml, const conn_type *type,
                                     const char *at, struct conn_buf *json,
                                     size_t *offset, conn_error *err);
conn_xml_read_fn conn_xml_to_json;

/* Appends the document `root` with the content that the JSON text `json` has,
 * one value of valid JSON: objects as elements, members `@name` as attributes,
 * `#text` as text, arrays as repeated elements, null as xsi:nil. `ns` is the
 * default namespace, or NULL. CONN_USAGE with the pointer where XML can't carry
 * it. */
typedef conn_status conn_xml_write_fn(struct conn_buf *xml, const char *root,
                                      const char *ns, conn_str json,
                                      conn_error *err);
conn_xml_write_fn conn_xml_from_json;

/* Which bodies of an operation are XML. */
typedef struct conn_xml_how {
    conn_xml_read_fn *read;   /* answers; NULL: they are not */
    conn_xml_write_fn *write; /* with CONN_ENC_XML the request's, else NULL */
    const char *root;         /* of it */
    const char *ns;           /* its default namespace, or NULL */
} conn_xml_how;

/* Steps of the connector around a call, in the order in which they run. */
typedef struct conn_op_hooks {
    const conn_hook *const *before;
    size_t before_count;
    const conn_hook *const *after;
    size_t after_count;
} conn_op_hooks;

typedef struct conn_op {
    const char *name;   /* "issues.list" */
    const char *method; /* "GET" */
    const conn_path_part *path;
    size_t path_count;
    const conn_arg *args;
    size_t arg_count;
    size_t call_offset; /* of `const conn_call_options *call` in the args */
    const conn_assign *assigns; /* headers, parameters, body members */
    size_t assign_count;
    const conn_save *saves;
    size_t save_count;
    conn_encoding encoding;
    const char
        *content_type;  /* of the request's body, or NULL: the encoding's */
    const char *accept; /* or NULL: application/json if a result is read */
    const conn_type *result; /* NULL: none */
    bool result_optional;    /* no body (204, 304) is no error */
    bool raw_result;         /* result is BYTES or STRING: the body itself */
    const char *at;          /* JSON Pointer to the result, or NULL: whole */
    const uint16_t
        *statuses; /* what counts as success, ends with 0; NULL: 2xx */
    bool idempotent;
    bool anonymous;                 /* sent without credentials */
    const char *idempotency_header; /* or NULL */
    int64_t timeout_ms;             /* one attempt; 0: the client's */
    const conn_paginate *paginate;
    const conn_retry *retry;
    const conn_throttle *throttle; /* same pointer: same budget */
    const conn_errors *errors;
    const conn_stream_how *stream; /* or NULL; with it `result` is NULL */
    const conn_op_hooks *hooks;    /* or NULL */
    const conn_xml_how *xml;       /* or NULL */
} conn_op;

/* ---- authentication ---- */

typedef enum conn_auth_kind {
    CONN_A_NONE,
    CONN_A_BASIC,      /* first: user name, second: password (RFC 7617) */
    CONN_A_BEARER,     /* first: token (RFC 6750) */
    CONN_A_API_KEY,    /* first: value; place and name say where */
    CONN_A_CUSTOM,     /* steps; `sign` puts what they stored on a request */
    CONN_A_OAUTH2,     /* oauth2 (RFC 6749) */
    CONN_A_OAUTH1,     /* oauth1 (RFC 5849) */
    CONN_A_JWT,        /* jwt: a bearer token that the client signs itself */
    CONN_A_AWS,        /* aws: Signature Version 4 */
    CONN_A_DIGEST,     /* first: user name, second: password (RFC 7616) */
    CONN_A_CERTIFICATE /* first: file of the certificate, second: of its key */
} conn_auth_kind;

typedef enum conn_grant {
    CONN_G_CODE,     /* a person agrees in a browser (RFC 6749 section 4.1) */
    CONN_G_CLIENT,   /* client credentials (section 4.4) */
    CONN_G_PASSWORD, /* user name and password (section 4.3) */
    CONN_G_DEVICE,   /* a person agrees on another device (RFC 8628) */
    CONN_G_JWT       /* a token that the client signs (RFC 7523 section 2.1) */
} conn_grant;

/* How the client says who it is at the token endpoint (RFC 6749 section 2.3).
 * Without a secret it only gives its id. */
typedef enum conn_client_auth {
    CONN_CA_BASIC, /* client_secret_basic */
    CONN_CA_POST,  /* client_secret_post */
    CONN_CA_JWT    /* private_key_jwt (RFC 7523 section 2.2) */
} conn_client_auth;

/* A signed token (RFC 7519). Claims that are null are left out; jti, iat and
 * exp are added. */
typedef struct conn_jwt {
    const char *algorithm; /* "RS256" */
    const conn_expr *key;  /* HS: the secret; else a private key in PEM */
    const conn_expr *key_id;
    const conn_expr *issuer;   /* OAuth: null is the client's id */
    const conn_expr *subject;  /* OAuth's client authentication: the same */
    const conn_expr *audience; /* OAuth: null is the token endpoint's URL */
    const char *scope;         /* or NULL */
    int64_t lifetime_s;
} conn_jwt;

typedef struct conn_oauth2 {
    conn_grant grant;
    conn_client_auth client_auth;
    bool pkce; /* S256 (RFC 7636) */
    const conn_expr *authorize_url;
    const conn_expr *token_url;
    const conn_expr *refresh_url; /* null: token_url */
    const conn_expr *revoke_url;  /* null: tokens are only forgotten */
    const conn_expr *device_url;
    const conn_expr *callback_url; /* null: a port on 127.0.0.1 */
    const conn_expr *client_id;
    const conn_expr *client_secret;
    const conn_expr *username;
    const conn_expr *password;
    const conn_expr *audience; /* parameter of that name */
    const char *scopes;        /* joined by spaces, or NULL */
    const conn_jwt *jwt;       /* of CONN_G_JWT and CONN_CA_JWT, or NULL */
    int64_t before_expiry_s;   /* renewed so long before */
    const conn_save *saves;    /* from each answer with a token */
    size_t save_count;
    const conn_hook *after_token; /* sees that answer, too, and stores; NULL */
} conn_oauth2;

typedef struct conn_oauth1 {
    const char *signature; /* "HMAC-SHA1", "HMAC-SHA256", "RSA-SHA1",
                              "PLAINTEXT" */
    const conn_expr *consumer_key;
    const conn_expr *consumer_secret;
    const conn_expr *token;
    const conn_expr *token_secret;
    const conn_expr *private_key; /* PEM, of RSA-SHA1 */
    const conn_expr *realm;
} conn_oauth1;

/* Service "s3": the path is signed as it is sent, and the body's digest goes in
 * X-Amz-Content-Sha256. */
typedef struct conn_aws {
    const conn_expr *access_key;
    const conn_expr *secret_key;
    const conn_expr *session_token;
    const conn_expr *region;
    const conn_expr *service;
} conn_aws;

typedef struct conn_auth {
    const char *label;
    conn_auth_kind kind;
    conn_place place;
    const char *name;
    const conn_expr *first;
    const conn_expr *second;
    const conn_op *provision; /* logs in; run before the first signed call */
    const conn_op *refresh;   /* after auth_expired; NULL: provision again */
    const conn_op *validate;  /* run by NAME_validate, or NULL */
    const conn_op *logout;    /* run by NAME_logout, or NULL */
    const conn_assign *sign;
    size_t sign_count;
    const conn_oauth2 *oauth2; /* of these four the one of `kind`, else NULL */
    const conn_oauth1 *oauth1;
    const conn_jwt *jwt;
    const conn_aws *aws;
    const conn_hook *steps; /* see and change what `sign` made; or NULL */
} conn_auth;

typedef struct conn_connector {
    int desc_version; /* CONN_DESC_VERSION */
    const char *name; /* key of the connector */
    const char *version;
    const conn_arg *config; /* the configuration, as arguments of the client */
    size_t config_count;
    size_t auth_offset; /* of `int auth` in the config struct: 1 is the
                           first way, 0 the first as well */
    const conn_expr *base_url;
    const conn_auth *auths;
    size_t auth_count;
    const char *const *slots; /* names of stored values */
    size_t slot_count;
} conn_connector;

/* `map COMMON from VENDOR`, one way: the value is made of at->item. */
typedef struct conn_mapping {
    conn_value_fn *value;
    const conn_type *from;
    const conn_type *to;
} conn_mapping;

/* ---- what generated functions call, beside conn/typed.h ---- */

/* Opens a client on a copy of `config` (a struct that connector->config
 * describes; NULL means all absent) and `options` (NULL: defaults). */
conn_status conn_open(conn_client **out, const conn_connector *connector,
                      const void *config, const conn_options *options,
                      conn_error *err);
/* Ends the client; NULL is allowed. No call may be running. */
void conn_close(conn_client *client);

/* Makes one logical call. `args` is a struct that op->args describes, or NULL.
 * Returns a reply to be freed, or NULL with *err filled. */
conn_reply *conn_call(conn_client *client, const conn_op *op, const void *args,
                      conn_error *err) CONN_MUST_CHECK;

/* Makes one value of another by a map of the connector, without a request:
 * `from` is of mapping->from, and is not kept. The result is the value of a
 * reply, to be freed; NULL with *err filled where a row fails (its own kind),
 * or where what came out is no mapping->to (CONN_DECODE). */
conn_reply *conn_map(conn_client *client, const conn_mapping *mapping,
                     const void *from, conn_error *err) CONN_MUST_CHECK;

/* Starts a list; never NULL but on memory shortage. `args` is copied, what it
 * points to is not and must live until conn_pages_end. Errors come out of the
 * first conn_pages_next. */
conn_pages *conn_pages_open(conn_client *client, const conn_op *op,
                            const void *args, size_t args_size);

/* Begins to read a stream; never NULL but on memory shortage. `args` is copied,
 * what it points to is not and must live until conn_stream_end. The request is
 * sent by the first conn_stream_next; the deadline counts from here. */
conn_stream *conn_stream_open(conn_client *client, const conn_op *op,
                              const void *args, size_t args_size);

/* Runs the validate step of the chosen authentication, or nothing. */
conn_status conn_validate(conn_client *client, conn_error *err);

/* The typed body of an error that `op` (or any operation with the same errors
 * table) met, decoded on first use and owned by `err`; NULL if it does not fit.
 */
const void *conn_error_typed(conn_error *err, const conn_errors *errors);

#ifdef __cplusplus
}
#endif
#endif
