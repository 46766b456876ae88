/* slips_types.c - types as TypeScript, Python and HCL write them. */
#include "front/slips.h"

#include <string.h>

#include "front/words.h"

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
                 arena_format(cx->arena, "%s?", parse_text_at(cx, type->span)),
                 true);
    }
    return NODE_NEW(TYPE_OPTIONAL, type_optional, all, .element = type);
}

Node *parse_null_type(ParseContext *cx, Span span)
{
    Word null = {"null", span};
    return NODE_NEW(TYPE_NAME, type_name, span, .name = null);
}

Node *parse_union(ParseContext *cx, Span all, Node *first, NodeList rest)
{
    NodeList kept = {0};
    Span null = {0};
    for (size_t i = 0; i <= rest.count; i++) {
        Node *type = i == 0 ? first : rest.items[i - 1];
        if (is_null_type(type))
            null = type->span;
        else
            vec_push(cx->arena, kept.items, kept.count, type);
    }
    if (null.file && kept.count)
        return report_null_type(cx, all, kept, null);
    return NODE_NEW(TYPE_UNION, type_union, all, .types = kept);
}

static NodeList parse_list_of(ParseContext *cx, Node *node)
{
    NodeList list = {0};
    vec_push(cx->arena, list.items, list.count, node);
    return list;
}

Node *parse_type_call(ParseContext *cx, Span all, Node *name, Node *argument)
{
    const GenericWord *slip = word_generic(name->as.type_name.name.text);
    if (!slip) {
        parse_form(cx, all, "a type takes its arguments as in `Page<T>`", NULL);
        return argument;
    }
    const char *right =
        arena_format(cx->arena, "%s%s%s", slip->before,
                     parse_text_at(cx, argument->span), slip->behind);
    parse_form(cx, all,
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

/* ---- `"a" | "b"` ---- */

bool parse_is_reserved(const char *word)
{
    static const char words[] = " and or not in as if then else match try "
                                "catch fail true false null ";
    const char *at = strstr(words, word);
    size_t length = strlen(word);
    return at && at[-1] == ' ' && at[length] == ' ';
}

static const char *enum_text(ParseContext *cx, Word name, NodeList texts)
{
    Buf out = {0};
    buf_printf(&out, "enum %s {", name.text);
    for (size_t i = 0; i < texts.count; i++) {
        const char *text = texts.items[i]->as.string.text;
        bool bare = parse_is_name(text) && !parse_is_reserved(text);
        buf_printf(&out, "%s %s", i ? "," : "",
                   bare ? text : parse_text_at(cx, texts.items[i]->span));
    }
    buf_puts(&out, " }");
    const char *made = parse_text(cx, buf_text(&out), out.length);
    buf_free(&out);
    return made;
}

Node *parse_text_type(ParseContext *cx, Span all, Word name,
                      NodeList annotations, NodeList texts)
{
    NodeList members = {0};
    Span first = texts.items[0]->span;
    Span last = texts.items[texts.count - 1]->span;
    Diag *d = parse_report(cx, D_SYNTAX, span_join(first, last),
                           "a choice of texts is an `enum`");
    if (!annotations.count)
        diag_fix(cx->diags, d, all, enum_text(cx, name, texts), true);
    for (size_t i = 0; i < texts.count; i++) {
        Word word = {texts.items[i]->as.string.text, texts.items[i]->span};
        Node *member = NODE_NEW(ENUM_MEMBER, member, word.span, .name = word);
        vec_push(cx->arena, members.items, members.count, member);
    }
    return NODE_NEW(ENUM, enumeration, all, .name = name,
                    .annotations = annotations, .members = members);
}

Node *parse_text_field(ParseContext *cx, Span texts)
{
    Diag *d = parse_report(cx, D_SYNTAX, texts,
                           "a choice of texts is declared as an `enum`");
    diag_help(cx->diags, d, "`enum NAME { a, b }`, and here `NAME`");
    Word string = {"string", texts};
    return NODE_NEW(TYPE_NAME, type_name, texts, .name = string);
}
