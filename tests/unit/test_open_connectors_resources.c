/* The target open-connectors on models made by hand: operations, models and
 * pagination. */
#include "open_connectors_case.h"
#include "emit/open_connectors/values.h"

/* ---- resources ---- */

static void test_arguments(void **state)
{
    Case *t = *state;
    Resource *things = resource_new(t, "things");
    Operation *op = op_new(t, things, "get_one", "GET", "/things/{id}/x/");
    param_new(t, op, PLACE_QUERY, "since", TYPE_TIMESTAMP)->field.wire = "from";
    param_new(t, op, PLACE_HEADER, "if_match", TYPE_STRING)->field.wire =
        "If-Match";
    Param *limit = param_new(t, op, PLACE_QUERY, "limit", TYPE_INT);
    limit->field.fallback = number(t, 20);
    Param *tags = param_new(t, op, PLACE_QUERY, "tags", TYPE_STRING);
    tags->field.type = list_of(t, type_of(t, TYPE_STRING));
    op->result = type_of(t, TYPE_BYTES);
    emit_well(t);
    const cJSON *r = resource_entry(t, "/hubs/general/things/{id}/x");
    assert_member(r, "vendorPath", "/things/{id}/x/");
    assert_member(r, "description", "Get one things");
    assert_parameter(r, "id", "path id -> path");
    assert_flag(parameter_entry(r, "id"), "required", true);
    assert_parameter(r, "from", "query since -> query");
    assert_member(parameter_entry(r, "from"), "dataType", "dateTime");
    assert_parameter(r, "If-Match", "header if_match -> header");
    assert_member(parameter_entry(r, "limit"), "description", "Usual: 20.");
    assert_int_equal(reports(t, D_OC_DEFAULT_LOST), 1);
    assert_int_equal(reports(t, D_OC_ARGUMENT_LOST), 1);
    assert_int_equal(reports(t, D_OC_RAW_BODY), 1);
}

static void test_what_the_platform_can_not_do(void **state)
{
    Case *t = *state;
    static int statuses[] = {200, 304};
    Resource *things = resource_new(t, "things");
    Operation *lost = op_new(t, things, "lost", "GET", "/lost");
    param_new(t, lost, PLACE_COOKIE, "session", TYPE_STRING)->required = true;
    Operation *whole = op_new(t, things, "whole", "PUT", "{location}");
    whole->params[0].whole = true;
    Operation *op = op_new(t, things, "get", "GET", "/x/{name}");
    op->params[0].reserved = true;
    param_new(t, op, PLACE_COOKIE, "tint", TYPE_STRING);
    op->statuses = statuses;
    op->status_count = 2;
    emit_well(t);
    assert_int_equal(reports(t, D_OC_OPERATION_LOST), 2);
    assert_int_equal(reports(t, D_OC_PATH_SLASH), 1);
    assert_int_equal(reports(t, D_OC_ARGUMENT_LOST), 1);
    assert_int_equal(reports(t, D_OC_STATUS), 1);
    assert_int_equal(
        cJSON_GetArraySize(cJSON_GetObjectItem(t->json, "resources")), 1);
}

static void test_operation_can_not_keep(void **state)
{
    Case *t = *state;
    Operation *op = op_new(t, resource_new(t, "things"), "get", "GET", "/x");
    Save save = {"token", 0, NULL, expr_new(t, EXPR_BODY, NULL), here(t)};
    account_value(t, "token");
    op->saves = &save;
    op->save_count = 1;
    assert_false(emit(t));
    assert_int_equal(reports(t, D_OC_SAVE), 1);
}

static void test_bodies(void **state)
{
    Case *t = *state;
    Properties form = t->setup;
    form.encode = choice_new(t, "form");
    Record *input = record_new(t, "Input");
    member(t, input, "metadata", TYPE_JSON);
    Resource *things = resource_new(t, "things");
    Operation *op = op_new(t, things, "form", "POST", "/form");
    Field *body = field_new(t, "body", TYPE_RECORD);
    body->type = record_type(t, input);
    op->body = body;
    op->properties = &form;
    Operation *raw = op_new(t, things, "raw", "PUT", "/raw");
    raw->body = field_new(t, "body", TYPE_BYTES);
    raw->content_type = "application/octet-stream";
    Operation *file = op_new(t, things, "file", "POST", "/file");
    param_new(t, file, PLACE_MULTIPART, "photo", TYPE_BYTES);
    param_new(t, file, PLACE_MULTIPART, "title", TYPE_STRING);
    Assign sent = assign(t, PLACE_FORM, "kind", text(t, "a"));
    file->sends = &sent;
    file->send_count = 1;
    emit_well(t);
    const cJSON *r = resource_entry(t, "/hubs/general/form");
    assert_parameter(r, "body", "body body -> form");
    assert_parameter(r, "Content-Type",
                     "value application/x-www-form-urlencoded -> header");
    assert_int_equal(reports(t, D_OC_FORM_NESTED), 1);
    r = resource_entry(t, "/hubs/general/raw");
    assert_parameter(r, "body", "body body -> body");
    assert_parameter(r, "Content-Type",
                     "value application/octet-stream -> header");
    assert_null(cJSON_GetObjectItem(r, "model"));
    assert_int_equal(reports(t, D_OC_RAW_BODY), 1);
    r = resource_entry(t, "/hubs/general/file");
    assert_parameter(r, "photo", "multipart photo -> multipart");
    assert_parameter(r, "title", "multipart title -> form");
    assert_parameter(r, "kind", "value a -> form");
}

