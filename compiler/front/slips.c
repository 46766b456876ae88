/* slips.c - slips that a rule of the grammar recognises. */
#include "front/slips.h"

#include <string.h>

typedef struct SlipRow {
    const char *text;
    const char *fix; /* NULL: none */
} SlipRow;

#define SLIP(name, text, fix) {text, fix},
#define KEYWORD_SLIP(word, keyword, text)
#define TYPE_SLIP(word, before, behind)
static const SlipRow slip_rows[] = {
#include "grammar/slips.def"
};
#undef SLIP
#undef TYPE_SLIP

typedef struct TypeSlip {
    const char *word, *before, *behind;
} TypeSlip;

#define SLIP(name, text, fix)
#define TYPE_SLIP(word, before, behind) {word, before, behind},
static const TypeSlip type_slips[] = {
#include "grammar/slips.def"
};
#undef SLIP
#undef KEYWORD_SLIP
#undef TYPE_SLIP

/* What stands at `span`, whole. */
static const char *text_at(ParseContext *cx, Span span)
{
    return parse_text(cx, source_of(cx->sources, cx->file)->text + span.start,
                      span.end - span.start);
}

static Span between(Span a, Span b)
{
    return (Span){a.file, a.end, b.start};
}

/* Reports a form that is written otherwise: `fix` in the place of `span`. */
static void report_form(ParseContext *cx, Span span, const char *text,
                        const char *fix)
{
    Diag *d = parse_report(cx, D_SYNTAX, span, text);
    if (fix)
        diag_fix(cx->diags, d, span, fix, true);
}

void parse_slip(ParseContext *cx, Slip slip, Span span)
{
    report_form(cx, span, slip_rows[slip].text, slip_rows[slip].fix);
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
        const char *item = text_at(cx, list.items[i]->span);
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
    report_form(cx, all, "the file stands before the names",
                arena_format(cx->arena, "import %s %s", text_at(cx, path),
                             text_at(cx, names)));
}

static bool is_one_of(const char *word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(word, words[i]) == 0)
            return true;
    return false;
}

Node *parse_const(ParseContext *cx, Span all, Word keyword, NodeList labels,
                  Node *value)
{
    static const char *const words[] = {"const", "var", "final", "val"};
    Word name = node_word(labels.items[0]);
    if (labels.count != 1 || labels.items[0]->kind != NODE_NAME ||
        !is_one_of(keyword.text, words, sizeof words / sizeof *words)) {
        parse_missing_body(cx, keyword, labels);
        return NULL;
    }
    report_form(cx, keyword.span,
                arena_format(cx->arena, "`%s` is written `let`", keyword.text),
                "let");
    return NODE_NEW(LET, let, all, .name = name, .value = value);
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
        report_form(cx, keyword.span, "only a function has parameters: `fn`",
                    NULL);
        return NULL;
    }
    report_form(cx, keyword.span,
                arena_format(cx->arena, "`%s` is written `fn`", keyword.text),
                "fn");
    return NODE_NEW(FN, fn, all, .name = node_word(labels.items[0]),
                    .parameters = parameters, .result = result, .items = items);
}

/* ---- expressions ---- */

void parse_ternary(ParseContext *cx, Span condition, Span yes, Span no)
{
    Span all = span_join(condition, no);
    Diag *d = parse_report(cx, D_SYNTAX, between(condition, yes),
                           "a choice is written `if a then b else c`");
    diag_fix(cx->diags, d, all,
             arena_format(cx->arena, "if %s then %s else %s",
                          text_at(cx, condition), text_at(cx, yes),
                          text_at(cx, no)),
             true);
}

void parse_change(ParseContext *cx, Span target, Span change)
{
    const char *place = text_at(cx, target), *sign = text_at(cx, change);
    report_form(cx, change,
                arena_format(cx->arena, "`a %s b` is written `a = a %c b`",
                             sign, *sign),
                arena_format(cx->arena, "= %s %c", place, *sign));
}

Node *parse_comprehension(ParseContext *cx, Span all, Word name, Node *list,
                          Node *value)
{
    report_form(cx, all, "a list is made of another by `map`",
                arena_format(cx->arena, "%s.map(%s => %s)",
                             text_at(cx, list->span), name.text,
                             text_at(cx, value->span)));
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

/* ---- types ---- */

static bool is_null_type(const Node *type)
{
    if (type->kind != NODE_TYPE_NAME || type->as.type_name.arguments.count)
        return false;
    const char *name = type->as.type_name.name.text;
    return strcmp(name, "null") == 0 || strcmp(name, "undefined") == 0;
}

static Node *report_null_type(ParseContext *cx, Span all, NodeList kept,
                              Span null)
{
    Node *type = kept.items[0];
    Diag *d = parse_report(cx, D_SYNTAX, null,
                           "a type that may be null is written `T?`");
    if (kept.count > 1) {
        diag_help(cx->diags, d, "`(A | B)?`");
        type = NODE_NEW(TYPE_UNION, type_union, all, .types = kept);
    } else {
        diag_fix(cx->diags, d, all,
                 arena_format(cx->arena, "%s?", text_at(cx, type->span)), true);
    }
    return NODE_NEW(TYPE_OPTIONAL, type_optional, all, .element = type);
}

Node *parse_union(ParseContext *cx, Span all, Node *first, NodeList rest,
                  Span rest_span)
{
    NodeList kept = {0};
    Span null = {0};
    (void)rest_span;
    vec_push(cx->arena, kept.items, kept.count, first);
    for (size_t i = 0; i < rest.count; i++) {
        if (is_null_type(rest.items[i]))
            null = rest.items[i]->span;
        else
            vec_push(cx->arena, kept.items, kept.count, rest.items[i]);
    }
    if (null.file)
        return report_null_type(cx, all, kept, null);
    return NODE_NEW(TYPE_UNION, type_union, all, .types = kept);
}

static NodeList parse_list_of(ParseContext *cx, Node *node)
{
    NodeList list = {0};
    vec_push(cx->arena, list.items, list.count, node);
    return list;
}

static const TypeSlip *find_type_slip(const char *word)
{
    for (size_t i = 0; i < sizeof type_slips / sizeof *type_slips; i++)
        if (strcmp(type_slips[i].word, word) == 0)
            return &type_slips[i];
    return NULL;
}

Node *parse_type_call(ParseContext *cx, Span all, Node *name, Node *argument)
{
    const TypeSlip *slip = find_type_slip(name->as.type_name.name.text);
    if (!slip) {
        report_form(cx, all, "a type takes its arguments as in `Page<T>`",
                    NULL);
        return argument;
    }
    const char *right = arena_format(cx->arena, "%s%s%s", slip->before,
                                     text_at(cx, argument->span), slip->behind);
    report_form(cx, all,
                arena_format(cx->arena, "this type is written `%s%s%s`",
                             slip->before,
                             *slip->before || *slip->behind ? "T" : "{ … }",
                             slip->behind),
                right);
    if (*slip->behind == '[')
        return NODE_NEW(TYPE_LIST, type_list, all, .element = argument);
    if (*slip->behind == '?')
        return NODE_NEW(TYPE_OPTIONAL, type_optional, all, .element = argument);
    if (*slip->before)
        return NODE_NEW(TYPE_NAME, type_name, all,
                        .name = name->as.type_name.name,
                        .arguments = parse_list_of(cx, argument));
    return argument;
}
