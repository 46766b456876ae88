/* words.h - names that other languages have and this one has not.
 *
 * For the checker: where it finds a name that means nothing, it asks whether a
 * writer of another language knows it (grammar/words.def).
 */
#ifndef FRONT_WORDS_H
#define FRONT_WORDS_H

#include "base/diag.h"
#include "front/ast.h"

typedef enum WordPlace {
    WORD_VALUE,
    WORD_TYPE,
    WORD_FUNCTION,
    WORD_METHOD,
    WORD_SETTING,
    WORD_BLOCK
} WordPlace;

/* Says at `diag`, the report of an unknown name, what is written instead, with
 * a fix where that is certain. False: nobody knows that name. */
bool word_explain(Diags *diags, Diag *diag, WordPlace place, Word word);

/* Whether `word` is a setting elsewhere, and no name of a field. */
bool word_is_setting(const char *word);

/* What a type that is known elsewhere is called here, or NULL. */
const char *word_type(const char *word);

/* A type with arguments: `word(T)`, `word<T>` and `word<K, T>` are written
 * `before T behind`. */
typedef struct GenericWord {
    const char *word, *before, *behind;
} GenericWord;
const GenericWord *word_generic(const char *word);

/* The same at `diag`: `span` is the whole type, `element` the text of T. */
void word_explain_generic(Diags *diags, Diag *diag, const GenericWord *row,
                          Span span, const char *element);

#endif
