/* everything.h - a model with one of everything that a C client can hold. */
#ifndef TEST_EMIT_C_EVERYTHING_H
#define TEST_EMIT_C_EVERYTHING_H

#include "build.h"

typedef struct Everything {
    Record *user, *label, *issue, *input, *page, *error, *empty, *open;
    Enum *state;
    Field *token, *user_name, *host;
    Operation *list, *get, *create;
} Everything;

static inline void everything_types(Build *b, Everything *e)
{
    static const char *const states[] = {"open", "closed", "not planned"};
    const Type *string = type(b, TYPE_STRING);
    e->state = enumeration(b, "IssueState", 3, states);
    e->issue = record(b, "Issue"); /* before what it holds by value */
    e->user = record(b, "User");
    e->label = record(b, "Label");
    e->empty = record(b, "Empty");
    e->open = record(b, "Open");
    e->open->open = true;
    field(b, e->user, "login", string);
    field(b, e->user, "id", type(b, TYPE_INT64));
    field(b, e->label, "name", string)->doc = "What it says.";
    optional(b, e->label, "color", string);
    Union *either = arena_new(&b->arena, Union);
    const Type **types = arena_array(&b->arena, const Type *, 3);
    types[0] = string;
    types[1] = record_type(b, e->user);
    types[2] = of(b, TYPE_LIST, string);
    *either = (Union){.name = "Expandable<User>",
                      .id = "ExpandableOfUser",
                      .types = types,
                      .type_count = 3};
    vec_push(&b->arena, b->connector->unions, b->connector->union_count,
             either);
    Type *owner = type(b, TYPE_UNION);
    owner->alternatives = either;
    field(b, e->issue, "owner", owner);
    optional(b, e->issue, "reviewer", owner);
}

static inline void everything_issue(Build *b, Everything *e)
{
    Record *issue = e->issue;
    const Type *string = type(b, TYPE_STRING);
    field(b, issue, "id", type(b, TYPE_INT64))->readonly = true;
    field(b, issue, "number", type(b, TYPE_INT32));
    field(b, issue, "title", string);
    optional(b, issue, "body", string);
    field(b, issue, "state", enum_type(b, e->state));
    optional(b, issue, "previousState", enum_type(b, e->state));
    field(b, issue, "labels", of(b, TYPE_LIST, record_type(b, e->label)));
    field(b, issue, "author", record_type(b, e->user));
    optional(b, issue, "closer", record_type(b, e->user));
    optional(b, issue, "children", of(b, TYPE_LIST, record_type(b, issue)));
    optional(b, issue, "parent", record_type(b, issue));
    field(b, issue, "meta", of(b, TYPE_MAP, string));
    optional(b, issue, "users", of(b, TYPE_MAP, record_type(b, e->user)));
    field(b, issue, "matrix",
          of(b, TYPE_LIST, of(b, TYPE_LIST, type(b, TYPE_FLOAT))));
    field(b, issue, "created_at", type(b, TYPE_TIMESTAMP))->form = WIRE_UNIX;
    optional(b, issue, "due", type(b, TYPE_DATE));
    field(b, issue, "price", type(b, TYPE_DECIMAL));
    field(b, issue, "revision", type(b, TYPE_INT64))->form = WIRE_QUOTED;
    optional(b, issue, "data", type(b, TYPE_JSON));
    optional(b, issue, "blob", type(b, TYPE_BYTES));
    optional(b, issue, "etag", string)->header = "ETag";
    Expr *yes = expr(b, EXPR_BOOL);
    yes->integer = 1;
    field(b, issue, "active", type(b, TYPE_BOOL))->fallback = yes;
    issue->open = true;
}

static inline void everything_input(Build *b, Everything *e)
{
    e->input = record(b, "IssueInput");
    const Type *string = type(b, TYPE_STRING);
    field(b, e->input, "title", string);
    optional(b, e->input, "body", string);
    field(b, e->input, "labels", of(b, TYPE_LIST, string))->fallback =
        items(b, EXPR_LIST, 0, NULL);
    field(b, e->input, "weight", type(b, TYPE_INT))->fallback = number(b, 0);
    field(b, e->input, "limit", type(b, TYPE_INT))->fallback = number(b, 100);
    field(b, e->input, "note", string)->fallback = text(b, "none");
    e->page = record(b, "PageOfIssue");
    e->page->name = "Page<Issue>";
    field(b, e->page, "items", of(b, TYPE_LIST, record_type(b, e->issue)));
    optional(b, e->page, "next", string);
    e->error = record(b, "ApiError");
    field(b, e->error, "message", string)->fallback = text(b, "");
}

