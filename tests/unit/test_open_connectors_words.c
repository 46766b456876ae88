/* Definitions made of whole sources: every field and every word in them is one
 * that the platform knows, nothing refers to what is not there, and nothing
 * stands twice. The sources are those below, the examples, and the samples of
 * the language without the parts that are not emitted yet. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <cjson/cJSON.h>

#include "base/render.h"
#include "check/check.h"
#include "emit/emit.h"
#include "open_connectors_words.h"

/* ---- walking by the table ---- */

static void check_object(const cJSON *json, const char *kind, const char *at);

static bool is_one_of(const char *list, size_t length, const char *word)
{
    const char *end = list + length;
    while (list < end) {
        size_t n = strcspn(list, "|]");
        n = n < (size_t)(end - list) ? n : (size_t)(end - list);
        if (strlen(word) == n && memcmp(list, word, n) == 0)
            return true;
        list += n + 1;
    }
    return false;
}

static bool is_kind(const char *name, size_t length)
{
    for (size_t i = 0; i < WORDS; i++)
        if (strlen(words[i].object) == length &&
            memcmp(words[i].object, name, length) == 0)
            return true;
    return length == 7 && memcmp(name, "nothing", 7) == 0;
}

static void check_value(const cJSON *json, const char *is, size_t length,
                        const char *at)
{
    char kind[300];
    assert_true(length < sizeof kind);
    memcpy(kind, is, length);
    kind[length] = '\0';
    bool good = true;
    if (is_kind(is, length))
        check_object(json, kind, at);
    else if (strcmp(kind, "text") == 0)
        good = cJSON_IsString(json);
    else if (strcmp(kind, "bool") == 0)
        good = cJSON_IsBool(json);
    else if (strcmp(kind, "int") == 0)
        good = cJSON_IsNumber(json);
    else if (strcmp(kind, "any") != 0)
        good = cJSON_IsString(json) && is_one_of(is, length, json->valuestring);
    if (!good)
        print_error("%s is not %s\n", at, kind);
    assert_true(good);
}

static void check_member(const cJSON *json, const char *is, const char *at)
{
    const cJSON *item;
    is += *is == '!';
    size_t length = strlen(is);
    if (is[0] == '[') {
        assert_true(cJSON_IsArray(json));
        cJSON_ArrayForEach(item, json)
            check_value(item, is + 1, length - 2, at);
    } else if (is[0] == '{' && is[1] == '*') {
        assert_true(cJSON_IsObject(json));
        cJSON_ArrayForEach(item, json)
            check_value(item, is + 2, length - 3, item->string);
    } else if (is[0] == '{') {
        check_value(json, is + 1, length - 2, at);
    } else {
        check_value(json, is, length, at);
    }
}

static void check_object(const cJSON *json, const char *kind, const char *at)
{
    if (!cJSON_IsObject(json))
        print_error("%s is no object of the kind %s\n", at, kind);
    assert_true(cJSON_IsObject(json));
    size_t known = 0;
    for (size_t i = 0; i < WORDS; i++) {
        if (strcmp(words[i].object, kind) != 0)
            continue;
        const cJSON *item =
            cJSON_GetObjectItemCaseSensitive(json, words[i].name);
        if (item)
            check_member(item, words[i].is, words[i].name);
        else if (words[i].is[0] == '!')
            fail_msg("%s: no `%s` in an object of the kind %s", at,
                     words[i].name, kind);
        known += item != NULL;
    }
    if (known != (size_t)cJSON_GetArraySize(json)) {
        char *shown = cJSON_Print(json);
        print_error("unknown or doubled member in %s: %.2000s\n", kind, shown);
        free(shown);
    }
    assert_int_equal(known, cJSON_GetArraySize(json));
}

/* ---- what refers to what ---- */

static const char *get(const cJSON *object, const char *name)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);
    return cJSON_IsString(item) ? item->valuestring : "";
}

static bool has(const cJSON *array, const char *name, const char *value)
{
    const cJSON *item;
    cJSON_ArrayForEach(item, array) if (strcmp(get(item, name), value) ==
                                        0) return true;
    return false;
}