static void test_union(void **state)
{
    Case *t = *state;
    Union either = {
        .name = "Expandable<User>", .id = "ExpandableOfUser", .span = here(t)};
    Type type = {.kind = TYPE_UNION, .alternatives = &either};
    Record *record = record_new(t, "Thing");
    member(t, record, "a", TYPE_UNION)->type = &type;
    member(t, record, "b", TYPE_UNION)->type = list_of(t, &type);
    Operation *op = op_new(t, resource_new(t, "things"), "get", "GET", "/x");
    op->result = record_type(t, record);
    emit_well(t);
    const cJSON *swagger = cJSON_GetObjectItem(
        cJSON_GetObjectItem(resource_entry(t, "/hubs/general/x"), "model"),
        "swagger");
    assert_member(cJSON_GetObjectItem(swagger, "expandableOfUser"), "title",
                  "Expandable<User>");
    assert_int_equal(cJSON_GetArraySize(swagger), 2);
    assert_int_equal(reports(t, D_OC_UNION_LOST), 1);
}

static void test_expose(void **state)
{
    Case *t = *state;
    Resource *things = resource_new(t, "things");
    Operation *head = op_new(t, things, "head", "HEAD", "/v2/things/{id}");
    op_new(t, things, "lost", "HEAD", "/v2/things");
    op_new(t, things, "bad", "GET", "/v2/bad")->expose = "GET /bad/{nothing}";
    head->expose = "GET /stat";
    assert_false(emit(t));
    assert_int_equal(reports(t, D_OC_EXPOSE), 1);
    assert_int_equal(reports(t, D_OC_OPERATION_LOST), 1);
    t->diags = (Diags){.arena = &t->arena};
    things->operation_count = 2;
    emit_well(t);
    const cJSON *r = resource_entry(t, "/hubs/general/stat");
    assert_member(r, "method", "GET");
    assert_member(r, "vendorMethod", "HEAD");
    assert_parameter(r, "id", "query id -> path");
}

static void test_same_path_twice(void **state)
{
    Case *t = *state;
    Resource *things = resource_new(t, "things");
    op_new(t, things, "get", "GET", "/things/{id}");
    op_new(t, things, "get_raw", "GET", "/things/{name}");
    op_new(t, things, "third", "GET", "/other");
    things->operations[2]->params = things->operations[0]->params;
    things->operations[2]->param_count = 1;
    things->operations[2]->expose = "GET /things/{id}";
    emit_well(t);
    assert_non_null(resource_entry(t, "/hubs/general/things/{id}"));
    assert_non_null(resource_entry(t, "/hubs/general/things/{id}/get"));
    assert_non_null(resource_entry(t, "/hubs/general/things/{name}/get-raw"));
    things->operations[0]->expose = "GET /things/{id}";
    cJSON_Delete(t->json);
    t->json = NULL;
    outputs_free(&t->outputs);
    assert_false(emit(t));
    assert_int_equal(reports(t, D_OC_SAME_PATH), 1);
    t->diags = (Diags){.arena = &t->arena};
    things->operations[0]->expose = NULL;
    things->operation_count = 2;
    emit_well(t);
    assert_non_null(resource_entry(t, "/hubs/general/things/{name}/get-raw"));
}

static void test_base_url_of_one_operation(void **state)
{
    Case *t = *state;
    Properties other = t->setup, same = t->setup;
    other.base_url = text(t, "https://up.acme.example/");
    same.base_url = text(t, "https://api.acme.example/v1/");
    Resource *things = resource_new(t, "things");
    op_new(t, things, "up", "POST", "/up")->properties = &other;
    op_new(t, things, "down", "GET", "/down")->properties = &same;
    emit_well(t);
    assert_member(resource_entry(t, "/hubs/general/up"), "vendorPath",
                  "https://up.acme.example/up");
    assert_member(resource_entry(t, "/hubs/general/down"), "vendorPath",
                  "/down");
}

