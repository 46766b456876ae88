/* test_cost.c - the bound on the steps of hooks and functions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "check/check.h"
#include "model/cost.h"

static const char head[] =
    "connector w\nsetup { properties { base_url = \"https://a.example\" } }\n"
    "resource items { op list GET \"/items\" -> Item[] { after {\n";
static const char tail[] =
    "\n} } }\ntype Item { id: string, tags: string[], n: int }\n"
    "fn one(a: int) -> int { return a }\n"
    "fn each(list: int[]) -> int {\n for x in list { one(x).to_string() }\n"
    " return list.map(x => one(x)).sum()\n}\n"
    "fn nested(items: Item[]) -> int {\n let all = items\n"
    " return all.map(i => i.tags.map(t => t.length).sum()).sum()\n}\n";

typedef struct Case {
    const char *steps, *text;
    bool within; /* the limit, whatever comes */
} Case;

static const Case cases[] = {
    {"", "0", true},
    {"return", "1", true},
    {"log.info(\"a\"), log.info(\"b\")", "2", true},
    {"if response.status == 200 { return } else { log.info(\"a\"), return }",
     "3", true},
    {"match response.status { 200 -> { return } else -> { log.info(\"a\") } }",
     "2", true},
    {"for i in response.body { log.info(i.id) }", "1 + 2·|response.body|",
     false},
    {"for i in response.body { for t in i.tags { log.info(t) } }",
     "1 + 2·|response.body| + 2·|response.body|·|response.body[].tags|", false},
    {"for i in range(2, 5) { log.info(\"${i}\") }", "7", true},
    {"for i in range(5, 2) { log.info(\"${i}\") }", "1", true},
    {"for i in [1, 2, 3] { log.info(\"${i}\") }", "7", true},
    {"for i in range(0, response.body.length) { log.info(\"${i}\") }",
     "1 + 2·|response.body|", false},
    {"for i in response.body.concat(response.body) { log.info(i.id) }",
     "1 + 4·|response.body|", false},
    {"let few = response.body.filter(i => i.n > 1).take(3)\n"
     "for i in few { log.info(i.id) }",
     "2 + 3·|response.body|", false},
    {"for a in response.body { for b in response.body { log.info(a.id + b.id) "
     "} }",
     "1 + 2·|response.body| + 2·|response.body|^2", false},
    {"log.info(one(1).to_string())", "3", true},
    {"log.info(each([1, 2]).to_string())", "18", true},
    {"log.info(each(response.body.map(i => i.n)).to_string())",
     "4 + 8·|response.body|", false},
    {"log.info(nested(response.body).to_string())",
     "4 + |response.body| + |response.body|·|response.body[].tags|", false},
    {"log.info(if response.status == 200 then one(1).to_string() else \"\")",
     "3", true},
    /* 10^20 turns are more than can be counted */
    {"for a in range(0, 10000000000) { for b in range(0, 10000000000) { "
     "log.info(\"a\") } }",
     "9223372036854775807", false},
    {"for a in response.body { for b in response.body { for c in "
     "response.body { for d in response.body { for e in response.body { for "
     "f in response.body { for g in response.body { return } } } } } } }",
     "more than can be said", false},
};

static const Connector *load(Program *program, const Case *one)
{
    Buf text = {0};
    buf_printf(&text, "%s%s%s", head, one->steps, tail);
    program_start(program);
    program_load_text(program, "case.conn", buf_text(&text), text.length);
    buf_free(&text);
    return check_program(program);
}

static bool case_holds(const Case *one)
{
    Program program;
    const Connector *connector = load(&program, one);
    Costs *costs = costs_make(&program.arena, connector, &program.sources);
    Cost cost = cost_of_steps(costs, &connector->hooks[0].steps);
    const char *text = cost_text(&program.arena, &cost);
    bool good = strcmp(text, one->text) == 0 &&
                cost_within(&cost, COST_LIMIT) == one->within;
    if (!good)
        print_error("%s\nexpected \"%s\", found \"%s\"\n", one->steps,
                    one->text, text);
    program_free(&program);
    return good;
}

static void steps_are_counted(void **state)
{
    size_t bad = 0;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        bad += !case_holds(&cases[i]);
    assert_int_equal(bad, 0);
}

/* Each function calls the next one twice: counted once each, not 2^25 times. */
static void what_is_shared_is_counted_once(void **state)
{
    Program program;
    Buf text = {0};
    (void)state;
    buf_puts(&text, "connector w\nfn f25(a: int) -> int { return a }\n");
    for (int i = 0; i < 25; i++)
        buf_printf(&text, "fn f%d(a: int) -> int { return f%d(a) + f%d(a) }\n",
                   i, i + 1, i + 1);
    program_start(&program);
    program_load_text(&program, "case.conn", buf_text(&text), text.length);
    const Connector *connector = check_program(&program);
    assert_int_equal(program.diags.count, 0);
    Costs *costs = costs_make(&program.arena, connector, &program.sources);
    /* f25 is the first: 1, and each of the others 1 + 2 * (1 + the next). */
    Cost cost = cost_of_function(costs, &connector->functions[1]);
    assert_string_equal(cost_text(&program.arena, &cost), "134217725");
    buf_free(&text);
    program_free(&program);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_are_counted),
        cmocka_unit_test(what_is_shared_is_counted_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