/* A `{variable}` needs a parameter that fills it in. */
static void check_variables(const char *path, const cJSON *own,
                            const cJSON *global)
{
    for (const char *open = strchr(path, '{'); open;
         open = strchr(open + 1, '{')) {
        char name[256];
        size_t length = strcspn(open + 1, "}");
        assert_true(length < sizeof name && open[1 + length] == '}');
        memcpy(name, open + 1, length);
        name[length] = '\0';
        bool bound = false;
        const cJSON *lists[] = {own, global};
        for (size_t i = 0; i < 2; i++) {
            const cJSON *p;
            cJSON_ArrayForEach(p, lists[i]) bound =
                bound || (strcmp(get(p, "vendorName"), name) == 0 &&
                          strcmp(get(p, "vendorType"), "path") == 0);
        }
        if (!bound)
            print_error("nothing fills in {%s} of %s\n", name, path);
        assert_true(bound);
    }
}

static void check_keys_of(const char *text, const cJSON *configuration)
{
    static const char start[] = "${configuration.";
    for (const char *at = strstr(text, start); at; at = strstr(at + 1, start)) {
        char key[256];
        const char *name = at + sizeof start - 1;
        size_t length = strcspn(name, "}");
        assert_true(length < sizeof key && name[length] == '}');
        memcpy(key, name, length);
        key[length] = '\0';
        assert_true(has(configuration, "key", key));
    }
}

static void check_data_type(const cJSON *parameter, const cJSON *resource)
{
    const char *type = get(parameter, "dataType");
    const cJSON *model = cJSON_GetObjectItem(resource, "model");
    for (size_t i = 0; i < sizeof data_types / sizeof *data_types; i++)
        if (strcmp(data_types[i], type) == 0)
            return;
    assert_string_equal(type, get(model, "requestName"));
}

static void check_parameters(const cJSON *resource, const cJSON *element)
{
    const cJSON *p;
    const cJSON *configuration = cJSON_GetObjectItem(element, "configuration");
    cJSON_ArrayForEach(p, cJSON_GetObjectItem(resource, "parameters"))
    {
        const char *type = get(p, "type");
        if (strcmp(type, "configuration") == 0)
            assert_true(has(configuration, "key", get(p, "name")));
        else if (strcmp(type, "value") == 0)
            check_keys_of(get(p, "name"), configuration);
        if (resource != element)
            check_data_type(p, resource);
    }
}

static void check_references(const cJSON *json, const cJSON *definitions)
{
    static const char start[] = "#/definitions/";
    const cJSON *item;
    cJSON_ArrayForEach(item, json)
    {
        if (item->string && strcmp(item->string, "$ref") == 0) {
            const char *ref = item->valuestring;
            assert_memory_equal(ref, start, sizeof start - 1);
            assert_non_null(cJSON_GetObjectItemCaseSensitive(
                definitions, ref + sizeof start - 1));
        }
        check_references(item, definitions);
    }
}

static void check_model(const cJSON *model, const char *name,
                        const char *definitions)
{
    const cJSON *all = cJSON_GetObjectItem(model, definitions);
    if (!all)
        return;
    assert_non_null(cJSON_GetObjectItemCaseSensitive(all, get(model, name)));
    check_references(all, all);
}

static void check_resource(const cJSON *resource, const cJSON *element)
{
    char prefix[100];
    const cJSON *global = cJSON_GetObjectItem(element, "parameters");
    const cJSON *own = cJSON_GetObjectItem(resource, "parameters");
    const cJSON *model = cJSON_GetObjectItem(resource, "model");
    snprintf(prefix, sizeof prefix, "/hubs/%s/", get(element, "hub"));
    assert_memory_equal(get(resource, "path"), prefix, strlen(prefix));
    check_variables(get(resource, "vendorPath"), own, global);
    check_parameters(resource, element);
    check_model(model, "name", "swagger");
    check_model(model, "requestName", "requestSwagger");
}

static void check_unique(const cJSON *array, const char *a, const char *b)
{
    const cJSON *item, *other;
    cJSON_ArrayForEach(item, array) for (other = item->next; other;
                                         other = other->next)
        assert_false(strcmp(get(item, a), get(other, a)) == 0 &&
                     strcmp(get(item, b), get(other, b)) == 0);
}

static void check_element(const cJSON *element)
{
    const cJSON *item;
    const cJSON *configuration = cJSON_GetObjectItem(element, "configuration");
    const cJSON *resources = cJSON_GetObjectItem(element, "resources");
    const cJSON *global = cJSON_GetObjectItem(element, "parameters");
    check_object(element, "element", "the definition");
    check_unique(configuration, "key", "");
    check_unique(resources, "path", "method");
    check_parameters(element, element);
    cJSON_ArrayForEach(
        item, configuration) if (strstr(get(item, "type"), "TEXTFIELD_1000"))
        check_variables(get(item, "defaultValue"), NULL, global);
    cJSON_ArrayForEach(item, resources) check_resource(item, element);
}

