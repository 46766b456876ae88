/* test_hooks_check.c - what steps see by where they stand, and that the
 * checker says exactly what is wrong with them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/render.h"
#include "check/check.h"

/* A source around `%s`, by where the steps stand. */
static const char in_after[] =
    "connector w\nsetup { properties { base_url = \"https://a.example\" } }\n"
    "resource items { op list GET \"/items\" -> Item[] { query { q: string? }\n"
    " after {\n%s\n} }\n op add POST \"/items\" -> Item { body: Item } }\n"
    "type Item { id: string, note: string?, size: int64, state: State }\n"
    "enum State { open, closed }\n";
static const char in_resource[] =
    "connector w\nsetup { properties { base_url = \"https://a.example\" } }\n"
    "resource items { op list GET \"/items\" -> Item[]\n"
    " op add POST \"/items\" -> Item { body: Item }\n before {\n%s\n} }\n"
    "type Item { id: string, note: string?, tags: map<string>? }\n";
static const char in_fn[] =
    "fn run(list: int[], text: string?, any: json, names: map<int>) -> int! "
    "{\n%s\n}\n";
static const char in_webhook[] =
    "connector w\nsetup { properties { base_url = \"https://a.example\" }\n"
    " events webhook all {\n subscribe { subscription.id = args.owner }\n"
    " route = body.kind\n on \"a\" -> Item {\n%s\n} } }\n"
    "type Item { id: string, at: timestamp }\n";
static const char in_test[] =
    "connector w\nsetup { properties { base_url = \"https://a.example\" } }\n"
    "resource items { op list GET \"/items\" -> Item[] }\n"
    "type Item { id: string, note: string? }\ntest \"t\" {\n%s\n}\n";

typedef struct Case {
    const char *source;
    const char *steps;
    const char *codes; /* in the order of the source; "" nothing to say */
} Case;

