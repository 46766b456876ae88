#!/bin/bash
# Imports real definitions, builds what came out, and compares by meaning: every
# file must come back whole. Prints how much stands in `platform` blocks.
#
#   roundtrip.sh CONNC DEFINITIONS ELEMENT_DIFF OUT [-v]
set -u
connc=$1 from=$2 compare=$3 out=$4 passed=0 failed=0
rm -rf "$out"
mkdir -p "$out/source" "$out/built" "$out/typed"

# there_and_back FILE.json BUILT.json SOURCE.conn [OPTION...]
there_and_back() {
    local from=$1 to=$2 source=$3
    shift 3
    "$connc" import open-connectors "$from" --stats "$@" -o "$source" \
        2>>"$out/stats" || return
    rm -rf "$out/one"
    "$connc" build --target open-connectors "$source" -o "$out/one" \
        2>"$out/messages" || { cat "$out/messages"; return 1; }
    mv "$out"/one/*.json "$to"
}

# With scripts as they are the definition comes back whole; once more, and it
# comes back byte by byte. With statements for scripts it builds as well.
round() {
    local source=$out/source/${2%.json}.conn
    there_and_back "$1" "$out/built/$2" "$source" --scripts || return
    cp "$out/stats" "$out/stats.kept"
    there_and_back "$out/built/$2" "$out/again.json" "$out/again.conn" \
        --scripts || return
    cmp "$out/built/$2" "$out/again.json" || return
    there_and_back "$1" "$out/typed.json" "$out/typed/${2%.json}.conn" || return
    tail -n 1 "$out/stats" >>"$out/hooks"
    mv "$out/stats.kept" "$out/stats"
}

for file in "$from"/*.json; do
    name=${file##*/}
    if round "$file" "$name"; then
        passed=$((passed + 1))
    else
        echo "FAILED: $name"
        failed=$((failed + 1))
    fi
done
python3 "$compare" --dir "$from" "$out/built" >"$out/compared"
grep -v ' 0 lost,     0 extra' "$out/compared" | head -n -1
tail -n 1 "$out/compared"
sed -n 's/.* (\(.*\) %); .*/\1/p' "$out/stats" | awk '
    { sum += $1; if ($1 > most) most = $1; over += $1 >= 10 }
    END { printf "in `platform`: %.2f %% on average, at most %.2f %%, " \
          "%d files of %d at 10 %% or more\n", sum / NR, most, over, NR }'
sed -n 's/.*; \([0-9]*\) hooks became statements, \([0-9]*\) .*/\1 \2/p' \
    "$out/hooks" | awk '{ typed += $1; all += $1 + $2 }
    END { printf "%d of %d hooks became statements\n", typed, all }'
whole=$(sed -n 's/^\([0-9]*\) of \([0-9]*\) files whole.*/\1 \2/p' "$out/compared")
read -r good all <<<"$whole"
echo "$((passed + good)) passed, $((failed + all - good)) failed"
[ $failed -eq 0 ] && [ "$good" = "$all" ]