/* ---- from source to definition ---- */

static void show_diags(Program *program)
{
    Buf out = {0};
    render_text(&out, &program->diags, &program->sources, false);
    print_error("%s", buf_text(&out));
    buf_free(&out);
}

/* Returns how many resources there are. */
static int check_program_output(Program *program)
{
    const Connector *connector = check_program(program);
    if (program->diags.errors)
        show_diags(program);
    assert_int_equal(program->diags.errors, 0);
    assert_non_null(connector);
    Outputs outputs = {.arena = &program->arena};
    bool good =
        emit_target_build(emit_target_find("open-connectors"), connector,
                          &program->arena, &program->diags, &outputs);
    if (!good)
        show_diags(program);
    assert_true(good);
    /* The definition, then two for each map. */
    assert_int_equal(outputs.count, 1 + 2 * connector->mapping_count);
    for (size_t i = 1; i < outputs.count; i++) {
        cJSON *file = cJSON_Parse(outputs.files[i]->text.text);
        assert_true(cJSON_IsArray(cJSON_GetObjectItem(file, "fields")));
        cJSON_Delete(file);
    }
    cJSON *json = cJSON_Parse(outputs.files[0]->text.text);
    assert_non_null(json);
    check_element(json);
    int count = cJSON_GetArraySize(cJSON_GetObjectItem(json, "resources"));
    cJSON_Delete(json);
    outputs_free(&outputs);
    program_free(program);
    return count;
}

static int check_text(const char *source)
{
    Program program;
    program_start(&program);
    assert_true(
        program_load_text(&program, "test.conn", source, strlen(source)));
    return check_program_output(&program);
}

static int check_file(const char *path)
{
    Program program;
    const char *why = NULL;
    program_start(&program);
    assert_true(program_load(&program, path, &why));
    return check_program_output(&program);
}

/* ---- sources ---- */

static void test_ways_in(void **state)
{
    (void)state;
    assert_int_equal(
        check_text(
            "edition = 2026\n"
            "connector ways\n"
            "information { name = \"Ways\" hub = \"crm\" tags = [\"a\"] }\n"
            "setup {\n"
            "  properties { base_url = \"https://${config.site}.example\" }\n"
            "  authentication basic { }\n"
            "  authentication oauth2 {\n"
            "    authorize_url = \"https://${config.site}.example/auth\"\n"
            "    token_url = \"https://x.example/token\"\n"
            "    scopes = [\"a\", \"b\"]\n"
            "  }\n"
            "  authentication api_key { in = query name = \"key\" }\n"
            "  configuration {\n"
            "    site: string @pattern(\"^[a-z]+$\")\n"
            "    username: string?\n"
            "    password: string? @secret\n"
            "    api_key: string? @secret @label(\"Key\")\n"
            "    region: Region = eu\n"
            "    wait: duration = 5m\n"
            "  }\n"
            "  parameters {\n"
            "    header { \"X-Region\" = config.region }\n"
            "    query { v = 3 }\n"
            "    body { source = \"conn\" }\n"
            "  }\n"
            "}\n"
            "enum Region { eu = \"EU1\", us = \"US1\" }\n"
            "resource things {\n"
            "  key = id\n"
            "  op list GET \"/things\" -> Thing[] @at(\"data.items\")\n"
            "  op get GET \"/things/{id}\" -> Thing\n"
            "  op put PUT \"/things/{id}\" -> Thing { body: Thing @partial }\n"
            "}\n"
            "type Thing @open { id: string @readonly, n: int64 = 0 @quoted,\n"
            "  tags: string[] = [], region: Region?, more: map<Thing>?,\n"
            "  at: timestamp? @millis, old: string? @deprecated(\"n\") }\n"),
        3);
}

