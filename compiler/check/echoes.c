/* echoes.c - withdraws what a reader would not have to mend. */
#include "check/echoes.h"

#include <stdlib.h>
#include <string.h>

/* ---- names in what was lost ---- */

/* Messages about a name, by which of the values that fill them in it is: where
 * the name stands in what was lost, it may be declared or used there. */
typedef struct About {
    DiagCode code;
    int value;
} About;

static const About abouts[] = {
    {D_UNKNOWN_NAME, 0},     {D_UNKNOWN_TYPE, 0},      {D_UNKNOWN_FIELD, 1},
    {D_UNKNOWN_MEMBER, 0},   {D_UNKNOWN_OPERATION, 1}, {D_UNKNOWN_MAP, 0},
    {D_UNKNOWN_KIND, 0},     {D_UNKNOWN_SLOT, 0},      {D_UNKNOWN_FUNCTION, 1},
    {D_UNKNOWN_ARGUMENT, 1}, {D_MISSING_FIELD, 1},     {D_MISSING_SETTING, 1},
    {D_MISSING_ARGUMENT, 1}, {D_UNUSED_LET, 0},        {D_UNUSED_IMPORT, 0},
    {D_BAD_ASSIGNMENT, 0},   {D_TYPE_ARGUMENTS, 0},    {D_UNUSED_PATH_FIELD, 0},
};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           (c >= '0' && c <= '9');
}

/* The first name of a path: `input.properties` is about `input`. */
static const char *first_name(Arena *arena, const char *text)
{
    size_t length = 0;
    while (is_letter(text[length]))
        length++;
    return arena_text(arena, text, length);
}

static const char *about(Arena *arena, const Diag *diag)
{
    for (size_t i = 0; i < sizeof abouts / sizeof *abouts; i++)
        if (abouts[i].code == diag->code && diag->values[abouts[i].value])
            return first_name(arena, diag->values[abouts[i].value]);
    return NULL;
}

static void note_names(Checker *ck, Map *names, Span span)
{
    const char *text = source_of(&ck->program->sources, span.file)->text;
    for (uint32_t at = span.start; at < span.end;) {
        uint32_t start = at;
        while (at < span.end && is_letter(text[at]))
            at++;
        if (at == start) {
            at++;
            continue;
        }
        const char *name = arena_text(ck->arena, text + start, at - start);
        if (!map_get(names, name))
            map_set(ck->arena, names, name, (void *)(uintptr_t)name);
    }
}

/* Names in what was lost, as far as a few megabytes of it. */
static void note_lost(Checker *ck, Map *names)
{
    enum { MOST = 4 << 20 };
    uint32_t noted = 0;
    for (size_t i = 0; i < ck->diags->damaged_count && noted < MOST; i++) {
        Span span = ck->diags->damaged[i];
        noted += span.end - span.start;
        note_names(ck, names, span);
    }
}

/* ---- members with a wrong name ---- */

static DiagCode misspelt_code(DiagCode missing)
{
    return missing == D_MISSING_FIELD      ? D_UNKNOWN_FIELD
           : missing == D_MISSING_ARGUMENT ? D_UNKNOWN_ARGUMENT
           : missing == D_MISSING_SETTING  ? D_UNKNOWN_ARGUMENT
                                           : DIAG_COUNT;
}

/* Whether what is missing may be there under another name. */
static bool is_misspelt(const Diags *diags, const Diag *diag)
{
    DiagCode code = misspelt_code(diag->code);
    return code != DIAG_COUNT && diag_stands_in(diags, code, diag->span);
}

/* ---- one mistake, told several times ---- */

typedef struct Echoes {
    Checker *ck;
    Map lost; /* names */
    Map told; /* what is told once -> its message */
    const Diags *diags;
    bool unwanted;   /* a function gives a value and doesn't say so */
    Diag *parameter; /* a type that may be an undeclared parameter of one */
    bool base;       /* a setting that may be `base_url` is misspelt */
    Span *leads;     /* what makes the rest of its line illegible */
    size_t lead_count;
} Echoes;

/* What a message is told about once: a fault in a generic type, however often
 * that is used, and a name that nothing declares and nothing resembles, however
 * often it is said. NULL: it is a mistake of its own. */
static const char *told_once(Arena *arena, const Diag *diag)
{
    static const DiagCode names[] = {D_UNKNOWN_TYPE, D_UNKNOWN_NAME,
                                     D_UNKNOWN_FIELD, D_UNKNOWN_SLOT,
                                     D_UNKNOWN_OPERATION};
    if (diag->code == D_UNION_OVERLAP)
        return arena_format(arena, "%u:%u", (unsigned)diag->span.file,
                            (unsigned)diag->span.start);
    if (diag->code == D_UNKNOWN_MAP)
        return arena_format(arena, "there is no type `%s`", diag->values[0]);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i] == diag->code && !diag->fix_count && !diag->label)
            return arena_format(arena, "%s", diag->message);
    return NULL;
}

