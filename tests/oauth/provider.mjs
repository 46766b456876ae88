// provider.mjs - oidc-provider on 127.0.0.1, with clients for each grant, and an
// API that takes its tokens.
//
// Usage: node provider.mjs FOLDER PORT KEY.jwk: FOLDER holds node_modules.
// GET /api/v1/items/1 wants a token; GET /api/spoil makes it refuse all tokens
// issued so far; GET /api/counts tells how often each grant was asked for.
import http from 'node:http';
import fs from 'node:fs';

const [folder, port, keyFile] = process.argv.slice(2);
const { default: Provider } = await import(
    `${folder}/node_modules/oidc-provider/lib/index.js`);
const issuer = `http://127.0.0.1:${port}`;
const device = 'urn:ietf:params:oauth:grant-type:device_code';
const robot = {
    grant_types: ['client_credentials'], redirect_uris: [], response_types: [],
};
const person = {
    token_endpoint_auth_method: 'none', application_type: 'native',
};

const provider = new Provider(issuer, {
    clients: [
        { ...robot, client_id: 'robot', client_secret: 'r0bot:/ +secret' },
        { ...robot, client_id: 'robot-post', client_secret: 'r0bot:/ +secret',
            token_endpoint_auth_method: 'client_secret_post' },
        { ...robot, client_id: 'robot-key',
            token_endpoint_auth_method: 'private_key_jwt',
            token_endpoint_auth_signing_alg: 'ES256',
            jwks: { keys: [JSON.parse(fs.readFileSync(keyFile, 'utf8'))] } },
        { ...person, client_id: 'app',
            grant_types: ['authorization_code', 'refresh_token'],
            redirect_uris: ['http://127.0.0.1/callback'] },
        { ...person, client_id: 'tv', grant_types: [device, 'refresh_token'],
            redirect_uris: [], response_types: [] },
    ],
    clientAuthMethods: ['client_secret_basic', 'client_secret_post',
        'private_key_jwt', 'none'],
    enabledJWA: { clientAuthSigningAlgValues: ['ES256', 'RS256'] },
    features: {
        clientCredentials: { enabled: true },
        deviceFlow: { enabled: true },
        revocation: { enabled: true },
    },
    scopes: ['openid', 'offline_access', 'items'],
    issueRefreshToken: () => true,
    rotateRefreshToken: () => true,
    cookies: { keys: ['only for a test'] },
    findAccount: (ctx, id) => ({
        accountId: id, claims: () => ({ sub: id }),
    }),
});

const counts = {};
let spoiltBefore = 0;
const count = (ctx) => {
    const grant = ctx.oidc.params?.grant_type ?? ctx.oidc.route;
    counts[grant] = (counts[grant] ?? 0) + 1;
};
provider.on('grant.success', count);
provider.on('grant.error', count);
provider.on('server_error', (ctx, error) => console.error(error));

const answer = (response, status, body) => {
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(body));
};

const known = new Map(); // token to when it was first seen

async function api(request, response) {
    if (request.url === '/api/counts')
        return answer(response, 200, counts);
    if (request.url === '/api/spoil') {
        spoiltBefore = known.size;
        [...known.keys()].forEach((token) => known.set(token, false));
        return answer(response, 200, {});
    }
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    const found = token && (await provider.AccessToken.find(token)
        ?? await provider.ClientCredentials.find(token));
    if (!found || found.isExpired || known.get(token) === false)
        return answer(response, 401, { message: 'no good token' });
    known.set(token, true);
    return answer(response, 200, { id: 1, name: found.clientId });
}

const handle = provider.callback();
http.createServer((request, response) => {
    if (request.url.startsWith('/api/'))
        api(request, response).catch((error) => {
            console.error(error);
            answer(response, 500, {});
        });
    else
        handle(request, response);
}).listen(Number(port), '127.0.0.1', () => console.log('ready'));
