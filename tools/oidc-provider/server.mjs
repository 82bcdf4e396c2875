// A real OpenID Connect provider on this machine, for OidcProviderTests. It knows one client and everybody: whoever signs in as
// NAME is NAME@example.com. A line on stdin rolls its signing key over and starts it anew; the end of stdin stops it.
//
//   node server.mjs REDIRECT_URI [PORT]
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import Provider from 'oidc-provider';

const [redirectUri, port = '0'] = process.argv.slice(2);

function newKey(kid) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' };
}

function configuration(key) {
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
    jwks: { keys: [key] },
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
let handle;
let keys = 0;

function start() {
  const provider = new Provider(address, configuration(newKey(`key-${++keys}`)));
  if (handle) http.off('request', handle);
  handle = provider.callback();
  http.on('request', handle);
  process.stdout.write(`${address}\n`);
}

start();
createInterface({ input: process.stdin }).on('line', start).on('close', () => process.exit(0));
