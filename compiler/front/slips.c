/* slips.c - slips that a rule of the grammar recognises. */
#include "front/slips.h"

#include <string.h>

typedef struct SlipRow {
    const char *text;
    const char *fix; /* NULL: none */
} SlipRow;

#define SLIP(name, text, fix) {text, fix},
#define KEYWORD_SLIP(word, keyword, text)
static const SlipRow slip_rows[] = {
#include "grammar/slips.def"
};
#undef SLIP
#undef KEYWORD_SLIP

typedef struct TypeSlip {
    const char *word, *before, *behind;
} TypeSlip;

const char *parse_text_at(ParseContext *cx, Span span)
{
    return parse_text(cx, source_of(cx->sources, cx->file)->text + span.start,
                      span.end - span.start);
}

static Span between(Span a, Span b)
{
    return (Span){a.file, a.end, b.start};
}

void parse_form(ParseContext *cx, Span span, const char *text, const char *fix)
{
    Diag *d = parse_report(cx, D_SYNTAX, span, text);
    if (fix)
        diag_fix(cx->diags, d, span, fix, true);
}

void parse_slip(ParseContext *cx, Slip slip, Span span)
{
    parse_form(cx, span, slip_rows[slip].text, slip_rows[slip].fix);
}

/* ---- `;`, `?:`, `:` ---- */

/* Whether nothing but a comment follows on the line. */
static bool ends_line(ParseContext *cx, Span span)
{
    const char *rest = source_of(cx->sources, cx->file)->text + span.end;
    rest += strspn(rest, " \t\r");
    return *rest == '\n' || *rest == '\0' || *rest == '}' ||
           strncmp(rest, "//", 2) == 0;
}

void parse_semicolon(ParseContext *cx, Span semicolon)
{
    Diag *d = parse_report(cx, D_SEMICOLON, semicolon, "");
    diag_help(cx->diags, d, "end the line, or write `,`");
    diag_fix(cx->diags, d, semicolon, ends_line(cx, semicolon) ? "" : ",",
             true);
}

void parse_early_question(ParseContext *cx, Word name, Span question, Span type)
{
    Diag *d = parse_report(cx, D_OPTIONAL_BEFORE_COLON, question, name.text);
    diag_help(cx->diags, d, "the `?` stands behind the type");
    diag_fix(cx->diags, d, question, "", true);
    diag_fix(cx->diags, d, span_after(type), "?", true);
}

static Diag *report_colon(ParseContext *cx, Span colon)
{
    Diag *d = parse_report(cx, D_YAML_SETTING, colon, "");
    diag_label(cx->diags, d, "`:` says what something is, `=` what it equals");
    return d;
}

void parse_yaml_setting(ParseContext *cx, Span name, Span colon, Node *value)
{
    (void)value;
    Diag *d = report_colon(cx, colon);
    diag_fix(cx->diags, d, colon, name.end == colon.start ? " =" : "=", true);
}

bool parse_is_name(const char *text)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";
    return *text && !strchr("0123456789", *text) &&
           text[strspn(text, letters)] == '\0';
}

void parse_json_setting(ParseContext *cx, Word name, Span colon)
{
    Diag *d = report_colon(cx, colon);
    Span all = span_join(name.span, colon);
    if (parse_is_name(name.text))
        diag_fix(cx->diags, d, all, arena_format(cx->arena, "%s =", name.text),
                 true);
    else
        diag_fix(cx->diags, d, colon, name.span.end == colon.start ? " =" : "=",
                 true);
}

/* ---- YAML lists ---- */

static bool is_number(const Node *node)
{
    return node->kind == NODE_INT || node->kind == NODE_FLOAT;
}

void parse_yaml_list(ParseContext *cx, Span colon, NodeList list, Span span)
{
    Buf text = {0};
    bool number = list.count == 1 && is_number(list.items[0]);
    buf_puts(&text, number ? " = -" : " = [");
    for (size_t i = 0; i < list.count; i++) {
        const char *item = parse_text_at(cx, list.items[i]->span);
        bool bare = list.items[i]->kind == NODE_STRING && *item != '"';
        buf_printf(&text, "%s%s%s%s", i ? ", " : "", bare ? "\"" : "", item,
                   bare ? "\"" : "");
    }
    buf_puts(&text, number ? "" : "]");
    Diag *d = report_colon(cx, colon);
    if (!number)
        diag_help(cx->diags, d, "a list is written `[a, b]`");
    diag_fix(cx->diags, d, span_join(colon, span), buf_text(&text), true);
    buf_free(&text);
}

