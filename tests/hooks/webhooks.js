// webhooks.js - requests that std.webhook is asked about, as cases of `play`:
//     node webhooks.js DEFINITION VECTORS FOLDER
//
// DEFINITION is what webhooks.conn becomes on the platform, VECTORS the
// published examples of signatures. Writes names, cases, received (the same for
// receive.c) and wanted (ok, or the message of the failure) into FOLDER.
// Schemes without a published example are signed by Node's own HMAC.
'use strict';

const crypto = require('crypto');
const fs = require('fs');

const [definition, vectors, folder] = process.argv.slice(2);
const hooks = {};
for (const resource of JSON.parse(fs.readFileSync(definition)).resources) {
  hooks[resource.vendorPath.slice(1)] = resource.hooks[0].body;
}
const published = {};
for (const row of JSON.parse(fs.readFileSync(vectors)).hmac) {
  published[row.name.split(' ')[0].replace('standard-webhooks', 'standard')] =
    row;
}

const lines = {names: [], cases: [], received: [], wanted: []};
const MISMATCH = 'signature mismatch';

function add(scheme, name, secret, body, headers, seconds, wanted) {
  lines.names.push(scheme + ': ' + name);
  lines.wanted.push(wanted);
  lines.received.push(JSON.stringify({scheme, secret, body, headers, seconds}));
  lines.cases.push(JSON.stringify({
    hook: hooks[scheme],
    now: new Date(seconds * 1000).toISOString(),
    variables: {
      configuration: {secret: secret}, request_body: body,
      request_headers: headers, request_parameters: {},
      request_path_variables: {}, request_method: 'POST',
      request_path: '/' + scheme, request_vendor_headers: {},
      request_vendor_parameters: {}, request_vendor_path: '/' + scheme,
      request_vendor_method: 'POST', request_vendor_body: null,
    },
  }));
}

// The request as it was signed, one with another body, and one with no
// signature at all.
function judge(scheme, secret, body, headers, signature, seconds, none) {
  const without = Object.assign({}, headers);
  delete without[signature];
  add(scheme, 'as signed', secret, body, headers, seconds, 'ok');
  add(scheme, 'another body', secret, body + ' ', headers, seconds, MISMATCH);
  add(scheme, 'another secret', secret.slice(0, -2) + 'XX', body, headers,
    seconds, MISMATCH);
  add(scheme, 'unsigned', secret, body, without, seconds, none || MISMATCH);
}

function late(scheme, secret, body, headers, seconds) {
  add(scheme, 'five minutes old', secret, body, headers, seconds + 300, 'ok');
  add(scheme, 'too old', secret, body, headers, seconds + 301,
    'timestamp is too old');
  add(scheme, 'too early', secret, body, headers, seconds - 301,
    'timestamp is too old');
}

function hmac(kind, secret, text, encoding) {
  return crypto.createHmac(kind, secret).update(text).digest(encoding);
}

const github = published.github;
judge('github', github.key, github.message, {[github.header]: github.expect},
  github.header, 0);

const slack = published.slack;
const of_slack = {'X-Slack-Request-Timestamp': slack.timestamp,
  [slack.header]: slack.expect};
judge('slack', slack.key, slack.body, of_slack, slack.header,
  Number(slack.timestamp));
late('slack', slack.key, slack.body, of_slack, Number(slack.timestamp));

const standard = published.standard;
const secret = 'whsec_' + standard.key_base64;
const of_standard = {'webhook-id': standard.id,
  'webhook-timestamp': standard.timestamp,
  'webhook-signature': 'v1,AAAA ' + standard.expect};
judge('standard', secret, standard.body, of_standard, 'webhook-signature',
  Number(standard.timestamp));
late('standard', secret, standard.body, of_standard,
  Number(standard.timestamp));

const body = '{"caf\u00e9": "\ud83d\ude00"}', at = 1700000000;
const of_stripe = {'Stripe-Signature': 't=' + at + ',v0=00,v1=00,v1=' +
  hmac('sha256', 'whsec_1', at + '.' + body, 'hex')};
judge('stripe', 'whsec_1', body, of_stripe, 'Stripe-Signature', at,
  'no timestamp');
late('stripe', 'whsec_1', body, of_stripe, at);

for (const [scheme, kind, encoding] of [['plain', 'sha256', 'hex'],
  ['base64', 'sha256', 'base64'], ['sha1', 'sha1', 'hex']]) {
  judge(scheme, 'shhh', body,
    {'X-Signature': hmac(kind, 'shhh', body, encoding)}, 'X-Signature', 0);
}

for (const name of Object.keys(lines)) {
  fs.writeFileSync(folder + '/' + name, lines[name].join('\n') + '\n');
}
