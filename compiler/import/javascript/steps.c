/* steps.c - statements: their order, branches, and where a hook ends. */
#include "import/javascript/translator.h"

#include <string.h>

bool js_is_done(const JsNode *node)
{
    return node->kind == JS_CALL && node->a->kind == JS_IDENTIFIER &&
           strcmp(node->a->text, "done") == 0;
}

bool js_leaves(const JsNode *node)
{
    if (!node)
        return false;
    if (node->kind == JS_DO)
        return js_is_done(node->a);
    if (node->kind == JS_IF)
        return js_leaves(node->b) && js_leaves(node->c);
    for (size_t i = 0; node->kind == JS_BLOCK && i < node->count; i++)
        if (js_leaves(node->items[i]))
            return true;
    return node->kind == JS_RETURN;
}

/* ---- branches ---- */

/* What a branch may change and must be as before behind it. */
typedef struct State {
    const Fact *facts;
    const Override *overrides;
    unsigned changed, overwritten, replaced;
    Variable *variables;
} State;

static State state_save(Translator *tr)
{
    State state = {tr->facts,       tr->overrides, tr->changed,
                   tr->overwritten, tr->replaced,  NULL};
    state.variables = arena_array(tr->arena, Variable, tr->variable_count + 1);
    memcpy(state.variables, tr->variables,
           tr->variable_count * sizeof *tr->variables);
    return state;
}

static void state_restore(Translator *tr, const State *state)
{
    tr->facts = state->facts;
    tr->overrides = state->overrides;
    tr->changed = state->changed;
    tr->overwritten = state->overwritten;
    tr->replaced = state->replaced;
    memcpy(tr->variables, state->variables,
           tr->variable_count * sizeof *tr->variables);
}

/* The lines of a branch; the state is that at its end. */
static Buf branch_lines(Translator *tr, const JsNode *node, bool last)
{
    Buf lines = {0}, *outer = tr->statements;
    const char *comment = tr->comment;
    tr->comment = NULL;
    tr->statements = &lines;
    tr->indent++;
    if (node)
        js_translate_step(tr, node, last);
    tr->indent--;
    tr->statements = outer;
    tr->comment = comment;
    return lines;
}

/* Whether the lines of an else are one `if` and nothing before it. */
static bool is_else_if(const JsNode *node, const Buf *no)
{
    while (node && node->kind == JS_BLOCK && node->count == 1)
        node = node->items[0];
    if (!node || node->kind != JS_IF || node->comment)
        return false;
    const char *text = buf_text(no) + strspn(buf_text(no), " ");
    const char *end = strchr(text, '\n');
    return strncmp(text, "if ", 3) == 0 && end && end[-1] == '{';
}

/* The lines of a branch, one level further out and behind what is there. */
static void write_else_if(Translator *tr, const Buf *no)
{
    const char *line = buf_text(no);
    js_line(tr, "} else %s", "");
    tr->statements->length--; /* the end of the line */
    size_t skip = 2 * ((size_t)tr->indent + 1);
    for (bool first = true; *line; first = false) {
        const char *end = strchr(line, '\n') + 1;
        size_t from = first ? skip : 2;
        buf_write(tr->statements, line + from, (size_t)(end - line) - from);
        line = end;
    }
}

static void write_if(Translator *tr, const JsNode *node, const char *condition,
                     const Buf *yes, const Buf *no)
{
    if (!yes->length && !no->length)
        return;
    if (!yes->length) {
        condition = js_condition(tr, node->a, BIND_POSTFIX);
        js_line(tr, "if not %s {", condition);
        buf_puts(tr->statements, buf_text(no));
    } else {
        js_line(tr, "if %s {", condition);
        buf_puts(tr->statements, buf_text(yes));
        if (is_else_if(node->c, no)) {
            write_else_if(tr, no);
            return;
        }
        if (no->length) {
            js_line(tr, "} else {");
            buf_puts(tr->statements, buf_text(no));
        }
    }
    js_line(tr, "}");
}

/* What a branch that goes on has set is not known behind it. */
static void forget_overrides(Translator *tr, const Override *from,
                             const Override *to)
{
    for (; from != to; from = from->next) {
        Override *gone = arena_new(tr->arena, Override);
        *gone = (Override){.path = from->path, .next = tr->overrides};
        tr->overrides = gone;
    }
}

static void translate_if(Translator *tr, const JsNode *node, bool last)
{
    if (js_is_never(tr, node->a)) {
        if (node->c)
            js_translate_step(tr, node->c, last);
        return;
    }
    const char *condition = js_condition(tr, node->a, BIND_CATCH);
    State before = state_save(tr);
    js_learn_condition(tr, node->a, true);
    Buf yes = branch_lines(tr, node->b, last);
    unsigned changed = js_leaves(node->b) ? 0 : tr->changed;
    unsigned replaced = js_leaves(node->b) ? 0 : tr->replaced;
    unsigned over = js_leaves(node->b) ? 0 : tr->overwritten;
    const Override *in_yes =
        js_leaves(node->b) ? before.overrides : tr->overrides;
    state_restore(tr, &before);
    js_learn_condition(tr, node->a, false);
    Buf no = branch_lines(tr, node->c, last);
    if (!js_leaves(node->c)) {
        changed |= tr->changed;
        over |= tr->overwritten;
        replaced |= tr->replaced;
    }
    const Override *in_no =
        js_leaves(node->c) ? before.overrides : tr->overrides;
    state_restore(tr, &before);
    forget_overrides(tr, in_yes, before.overrides);
    forget_overrides(tr, in_no, before.overrides);
    if (over & ~before.overwritten)
        js_refuse(tr, "a value replaced on one way only");
    for (size_t i = 0; i < ROOT_COUNT; i++)
        if ((changed & ~before.changed) >> i & 1)
            js_forget(tr, js_roots[i].path);
    tr->changed |= changed;
    tr->replaced |= replaced;
    write_if(tr, node, condition, &yes, &no);
    buf_free(&yes);
    buf_free(&no);
    if (js_leaves(node->b))
        js_learn_condition(tr, node->a, false);
    else if (js_leaves(node->c))
        js_learn_condition(tr, node->a, true);
}

