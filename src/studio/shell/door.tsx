/** Lets in whoever the server knows, and shows the way in to everybody else. */

import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Client, Me, WaysIn } from '../../protocol/index.ts';
import { later } from '../kit/later.tsx';
import { Failed, Loading } from '../kit/states.tsx';
import type { Device } from '../remote/device.ts';
import { deviceOf } from '../remote/device.ts';
import { enter } from '../remote/entering.ts';
import type { Failure } from '../remote/failure.ts';
import { failureOf } from '../remote/failure.ts';
import { heard } from '../remote/link.ts';
import { keepStudio } from '../remote/offline.ts';
import { SignedInProvider } from '../remote/person.tsx';
import { reserve, restore } from '../remote/reserve.ts';
import {
  BY_SESSION,
  clientFor,
  credential,
  endSession,
  forgetCredential,
  forgetPerson,
  keepCredential,
  keepPerson,
  keptPerson,
  waysIn,
  whenAnother,
} from '../remote/session.ts';
import { fetchScreen, Shell } from './shell.tsx';

type Entry =
  | { readonly kind: 'asking' }
  | {
      readonly kind: 'known';
      readonly me: Me;
      readonly client: Client;
      readonly device: Device;
    }
  | { readonly kind: 'refused'; readonly failure: Failure };

/** Most who come are let in at once. */
const Login = later(async () => (await import('./login.tsx')).Login, Opening);

function Opening() {
  return <Loading what="Vermilion" />;
}

const RETRIES_MAX = 2;

export function Door() {
  const [authorization, setAuthorization] = useState(credential);
  const [ways, setWays] = useState<WaysIn>();
  const [attempt, setAttempt] = useState(0);
  const [entry, setEntry] = useState<Entry>({ kind: 'asking' });
  // A tab that says nothing else acts for whoever signed in with this browser.
  useEffect(() => {
    if (authorization !== undefined) return;
    const over = new AbortController();
    waysIn(over.signal).then((found) => {
      if (over.signal.aborted) return;
      setWays(found);
      if (found.isSignedIn || keptPerson(BY_SESSION)) setAuthorization(BY_SESSION);
    });
    return () => over.abort();
  }, [authorization]);
  // Another person must never see what the one before had read.
  // biome-ignore lint/correctness/useExhaustiveDependencies: one store for each credential
  const queries = useMemo(() => newStore(() => setAttempt((count) => count + 1)), [authorization]);
  const isKnown = entry.kind === 'known';
  const device = isKnown ? entry.device : undefined;
  useEffect(() => (device ? reserve(queries, device) : undefined), [queries, device]);
  useEffect(() => (isKnown ? keepStudio() : undefined), [isKnown]);
  const me = entry.kind === 'known' ? entry.me : undefined;
  useEffect(() => {
    // Nothing of one person stays in the memory of a page that is another’s.
    if (me && authorization === BY_SESSION) return whenAnother(me, () => location.reload());
    return undefined;
  }, [me, authorization]);
  const shownTo = useRef<string>(undefined);
  const leaving = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt asks again
  useEffect(() => {
    if (authorization === undefined) return;
    let isOver = false;
    const client = clientFor(authorization);
    setEntry({ kind: 'asking' });
    fetchScreen(location.pathname);
    enter(client, location.pathname).then(
      ({ me, fill }) => {
        if (isOver || leaving.current) return;
        const device = deviceOf(me);
        keepPerson(authorization, me);
        const person = JSON.stringify([authorization, me.tenant, me.id]);
        if (shownTo.current !== undefined && shownTo.current !== person) queries.clear();
        shownTo.current = person;
        restore(queries, device);
        fill(queries);
        setEntry({ kind: 'known', me, client, device });
      },
      (error) => {
        if (isOver || leaving.current) return;
        const failure = failureOf(error);
        if (failure.isCredential) forgetPerson(authorization);
        const known = failure.code === 'network' ? keptPerson(authorization) : undefined;
        if (!known) return setEntry({ kind: 'refused', failure });
        // The server is away: what was read last is there to be read.
        heard(false, Date.now());
        const device = deviceOf(known);
        restore(queries, device);
        setEntry({ kind: 'known', me: known, client, device });
      },
    );
    return () => {
      isOver = true;
    };
  }, [authorization, attempt]);
  const signIn = (next: string): void => {
    keepCredential(next);
    setAuthorization(next);
  };
  const signOut = (): void => {
    // From here on nothing is asked for this person any more.
    leaving.current = true;
    setEntry({ kind: 'asking' });
    if (authorization !== undefined) forgetCredential(authorization);
    device?.forgetAll();
    const ended = authorization === BY_SESSION ? endSession() : Promise.resolve();
    ended.then(() => {
      leaving.current = false;
      setAuthorization(undefined);
    });
  };
  // Whoever signs out leaves by every tab; a session that still holds is entered anew.
  useEffect(() =>
    device?.whenLeft(authorization === BY_SESSION ? () => location.reload() : signOut),
  );
  const isUnknown = entry.kind === 'refused' && entry.failure.isCredential;
  if (authorization === undefined && !ways) return <Opening />;
  if (authorization === undefined || isUnknown) {
    const isRefused = authorization !== undefined && authorization !== BY_SESSION;
    return <Login onSignIn={signIn} isRefused={isRefused} hasIssuer={ways?.oidc === true} />;
  }
  if (entry.kind === 'asking') return <Opening />;
  if (entry.kind === 'refused') {
    return <Failed failure={entry.failure} onRetry={() => setAttempt(attempt + 1)} />;
  }
  return (
    <QueryClientProvider client={queries}>
      <SignedInProvider value={{ ...entry, signOut }}>
        <Shell />
      </SignedInProvider>
    </QueryClientProvider>
  );
}

/** `lost`: the credential holds no more, as when a session is over. */
function newStore(lost: () => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (failureOf(error).isCredential) lost();
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        // The browser’s word on being offline is not the server’s: it is asked all the same.
        networkMode: 'always',
        refetchOnWindowFocus: true,
        retry: (count, error) => count < RETRIES_MAX && failureOf(error).kind === 'unknown',
      },
    },
  });
}
