/* lines.c - short blocks of a draft on one line: a block of one line that holds
 * no block of more lines. Where that is too wide, the formatter breaks it. */
#include <string.h>

#include "import/open_connectors/draft.h"

/* A line of the draft, without its end. */
typedef struct Line {
    const char *text;
    size_t length;
    bool opens, closes; /* begins a block; is `}` */
    bool plain;         /* neither a comment nor a part of a block text */
} Line;

/* Blocks that a reader looks for at the left, whatever they hold. */
static bool is_landmark(const char *text, size_t length)
{
    static const char *const words[] = {
        "connector ", "information ",   "setup ",         "properties ",
        "resource ",  "object ",        "configuration ", "hooks ",
        "events ",    "authentication "};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t word = strlen(words[i]);
        if (length >= word && memcmp(text, words[i], word) == 0)
            return true;
    }
    return false;
}

/* How often `"""` stands in it. */
static size_t fences(const char *text, size_t length)
{
    size_t count = 0;
    for (size_t i = 0; i + 3 <= length; i++)
        if (memcmp(text + i, "\"\"\"", 3) == 0) {
            count++;
            i += 2;
        }
    return count;
}

static Line line_at(const char *text, bool *within)
{
    size_t length = strcspn(text, "\n");
    bool comment = length >= 2 && text[0] == '/' && text[1] == '/';
    Line line = {.text = text, .length = length};
    size_t marks = *within || !comment ? fences(text, length) : 0;
    line.plain = !*within && marks % 2 == 0 && !comment && length > 0;
    line.opens = line.plain && *text != '}' && text[length - 1] == '{';
    line.closes = line.plain && length == 1 && *text == '}';
    *within = *within != (marks % 2 == 1);
    return line;
}

/* Joins the last lines of the stack where they are HEAD {, BODY and }. */
static size_t join(Arena *arena, Line *lines, size_t count)
{
    const Line *head = count >= 3 ? &lines[count - 3] : NULL;
    if (!head || !head->opens || !lines[count - 1].closes ||
        !lines[count - 2].plain || lines[count - 2].opens ||
        lines[count - 2].closes || is_landmark(head->text, head->length))
        return count;
    const Line *body = &lines[count - 2];
    const char *text = arena_format(arena, "%.*s %.*s }", (int)head->length,
                                    head->text, (int)body->length, body->text);
    lines[count - 3] =
        (Line){.text = text, .length = strlen(text), .plain = true};
    return count - 2;
}

void draft_join_lines(Arena *arena, Buf *source)
{
    const char *text = buf_text(source);
    size_t all = 1, count = 0;
    bool within = false;
    for (const char *c = text; *c; c++)
        all += *c == '\n';
    Line *lines = arena_array(arena, Line, all);
    while (*text) {
        lines[count] = line_at(text, &within);
        text += lines[count].length + (text[lines[count].length] == '\n');
        count = join(arena, lines, count + 1);
    }
    Buf out = {0};
    for (size_t i = 0; i < count; i++) {
        buf_write(&out, lines[i].text, lines[i].length);
        buf_putc(&out, '\n');
    }
    buf_free(source);
    *source = out;
}