Node *parse_yaml_value(ParseContext *cx, Span span, NodeList list)
{
    if (list.count == 1 && is_number(list.items[0]))
        return NODE_NEW(UNARY, unary, span, .operator_text = "-",
                        .operand = list.items[0]);
    return NODE_NEW(LIST, list, span, .items = list);
}

/* ---- names and declarations ---- */

void parse_reserved(ParseContext *cx, Word name)
{
    Diag *d = parse_report(cx, D_RESERVED_NAME, name.span, name.text);
    diag_help(cx->diags, d, "a field of that name is written `\"%s\": …`",
              name.text);
    diag_fix(cx->diags, d, name.span,
             arena_format(cx->arena, "\"%s\"", name.text), true);
}

void parse_import_from(ParseContext *cx, Span all, Span names, Span path)
{
    const char *text = parse_text_at(cx, path);
    if (strncmp(text, "\"std.", 5) == 0)
        text = parse_text(cx, text + 1, strlen(text) - 2);
    parse_form(cx, all, "the file stands before the names",
               arena_format(cx->arena, "import %s %s", text,
                            parse_text_at(cx, names)));
}

Word parse_quoted_name(ParseContext *cx, Word name)
{
    bool fits = parse_is_name(name.text);
    parse_form(cx, name.span, slip_rows[SLIP_NAMED].text,
               fits ? name.text : NULL);
    return name;
}

NodeList parse_connector_body(ParseContext *cx, NodeList before, Word name,
                              Span braces, NodeList items)
{
    Node *connector = NODE_NEW(CONNECTOR, connector, name.span, .name = name);
    Span open = {braces.file, name.span.end, braces.start + 1};
    Span close = {braces.file, braces.end - 1, braces.end};
    Diag *d = parse_report(cx, D_SYNTAX,
                           (Span){braces.file, braces.start, braces.start + 1},
                           slip_rows[SLIP_CONNECTOR_BODY].text);
    diag_fix(cx->diags, d, open, "\n", true);
    diag_fix(cx->diags, d, close, "", true);
    vec_push(cx->arena, before.items, before.count, connector);
    for (size_t i = 0; i < items.count; i++)
        vec_push(cx->arena, before.items, before.count, items.items[i]);
    return before;
}

static bool is_one_of(const char *word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(word, words[i]) == 0)
            return true;
    return false;
}

Node *parse_const(ParseContext *cx, Span all, Word keyword, NodeList labels,
                  Node *type, Node *value)
{
    static const char *const words[] = {"const", "var", "final", "val"};
    Word name = node_word(labels.items[0]);
    if (labels.count != 1 || labels.items[0]->kind != NODE_NAME ||
        !is_one_of(keyword.text, words, sizeof words / sizeof *words)) {
        parse_missing_body(cx, keyword, labels);
        parse_damage(cx, all);
        return NULL;
    }
    parse_form(cx, keyword.span,
               arena_format(cx->arena, "`%s` is written `let`", keyword.text),
               "let");
    return NODE_NEW(LET, let, all, .name = name, .type = type, .value = value);
}

bool parse_is_function(Word keyword)
{
    static const char *const words[] = {"function", "func", "def", "fun"};
    return is_one_of(keyword.text, words, sizeof words / sizeof *words);
}

Node *parse_function(ParseContext *cx, Span all, Word keyword, NodeList labels,
                     NodeList parameters, Node *result, NodeList items)
{
    if (!parse_is_function(keyword) || labels.count != 1) {
        parse_form(cx, keyword.span, "only a function has parameters: `fn`",
                   NULL);
        parse_damage(cx, all);
        return NULL;
    }
    parse_form(cx, keyword.span,
               arena_format(cx->arena, "`%s` is written `fn`", keyword.text),
               "fn");
    return NODE_NEW(FN, fn, all, .name = node_word(labels.items[0]),
                    .parameters = parameters, .result = result, .items = items);
}

/* ---- what stands in the wrong order ---- */