static void test_login_and_pages(void **state)
{
    (void)state;
    assert_int_equal(
        check_text(
            "edition = 2026\n"
            "connector login\n"
            "setup {\n"
            "  properties {\n"
            "    base_url = account.host + \"/v3\"\n"
            "    paginate = page(param: \"p\", size_param: \"n\", size: 50,\n"
            "                    items: \"items\")\n"
            "  }\n"
            "  authentication custom \"Service user\" {\n"
            "    provision POST \"/login\" -> Session {\n"
            "      send { body.user = config.username,\n"
            "             body.password = config.password }\n"
            "      save { account.session = response.body.token,\n"
            "             account.host = response.body.host,\n"
            "             account.expires_in = response.body.ttl }\n"
            "    }\n"
            "    validate GET \"/me\" -> json\n"
            "    sign { request.headers[\"Authorization\"] =\n"
            "           \"Session ${account.session}\" }\n"
            "  }\n"
            "  configuration { username: string password: string @secret }\n"
            "}\n"
            "type Session { token: string @secret, host: url, ttl: int }\n"
            "type Page<T> { items: T[], total: int }\n"
            "type User { id: string, name: string?, boss: User? }\n"
            "resource users {\n"
            "  key = id\n"
            "  op list GET \"/users\" -> Page<User> { query { q: string? } }\n"
            "  op friends GET \"/users/{id}/friends\" -> Page<User> {\n"
            "    paginate = page(param: \"p\", size_param: \"n\", size: 20)\n"
            "  }\n"
            "}\n"),
        5);
}

/* ---- examples and samples ---- */

static void test_examples(void **state)
{
    (void)state;
    static const char *const names[] = {"registry", "powerdns", "etcd"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[100];
        snprintf(path, sizeof path, "examples/%s.conn", names[i]);
        assert_true(check_file(path) > 10);
    }
}

static char *read_sample(const char *name)
{
    char path[200];
    snprintf(path, sizeof path, "../shared/design/samples/%s.conn", name);
    FILE *file = fopen(path, "rb");
    if (!file) {
        fprintf(stderr, "test_open_connectors_words: no %s: skipped\n", path);
        return NULL;
    }
    char *text = calloc(1, 1 << 16);
    assert_non_null(text);
    size_t length = fread(text, 1, (1 << 16) - 1, file);
    assert_true(length > 0);
    fclose(file);
    return text;
}

static bool starts_dropped_block(const char *line)
{
    static const char *const starts[] = {"events ", "hooks {", "before {",
                                         "after {", "after_token {"};
    line += strspn(line, " ");
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (strncmp(line, starts[i], strlen(starts[i])) == 0)
            return true;
    return false;
}

static long braces(const char *line, size_t length)
{
    long depth = 0;
    for (size_t i = 0; i < length; i++)
        depth += (line[i] == '{') - (line[i] == '}');
    return depth;
}

/* Cuts the blocks out that the platform's definition can't have yet, and the
 * tests, which speak of them. */
static void drop_blocks(char *text)
{
    char *out = text;
    long depth = 0;
    for (char *line = text; *line;) {
        size_t length = strcspn(line, "\n");
        length += line[length] == '\n';
        if (strncmp(line, "test \"", 6) == 0)
            break;
        if (depth > 0 || starts_dropped_block(line))
            depth += braces(line, length);
        else {
            memmove(out, line, length);
            out += length;
        }
        line += length;
    }
    *out = '\0';
}

/* The host that `after_token` would have kept is written down instead. */
static void fix_host(char *text)
{
    static const char from[] = "account.instance_url + \"/v3\"";
    static const char to[] = "\"https://api.acme.example\"  ";
    char *at = strstr(text, from);
    if (at)
        memcpy(at, to, sizeof to - 1);
}

static void check_sample(const char *name, int resources)
{
    char *text = read_sample(name);
    if (!text)
        skip();
    drop_blocks(text);
    fix_host(text);
    assert_int_equal(check_text(text), resources);
    free(text);
}

static void test_sample_crm(void **state)
{
    (void)state;
    check_sample("crm", 8);
}

static void test_sample_github(void **state)
{
    (void)state;
    check_sample("github", 6);
}

static void test_sample_stripe(void **state)
{
    (void)state;
    check_sample("stripe", 10);
}

/* The table itself: a word that is not the platform's is found. */
static void test_the_table_finds_faults(void **state)
{
    (void)state;
    assert_true(is_one_of("a|bc|d", 6, "bc"));
    assert_false(is_one_of("a|bc|d", 6, "b"));
    assert_false(is_one_of("a|bc|d", 6, ""));
    assert_true(is_kind("entry", 5));
    assert_false(is_kind("entr", 4));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_table_finds_faults),
        cmocka_unit_test(test_ways_in),
        cmocka_unit_test(test_login_and_pages),
        cmocka_unit_test(test_examples),
        cmocka_unit_test(test_sample_crm),
        cmocka_unit_test(test_sample_github),
        cmocka_unit_test(test_sample_stripe),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
