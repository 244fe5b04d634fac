/** A real OpenID Connect issuer on this machine, at which somebody has signed in already. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

export interface TestIssuer {
  readonly url: string;
  /** Who signs in next: `tenant/person`; undefined: they turn back. */
  who: string | undefined;
  close(): Promise<void>;
}

export const CLIENT = { clientId: 'studio', clientSecret: 'a secret of the test alone' };

/** `backs`: where the studio may have people sent back to. */
export async function openIssuer(backs: readonly string[]): Promise<TestIssuer> {
  let answer = (_request: IncomingMessage, response: ServerResponse): void => {
    response.end();
  };
  const server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(url, {
    clients: [
      {
        client_id: CLIENT.clientId,
        client_secret: CLIENT.clientSecret,
        redirect_uris: [...backs],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    claims: { openid: ['sub'], profile: ['tenant', 'person'] },
    conformIdTokenClaims: false,
    cookies: { keys: ['a key of the test alone'] },
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: (_context, id) => {
      const [tenant = '', person = ''] = id.split('/');
      return { accountId: id, claims: () => ({ sub: id, tenant, person }) };
    },
    loadExistingGrant: async (context) => {
      const { client, session } = context.oidc;
      const accountId = session?.accountId;
      if (!client || accountId === undefined) return undefined;
      const grant = new context.oidc.provider.Grant({ accountId, clientId: client.clientId });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
  });
  const issuer: TestIssuer = {
    url,
    who: undefined,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  const handle = provider.callback();
  answer = (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return void handle(request, response);
    const result =
      issuer.who === undefined
        ? { error: 'access_denied', error_description: 'turned back' }
        : { login: { accountId: issuer.who, remember: false } };
    const options = { mergeWithLastSubmission: false };
    void provider.interactionFinished(request, response, result, options);
  };
  return issuer;
}