void parse_early_annotation(ParseContext *cx, Span annotation, Span behind)
{
    Diag *d = parse_report(cx, D_ANNOTATION_ABOVE, annotation, "");
    diag_also(cx->diags, d, behind, "behind this");
    diag_fix(cx->diags, d, between(annotation, behind), "", true);
    diag_fix(cx->diags, d, annotation, "", true);
    diag_fix(cx->diags, d, span_after(behind),
             arena_format(cx->arena, " %s", parse_text_at(cx, annotation)),
             true);
}

Node *parse_colon_result(ParseContext *cx, Span all, Word keyword,
                         NodeList labels, Span colon, Node *type,
                         NodeList annotations)
{
    if (labels.items[labels.count - 1]->kind != NODE_STRING) {
        parse_missing_body(cx, keyword, labels);
        parse_damage(cx, all);
        return NULL;
    }
    parse_slip(cx, SLIP_RESULT, colon);
    return NODE_NEW(BLOCK, block, all, .keyword = keyword, .labels = labels,
                    .result = type, .annotations = annotations);
}

/* `_` takes what is left. */
Node *parse_pattern_name(ParseContext *cx, Word name)
{
    if (strcmp(name.text, "_") != 0)
        return NODE_NEW(NAME, name, name.span, .name = name);
    parse_slip(cx, SLIP_ELSE, name.span);
    return NODE_NEW(ELSE, otherwise, name.span, .unused = false);
}

/* ---- expressions ---- */

void parse_condition(ParseContext *cx, Span sign, const Node *left,
                     const Node *right)
{
    bool value = right->kind == NODE_STRING || right->kind == NODE_INT ||
                 right->kind == NODE_BOOL || right->kind == NODE_NIL;
    if (left->kind != NODE_NAME || value) {
        parse_slip(cx, SLIP_CONDITION, sign);
        return;
    }
    parse_slip(cx, SLIP_CONDITION_LET, sign);
    parse_damage(cx, left->span);
}

/* `a || "x"`: what is no truth value stands in for null. */
Node *parse_c_or(ParseContext *cx, Span sign, Node *left, Node *right, Span all)
{
    bool value = right->kind == NODE_STRING || right->kind == NODE_INT ||
                 right->kind == NODE_FLOAT || right->kind == NODE_LIST ||
                 right->kind == NODE_OBJECT || right->kind == NODE_FAIL ||
                 right->kind == NODE_INTERPOLATION;
    parse_slip(cx, value ? SLIP_OR_NULL : SLIP_OR, sign);
    if (value)
        return NODE_NEW(COALESCE, coalesce, all, .left = left, .right = right);
    return NODE_NEW(BINARY, binary, all, .operator_text = "or", .left = left,
                    .right = right);
}

void parse_ternary(ParseContext *cx, Span condition, Span yes, Span no)
{
    Span all = span_join(condition, no);
    Diag *d = parse_report(cx, D_SYNTAX, between(condition, yes),
                           "a choice is written `if a then b else c`");
    diag_fix(cx->diags, d, all,
             arena_format(cx->arena, "if %s then %s else %s",
                          parse_text_at(cx, condition), parse_text_at(cx, yes),
                          parse_text_at(cx, no)),
             true);
}

void parse_change(ParseContext *cx, Span target, Span change)
{
    const char *place = parse_text_at(cx, target),
               *sign = parse_text_at(cx, change);
    parse_form(cx, change,
               arena_format(cx->arena, "`a %s b` is written `a = a %c b`", sign,
                            *sign),
               arena_format(cx->arena, "= %s %c", place, *sign));
}

Node *parse_comprehension(ParseContext *cx, Span all, Word name, Node *list,
                          Node *value)
{
    parse_form(cx, all, "a list is made of another by `map`",
               arena_format(cx->arena, "%s.map(%s => %s)",
                            parse_text_at(cx, list->span), name.text,
                            parse_text_at(cx, value->span)));
    return NODE_NEW(LIST, list, all, .items = {0});
}

Node *parse_lambda(ParseContext *cx, Span open, Span close, Node *parameter,
                   Node *value, Span all)
{
    Diag *d = parse_report(cx, D_SYNTAX, open,
                           "one parameter stands without parentheses");
    NodeList names = {0};
    if (parameter->kind == NODE_NAME) {
        diag_fix(cx->diags, d, open, "", true);
        diag_fix(cx->diags, d, close, "", true);
        vec_push(cx->arena, names.items, names.count, parameter);
    }
    return NODE_NEW(LAMBDA, lambda, all, .parameters = names, .value = value);
}
