/* test_translate_hooks.c - JavaScript hooks as typed ones: the shapes that are
 * translated, those that are not, and input that means no good. That the
 * translations do the same is what tests/hooks/translated.js proves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "import/javascript/translate.h"

typedef struct Case {
    JsHookKind kind;
    const char *hook;
    const char *steps; /* NULL: not translated */
} Case;

static const Case cases[] = {
    {JS_BEFORE, "done({continue: false});", "skip({})\n"},
    {JS_BEFORE, "done({request_vendor_headers: {Authorization: null}})",
     "request.headers[\"Authorization\"] = null\n"},
    {JS_BEFORE,
     "// who asks\nrequest_vendor_headers['X-By'] = 'us';\n"
     "done({request_vendor_headers: request_vendor_headers});",
     "// who asks\nrequest.headers[\"X-By\"] = \"us\"\n"},
    {JS_BEFORE, "request_vendor_headers['X-By'] = 'us'; done({});", NULL},
    {JS_BEFORE,
     "if (request_method == 'GET') { request_vendor_parameters.a = '1' }\n"
     "done({request_vendor_parameters})",
     "if caller.method == \"GET\" {\n  request.query[\"a\"] = \"1\"\n}\n"},
    {JS_BEFORE, "done({request_vendor_path: '/a/' + configuration.site})",
     "request.path = \"/a/\" + (config[\"site\"] ?? fail "
     "misconfigured(\"config.site is missing\"))\n"},
    {JS_BEFORE,
     "let b = {'bill': request_body_map}\n"
     "done({'request_vendor_body': b})",
     "request.json = {}\n"
     "if let value = caller.json { request.json.bill = value }\n"},
    {JS_AFTER,
     "if (response_iserror) done();\n"
     "done({response_body: {items: response_body}})",
     "if response.failed {\n  return\n}\n"
     "response.json = { items: response.json }\n"},
    /* a `return` at the end of the hook says nothing */
    {JS_AFTER, "if (response_iserror) { done({response_body: {}}); }\ndone();",
     "if response.failed {\n  response.json = {}\n}\n"},
    {JS_AFTER,
     "if (response_iserror) { if (response_body) { done({response_body: 1}); }"
     " }\ndone();",
     "if response.failed {\n  if response.json.truthy() {\n"
     "    response.json = 1\n  }\n}\n"},
    {JS_AFTER,
     "const r = response_body; r.forEach(x => { x.id = x.key; });\n"
     "done({response_body: r});",
     "for x in try response.json.items() {\n"
     "  if x == null { fail vendor(\"x is missing\") }\n"
     "  x.id = x.key\n}\n"},
    {JS_AFTER, "done({configuration: {t: response_body.a.b}})",
     "if response.json == null { fail vendor(\"response.json is missing\") }\n"
     "if response.json.a == null { fail vendor(\"response.json.a is missing\") "
     "}"
     "\naccount[\"t\"] = response.json.a.b\n"},
    {JS_AFTER, "delete response_body.a; done({response_body})",
     "if response.json == null { fail vendor(\"response.json is missing\") }\n"
     "response.json.remove(\"a\")\n"},
    /* what can't be said with certainty */
    {JS_AFTER, "if (response_body.a == 1) done(); done({})", NULL},
    {JS_AFTER, "done({response_body: response_body.a + response_body.b})",
     NULL},
    {JS_AFTER, "if (response_body) done({})", NULL},
    {JS_AFTER, "while (true) {} done({})", NULL},
    {JS_BEFORE, "done({request_vendor_path: response_body.a})", NULL},
    {JS_BEFORE, "done({unheard_of: 1})", NULL},
    {JS_EVENT, "done({events: []})", NULL},
    {JS_BEFORE, "eval('1'); done({})", NULL},
    {JS_BEFORE,
     "request_vendor_headers.__proto__ = 'a';"
     "done({request_vendor_headers})",
     NULL},
    /* texts that would like to be something else */
    {JS_BEFORE, "done({request_vendor_path: '${config.x}\" } fail \\n'})",
     "request.path = \"\\${config.x}\\\" } fail \\n\"\n"},
    {JS_BEFORE, "/* a\n } */ done({request_vendor_path: 'b'})",
     "// a\n// }\nrequest.path = \"b\"\n"},
    {JS_BEFORE, "done({request_vendor_headers: {'a\"] = b': 'c'}})",
     "request.headers[\"a\\\"] = b\"] = \"c\"\n"},
};

