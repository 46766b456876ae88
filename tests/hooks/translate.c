/* translate.c - JavaScript hooks as typed ones: translate <cases >results
 *
 * A case is a line "before" or "after", a line with the length of the hook in
 * bytes, and the hook. A result is a line "translated LENGTH" with the
 * statements behind it, or a line "not WHY".
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "import/javascript/translate.h"

enum { MOST = 1 << 20 };

static void translate(const char *kind, const char *hook, size_t length)
{
    Arena arena = {0};
    JsTranslation made;
    JsHookKind at = strcmp(kind, "before") == 0  ? JS_BEFORE
                    : strcmp(kind, "after") == 0 ? JS_AFTER
                                                 : JS_EVENT;
    if (js_translate(&arena, hook, length, at, &made))
        printf("translated %zu\n%s", made.statements.length,
               buf_text(&made.statements));
    else
        printf("not %s\n", made.why);
    buf_free(&made.statements);
    arena_free(&arena);
}

int main(void)
{
    char kind[16];
    size_t length;
    int read;
    while ((read = scanf("%15s %zu", kind, &length)) == 2 && length < MOST) {
        char *hook = malloc(length + 1);
        if (!hook || getchar() != '\n' ||
            fread(hook, 1, length, stdin) != length) {
            free(hook);
            return 2;
        }
        translate(kind, hook, length);
        free(hook);
    }
    return read == EOF ? 0 : 2;
}