/* ---- one statement ---- */

static bool is_log(const JsNode *node)
{
    static const char *const names[] = {"log", "info", "warn", "error"};
    if (node->kind != JS_CALL)
        return false;
    if (node->a->kind == JS_IDENTIFIER)
        return strcmp(node->a->text, "print") == 0;
    if (node->a->kind != JS_MEMBER || node->a->a->kind != JS_IDENTIFIER ||
        strcmp(node->a->a->text, "console") != 0)
        return false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(node->a->text, names[i]) == 0)
            return true;
    return false;
}

static bool is_method(const JsNode *node, const char *name)
{
    return node->kind == JS_CALL && node->a->kind == JS_MEMBER &&
           strcmp(node->a->text, name) == 0;
}

static void translate_do(Translator *tr, const JsNode *node, bool last)
{
    const JsNode *e = node->a;
    if (js_is_done(e))
        js_translate_done(tr, e, last);
    else if (e->kind == JS_ASSIGN)
        js_translate_assign(tr, e);
    else if (e->kind == JS_UNARY && strcmp(e->text, "delete") == 0)
        js_translate_delete(tr, e->a);
    else if (is_method(e, "push"))
        js_translate_push(tr, e);
    else if (is_log(e))
        return; /* for the hook's writer only */
    else if (!js_translate_loop(tr, node))
        js_refuse(tr, "a statement that is not known");
}

void js_translate_step(Translator *tr, const JsNode *node, bool last)
{
    if (js_stopped(tr))
        return;
    if (node->comment)
        tr->comment = tr->comment ? arena_format(tr->arena, "%s\n%s",
                                                 tr->comment, node->comment)
                                  : node->comment;
    if (node->kind == JS_BLOCK)
        js_translate_block(tr, node, last);
    else if (node->kind == JS_DECLARE)
        js_declare(tr, node);
    else if (node->kind == JS_DO)
        translate_do(tr, node, last);
    else if (node->kind == JS_IF)
        translate_if(tr, node, last);
    else if (node->kind == JS_RETURN)
        js_refuse(tr, "the old engine, where hooks return");
    else if (!js_translate_loop(tr, node))
        js_refuse(tr, "a loop that is not known");
}

void js_translate_block(Translator *tr, const JsNode *block, bool last)
{
    size_t end = 0;
    while (end < block->count && !js_leaves(block->items[end]))
        end++;
    for (size_t i = 0; i < block->count && i <= end; i++) {
        tr->next = i < end && i + 1 < block->count ? block->items[i + 1] : NULL;
        js_translate_step(tr, block->items[i],
                          last && (i == end || i + 1 == block->count));
    }
}

/* ---- the whole hook ---- */

/* The last line of the first `end` bytes. */
static size_t line_before(const char *text, size_t end)
{
    size_t start = end ? end - 1 : 0;
    while (start > 0 && text[start - 1] != '\n')
        start--;
    return start;
}

static bool line_is(const char *text, size_t start, const char *word)
{
    start += strspn(text + start, " ");
    size_t length = strlen(word);
    return strncmp(text + start, word, length) == 0 &&
           text[start + length] == '\n';
}

/* Whether the `}` at `close` ends a branch: what begins where it does. */
static bool ends_branch(const char *text, size_t close)
{
    size_t indent = strspn(text + close, " ");
    for (size_t start = close; start > 0;) {
        start = line_before(text, start);
        if (strspn(text + start, " ") == indent)
            return strncmp(text + start + indent, "for ", 4) != 0;
    }
    return false;
}

/* A `return` behind which only branches end says nothing; one that is all of a
 * branch stays. */
static void drop_last_return(Buf *lines)
{
    const char *text = buf_text(lines);
    size_t end = lines->length, start = line_before(text, end);
    while (start > 0 && line_is(text, start, "}") && ends_branch(text, start)) {
        end = start;
        start = line_before(text, end);
    }
    if (start < 2 || !line_is(text, start, "return") || text[start - 2] == '{')
        return;
    memmove(lines->text + start, lines->text + end, lines->length - end + 1);
    lines->length -= end - start;
}

bool js_translate(Arena *arena, const char *source, size_t length,
                  JsHookKind kind, JsTranslation *out)
{
    Translator tr = {.arena = arena, .kind = kind, .out = out};
    *out = (JsTranslation){0};
    tr.statements = &out->statements;
    JsNode *hook = js_read(arena, source, length);
    if (!hook)
        js_refuse(&tr, "JavaScript that is not read");
    else if (kind == JS_EVENT)
        js_refuse(&tr, "a hook of events");
    else if (!js_leaves(hook))
        js_refuse(&tr, "an end without done");
    else {
        js_prepare(&tr, hook);
        tr.hook = hook;
        js_translate_block(&tr, hook, true);
        drop_last_return(&out->statements);
    }
    if (!js_stopped(&tr))
        return true;
    buf_free(&out->statements);
    out->statements = (Buf){0};
    return false;
}

bool js_translate_hook(Arena *arena, const char *source, size_t length,
                       JsHookKind kind, Buf *statements)
{
    JsTranslation made;
    bool done =
        js_translate(arena, source, length, kind, &made) && !made.uses_now;
    if (done)
        buf_puts(statements, buf_text(&made.statements));
    buf_free(&made.statements);
    return done;
}
