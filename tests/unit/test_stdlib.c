/* test_stdlib.c - each function, template and type of the standard library is
 * documented, and the example at the end of its documentation checks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <string.h>

#include "base/buf.h"
#include "base/render.h"
#include "check/check.h"
#include "stdlib.h"

/* The text between the last two backticks of a documentation, or NULL. */
static const char *find_example(Arena *arena, const char *doc)
{
    const char *close = doc ? strrchr(doc, '`') : NULL;
    const char *open = close;
    while (open && open > doc && open[-1] != '`')
        open--;
    if (!open || open == doc)
        return NULL;
    return arena_text(arena, open, (size_t)(close - open));
}

static const char *declared(const Node *node)
{
    switch (node->kind) {
    case NODE_FN:
        return node->as.fn.name.text;
    case NODE_TEMPLATE:
        return node->as.template.name.text;
    case NODE_TYPE:
        return node->as.type.name.text;
    default: /* nothing else is given to importers */
        return NULL;
    }
}

static void put_imports(Buf *out, const char *module, NodeList items)
{
    if (strcmp(module, "std.prelude") == 0)
        return; /* known everywhere */
    buf_printf(out, "import %s { ", module);
    for (size_t i = 0, count = 0; i < items.count; i++)
        if (declared(items.items[i]))
            buf_printf(out, "%s%s", count++ ? ", " : "",
                       declared(items.items[i]));
    buf_puts(out, " }\n");
}

static bool example_checks(const char *module, NodeList items, const Node *node,
                           const char *example)
{
    Buf text = {0};
    Program program;
    put_imports(&text, module, items);
    buf_puts(&text, "connector sample\nsetup {\n  properties { base_url = "
                    "\"https://a.example\"\n");
    bool value = node->kind == NODE_FN || *example == '{';
    if (!value)
        buf_puts(&text, example);
    buf_puts(&text, "\n }\n configuration { secret: string @secret }\n"
                    " events webhook all { verify { let secret = "
                    "config.secret\n");
    if (node->kind == NODE_FN)
        buf_printf(&text, "let _value = %s\n", example);
    else if (value)
        buf_printf(&text, "let _value: %s = %s\n", declared(node), example);
    buf_puts(&text, "} } }\n");
    program_start(&program);
    program_load_text(&program, "example.conn", buf_text(&text), text.length);
    check_program(&program);
    bool good = program.diags.errors == 0;
    if (!good) {
        Buf shown = {0};
        render_text(&shown, &program.diags, &program.sources, false);
        print_error("%s\n", buf_text(&shown));
        buf_free(&shown);
    }
    program_free(&program);
    buf_free(&text);
    return good;
}

static size_t check_module(const StdlibFile *file, size_t *checked)
{
    Program program;
    size_t bad = 0;
    program_start(&program);
    program_load_text(&program, file->name, file->text, file->length);
    check_program(&program);
    bad += program.diags.count > 0;
    NodeList items = program.units[0]->tree->as.file.items;
    for (size_t i = 0; i < items.count; i++) {
        const Node *node = items.items[i];
        const char *example = find_example(&program.arena, node->doc);
        if (!declared(node))
            continue;
        if (!example) {
            print_error("%s: %s has no example\n", file->name, declared(node));
            bad++;
            continue;
        }
        bad += !example_checks(file->name, items, node, example);
        ++*checked;
    }
    program_free(&program);
    return bad;
}

static void each_example_checks(void **state)
{
    (void)state;
    size_t bad = 0, checked = 0;
    for (size_t i = 0; i < stdlib_count; i++)
        bad += check_module(&stdlib_files[i], &checked);
    assert_int_equal(bad, 0);
    assert_true(checked >= 40);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_example_checks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