/* ---- models ---- */

static void test_models(void **state)
{
    Case *t = *state;
    Record *issue = record_new(t, "Issue"), *user = record_new(t, "User");
    member(t, issue, "id", TYPE_INT64)->readonly = true;
    member(t, issue, "created_at", TYPE_TIMESTAMP)->readonly = true;
    member(t, issue, "secret", TYPE_STRING)->writeonly = true;
    member(t, issue, "etag", TYPE_STRING)->header = "ETag";
    Field *owner = member(t, issue, "owner", TYPE_RECORD);
    owner->type = record_type(t, user);
    owner->optional = true;
    Field *children = member(t, user, "issues", TYPE_LIST);
    children->type = list_of(t, record_type(t, issue));
    Field *quoted = member(t, user, "count", TYPE_INT64);
    quoted->form = WIRE_QUOTED;
    quoted->fallback = number(t, 0);
    Resource *issues = resource_new(t, "issues");
    issues->key = "id";
    Operation *op = op_new(t, issues, "create", "POST", "/issues");
    Field *body = field_new(t, "body", TYPE_RECORD);
    body->type = record_type(t, issue);
    op->body = body;
    op->result = list_of(t, record_type(t, issue));
    emit_well(t);
    const cJSON *r = resource_entry(t, "/hubs/general/issues");
    const cJSON *model = cJSON_GetObjectItem(r, "model");
    assert_member(model, "name", "issueList");
    assert_member(model, "requestName", "issue");
    assert_member(parameter_entry(r, "body"), "dataType", "issue");
    const cJSON *swagger = cJSON_GetObjectItem(model, "swagger");
    const cJSON *list = cJSON_GetObjectItem(swagger, "issueList");
    assert_member(cJSON_GetObjectItem(list, "items"), "$ref",
                  "#/definitions/issue");
    const cJSON *answer = cJSON_GetObjectItem(swagger, "issue");
    const cJSON *in = cJSON_GetObjectItem(answer, "properties");
    assert_member(cJSON_GetObjectItem(in, "id"), "format", "int64");
    assert_null(cJSON_GetObjectItem(in, "secret"));
    assert_null(cJSON_GetObjectItem(in, "etag"));
    assert_string_equal(
        cJSON_GetArrayItem(cJSON_GetObjectItem(answer, "x-primary-key"), 0)
            ->valuestring,
        "id");
    const cJSON *request = cJSON_GetObjectItem(
        cJSON_GetObjectItem(model, "requestSwagger"), "issue");
    const cJSON *out = cJSON_GetObjectItem(request, "properties");
    assert_null(cJSON_GetObjectItem(out, "id"));
    assert_non_null(cJSON_GetObjectItem(out, "secret"));
    const cJSON *count = cJSON_GetObjectItem(
        cJSON_GetObjectItem(cJSON_GetObjectItem(swagger, "User"), "properties"),
        "count");
    assert_member(count, "type", "string");
    assert_int_equal(reports(t, D_OC_HEADER_FIELD), 1);
    const cJSON *object =
        cJSON_GetArrayItem(cJSON_GetObjectItem(t->json, "objects"), 0);
    assert_member(object, "name", "issues");
    assert_member(object, "primaryKeyName", "id");
    assert_member(object, "createdDateName", "created_at");
}

static void test_long_chain_of_records(void **state)
{
    Case *t = *state;
    enum { LENGTH = 20000 };
    Record *next = NULL;
    for (int i = 0; i < LENGTH; i++) {
        Record *record = record_new(t, arena_format(&t->arena, "R%d", i));
        Field *field = member(t, record, "next", TYPE_STRING);
        if (next)
            field->type = record_type(t, next);
        next = record;
    }
    Operation *op = op_new(t, resource_new(t, "chain"), "get", "GET", "/c");
    op->result = record_type(t, next);
    emit_well(t);
    const cJSON *swagger = cJSON_GetObjectItem(
        cJSON_GetObjectItem(resource_entry(t, "/hubs/general/c"), "model"),
        "swagger");
    assert_int_equal(cJSON_GetArraySize(swagger), LENGTH);
}

/* ---- pagination ---- */

