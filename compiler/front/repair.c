/* repair.c - tries places for a sign that was lost. */
#include "front/repair.h"

#include <string.h>

#include "front/repair_places.h"

/* How much is tried: signs in all and in one member, bytes read in all and for
 * one sign; an error costs as much time as so many bytes. */
enum {
    MOST_PATCHES = 64,
    MOST_TORN = 256,    /* members that lack something */
    MOST_FAULTY = 1024, /* members with errors: what follows a text that has
                           no end is words, and each is one */
    MOST_OF_MEMBER = 8,
    MOST_BYTES = 1 << 20,
    MOST_OF_SIGN = 512 << 10,
    BYTES_OF_ERROR = 32,
    MOST_PLACES = 512
};

/* One or more members of the file, and what mends them. */
typedef struct Part {
    Span region;
    Patch patches[MOST_OF_MEMBER];
    size_t count;
    size_t errors; /* with the patches */
    bool torn;
} Part;

typedef struct Repair {
    const ParseContext *cx;
    Arena scratch; /* of one reading */
    size_t budget; /* bytes that may still be read */
    Patch *patches;
    size_t count;
    size_t torn;   /* members so far that lack something */
    size_t faulty; /* and that have errors */
} Repair;

/* ---- readings ---- */

static void read_part(Repair *repair, Part *part)
{
    Arena *arena = &repair->scratch;
    Diags diags = {.arena = arena};
    arena_reset(arena);
    ParseContext cx =
        parse_start(arena, repair->cx->sources, part->region, &diags);
    cx.patches = part->patches;
    cx.patch_count = part->count;
    parse_run(&cx);
    part->errors = diags.errors + cx.unsaid + (cx.stop ? 1000 : 0);
    part->torn = cx.torn;
    for (size_t i = 0; i < part->count; i++)
        part->errors += part->patches[i].removed > 0;
}

static void insert_patch(Part *part, Patch patch)
{
    size_t at = part->count++;
    for (; at > 0 && part->patches[at - 1].at > patch.at; at--)
        part->patches[at] = part->patches[at - 1];
    part->patches[at] = patch;
}

/* Whether a sign that is taken away is meant by another patch as well. */
static bool overlaps(const Part *part, const Patch *patch)
{
    for (size_t i = 0; i < part->count; i++) {
        const Patch *other = &part->patches[i];
        if ((patch->at >= other->at &&
             patch->at < other->at + other->removed) ||
            (other->at >= patch->at && other->at < patch->at + patch->removed))
            return true;
    }
    return false;
}

/* The part with that of the places which leaves the fewest errors. */
static Part try_places(Repair *repair, const Part *part, const Places *places)
{
    Part best = *part;
    size_t length = part->region.end - part->region.start + 1, spent = 0;
    length += part->errors * BYTES_OF_ERROR;
    for (size_t i = 0; i < places->count; i++) {
        if (overlaps(part, &places->items[i]))
            continue;
        spent += length;
        if (spent > MOST_OF_SIGN || repair->budget < length)
            break;
        repair->budget -= length;
        Part tried = *part;
        insert_patch(&tried, places->items[i]);
        read_part(repair, &tried);
        bool clean = !tried.torn && tried.errors == tried.count;
        if (tried.errors < best.errors || clean)
            best = tried;
        if (clean)
            break;
    }
    return best;
}

/* ---- what is lost ---- */

typedef struct Loss {
    DiagCode code; /* what is said about it */
    uint32_t start;
    char open, close; /* of a bracket */
    long excess;
} Loss;

typedef struct Losses {
    Arena arena;
    Places places;
    Loss *items;
    size_t count;
} Losses;

static void add_torn(Losses *losses, const Diags *diags, DiagCode code)
{
    for (size_t i = 0; i < diags->count; i++) {
        Loss loss = {.code = code, .start = diags->items[i]->span.start};
        if (diags->items[i]->code == code)
            vec_push(&losses->arena, losses->items, losses->count, loss);
    }
}

