/** Every route says who may call it; one that does not keeps the server from starting (X8). */

import type { FastifyInstance } from 'fastify';
import type { AccessRight } from '../identity/index.ts';

export type Policy =
  /** Anybody, without a credential. */
  | { readonly kind: 'public' }
  /** Every active person of the tenant; the engine then looks at the object. */
  | { readonly kind: 'member' }
  | { readonly kind: 'right'; readonly right: AccessRight };

declare module 'fastify' {
  interface FastifyContextConfig {
    policy?: Policy;
  }
}

export const PUBLIC: Policy = { kind: 'public' };
export const MEMBER: Policy = { kind: 'member' };

/** The policy of those who hold a right. */
export function holding(right: AccessRight): Policy {
  return { kind: 'right', right };
}

/** Throws at the registration of a route without a policy. */
export function demandPolicies(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    if (route.config?.policy) return;
    throw new Error(`the route ${route.method} ${route.url} declares no policy`);
  });
}