static void shapes_are_translated_or_not(void **state)
{
    (void)state;
    int wrong = 0;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Arena arena = {0};
        JsTranslation made;
        bool done = js_translate(&arena, cases[i].hook, strlen(cases[i].hook),
                                 cases[i].kind, &made);
        const char *steps = done ? buf_text(&made.statements) : NULL;
        if (!steps != !cases[i].steps ||
            (steps && strcmp(steps, cases[i].steps) != 0)) {
            print_error("%s\nmade\n%s\nnot\n%s\n", cases[i].hook,
                        steps ? steps : made.why,
                        cases[i].steps ? cases[i].steps : "nothing");
            wrong++;
        }
        assert_true(done || made.why);
        buf_free(&made.statements);
        arena_free(&arena);
    }
    assert_int_equal(wrong, 0);
}

static bool is_translated(const char *hook, size_t length)
{
    Arena arena = {0};
    Buf out = {0};
    bool done = js_translate_hook(&arena, hook, length, JS_BEFORE, &out);
    if (!done)
        assert_int_equal(out.length, 0);
    buf_free(&out);
    arena_free(&arena);
    return done;
}

/* A hook of `count` times the same text. */
static bool repeated(const char *text, size_t count)
{
    size_t length = strlen(text);
    char *hook = malloc(length * count + 1);
    assert_non_null(hook);
    for (size_t i = 0; i < count; i++)
        memcpy(hook + i * length, text, length);
    bool done = is_translated(hook, length * count);
    free(hook);
    return done;
}

static void depth_and_size_are_bounded(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "(",   "[",   "{",  "a.", "1+", "!",  "a?", "if(a)",
        "`${", "a=>", "f(", "/*", "\"", "\\", "x=", "for(;;)"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (size_t count = 50; count < 30000; count *= 5)
            assert_false(repeated(texts[i], count));
    assert_false(repeated("response_body.a || ", 60));
    assert_false(repeated("if (a || b || c) x = a || b || c; else ", 60));
    assert_false(repeated("done({});", 20000)); /* more than it may have */
}

/* Every beginning of every case, and every case with one byte changed. */
static void broken_hooks_are_left_alone(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t length = strlen(cases[i].hook);
        char *copy = malloc(length + 1);
        assert_non_null(copy);
        for (size_t at = 0; at < length; at++) {
            is_translated(cases[i].hook, at);
            for (int byte = 0; byte < 256; byte += 17) {
                memcpy(copy, cases[i].hook, length);
                copy[at] = (char)byte;
                is_translated(copy, length);
            }
        }
        free(copy);
    }
}

static void needs_of_time_are_told(void **state)
{
    (void)state;
    const char *hook = "done({configuration: {at: Date.now()}})";
    Arena arena = {0};
    JsTranslation made;
    assert_true(js_translate(&arena, hook, strlen(hook), JS_AFTER, &made));
    assert_true(made.uses_now);
    Buf out = {0};
    assert_false(js_translate_hook(&arena, hook, strlen(hook), JS_AFTER, &out));
    buf_free(&out);
    buf_free(&made.statements);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shapes_are_translated_or_not),
        cmocka_unit_test(depth_and_size_are_bounded),
        cmocka_unit_test(broken_hooks_are_left_alone),
        cmocka_unit_test(needs_of_time_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
