/* translate.h - JavaScript hooks become typed ones.
 *
 * Owns: the way from the JavaScript of a definition's hook to statements of
 * the language that do the same for every input the hook can meet. What can't
 * be translated with certainty is not translated: it stays JavaScript.
 */
#ifndef IMPORT_JAVASCRIPT_TRANSLATE_H
#define IMPORT_JAVASCRIPT_TRANSLATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"

typedef enum JsHookKind { JS_BEFORE, JS_AFTER, JS_EVENT } JsHookKind;

typedef struct JsTranslation {
    Buf statements;  /* what goes between the braces; the caller frees it */
    bool uses_now;   /* they need `import std.time { now }` */
    const char *why; /* of a hook that was not translated: what stopped it */
} JsTranslation;

/* Translates `source`, the body of a hook as the platform runs it. False: not
 * translated; `why` says what stopped it, in the arena, and there are no
 * statements. Any bytes may come; the work is linear in them and bounded. */
bool js_translate(Arena *arena, const char *source, size_t length,
                  JsHookKind kind, JsTranslation *out);

/* The same for hooks that need no import: writes the statements, or returns
 * false and writes nothing. */
bool js_translate_hook(Arena *arena, const char *source, size_t length,
                       JsHookKind kind, Buf *statements);

#endif
