/* import.c - the table of formats. A new one is a row here and a folder beside
 * this file. */
#include "import/import.h"

const ImportFormat import_formats[] = {
    {"open-connectors", "the platform's connector definition, JSON",
     import_open_connectors},
};
const size_t import_format_count =
    sizeof import_formats / sizeof *import_formats;