static inline void everything_settings(Build *b, Everything *e)
{
    Errors *errors = arena_new(&b->arena, Errors);
    Expr *header = expr(b, EXPR_HEADER);
    header->text = "Retry-After";
    Expr *seconds =
        items(b, EXPR_CALL, 1,
              &(Expr *){pair(b, EXPR_COALESCE, header, text(b, "60"))});
    seconds->text = "to_int";
    errors->body = record_type(b, e->error);
    errors->row_count = 2;
    errors->rows = arena_array(&b->arena, ErrorRow, 2);
    errors->rows[0] = (ErrorRow){
        404, 404, "not_found", body_member(b, "message"), NULL, NULL, place()};
    errors->rows[1] =
        (ErrorRow){429,    429,  "rate_limited",
                   NULL,   NULL, pair(b, EXPR_CATCH, seconds, number(b, 60)),
                   place()};
    b->properties->errors = errors;
    b->properties->timeout = 30000000;
    Expr *on[2] = {number(b, 429), expr(b, EXPR_STATUS)};
    on[1]->integer = 502;
    on[1]->integer2 = 504;
    b->properties->retry =
        choice(b, "backoff", 4,
               (Setting[]){setting("on", items(b, EXPR_LIST, 2, on)),
                           setting("max", number(b, 3)),
                           setting("base", duration(b, 500000)),
                           setting("cap", duration(b, 30000000))});
    b->properties->throttle =
        choice(b, "rate", 2,
               (Setting[]){setting("count", number(b, 10)),
                           setting("per", duration(b, 1000000))});
    Assign *headers = arena_array(&b->arena, Assign, 2);
    headers[0] = (Assign){PLACE_HEADER, "X-Version", text(b, "2022-11-28"),
                          place(),      NULL,        false,
                          NULL,         NULL};
    headers[1] = (Assign){PLACE_HEADER, "X-Host", config(b, e->host),
                          place(),      NULL,     false,
                          NULL,         NULL};
    b->properties->headers = headers;
    b->properties->header_count = 2;
}

static inline void everything_auths(Build *b, Everything *e)
{
    Connector *c = b->connector;
    e->token = config_field(b, "token", TYPE_STRING);
    e->token->optional = e->token->secret = true;
    e->user_name = config_field(b, "user", TYPE_STRING);
    e->user_name->optional = true;
    e->host = config_field(b, "host", TYPE_STRING);
    e->host->fallback = text(b, "example.org");
    config_field(b, "page size", TYPE_INT)->fallback = number(b, 50);
    Auth bearer = {.kind = "bearer",
                   .label = "Personal access token",
                   .id = "personal_access_token"};
    bearer.settings = choice(
        b, "bearer", 1, &(Setting){"token", config(b, e->token), {0}, true});
    add_auth(b, bearer);
    Auth basic = {.kind = "basic", .label = "Password", .id = "password"};
    basic.settings =
        choice(b, "basic", 2,
               (Setting[]){setting("username", config(b, e->user_name)),
                           setting("password", text(b, ""))});
    add_auth(b, basic);
    vec_push(&b->arena, c->slots, c->slot_count, "session");
    Auth custom = {.kind = "custom", .label = "Login", .id = "login"};
    custom.settings = choice(b, "custom", 0, NULL);
    Operation *login = operation(b, NULL, "provision", "POST", "/login",
                                 record_type(b, e->user));
    Save *save = arena_new(&b->arena, Save);
    *save = (Save){"session", 0, NULL, body_member(b, "token"), place()};
    login->saves = save;
    login->save_count = 1;
    Assign *send = arena_new(&b->arena, Assign);
    *send = (Assign){PLACE_BODY, "user.name", config(b, e->user_name),
                     place(),    NULL,        false,
                     NULL,       NULL};
    login->sends = send;
    login->send_count = 1;
    custom.steps[AUTH_PROVISION] = login;
    Expr *account = expr(b, EXPR_ACCOUNT);
    account->text = "session";
    Expr *value =
        items(b, EXPR_CONCAT, 2, (Expr *[]){text(b, "Session "), account});
    Assign *sign = arena_new(&b->arena, Assign);
    *sign = (Assign){PLACE_HEADER, "Authorization", value, place(),
                     NULL,         false,           NULL,  NULL};
    custom.sign = sign;
    custom.sign_count = 1;
    add_auth(b, custom);
}