static void add_excess(Losses *losses, char open, char close)
{
    Loss loss = {.code = D_UNCLOSED_BRACE, .open = open, .close = close};
    for (size_t i = 0; i < losses->places.token_count; i++) {
        loss.excess += losses->places.tokens[i].bracket == open;
        loss.excess -= losses->places.tokens[i].bracket == close;
    }
    if (loss.excess != 0 && loss.excess > -MOST_OF_MEMBER &&
        loss.excess < MOST_OF_MEMBER)
        vec_push(&losses->arena, losses->items, losses->count, loss);
}

/* Texts come first: what brackets there are is known when they have ends. */
static void find_losses(const Repair *repair, const Part *part, Losses *losses)
{
    Diags diags = {.arena = &losses->arena};
    ParseContext cx =
        parse_start(&losses->arena, repair->cx->sources, part->region, &diags);
    cx.patches = part->patches;
    cx.patch_count = part->count;
    Places *places = &losses->places;
    places->arena = &losses->arena;
    places->region = part->region;
    places->text = source_of(repair->cx->sources, part->region.file)->text;
    places->tokens = parse_tokens(&cx, &places->token_count);
    if (!places->token_count)
        return;
    add_torn(losses, &diags, D_UNCLOSED_BLOCK_STRING);
    add_torn(losses, &diags, D_UNCLOSED_INTERPOLATION);
    add_torn(losses, &diags, D_UNCLOSED_STRING);
    add_excess(losses, '{', '}');
    add_excess(losses, '(', ')');
    add_excess(losses, '[', ']');
}

static void find_places(Places *places, const Loss *loss)
{
    places->count = 0;
    size_t length = places->region.end - places->region.start + 1;
    places->most = MOST_OF_SIGN / length + MOST_PATCHES;
    if (places->most > MOST_PLACES)
        places->most = MOST_PLACES;
    if (loss->code == D_UNCLOSED_BLOCK_STRING)
        places_of_block_string(places, loss->start);
    else if (loss->code == D_UNCLOSED_INTERPOLATION)
        places_of_interpolation(places, loss->start);
    else if (loss->code == D_UNCLOSED_STRING)
        places_of_quote(places, loss->start);
    else
        places_of_bracket(places, loss->open, loss->close, loss->excess);
}

/* Puts one sign right; false: none that helps. */
static bool mend_loss(Repair *repair, Part *part)
{
    Losses losses = {0};
    bool better = false;
    find_losses(repair, part, &losses);
    for (size_t i = 0; i < losses.count && !better; i++) {
        find_places(&losses.places, &losses.items[i]);
        Part tried = try_places(repair, part, &losses.places);
        better = tried.count > part->count;
        *part = tried;
    }
    arena_free(&losses.arena);
    return better;
}

/* ---- the file, member by member ---- */

static void mend_part(Repair *repair, Span region)
{
    Part part = {.region = region};
    read_part(repair, &part);
    repair->torn += part.torn;
    repair->faulty += part.errors > 0;
    while (part.torn && part.count < MOST_OF_MEMBER && mend_loss(repair, &part))
        continue;
    for (size_t i = 0; i < part.count && repair->count < MOST_PATCHES; i++)
        repair->patches[repair->count++] = part.patches[i];
}

/* Members start at the first column; what stands deeper is inside of one. */
static bool starts_member(const char *line)
{
    return (*line >= 'a' && *line <= 'z') || (*line >= 'A' && *line <= 'Z') ||
           *line == '_' || *line == '"';
}

static void mend_members(Repair *repair)
{
    Span all = repair->cx->region;
    const char *text = source_of(repair->cx->sources, all.file)->text;
    uint32_t start = 0;
    for (uint32_t at = 1; at < all.end; at++) {
        if (repair->torn >= MOST_TORN || repair->faulty >= MOST_FAULTY)
            break;
        if (text[at - 1] != '\n' || !starts_member(text + at))
            continue;
        mend_part(repair, (Span){all.file, start, at});
        start = at;
    }
    mend_part(repair, (Span){all.file, start, all.end});
}

const Patch *repair_find(const ParseContext *cx, size_t *count)
{
    Repair repair = {.cx = cx, .budget = MOST_BYTES};
    repair.patches = arena_array(cx->arena, Patch, MOST_PATCHES);
    mend_members(&repair);
    if (!repair.count)
        mend_part(&repair, cx->region);
    arena_free(&repair.scratch);
    *count = repair.count;
    return repair.patches;
}
