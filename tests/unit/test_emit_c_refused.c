/* test_emit_c_refused.c - what a C client can't carry: reported where it
 * stands, an error where the client would be wrong without it, a warning where
 * it is merely left out.
 */
#include "emit_c/emitted.h"

#include "emit/c/text.h"

static void test_refused_expression(void **state)
{
    (void)state;
    Build b;
    Operation *op = small_model(&b);
    Assign send = {PLACE_HEADER, "X",  expr(&b, EXPR_OP_CALL),
                   place(),      NULL, false,
                   NULL,         NULL};
    send.value->operation = op;
    op->sends = &send;
    op->send_count = 1;
    assert_false(emit(&b));
    assert_says(
        &b, D_C_CANT_CARRY,
        "the C client can't carry a call of an operation in a value here "
        "yet");
    assert_int_equal(b.diags.items[0]->span.start, send.value->span.start);
    build_end(&b);
}

static Expr *whole(Build *b, int64_t number)
{
    Expr *made = expr(b, EXPR_INT);
    made->type = type(b, TYPE_INT);
    made->integer = number;
    return made;
}

/* What no table can say becomes a function of NAME_hooks.c. */
static void test_computed_expression(void **state)
{
    (void)state;
    Build b;
    small_model(&b);
    Errors errors = {.row_count = 1};
    ErrorRow row = {429,  429,  "rate_limited", body_member(&b, "message"),
                    NULL, NULL, place()};
    row.after = expr(&b, EXPR_COND);
    row.after->type = type(&b, TYPE_INT);
    row.after->a = expr(&b, EXPR_BOOL);
    row.after->b = whole(&b, 1);
    row.after->c = whole(&b, 2);
    errors.rows = &row;
    b.properties->errors = &errors;
    assert_true(emit(&b));
    assert_has(output_text(&b, "small.c"),
               "{{CONN_E_HOOK, NULL, 0, NULL, NULL}, small_value_after}");
    assert_has(output_text(&b, "small.c"),
               "{CONN_E_SCALE, NULL, 1000, &expr_2.expr, NULL}");
    assert_has(output_text(&b, "small_hooks.c"),
               "return false ? conn_any_int(1) : conn_any_int(2);");
    assert_compiles(&b, "small");
    build_end(&b);
}

static void test_refused_decode(void **state)
{
    (void)state;
    Build b;
    Operation *op = small_model(&b);
    const Setting wide[] = {setting("separator", text(&b, "::"))};
    op->decode = choice(&b, "csv", 1, wide);
    assert_false(emit(&b));
    assert_says(&b, D_C_CANT_CARRY,
                "the C client can't carry `decode` of a result that is no "
                "stream here yet");
    b.diags.count = b.diags.errors = 0;
    op->result = of(&b, TYPE_STREAM, op->result);
    assert_false(emit(&b));
    assert_says(&b, D_C_CANT_CARRY,
                "the C client can't carry a separator that is no single "
                "character here yet");
    build_end(&b);
}

static void test_ways_in(void **state)
{
    (void)state;
    Build b;
    small_model(&b);
    Auth mind = {
        .kind = "telepathy", .label = "Mind", .id = "mind", .span = place()};
    Auth oauth = {
        .kind = "oauth2", .label = "OAuth", .id = "oauth2", .span = place()};
    add_auth(&b, mind);
    assert_true(emit(&b));
    assert_says(&b, D_C_LEFT_OUT,
                "the C client leaves out the authentication `telepathy`");
    assert_lacks(output_text(&b, "small.h"), "MIND");
    b.connector->auths[0] = oauth;
    b.connector->auth_count = 1;
    b.diags.count = b.diags.errors = 0;
    assert_false(emit(&b));
    assert_says(&b, D_C_NO_WAY_IN,
                "the C client can't log in with this `oauth2`: it has no "
                "`token_url`");
    build_end(&b);
}

static void test_refused_types(void **state)
{
    (void)state;
    Build b;
    small_model(&b);
    Record *r = b.connector->records[0];
    const Type *maybe = of(&b, TYPE_OPTIONAL, type(&b, TYPE_STRING));
    field(&b, r, "names", of(&b, TYPE_LIST, maybe));
    assert_false(emit(&b));
    assert_says(&b, D_C_CANT_CARRY,
                "the C client can't carry an item that may be null here yet");
    r->field_count--;
    b.diags.count = b.diags.errors = 0;
    field(&b, r, "self", record_type(&b, r));
    assert_false(emit(&b));
    assert_says(&b, D_C_CANT_CARRY,
                "the C client can't carry a record that contains itself here "
                "yet");
    build_end(&b);
}

static void test_refused_depth(void **state)
{
    (void)state;
    Build b;
    Operation *op = small_model(&b);
    Record *last = op->result->record;
    for (int i = 0; i < 3000; i++) {
        Record *next = record(&b, arena_format(&b.arena, "Link%d", i));
        field(&b, last, "next", record_type(&b, next));
        last = next;
    }
    assert_false(emit(&b));
    assert_says(&b, D_C_CANT_CARRY,
                "the C client can't carry required records within each other "
                "to this depth here yet");
    build_end(&b);
}

static void test_refused_settings(void **state)
{
    (void)state;
    Build b;
    Operation *op = small_model(&b);
    Properties own = *b.properties;
    own.base_url = text(&b, "http://elsewhere");
    op->properties = &own;
    assert_false(emit(&b));
    assert_says(&b, D_C_CANT_CARRY,
                "the C client can't carry a `base_url` of its own here yet");
    own.base_url = text(&b, "http://127.0.0.1:1/api"); /* the same text */
    b.diags.count = b.diags.errors = 0;
    assert_true(emit(&b));
    assert_clean(&b);
    Param *p = param(&b, op, "at", of(&b, TYPE_LIST, type(&b, TYPE_TIMESTAMP)),
                     PLACE_QUERY, false);
    p->field.fallback = items(&b, EXPR_CALL, 0, NULL);
    p->field.fallback->text = "now";
    assert_true(emit(&b)); /* what is not given is not sent */
    assert_says(&b, D_C_LEFT_OUT,
                "the C client leaves out a default that is computed here");
    build_end(&b);
}

static void test_text_too_long(void **state)
{
    (void)state;
    Build b;
    small_model(&b);
    char *long_text = arena_alloc(&b.arena, TEXT_MAX + 2);
    memset(long_text, 'x', TEXT_MAX);
    b.properties->base_url = text(&b, long_text);
    assert_true(emit(&b));
    assert_clean(&b);
    long_text[TEXT_MAX] = 'x';
    assert_false(emit(&b));
    assert_int_equal(b.diags.items[0]->code, D_C_TEXT_TOO_LONG);
    build_end(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused_expression),
        cmocka_unit_test(test_computed_expression),
        cmocka_unit_test(test_refused_decode),
        cmocka_unit_test(test_ways_in),
        cmocka_unit_test(test_refused_types),
        cmocka_unit_test(test_refused_depth),
        cmocka_unit_test(test_refused_settings),
        cmocka_unit_test(test_text_too_long),
    };
    return cmocka_run_group_tests_name("emit_c_refused", tests, NULL, NULL);
}
