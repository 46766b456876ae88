/* scripts.c - keys of the configuration that JavaScript reads.
 *
 * A script is not parsed: words, texts and comments are told apart, which is
 * enough to find `configuration.key` and `configuration["key"]`. */
#include "check/doubts.h"

#include <string.h>

/* Among more keys, no similar one is searched for. */
enum { MOST_CANDIDATES = 1000 };

typedef struct Scan {
    Checker *ck;
    KnownNames *known;
    const char *text; /* of the file */
    size_t at, end;
    uint32_t file;
    bool noting; /* notes what scripts store, and warns of nothing */
} Scan;

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '_' || c == '$';
}

/* Past a text in quotes, which ends with its line. */
static void skip_text(Scan *scan)
{
    char quote = scan->text[scan->at++];
    while (scan->at < scan->end && scan->text[scan->at] != quote &&
           scan->text[scan->at] != '\n')
        scan->at +=
            scan->text[scan->at] == '\\' && scan->at + 1 < scan->end ? 2 : 1;
    scan->at += scan->at < scan->end;
}

static bool skip_comment(Scan *scan)
{
    const char *at = scan->text + scan->at;
    if (scan->end - scan->at < 2 || at[0] != '/')
        return false;
    if (at[1] == '/') {
        while (scan->at < scan->end && scan->text[scan->at] != '\n')
            scan->at++;
        return true;
    }
    if (at[1] != '*')
        return false;
    for (scan->at += 2; scan->at < scan->end; scan->at++)
        if (scan->text[scan->at - 1] == '*' && scan->text[scan->at] == '/' &&
            scan->text + scan->at - 1 > at + 1)
            break;
    scan->at += scan->at < scan->end;
    return true;
}

static void skip_blanks(Scan *scan)
{
    while (scan->at < scan->end &&
           (strchr(" \t\r\n", scan->text[scan->at]) || skip_comment(scan)))
        if (strchr(" \t\r\n", scan->text[scan->at]))
            scan->at++;
}

static bool next_is(const Scan *scan, char c)
{
    return scan->at < scan->end && scan->text[scan->at] == c;
}

/* Reads a name or a text in quotes; false where there is neither. */
static bool read_key(Scan *scan, bool quoted, Span *span)
{
    size_t start = scan->at + quoted;
    if (quoted) {
        if (!next_is(scan, '"') && !next_is(scan, '\''))
            return false;
        skip_text(scan);
    } else {
        while (scan->at < scan->end && is_word(scan->text[scan->at]))
            scan->at++;
    }
    size_t end = scan->at - quoted;
    *span = (Span){scan->file, (uint32_t)start, (uint32_t)end};
    return end > start;
}

static const char *text_of(const Scan *scan, Span span)
{
    return arena_text(scan->ck->arena, scan->text + span.start,
                      span.end - span.start);
}

/* Whether what follows gives the place a value. */
static bool is_assigned(Scan *scan)
{
    skip_blanks(scan);
    return next_is(scan, '=') &&
           !(scan->at + 1 < scan->end && scan->text[scan->at + 1] == '=');
}

static void found_key(Scan *scan, Span span)
{
    const char *key = text_of(scan, span);
    bool assigned = is_assigned(scan);
    if (scan->noting && assigned)
        known_add(scan->ck, scan->known, key);
    if (scan->noting || assigned || next_is(scan, '(') ||
        map_get(&scan->known->names, key))
        return;
    Diags *diags = scan->ck->diags;
    Diag *diag = diag_report(diags, D_SCRIPT_KEY, span, key);
    const char *near =
        scan->known->count > MOST_CANDIDATES
            ? NULL
            : diag_nearest(key, scan->known->list, scan->known->count);
    if (near)
        diag_label(diags, diag, "did you mean `%s`?", near);
}

/* `configuration: { key: … }` of what a script hands back is stored. */
static void found_stored(Scan *scan)
{
    Span span;
    int depth = 1;
    while (scan->at < scan->end && depth > 0) {
        skip_blanks(scan);
        bool quoted = next_is(scan, '"') || next_is(scan, '\'');
        if (quoted || (scan->at < scan->end && is_word(scan->text[scan->at]))) {
            bool read = read_key(scan, quoted, &span);
            skip_blanks(scan);
            if (read && depth == 1 && scan->noting && next_is(scan, ':'))
                known_add(scan->ck, scan->known, text_of(scan, span));
            continue;
        }
        if (scan->at < scan->end) {
            depth += next_is(scan, '{') - next_is(scan, '}');
            scan->at++;
        }
    }
}

/* Behind the word `configuration`. */
static void found_configuration(Scan *scan)
{
    Span span;
    skip_blanks(scan);
    if (next_is(scan, '.')) {
        scan->at++;
        skip_blanks(scan);
        if (read_key(scan, false, &span))
            found_key(scan, span);
    } else if (next_is(scan, '[')) {
        scan->at++;
        skip_blanks(scan);
        bool read = read_key(scan, true, &span);
        skip_blanks(scan);
        if (read && next_is(scan, ']')) {
            scan->at++;
            found_key(scan, span);
        }
    } else if (next_is(scan, ':')) {
        scan->at++;
        skip_blanks(scan);
        if (next_is(scan, '{')) {
            scan->at++;
            found_stored(scan);
        }
    }
}

static void scan_script(Scan *scan)
{
    static const char word[] = "configuration";
    while (scan->at < scan->end) {
        char c = scan->text[scan->at];
        if (c == '"' || c == '\'') {
            skip_text(scan);
        } else if (c == '/' && skip_comment(scan)) {
            continue;
        } else if (is_word(c)) {
            size_t start = scan->at;
            while (scan->at < scan->end && is_word(scan->text[scan->at]))
                scan->at++;
            bool member = start > 0 && scan->text[start - 1] == '.';
            if (!member && scan->at - start == sizeof word - 1 &&
                memcmp(scan->text + start, word, sizeof word - 1) == 0)
                found_configuration(scan);
        } else {
            scan->at++;
        }
    }
}

/* Without the quotes around it. */
static Scan scan_of(Checker *ck, KnownNames *known, const Hook *hook)
{
    const char *text = source_of(&ck->program->sources, hook->text.file)->text;
    size_t quotes = strspn(text + hook->text.start, "\"") >= 3 ? 3 : 1;
    return (Scan){.ck = ck,
                  .known = known,
                  .text = text,
                  .at = hook->text.start + quotes,
                  .end = hook->text.end - quotes,
                  .file = hook->text.file};
}

static void scan_all(Checker *ck, KnownNames *known, bool noting)
{
    const Connector *connector = ck->connector;
    for (size_t i = 0; i < connector->hook_count; i++) {
        if (!connector->hooks[i].script)
            continue;
        Scan scan = scan_of(ck, known, &connector->hooks[i]);
        scan.noting = noting;
        scan_script(&scan);
    }
}

void scripts_check(Checker *ck, KnownNames *known)
{
    scan_all(ck, known, true);
    scan_all(ck, known, false);
}