static Choice *paginate(Case *t, const char *kind, const char *param,
                        int64_t size)
{
    static const char *const others[] = {"more", "total", "from_header", NULL};
    Choice *choice = choice_new(t, kind);
    choice_set(t, choice, "param", param ? text(t, param) : NULL);
    choice_set(t, choice, "size_param", size ? text(t, "limit") : NULL);
    choice_set(t, choice, "size", size ? number(t, size) : NULL);
    choice_set(t, choice, "in", expr_new(t, EXPR_WORD, "query"));
    choice_set(t, choice, "from", text(t, "paging.next"));
    choice_set(t, choice, "start", NULL);
    for (const char *const *name = others; *name; name++)
        choice_set(t, choice, *name, NULL);
    return choice;
}

static Operation *list_op(Case *t, Resource *resource, const char *path,
                          const Choice *choice)
{
    Record *page = record_new(t, arena_format(&t->arena, "Page%s", path + 1));
    Record *item = record_new(t, arena_format(&t->arena, "Item%s", path + 1));
    member(t, item, "id", TYPE_STRING);
    Field *items = member(t, page, "items", TYPE_LIST);
    items->wire = "data";
    items->type = list_of(t, record_type(t, item));
    Operation *op = op_new(t, resource, path + 1, "GET", path);
    op->result = record_type(t, page);
    Pagination *pagination = arena_new(&t->arena, Pagination);
    pagination->choice = choice;
    const Field *list = items;
    vec_push(&t->arena, pagination->items, pagination->items_count, list);
    pagination->item = record_type(t, item);
    op->pagination = pagination;
    return op;
}

static void test_cursor(void **state)
{
    Case *t = *state;
    Resource *things = resource_new(t, "things");
    Operation *op =
        list_op(t, things, "/a", paginate(t, "cursor", "after", 50));
    param_new(t, op, PLACE_QUERY, "page_size", TYPE_INT)->field.wire = "limit";
    emit_well(t);
    const cJSON *r = resource_entry(t, "/hubs/general/a");
    assert_member(config_entry(t, "pagination.type"), "defaultValue", "cursor");
    assert_member(config_entry(t, "pagination.max"), "defaultValue", "50");
    assert_parameter(r, "after", "query nextPage -> query");
    assert_parameter(r, "limit", "query pageSize -> query");
    assert_member(r, "nextPageKey", "body.paging.next");
    assert_member(r, "rootKey", "|data");
    assert_null(cJSON_GetObjectItem(r, "paginationType"));
    assert_member(cJSON_GetObjectItem(r, "model"), "name", "itemaList");
}

static void test_page_sizes(void **state)
{
    Case *t = *state;
    t->setup.paginate = paginate(t, "page", "p", 100);
    Resource *things = resource_new(t, "things");
    list_op(t, things, "/users", paginate(t, "page", "p", 100));
    list_op(t, things, "/users/{id}/comments", paginate(t, "page", "n", 20));
    list_op(t, things, "/odd", paginate(t, "offset", "skip", 10));
    list_op(t, things, "/links", paginate(t, "link", NULL, 30));
    emit_well(t);
    assert_member(config_entry(t, "pagination.max"), "defaultValue",
                  "{\"usersComments\":20,\"default\":100}");
    assert_member(config_entry(t, "pagination.page.startindex"), "defaultValue",
                  "1");
    const cJSON *r = resource_entry(t, "/hubs/general/odd");
    assert_member(r, "paginationType", "NO_PAGINATION");
    assert_parameter(r, "skip", "query skip -> query");
    assert_parameter(r, "limit", "value 10 -> query");
    assert_member(r, "rootKey", "(none)");
    assert_int_equal(reports(t, D_OC_PAGING_MIXED), 2);
}

/* ---- paths in answers ---- */

static void test_dotted_paths(void **state)
{
    Case *t = *state;
    assert_string_equal(value_dotted(&t->arena, ""), "");
    assert_string_equal(value_dotted(&t->arena, "/a/b"), "a.b");
    assert_string_equal(value_dotted(&t->arena, "/a/0/b"), "a[0].b");
    assert_string_equal(value_dotted(&t->arena, "/0"), "[0]");
    assert_null(value_dotted(&t->arena, "/a.b"));
    assert_null(value_dotted(&t->arena, "/a~1b"));
    assert_null(value_dotted(&t->arena, "/a|b"));
    assert_null(value_dotted(&t->arena, "/"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_arguments),
        CASE(test_what_the_platform_can_not_do),
        CASE(test_operation_can_not_keep),
        CASE(test_bodies),
        CASE(test_union),
        CASE(test_expose),
        CASE(test_same_path_twice),
        CASE(test_base_url_of_one_operation),
        CASE(test_models),
        CASE(test_long_chain_of_records),
        CASE(test_cursor),
        CASE(test_page_sizes),
        CASE(test_dotted_paths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
