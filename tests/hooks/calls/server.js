// server.js - what probe.conn and the sample connectors call: node server.js writes its port on a line
// and serves until its input ends.
'use strict';

const http = require('http');

function item(id) {
  return {id, name: 'n' + id, ok: id % 3 !== 0};
}

const routes = {
  echo: (request, url, body) => ({headers: {'X-Seen': 'server'}, json: {
    method: request.method, path: url.pathname, query: url.search,
    order: request.headers['x-order'], mode: request.headers['x-mode'],
    body: JSON.parse(body)}}),
  list: (request, url) => {
    const page = Number(url.searchParams.get('page'));
    return {json: page > 3 ? [] : [item(2 * page - 1), item(2 * page)]
      .slice(0, page === 3 ? 1 : 2)};
  },
  walk: (request, url) => {
    const from = Number(url.searchParams.get('from') || 0);
    return url.searchParams.get('size') === '2' ?
      {json: {items: [item(from + 1), item(from + 2)], more: from < 4}} :
      {status: 500, json: {message: 'no size'}};
  },
  item: (request, url) => ({json: item(Number(url.pathname.split('/')[2]))}),
  soft: (request, url) => ({json: url.pathname.endsWith('/9') ?
    {failure: 'slow down'} : item(1)}),
  lenient: (request, url) => (url.pathname.endsWith('/9') ?
    {status: url.searchParams.get('x') ? 500 : 404, json: {message: 'gone'}} :
    {status: 409, json: {message: 'wait', code: 'W1', policy: 'DAILY'}}),
  login: () => ({json: {id: 1, name: 'secret-ticket', ok: true}}),
  ticket: (request) => ({json:
    {id: 2, name: request.headers['x-ticket'] || 'none', ok: true}})
};

// ---- The sample connectors

function issue(number, more) {
  return Object.assign({id: 9007199254740992 + 2 * number, number,
    title: 'issue ' + number, state: 'open', labels: [],
    created_at: '2026-01-02T03:04:05Z', updated_at: '2026-01-02T03:04:05Z'},
  more);
}

function customer(id, name) {
  return {id, created: 1700000000, livemode: false, balance: 0, name,
    metadata: {}};
}

function contact(id, updated) {
  return {id, createdAt: '2026-01-03T03:04:06Z', updatedAt: updated,
    archived: false, properties: {}};
}

// The first list is what there is; a later one, from two minutes before the
// last change, has what changed since and what was seen.
function contacts(since) {
  const first = [contact('1', '2026-01-03T03:04:05Z'),
    contact('2', '2026-01-03T03:04:06Z')];
  const known = since === String(Date.parse('2026-01-03T03:02:06Z')) ||
    since === String(Date.parse('2026-01-03T03:02:10Z'));
  return since === null ? first : known ?
    [first[1], contact('2', '2026-01-03T03:04:10Z')] : [];
}

const sample_routes = {
  v3: (request, url) => (url.pathname === '/v3/login' ?
    {json: {token: 't', ttl: 3600}} :
    {json: {results: contacts(url.searchParams.get('updatedSince'))}}),
  repos: (request, url) => (url.searchParams.get('page') === '2' ?
    {json: [issue(3)]} : {json: [issue(1), issue(2, {pull_request: {}})],
      headers: {Link: '<http://' + request.headers.host + url.pathname +
        '?page=2>; rel="next"', 'X-RateLimit-Remaining': '17'}}),
  v1: (request, url, body) => {
    if (request.method === 'POST') {
      return {json: customer('cus_1', body +
        (request.headers['idempotency-key'] ? ' with a key' : ''))};
    }
    if (url.pathname.endsWith('/none')) {
      return {status: 404, json: {error: {message: 'No such customer'}}};
    }
    const from = Number(url.searchParams.get('starting_after') || 0);
    return url.searchParams.get('limit') === '100' ? {json: {object: 'list',
      data: [customer(String(from + 1)), customer(String(from + 2))],
      has_more: from < 4, url: '/v1/customers'}} :
      {status: 500, json: {error: {message: 'no limit'}}};
  }
};

Object.assign(routes, sample_routes);

const server = http.createServer((request, response) => {
  let body = '';
  request.on('data', (piece) => { body += piece; });
  request.on('end', () => {
    const url = new URL(request.url, 'http://127.0.0.1');
    const route = routes[url.pathname.split('/')[1]];
    const answer = route ? route(request, url, body) :
      {status: 400, json: {message: 'no such path ' + request.url}};
    response.writeHead(answer.status || 200, Object.assign(
      {'Content-Type': 'application/json'}, answer.headers));
    response.end(JSON.stringify(answer.json));
  });
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.on('end', () => process.exit(0));
process.stdin.resume();
