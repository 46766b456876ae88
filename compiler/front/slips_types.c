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

/* `Page[T]` and `Page(T)`. */
static Node *mend_arguments(ParseContext *cx, Span all, Node *name,
                            Node *argument)
{
    parse_form(cx, all, "a type takes its arguments as in `Page<T>`",
               arena_format(cx->arena, "%s<%s>", name->as.type_name.name.text,
                            parse_text_at(cx, argument->span)));
    return NODE_NEW(TYPE_NAME, type_name, all, .name = name->as.type_name.name,
                    .arguments = parse_list_of(cx, argument));
}

Node *parse_type_call(ParseContext *cx, Span all, Node *name, Node *argument)
{
    bool named = name->kind == NODE_TYPE_NAME;
    const GenericWord *slip =
        named ? word_generic(name->as.type_name.name.text) : NULL;
    if (!slip && named && !name->as.type_name.arguments.count)
        return mend_arguments(cx, all, name, argument);
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

/* ---- fields without a colon, and other blocks that are none ---- */

/* What the type `word` is called here, or NULL. */
const char *parse_type_word(const char *word)
{
#define TYPE(constant, name, json, format)                                     \
    if (strcmp(word, name) == 0)                                               \
        return name;
#include "grammar/types.def"
#undef TYPE
    return word_type(word);
}

static bool on_one_line(ParseContext *cx, Span a, Span b)
{
    return source_line_of(cx->sources, cx->file, a.end) ==
           source_line_of(cx->sources, cx->file, b.start);
}

/* `string token` and `token string`. */
static Node *mend_field(ParseContext *cx, Span all, Word type, Word name,
                        NodeList annotations)
{
    const char *right = parse_type_word(type.text);
    Span span = span_join(name.span, type.span);
    parse_form(cx, span,
               arena_format(cx->arena, "a field is written `%s: %s`", name.text,
                            right),
               arena_format(cx->arena, "%s: %s", name.text, right));
    Word word = {right, type.span};
    Node *made = NODE_NEW(TYPE_NAME, type_name, type.span, .name = word);
    return NODE_NEW(FIELD, field, all, .name = name, .type = made,
                    .annotations = annotations);
}

static bool is_one_of(const char *word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(words[i], word) == 0)
            return true;
    return false;
}

static bool is_annotation(const char *word)
{
    static const char *const words[] = {
#define ANNOTATION(name, places, arguments, doc) #name,
#include "grammar/annotations.def"
#undef ANNOTATION
    };
    return is_one_of(word, words, sizeof words / sizeof *words);
}

/* Whether the line up to `at` starts with `connector`. */
static bool follows_connector(const char *text, uint32_t at)
{
    static const char word[] = "connector ";
    uint32_t start = at;
    while (start > 0 && text[start - 1] != '\n')
        start--;
    return at - start >= sizeof word - 1 &&
           memcmp(text + start, word, sizeof word - 1) == 0;
}

static bool word_before(const char *text, uint32_t at, const char *word)
{
    size_t length = strlen(word);
    return at >= length && memcmp(text + at - length, word, length) == 0;
}

bool parse_stray_word(ParseContext *cx, Word word, NodeList labels)
{
    static const char *const units[] = {
        "s",    "ms",     "m",   "h",    "d",      "sec",
        "secs", "second", "min", "mins", "minute", "minutes",
        "hour", "hours",  "day", "days", "seconds"};
    static const char *const mixins[] = {"include", "extends", "mixin",
                                         "inherits"};
    const char *text = source_of(cx->sources, cx->file)->text;
    uint32_t at = word.span.start;
    while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\t'))
        at--;
    char before = at > 0 ? text[at - 1] : '\n';
    if (before >= '0' && before <= '9' &&
        is_one_of(word.text, units, sizeof units / sizeof *units)) {
        uint32_t start = at;
        while (start > 0 && text[start - 1] != '\n')
            start--;
        Span number = {cx->file, start, at};
        parse_form(cx, word.span,
                   "a number and its unit are one word: `30s`, `5m`", NULL);
        diag_mute(cx->diags, number);
        return true;
    }
    if (!strchr("{,;\n", before) && word_before(text, at, "optional")) {
        Span optional = {cx->file, at - (uint32_t)strlen("optional"), at};
        parse_form(cx, optional, "an optional field is written `NAME: T?`",
                   NULL);
        diag_mute(cx->diags, optional);
        return true;
    }
    if (!strchr("{,;\n", before) && is_annotation(word.text)) {
        parse_form(cx, word.span,
                   arena_format(cx->arena, "an annotation is written `@%s`",
                                word.text),
                   arena_format(cx->arena, "@%s", word.text));
        return true;
    }
    if (follows_connector(text, at)) {
        parse_form(cx, word.span,
                   "a key that is no name stands in quotes: `connector "
                   "\"my key\"`",
                   NULL);
        return true;
    }
    if (labels.count == 0 ||
        !is_one_of(word.text, mixins, sizeof mixins / sizeof *mixins))
        return false;
    parse_form(cx, word.span, "`...NAME` takes over the members of a type",
               NULL);
    return true;
}

Node *parse_bodiless(ParseContext *cx, Span all, Word keyword, NodeList labels,
                     NodeList annotations)
{
    Word label = labels.count ? node_word(labels.items[0]) : (Word){0};
    bool field = labels.count == 1 && labels.items[0]->kind == NODE_NAME &&
                 on_one_line(cx, keyword.span, label.span) &&
                 !parse_is_block(keyword.text, strlen(keyword.text), true);
    if (field && parse_type_word(keyword.text))
        return mend_field(cx, all, keyword, label, annotations);
    if (field && parse_type_word(label.text))
        return mend_field(cx, all, label, keyword, annotations);
    parse_missing_body(cx, keyword, labels);
    parse_damage(cx, all);
    return NULL;
}
