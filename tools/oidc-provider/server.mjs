// A real OpenID Connect provider on this machine, for OidcProviderTests. It knows one client and everybody: whoever signs in as
// NAME is NAME@example.com. The end of stdin stops it. Each line on stdin is a command as JSON, answered with the address:
//
//   {"command":"roll"}                   starts anew with another signing key, as if the provider had been installed again
//   {"command":"clock","ahead":120}      its clock is this many seconds ahead
//   {"command":"forge","claims":{...},"without":[...],"header":{...},"key":"own|another|public|none"}
//                                        changes each ID token on its way out, and signs it again with the key; {} changes nothing
//
//   node server.mjs REDIRECT_URI [PORT]
import { createHmac, createPublicKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import Provider from 'oidc-provider';

const [redirectUri, port = '0'] = process.argv.slice(2);
const now = Date.now;

const newKey = () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

function configuration(key, kid) {
  return {
    clients: [{
      client_id: 'scimify',
      client_secret: 'the secret of the client',
      redirect_uris: [redirectUri],
      token_endpoint_auth_method: 'client_secret_post',
      backchannel_logout_uri: redirectUri.replace('/callback/', '/backchannel/'),
      backchannel_logout_session_required: true,
    }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'], groups: ['groups'] },
    scopes: ['openid', 'email', 'profile', 'groups'],
    cookies: { keys: ['a key for the cookies of a test'] },
    features: { devInteractions: { enabled: true }, pushedAuthorizationRequests: { enabled: true }, backchannelLogout: { enabled: true } },
    jwks: { keys: [{ ...key.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' }] },
    pkce: { required: () => true },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, name: id, email: `${id}@example.com`, email_verified: true, groups: [`${id}s`] }),
    }),
  };
}

const http = createServer();
await new Promise((ready) => http.listen(Number(port), '127.0.0.1', ready));
const address = `http://127.0.0.1:${http.address().port}`;
let provider;
let key;
let forgery = {};

function signature(text) {
  switch (forgery.key) {
    case 'none': return '';
    case 'public': return createHmac('sha256', createPublicKey(key).export({ type: 'spki', format: 'pem' })).update(text).digest('base64url');
    default: return sign('sha256', Buffer.from(text), forgery.key === 'another' ? newKey() : key).toString('base64url');
  }
}

function forged(idToken) {
  const [header, claims] = idToken.split('.', 2).map((part) => JSON.parse(Buffer.from(part, 'base64url')));
  Object.assign(header, forgery.header);
  Object.assign(claims, forgery.claims);
  for (const name of forgery.without ?? []) delete claims[name];
  const text = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${text}.${signature(text)}`;
}

function forgeOnTheWayOut(response) {
  const end = response.end.bind(response);
  response.end = (body) => {
    const answer = JSON.parse(body);
    if (answer.id_token) answer.id_token = forged(answer.id_token);
    const text = JSON.stringify(answer);
    response.setHeader('Content-Length', Buffer.byteLength(text));
    return end(text);
  };
}

function roll() {
  key = newKey();
  provider = new Provider(address, configuration(key, randomUUID())).callback();
}

const commands = {
  roll,
  clock: ({ ahead }) => { Date.now = () => now() + ahead * 1000; },
  forge: ({ command, ...how }) => { forgery = how; },
};

http.on('request', (request, response) => {
  if (request.url === '/token' && Object.keys(forgery).length > 0) forgeOnTheWayOut(response);
  provider(request, response);
});
roll();
const ready = () => process.stdout.write(`${address}\n`);
ready();
createInterface({ input: process.stdin })
  .on('line', (line) => {
    const command = JSON.parse(line);
    commands[command.command](command);
    ready();
  })
  .on('close', () => process.exit(0));
