/* scripts.c - hooks in JavaScript: their text as data that conn/js.h runs.
 *
 * A script is not parsed. Its words say which parts of a call it may read, and
 * what a client has nothing for. */
#include <string.h>

#include "emit/c/text.h"
#include "emit/c_hooks/writer.h"
#include "emit/open_connectors/keys.h"

bool c_hooks_run_scripts(void)
{
#ifdef CONN_WITHOUT_JS
    return false;
#else
    return true;
#endif
}

/* ---- the parts that it may read ---- */

#define URL "CONN_PART_URL | CONN_PART_PATH"

/* What is named by a text that is put together is not seen. */
static const struct {
    const char *word, *parts;
} word_rows[] = {
    {"request_parameters", "CONN_PART_CALLER"},
    {"request_headers", "CONN_PART_CALLER"},
    {"request_body", "CONN_PART_CALLER"},
    {"request_body_raw", "CONN_PART_CALLER"},
    {"request_body_map", "CONN_PART_CALLER"},
    {"request_path_variables", "CONN_PART_PATH_VARIABLES"},
    {"request_vendor_url", URL},
    {"request_vendor_path", URL},
    {"request_vendor_parameters", "CONN_PART_QUERY"},
    {"request_vendor_headers", "CONN_PART_HEADERS"},
    {"request_vendor_body", "CONN_PART_BODY"},
    {"request_vendor_body_map", "CONN_PART_BODY"},
    {"response_body", "CONN_PART_ANSWER_BODY"},
    {"response_body_map", "CONN_PART_ANSWER_BODY"},
    {"response_body_raw", "CONN_PART_ANSWER_RAW_BODY"},
    {"response_body_raw_map", "CONN_PART_ANSWER_BODY"},
    {"response_headers", "CONN_PART_ANSWER_HEADERS"},
};

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '_' || c == '$';
}

/* Where the word stands in the text; NULL: nowhere. */
static const char *find_word(const char *text, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = text; (at = strstr(at, word)); at += length)
        if ((at == text || !is_word(at[-1])) && !is_word(at[length]))
            return at;
    return NULL;
}

static const char *parts_read(CHooks *c, const char *script)
{
    const char *text = "";
    for (size_t i = 0; i < sizeof word_rows / sizeof *word_rows; i++)
        if (find_word(script, word_rows[i].word) &&
            !strstr(text, word_rows[i].parts))
            text = c_format(c, "%s%s%s", text, *text ? " | " : "",
                            word_rows[i].parts);
    return *text ? text : "0";
}

/* ---- what a client has nothing for ---- */

#define EVERYWHERE(name)
#define PLATFORM(name) name,
#define EVENTS(name)
#define SCRIPT_VARIABLE(name, home) home(#name)
static const char *const absent_words[] = {
#include "grammar/script_variables.def"
    "require",
    "notify",
};

/* What ECMAScript 5.1 has no word for, and whose code is then no code. */
static const char *const new_words[] = {"let", "class", "async", "await",
                                        "yield"};

/* Past a comment or a text in quotes that begins there; else `at`. */
static const char *past_quoted(const char *at, const char *end)
{
    const char *start = at;
    if (*at == '"' || *at == '\'') {
        for (at++; at < end && *at != *start && *at != '\n'; at++)
            at += *at == '\\';
        return at < end ? at + 1 : end;
    }
    if (end - at < 2 || *at != '/' || (at[1] != '/' && at[1] != '*'))
        return at;
    bool line = at[1] == '/';
    for (at += 2; at < end; at++)
        if (line ? *at == '\n' : at[-1] == '*' && *at == '/' && at > start + 2)
            return at + 1;
    return end;
}

/* Behind the next backquote. */
static const char *past_template(const char *at, const char *end)
{
    while (at < end && *at != '`')
        at++;
    return at < end ? at + 1 : end;
}

static bool is_among(const char *const *words, size_t count, const char *at,
                     size_t length)
{
    for (size_t i = 0; i < count; i++)
        if (strlen(words[i]) == length && memcmp(words[i], at, length) == 0)
            return true;
    return false;
}

static void report_word(CHooks *c, DiagCode code, Span script, const char *from,
                        const char *at, size_t length)
{
    Span span = {script.file, script.start + (uint32_t)(at - from),
                 script.start + (uint32_t)(at - from + (ptrdiff_t)length)};
    diag_report(c->diags, code, span, c_format(c, "%.*s", (int)length, at));
}

static bool is_member(const char *from, const char *at)
{
    while (at > from && strchr(" \t\r\n", at[-1]))
        at--;
    return at > from && at[-1] == '.';
}

/* A name in front of a colon is one of an object's members. */
static bool is_label(const char *at, const char *end)
{
    while (at < end && strchr(" \t\r\n", *at))
        at++;
    return at < end && *at == ':';
}

static void check_word(CHooks *c, const Hook *hook, const char *from,
                       const char *at, const char *next, const char *end)
{
    size_t length = (size_t)(next - at);
    if (is_member(from, at) || is_label(next, end))
        return;
    if (is_among(absent_words, sizeof absent_words / sizeof *absent_words, at,
                 length))
        report_word(c, D_C_SCRIPT_ABSENT, hook->text, from, at, length);
    else if (is_among(new_words, sizeof new_words / sizeof *new_words, at,
                      length))
        report_word(c, D_C_SCRIPT_NEW, hook->text, from, at, length);
}

