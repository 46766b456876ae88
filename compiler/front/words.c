/* words.c - names of other languages, looked up in grammar/words.def. */
#include "front/words.h"

#include <string.h>

typedef struct Foreign {
    WordPlace place;
    const char *word, *ours, *text;
} Foreign;

#define FOREIGN(place, word, ours, text) {WORD_##place, word, ours, text},
#define GENERIC(word, before, behind)
static const Foreign foreign[] = {
#include "grammar/words.def"
};
#undef FOREIGN
#undef GENERIC

#define FOREIGN(place, word, ours, text)
#define GENERIC(word, before, behind) {word, before, behind},
static const GenericWord generic[] = {
#include "grammar/words.def"
};
#undef FOREIGN
#undef GENERIC

static const Foreign *find_foreign(WordPlace place, const char *word)
{
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
        if (foreign[i].place == place && strcmp(foreign[i].word, word) == 0)
            return &foreign[i];
    return NULL;
}

bool word_is_setting(const char *word)
{
    return find_foreign(WORD_SETTING, word) != NULL;
}

const char *word_type(const char *word)
{
    const Foreign *row = find_foreign(WORD_TYPE, word);
    return row ? row->ours : NULL;
}

bool word_explain(Diags *diags, Diag *diag, WordPlace place, Word word)
{
    const Foreign *row = find_foreign(place, word.text);
    if (!row)
        return false;
    if (*row->text)
        diag_label(diags, diag, "%s", row->text);
    else
        diag_label(diags, diag, "here it is called `%s`", row->ours);
    if (row->ours)
        diag_fix(diags, diag, word.span, row->ours, true);
    return true;
}

const GenericWord *word_generic(const char *word)
{
    for (size_t i = 0; i < sizeof generic / sizeof *generic; i++)
        if (strcmp(generic[i].word, word) == 0)
            return &generic[i];
    return NULL;
}

void word_explain_generic(Diags *diags, Diag *diag, const GenericWord *row,
                          Span span, const char *element)
{
    bool bare = !*row->before && !*row->behind;
    diag_label(diags, diag, "this type is written `%s%s%s`", row->before,
               bare ? "TYPE" : "T", row->behind);
    diag_fix(
        diags, diag, span,
        arena_format(diags->arena, "%s%s%s", row->before, element, row->behind),
        true);
}