static const Case cases[] = {
    /* roots, by place */
    {in_after, "log.info(response.body.first().id)", ""},
    {in_after, "log.info(response.body.first().idd)", "E0204"},
    {in_after, "log.info(args.q ?? \"none\")", ""},
    {in_after, "log.info(args.r ?? \"none\")", "E0204"},
    {in_after, "log.info(request.headers.get(\"A\") ?? \"\")", ""},
    {in_after, "request.headers[\"A\"] = \"b\"", "E0313"},
    {in_after, "response.headers[\"A\"] = null", ""},
    {in_after, "response.status = 200", ""},
    {in_after, "response.status = \"200\"", "E0203"},
    {in_after, "response.body = [1]", "E0203"},
    {in_after, "log.info(item.id)", "E0200"},
    {in_after, "account.last = \"x\"\nlog.info(account.last)", ""},
    {in_after, "log.info(config.missing)", "E0204"},
    {in_resource, "if let item = request.body { item.note = null }", ""},
    {in_resource, "if let item = request.body { item.id = null }", "E0203"},
    {in_resource, "request.body.id = \"1\"", "E0212"},
    {in_resource, "request.query.limit = 10", ""},
    {in_resource, "request.method = \"PUT\"", "E0313"},
    {in_resource,
     "if let item = request.body {\n for k, v in item.tags { "
     "item.tags[k] = v.trim() } }",
     ""},
    {in_resource, "if let item = request.body {\n item.tags[\"a\"] = \"b\" }",
     "E0212"},
    /* bodies without a type */
    {in_resource, "request.json[\"a\"][\"b\"] = 1", ""},
    {in_resource, "request.json.a.remove(\"b\")", ""},
    {in_resource, "request.headers.remove(\"b\")", ""},
    {in_resource, "request.json.push(1)", ""},
    {in_resource, "caller.json.push(1)", "E0313"},
    {in_resource, "skip({})", ""},
    {in_resource, "skip({ status: 400, error: \"no\" })", ""},
    {in_resource, "skip({ json: [1] })", ""},
    {in_resource, "caller.json.remove(\"b\")", "E0313"},
    {in_resource, "caller.method = \"GET\"", "E0313"},
    {in_resource, "request.path = caller.path", ""},
    {in_resource, "request.path = request.path_variables[\"id\"] ?? \"\"", ""},
    {in_resource, "request.path_variables[\"id\"] = \"a\"", ""},
    {in_resource, "if caller.query.a.truthy() { request.json = null }", ""},
    {in_resource, "request.path = \"/\" + caller.query.a", "E0317"},
    {in_resource, "request.path = \"/\" + try caller.query.a.to_string()", ""},
    {in_resource, "request.json = caller.json ?? fail invalid(\"none\")", ""},
    {in_resource, "account[\"a.b\"] = config[\"c.d\"]\naccount[\"n\"] = 300",
     ""},
    {in_resource, "request.path = account[\"a.b\"]", "E0212"},
    {in_after, "response.json = { all: response.json }", ""},
    {in_after, "for x in try response.json.items() { x.id = x.key }", ""},
    {in_after, "for x in try request.json.items() { x.id = x.key }", "E0313"},
    {in_after, "if response.failed { response.error = \"no\" }", ""},
    {in_after, "response.failed = true", "E0313"},
    {in_resource, "skip({ body: { id: \"1\" }, status: 200 })", ""},
    {in_resource, "skip({ status: 200 })", "E0205"},
    {in_webhook, "event.kind = created, event.id = body.id", ""},
    {in_webhook, "event.kind = made", "E0210"},
    {in_webhook, "event.at = body.id", "E0203"},
    {in_webhook, "body.id = \"2\"", "E0313"},
    /* operations */
    {in_after, "for item in try items.list() { log.info(item.id) }", ""},
    {in_after, "let all = try items.list(q: \"a\")\nlog.info(all.first().id)",
     ""},
    {in_after,
     "let i = try items.add(body: { id: \"a\", size: 1 })\n"
     "log.info(i.id)",
     "E0205"},
    {in_after, "let i = try items.add()\nlog.info(i.id)", "E0304"},
    {in_after, "let i = try items.add(boddy: 1)\nlog.info(i.id)",
     "E0303 E0203"},
    /* failure */
    {in_fn, "return try \"1\".to_int()", ""},
    {in_fn, "return \"1\".to_int()", "E0305"},
    {in_fn, "return \"1\".to_int() catch 0", ""},
    {in_fn, "return try 1", "W0306"},
    {in_fn, "return any as int", "E0305"},
    {in_fn, "return try any as int", ""},
    {in_fn, "return text ?? fail invalid(\"x\", code: \"y\")", "E0203"},
    {in_fn, "fail invalid(\"x\", why: \"y\")", "E0303"},
    /* null */
    {in_fn, "return text.length", "E0212"},
    {in_fn, "return text?.length ?? 0", ""},
    {in_fn, "if text != null { return text.length }\nreturn 0", ""},
    {in_fn, "if text == null { return 0 }\nreturn text.length", ""},
    {in_fn, "if text != null and text.length > 1 { return 1 }\nreturn 0", ""},
    {in_fn, "if text == null or text.length > 1 { return 1 }\nreturn 0", ""},
    {in_fn, "if text != null or text.length > 1 { return 1 }\nreturn 0",
     "E0212"},
    {in_fn, "return if text != null then text.length else 0", ""},
    {in_fn, "return list.find(x => x > 1)", "E0212"},
    /* lists and lambdas */
    {in_fn, "return list.map(x => \"${x}\").join(\",\").length", ""},
    {in_fn, "return list.map(x => x.trim()).length", "E0301"},
    {in_fn, "return list.filter(x => x + 1).length", "E0203"},
    {in_fn, "return list.filter(1).length", "E0203"},
    {in_fn, "return list.fliter(x => true).length", "E0301"},
    {in_fn, "return list.take(1, 2).length", "E0302"},
    {in_fn, "return names.get(\"a\") ?? 0", ""},
    {in_fn, "return names[\"a\"] ?? list[0]", ""},
    {in_fn, "for k, v in names { log.info(\"${k} ${v}\") }\nreturn 0", ""},
    {in_fn, "for x in any { log.info(\"a\") }\nreturn 0", "E0335"},
    /* ways through */
    {in_fn, "if list.is_empty { return 1 } else { return 2 }", ""},
    {in_fn, "for x in list { return x }", "E0337"},
    {in_fn, "match list.length { 0 -> { return 0 } else -> { return 1 } }", ""},
    {in_fn, "match list.length { 0 -> { return 0 } }\nreturn 1", "E0330"},
    {in_fn, "return 1\nreturn 2\nreturn 3", "W0332"},
    {in_fn, "let a = 1\nreturn 1", "W0333"},
    {in_fn, "list[0] = 1\nreturn 1", "E0313"},
    {in_fn, "a = 1\nreturn 1", "E0313"},
    /* tests */
    {in_test,
     "mock GET \"/items\" -> 200 { body = [] }\n"
     "expect items.list().length == 0",
     ""},
    {in_test, "expect items.list()[0].note.length == 1", ""},
    {in_test, "expect requests[0].header == null", "E0204"},
    {in_test, "expect items.list().length", "E0203"},
    {in_test, "mock GET \"/items\" -> 999 { body = [] }", "E0408"},
    {in_test, "mock GET \"/items\" -> 200 { boddy = [] }", "E0110"},
    {in_fn, "expect true\nreturn 1", "E0112"},
};