static void check_words(CHooks *c, const Hook *hook)
{
    if (!c->connector->sources || hook->text.file == 0)
        return;
    const char *text = source_of(c->connector->sources, hook->text.file)->text;
    const char *from = text + hook->text.start, *end = text + hook->text.end;
    const char *at = from + strspn(from, "\"");
    for (const char *next = at; at < end; at = next) {
        next = past_quoted(at, end);
        if (next > at)
            continue;
        while (next < end && is_word(*next))
            next++;
        if (next > at) {
            check_word(c, hook, from, at, next, end);
            continue;
        }
        next = at + 1;
        if (*at == '`' || (*at == '=' && next < end && *next == '>'))
            report_word(c, D_C_SCRIPT_NEW, hook->text, from, at,
                        *at == '`' ? 1 : 2);
        if (*at == '`')
            next = past_template(next, end);
    }
}

/* ---- writing ---- */

enum { PIECE = 4000 }; /* below what C compilers must take: TEXT_MAX */

/* A line, or as much of it as fits; a literal on a line of its own. */
static size_t write_piece(CHooks *c, Buf *out, const char *at, size_t used)
{
    size_t length = strcspn(at, "\n");
    length += at[length] == '\n';
    if (length > PIECE)
        length = PIECE;
    if (used > 0 && used + length > PIECE)
        return 0;
    char *line = arena_text(c->arena, at, length);
    buf_puts(out, used ? "\n    " : "    ");
    if (length > 0 && line[length - 1] == '\n') {
        line[length - 1] = '\0';
        const char *quoted = text_quoted(c->arena, line);
        buf_write(out, quoted, strlen(quoted) - 1);
        buf_puts(out, "\\n\"");
    } else {
        text_literal(out, line);
    }
    return length;
}

static void write_text(CHooks *c, const char *name, const char *script)
{
    size_t used = 0;
    buf_printf(&c->tables, "static const char *const %s_text[] = {\n", name);
    while (*script) {
        size_t length = write_piece(c, &c->tables, script, used);
        if (length == 0)
            buf_puts(&c->tables, ",\n");
        used = length > 0 ? used + length : 0;
        script += length;
    }
    buf_puts(&c->tables, used ? ",\n    NULL,\n};\n" : "    NULL,\n};\n");
}

static void write_key(CHooks *c, Map *seen, const char *key, bool stored,
                      size_t at)
{
    if (!key || map_get(seen, key))
        return;
    map_set(c->arena, seen, key, "");
    buf_printf(&c->tables, "    {%s, %s, %zu},\n", c_quoted(c, key),
               stored ? "true" : "false", at);
    c->script_key_count++;
}

/* The members of `configuration`, by the platform's keys and the source's
 * names. */
static void write_keys(CHooks *c)
{
    const Connector *connector = c->connector;
    PlatformKeys keys = keys_of(connector, c->arena);
    Map seen = {0};
    if (c->script_keys)
        return;
    c->script_keys = true;
    if (connector->configuration_count + connector->slot_count == 0)
        return;
    buf_puts(&c->tables, "static const conn_script_key script_keys[] = {\n");
    for (size_t i = 0; i < connector->configuration_count; i++)
        write_key(c, &seen, keys.config[i], false, i);
    for (size_t i = 0; i < connector->slot_count; i++)
        write_key(c, &seen, keys.slots[i], true, i);
    for (size_t i = 0; i < connector->slot_count; i++)
        write_key(c, &seen, connector->slots[i], true, i);
    for (size_t i = 0; i < connector->configuration_count; i++)
        write_key(c, &seen, connector->configuration[i]->name, false, i);
    buf_puts(&c->tables, "};\n\n");
}

/* Where its first line stands. */
static unsigned first_line(const CHooks *c, const Hook *hook)
{
    const Source *source = source_of(c->connector->sources, hook->text.file);
    const char *text = source->text + hook->text.start;
    unsigned line = (unsigned)source_line_of(c->connector->sources,
                                             hook->text.file, hook->text.start);
    text += strspn(text, "\"");
    text += *text == '\r';
    return line +
           (*text == '\n' && *hook->script != '\n' && *hook->script != '\r');
}

static void write_script(CHooks *c, const Hook *hook, const char *name)
{
    bool placed = c->connector->sources && hook->text.file != 0;
    bool receives = strcmp(hook->kind, "on") == 0;
    bool before = strcmp(hook->kind, "before") == 0 ||
                  strcmp(hook->kind, "send") == 0 ||
                  strcmp(hook->kind, "sign") == 0;
    write_keys(c);
    write_text(c, name, hook->script);
    buf_printf(
        &c->tables,
        "static const conn_script %s = {\n"
        "    %s, %u, %s_text, %s, %s, %s, %zu\n};\n",
        name, c_quoted(c, c_file(c, hook->span)),
        placed ? first_line(c, hook) : 1, name,
        before || receives ? "false" : "true", receives ? "true" : "false",
        c->script_key_count ? "script_keys" : "NULL", c->script_key_count);
}

void c_write_script(CHooks *c, const Hook *hook, const char *name)
{
    const char *script = c_fresh_in_file(c, c_format(c, "script_%s", name));
    write_script(c, hook, script);
    check_words(c, hook);
    buf_printf(&c->hooks,
               "\n/* %s: %s of %s, in JavaScript */\n"
               "static void %s(conn_run *run, conn_scene *at)\n{\n"
               "    conn_script_run(run, at, &%s);\n}\n",
               c_place(c, hook->span), hook->kind, hook->owner, name, script);
    buf_printf(&c->rows, "    {\"%s\", %s, %s,\n     %s,\n     0, %s},\n",
               hook->kind, c_quoted(c, hook->owner), name,
               parts_read(c, hook->script),
               strcmp(hook->kind, "after_token") == 0 ? "true" : "false");
    c->has_scripts = true;
}
