/* slips.c - what a writer of YAML, JSON, TypeScript or HCL writes by habit.
 *
 * The grammar has a rule for each; here is said what to write instead, with the
 * fix where there is only one.
 */
#include "front/parse_context.h"

#include <string.h>

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
    if (cx->quiet)
        return;
    diag_help(cx->diags, d, "end the line, or write `,`");
    diag_fix(cx->diags, d, semicolon, ends_line(cx, semicolon) ? "" : ",",
             true);
}

void parse_early_question(ParseContext *cx, Word name, Span question, Span type)
{
    Diag *d = parse_report(cx, D_OPTIONAL_BEFORE_COLON, question, name.text);
    if (cx->quiet)
        return;
    diag_help(cx->diags, d, "the `?` stands behind the type");
    diag_fix(cx->diags, d, question, "", true);
    diag_fix(cx->diags, d, span_after(type), "?", true);
}

void parse_yaml_setting(ParseContext *cx, Span name, Span colon, Node *value)
{
    (void)value;
    Diag *d = parse_report(cx, D_YAML_SETTING, colon, "");
    diag_label(cx->diags, d, "`:` says what something is, `=` what it equals");
    diag_fix(cx->diags, d, colon, name.end == colon.start ? " =" : "=", true);
}

void parse_reserved(ParseContext *cx, Word name)
{
    Diag *d = parse_report(cx, D_RESERVED_NAME, name.span, name.text);
    diag_help(cx->diags, d, "a field of that name is written `\"%s\": …`",
              name.text);
    diag_fix(cx->diags, d, name.span,
             arena_format(cx->arena, "\"%s\"", name.text), true);
}