static void put_codes(Buf *out, const Diags *diags)
{
    for (size_t i = 0; i < diags->count; i++)
        buf_printf(out, "%s%s", i ? " " : "",
                   diag_row(diags->items[i]->code)->code);
}

static bool case_holds(const Case *one)
{
    Program program;
    Buf codes = {0}, shown = {0};
    const char *hole = strstr(one->source, "%s");
    Buf text = {0};
    buf_write(&text, one->source, (size_t)(hole - one->source));
    buf_puts(&text, one->steps);
    buf_puts(&text, hole + 2);
    program_start(&program);
    program_load_text(&program, "case.conn", buf_text(&text), text.length);
    check_program(&program);
    put_codes(&codes, &program.diags);
    bool good = strcmp(buf_text(&codes), one->codes) == 0;
    render_text(&shown, &program.diags, &program.sources, false);
    if (!good)
        print_error("%s\nexpected \"%s\", found \"%s\"\n%s\n", one->steps,
                    one->codes, buf_text(&codes), buf_text(&shown));
    program_free(&program);
    buf_free(&codes);
    buf_free(&shown);
    buf_free(&text);
    return good;
}

static void steps_are_checked(void **state)
{
    (void)state;
    size_t bad = 0;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        bad += !case_holds(&cases[i]);
    assert_int_equal(bad, 0);
}

/* A fault of a template is said once, though many operations use it. */
static void a_template_is_blamed_once(void **state)
{
    static const char text[] =
        "connector w\nsetup { properties { base_url = \"https://a.example\"\n"
        " paginate = after_last() } }\n"
        "template after_last(): pagination { items = response.body.data\n"
        " next { query.after = response.body.data.last().idd } }\n"
        "resource a { op list GET \"/a\" -> Page<A>, op get GET \"/a/{id}\" "
        "-> A }\nresource b { op list GET \"/b\" -> Page<B> }\n"
        "type Page<T> { data: T[] }\ntype A { id: string }\n"
        "type B { id: string }\n";
    Program program;
    (void)state;
    program_start(&program);
    program_load_text(&program, "case.conn", text, strlen(text));
    check_program(&program);
    assert_int_equal(program.diags.count, 1);
    assert_int_equal(program.diags.items[0]->code, D_UNKNOWN_FIELD);
    program_free(&program);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_are_checked),
        cmocka_unit_test(a_template_is_blamed_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
