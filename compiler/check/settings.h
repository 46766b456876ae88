/* settings.h - what the files that read settings share. */
#ifndef CHECK_SETTINGS_H
#define CHECK_SETTINGS_H

#include "check/checker.h"

/* ---- setting_values.c ---- */

/* Whether a setting must be given. */
bool setting_required(const SettingRow *row);

/* ---- settings.c ---- */

/* A Choice of those rows, without values. */
Choice *choice_make(Checker *ck, const char *kind, const SettingRow *rows,
                    size_t count, Span span);

/* ---- expand.c ---- */

/* The value of `setting` where it names a template; NULL if there is none. */
Choice *template_expand(Checker *ck, const Env *env, const char *setting,
                        Symbol *symbol, Span span, NodeList arguments);

#endif
