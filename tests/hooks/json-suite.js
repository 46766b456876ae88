// json-suite.js - the texts of JSONTestSuite as vectors:
//     node json-suite.js FOLDER OUT
// writes OUT/texts (calls of string_parse_json), OUT/names and OUT/wanted (out,
// fail or any). Texts that are not UTF-8 can't stand in a vector: left out.
'use strict';

const fs = require('fs');
const path = require('path');

const [folder, out] = process.argv.slice(2);
const decoder = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true});

// RFC 8259 leaves a name that comes twice to the reader: ours refuses it.
const REFUSED = ['y_object_duplicated_key.json',
  'y_object_duplicated_key_and_value.json'];

function kind_of(name) {
  return REFUSED.includes(name) ? 'fail' :
    {y: 'out', n: 'fail', i: 'any'}[name.charAt(0)];
}

function texts_of(place) {
  return fs.readdirSync(place, {withFileTypes: true}).flatMap((entry) => {
    const inside = path.join(place, entry.name);
    return entry.isDirectory() ? texts_of(inside) : [inside];
  }).filter((file) => /^[yni]_.*\.json$/.test(path.basename(file))).sort();
}

const rows = [];
for (const file of texts_of(folder)) {
  try {
    rows.push({name: path.basename(file),
      text: decoder.decode(fs.readFileSync(file))});
  } catch (error) {
    if (!(error instanceof TypeError)) {
      throw error;
    }
  }
}
const write = (file, line) => fs.writeFileSync(path.join(out, file),
  rows.map((row) => line(row) + '\n').join(''));
write('texts', (row) => JSON.stringify(
  {f: 'string_parse_json', in: [row.text]}));
write('names', (row) => row.name);
write('wanted', (row) => kind_of(row.name));
