// Validates definitions against docs/open-connectors.schema.json with ajv.
//   node validate.js SCHEMA FILE.json...   a line for each fault; ends with
//                                          `N passed, N failed`
'use strict';
var fs = require('fs');
var Ajv = require('ajv');

function read(name) {
    return JSON.parse(fs.readFileSync(name, 'utf8').replace(/^\uFEFF/, ''));
}

var validate = new Ajv({ allErrors: true }).compile(read(process.argv[2]));
var passed = 0, failed = 0;
process.argv.slice(3).forEach(function (name) {
    if (validate(read(name))) {
        passed++;
        return;
    }
    failed++;
    validate.errors.forEach(function (error) {
        console.log('not ok - ' + name + ': ' + error.dataPath + ' ' +
                    error.message + ' ' + JSON.stringify(error.params));
    });
});
console.log(passed + ' passed, ' + failed + ' failed');
process.exit(failed ? 1 : 0);