static inline void everything_calls(Build *b, Everything *e)
{
    const Type *string = type(b, TYPE_STRING);
    Resource *issues = resource(b, "issues");
    issues->doc = "Issues of a repository.";
    e->list =
        operation(b, issues, "list", "GET", "/repos/", record_type(b, e->page));
    e->list->doc = "All of them, oldest first.";
    param(b, e->list, "owner", string, PLACE_PATH, true);
    Expr *open = expr(b, EXPR_ENUM);
    open->member = &e->state->members[0];
    Param *state =
        param(b, e->list, "state", enum_type(b, e->state), PLACE_QUERY, false);
    state->field.fallback = open;
    param(b, e->list, "labels", of(b, TYPE_LIST, string), PLACE_QUERY, false)
        ->field.list_style = LIST_JOIN;
    param(b, e->list, "since", type(b, TYPE_TIMESTAMP), PLACE_QUERY, false);
    param(b, e->list, "limit", type(b, TYPE_INT), PLACE_QUERY, false);
    param(b, e->list, "by", record_type(b, e->user), PLACE_QUERY, false);
    const Field **steps = arena_array(&b->arena, const Field *, 1);
    steps[0] = e->page->fields[0];
    const Setting cursor[] = {setting("param", text(b, "after")),
                              setting("from", text(b, "next")),
                              setting("size_param", text(b, "limit")),
                              setting("size", number(b, 100))};
    pages(b, e->list, choice(b, "cursor", 4, cursor), record_type(b, e->issue),
          1, steps);
    e->get = operation(b, issues, "get", "GET", "/issues/",
                       record_type(b, e->issue));
    param(b, e->get, "number", type(b, TYPE_INT32), PLACE_PATH, true);
    e->create = operation(b, issues, "create", "POST", "/issues",
                          record_type(b, e->issue));
    body(b, e->create, record_type(b, e->input));
    operation(b, issues, "delete", "DELETE", "/issues/1", NULL);
    Operation *upload =
        operation(b, issues, "upload", "PUT", "/blob", type(b, TYPE_BYTES));
    body(b, upload, type(b, TYPE_BYTES));
    operation(b, issues, "empty", "GET", "/empty", record_type(b, e->empty));
    operation(b, issues, "open", "GET", "/open", record_type(b, e->open));
}

static inline void everything_streams(Build *b, Everything *e)
{
    static const char *const kinds[] = {"json", "ndjson", "sse", "csv"};
    Resource *issues = b->connector->resources[0];
    for (size_t i = 0; i < 4; i++) {
        const Type *item = record_type(b, e->issue);
        Operation *op = operation(b, issues, kinds[i], "GET", "/stream",
                                  of(b, TYPE_STREAM, item));
        const Setting how[] = {setting("separator", text(b, ";")),
                               setting("end", text(b, "[DONE]"))};
        op->decode = choice(b, kinds[i], 2, how);
    }
    operation(b, issues, "raw", "GET", "/stream",
              of(b, TYPE_STREAM, type(b, TYPE_BYTES)));
    Operation *told = operation(b, issues, "told", "GET", "/stream",
                                of(b, TYPE_STREAM, type(b, TYPE_STRING)));
    told->accept = "text/event-stream";
}

static inline void build_everything(Build *b, Everything *e)
{
    build_begin(b, "github");
    everything_types(b, e);
    everything_issue(b, e);
    everything_input(b, e);
    everything_auths(b, e);
    everything_settings(b, e);
    everything_calls(b, e);
    everything_streams(b, e);
}

#endif