static bool is_told(Echoes *echoes, const Diag *diag)
{
    enum { SHOWN = 3 };
    Arena *arena = echoes->ck->arena;
    const char *key = told_once(arena, diag);
    if (!key)
        return false;
    Diag *first = map_get(&echoes->told, key);
    if (!first) {
        map_set(arena, &echoes->told, key, (void *)(uintptr_t)diag);
        return false;
    }
    bool place = diag->span.start != first->span.start ||
                 diag->span.file != first->span.file;
    if (place && first->code == diag->code && first->related_count < SHOWN)
        diag_also(echoes->ck->diags, first, diag->span, "also here");
    return first->code == diag->code || diag->code == D_UNKNOWN_MAP;
}

/* `mock GET "/x" 503 { }` and `name: optional string @max(9)`: what follows on
 * the line is right as soon as this is. Many of them are many mistakes. */
static void note_lead(Echoes *echoes, Diag *diag)
{
    enum { MOST = 64 };
    bool optional = diag->code == D_UNKNOWN_TYPE &&
                    strcmp(diag->values[0], "optional") == 0;
    bool mock = diag->code == D_NO_BODY && strcmp(diag->values[0], "mock") == 0;
    if ((!optional && !mock) || echoes->lead_count >= MOST)
        return;
    diag_help(echoes->ck->diags, diag, "%s",
              mock ? "`mock GET \"/path\" -> 200 { … }` says what is answered"
                   : "an optional field is written `NAME: T?`");
    vec_push(echoes->ck->arena, echoes->leads, echoes->lead_count, diag->span);
}

static bool is_led(const Echoes *echoes, const Diag *diag)
{
    const Sources *sources = &echoes->ck->program->sources;
    for (size_t i = 0; diag->code == D_SYNTAX && i < echoes->lead_count; i++) {
        Span lead = echoes->leads[i];
        if (lead.file == diag->span.file && lead.end <= diag->span.start &&
            source_line_of(sources, lead.file, lead.end) ==
                source_line_of(sources, lead.file, diag->span.start))
            return true;
    }
    return false;
}

static void note_causes(Echoes *echoes)
{
    for (size_t i = 0; i < echoes->diags->count; i++) {
        Diag *diag = echoes->diags->items[i];
        echoes->unwanted = echoes->unwanted || diag->code == D_RETURN_NOTHING;
        note_lead(echoes, diag);
        echoes->base =
            echoes->base || (diag->code == D_UNKNOWN_SETTING && diag->label &&
                             strstr(diag->label, "`base_url`"));
        if (diag->code == D_UNKNOWN_TYPE && strlen(diag->values[0]) == 1)
            echoes->parameter = diag;
    }
}

/* What a missing result, or a missing parameter of a type, leads to. */
static bool is_caused(const Echoes *echoes, const Diag *diag)
{
    if (diag->code == D_TYPE_ARGUMENTS && echoes->parameter) {
        const char *name = echoes->parameter->values[0];
        if (!echoes->parameter->help_count)
            diag_help(echoes->ck->diags, echoes->parameter,
                      "`type %s<%s> { … }` has a parameter `%s`",
                      diag->values[0], name, name);
        return true;
    }
    if (diag->code == D_BAD_OPERAND || diag->code == D_TYPE_MISMATCH)
        return echoes->unwanted && strstr(diag->values[1], "`none`");
    if (diag->code == D_NO_BASE_URL)
        return echoes->base;
    return echoes->unwanted && diag->code == D_NO_VALUE;
}

/* ---- what has to be written anew ---- */

static int compare_starts(const void *a, const void *b)
{
    const Span *x = a, *y = b;
    if (x->file != y->file)
        return x->file < y->file ? -1 : 1;
    return x->start < y->start ? -1 : x->start > y->start;
}

/* Whether it is about how something is written that can't stay at all. The
 * spans lie apart, in order. */
static bool is_anew(const Checker *ck, const Diag *diag)
{
    size_t low = 0, high = ck->anew_count;
    if (diag->code != D_SYNTAX && diag->code != D_YAML_SETTING)
        return false;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (compare_starts(&ck->anew[middle], &diag->span) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    const Span *before = low ? &ck->anew[low - 1] : NULL;
    return before && before->file == diag->span.file &&
           diag->span.end <= before->end;
}

/* ---- all ---- */

static bool is_no_echo(const Diag *diag, void *data)
{
    Echoes *echoes = data;
    const char *name =
        echoes->lost.count ? about(echoes->ck->arena, diag) : NULL;
    return !(name && map_get(&echoes->lost, name)) &&
           !is_anew(echoes->ck, diag) && !is_led(echoes, diag) &&
           !is_misspelt(echoes->diags, diag) && !is_caused(echoes, diag) &&
           !is_told(echoes, diag);
}

/* Something always remains: what was lost was reported. */
void echoes_withdraw(Checker *ck)
{
    Echoes echoes = {.ck = ck, .diags = ck->diags};
    if (ck->diags->count < 2)
        return;
    Diags before = *ck->diags; /* to look into, while messages are moved */
    before.items = arena_array(ck->arena, Diag *, before.count);
    memcpy(before.items, ck->diags->items, before.count * sizeof(Diag *));
    echoes.diags = &before;
    if (ck->anew_count)
        qsort(ck->anew, ck->anew_count, sizeof *ck->anew, compare_starts);
    note_lost(ck, &echoes.lost);
    note_causes(&echoes);
    diag_filter(ck->diags, is_no_echo, &echoes);
}
