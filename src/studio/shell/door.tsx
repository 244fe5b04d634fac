/** Lets in whoever the server knows, and shows the way in to everybody else. */

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import type { Client, Me } from '../../protocol/index.ts';
import { Failed, Loading } from '../kit/states.tsx';
import { forgetAll, keepFor } from '../remote/device.ts';
import type { Failure } from '../remote/failure.ts';
import { failureOf } from '../remote/failure.ts';
import { SignedInProvider } from '../remote/person.tsx';
import { clientFor, credential, forgetCredential, keepCredential } from '../remote/session.ts';
import { Login } from './login.tsx';
import { Shell } from './shell.tsx';

type Entry =
  | { readonly kind: 'asking' }
  | { readonly kind: 'known'; readonly me: Me; readonly client: Client }
  | { readonly kind: 'refused'; readonly failure: Failure };

const RETRIES_MAX = 2;

export function Door() {
  const [authorization, setAuthorization] = useState(credential);
  const [attempt, setAttempt] = useState(0);
  const [entry, setEntry] = useState<Entry>({ kind: 'asking' });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt asks again
  useEffect(() => {
    if (authorization === undefined) return;
    let isOver = false;
    const client = clientFor(authorization);
    setEntry({ kind: 'asking' });
    client.me().then(
      (me) => {
        if (isOver) return;
        keepFor(me);
        setEntry({ kind: 'known', me, client });
      },
      (error) => !isOver && setEntry({ kind: 'refused', failure: failureOf(error) }),
    );
    return () => {
      isOver = true;
    };
  }, [authorization, attempt]);
  // Another person must never see what the one before had read.
  // biome-ignore lint/correctness/useExhaustiveDependencies: one store for each credential
  const queries = useMemo(() => newStore(), [authorization]);
  const signIn = (next: string): void => {
    keepCredential(next);
    setAuthorization(next);
  };
  const signOut = (): void => {
    forgetAll();
    forgetCredential();
    setAuthorization(undefined);
  };
  const isUnknown = entry.kind === 'refused' && entry.failure.isCredential;
  if (authorization === undefined || isUnknown) {
    return <Login onSignIn={signIn} isRefused={authorization !== undefined && isUnknown} />;
  }
  if (entry.kind === 'asking') return <Loading what="Vermilion" />;
  if (entry.kind === 'refused') {
    return <Failed failure={entry.failure} onRetry={() => setAttempt(attempt + 1)} />;
  }
  return (
    <QueryClientProvider client={queries}>
      <SignedInProvider value={{ client: entry.client, me: entry.me, signOut }}>
        <Shell />
      </SignedInProvider>
    </QueryClientProvider>
  );
}

function newStore(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        refetchOnWindowFocus: true,
        retry: (count, error) => count < RETRIES_MAX && failureOf(error).kind === 'unknown',
      },
    },
  });
}
