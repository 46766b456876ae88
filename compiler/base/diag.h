/* diag.h - diagnostics as data.
 *
 * Owns: the list of messages of one compilation. A message is reported where
 * the fault is found and rendered once, at the end (render.h). Codes, severity
 * and texts are rows of grammar/diags.def.
 */
#ifndef BASE_DIAG_H
#define BASE_DIAG_H

#include <stdbool.h>

#include "base/map.h"
#include "base/source.h"

typedef enum Severity { SEVERITY_ERROR, SEVERITY_WARNING } Severity;

typedef enum DiagCode {
#define DIAG(name, code, severity, text) D_##name,
#include "grammar/diags.def"
#undef DIAG
    DIAG_COUNT
} DiagCode;

typedef struct DiagRow {
    const char *code; /* "E0110"; never changes its meaning */
    Severity severity;
    const char *text; /* with {0}, {1} for what the reporter fills in */
} DiagRow;

typedef struct DiagLabel {
    Span span;
    const char *text;
} DiagLabel;

typedef struct DiagFix {
    Span span;        /* what to replace */
    const char *text; /* by what */
    bool certain;     /* may be applied without asking */
} DiagFix;

typedef struct Diag {
    DiagCode code;
    Severity severity;
    Span span;
    const char *message;
    const char
        *values[2];    /* what the reporter filled in first; NULL: nothing */
    const char *label; /* under the caret; NULL: none */
    DiagLabel *related;
    size_t related_count;
    const char **helps;
    size_t help_count;
    DiagFix *fixes;
    size_t fix_count;
} Diag;

typedef struct Diags {
    Arena *arena;
    Diag **items;
    size_t count;
    size_t errors;
    bool full;   /* there were more, which are not kept */
    bool strict; /* warnings count as errors */
    Map seen;    /* code, place and text of each -> Diag */
    Span *muted; /* places about which nothing more is said */
    size_t muted_count;
    Span *damaged; /* what could not be read and means nothing now */
    size_t damaged_count;
} Diags;

/* Reports a message; what follows are `const char *`, one for each {N} of the
 * row's text, copied. Returns it for the calls below. The same message at the
 * same span again is one that nobody sees. */
Diag *diag_report(Diags *diags, DiagCode code, Span span, ...);

/* Says nothing about what starts in `span` from now on: what stands there had
 * to be guessed. Reports give a message that nobody sees. */
void diag_mute(Diags *diags, Span span);
/* Whether `span` starts there. */
bool diag_is_muted(const Diags *diags, Span span);

/* Notes that what stands in `span` was lost: it was reported, and messages that
 * only follow from it are withdrawn in the end (check/echoes.h). */
void diag_damage(Diags *diags, Span span);
/* Whether something inside of `span` was lost. */
bool diag_is_damaged(const Diags *diags, Span span);

/* Forgets the messages that are not to be kept. Not after diag_sort. */
void diag_filter(Diags *diags, bool (*keep)(const Diag *diag, void *data),
                 void *data);

/* Forgets the messages from number `count` on. Not after diag_sort. */
void diag_take_back(Diags *diags, size_t count);

/* Forgets the messages from number `from` up to `to` that are about places
 * inside of one of `spans`, which are nested or apart, and are put in order:
 * messages about the wholes say it better. Not after diag_sort. */
void diag_withdraw(Diags *diags, size_t from, size_t to, Span *spans,
                   size_t count);

/* Whether one of the first 1000 messages is of that code and about a place
 * inside of `span`. */
bool diag_stands_in(const Diags *diags, DiagCode code, Span span);

/* Text under the caret of the main span. */
void diag_label(Diags *diags, Diag *diag, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* A second place that is the reason. Ignored if `span` has no file. */
void diag_also(Diags *diags, Diag *diag, Span span, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void diag_help(Diags *diags, Diag *diag, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void diag_fix(Diags *diags, Diag *diag, Span span, const char *text,
              bool certain);

/* "did you mean `near`?" under the caret, and the fix that puts it at `span`.
 * Nothing if `near` is NULL. */
void diag_suggest(Diags *diags, Diag *diag, Span span, const char *near);

const DiagRow *diag_row(DiagCode code);
const char *severity_name(Severity severity);

/* The search for a did-you-mean, one candidate after another. */
typedef struct Nearest {
    const char *word;
    size_t length; /* of word */
    size_t limit;  /* distance of what was found, or the largest allowed */
    const char *found;
} Nearest;
Nearest nearest_to(const char *word);
void nearest_try(Nearest *nearest, const char *candidate);

/* The best did-you-mean for `word` among `candidates` (Damerau-Levenshtein
 * distance of at most max(1, length/3), case-insensitively), or NULL. */
const char *diag_nearest(const char *word, const char *const *candidates,
                         size_t count);

#endif
