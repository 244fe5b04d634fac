/**
 * Keeps the studio’s own files on the device, so that it opens without its server. Of what the server
 * answers to anybody (`/v1`) it keeps nothing; what a person has read is kept by the page, for that
 * person (`remote/device.ts`). Links of letters (`/a`) and the ways in are never its business.
 */

import { ADDRESSES } from './addresses.ts';

/** Put in by the build: the names of its files, and a version that follows from them. */
declare const STUDIO_FILES: readonly string[];
declare const STUDIO_VERSION: string;

interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface Asked extends Lasting {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

/** The part of routing that browsers do without waking the worker, where they can. */
interface Installing extends Lasting {
  addRoutes?(
    routes: readonly { condition: object; source: string | { cacheName: string } }[],
  ): Promise<void>;
}

interface Scope {
  readonly location: Location;
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install', told: (event: Installing) => void): void;
  addEventListener(type: 'activate', told: (event: Lasting) => void): void;
  addEventListener(type: 'fetch', told: (event: Asked) => void): void;
}

const scope = self as unknown as Scope;
const PREFIX = 'vermilion-studio-';
const FILES = new Set(STUDIO_FILES);
const OWN = PREFIX + STUDIO_VERSION;
/** One page for all addresses. */
const PAGE = '/';
/** A server that has not begun to answer by then is away. */
const PATIENCE_MS = 3_000;
/** What stands before a server says this when the server is not there. */
const GATEWAY = [502, 503, 504];
/** Builds that are kept: a page of the one before still finds what it has not fetched yet. */
const BUILDS_MAX = 2;

scope.addEventListener('install', (event) => {
  event.waitUntil(Promise.all([layRoutes(event), gather().then(() => scope.skipWaiting())]));
});

scope.addEventListener('activate', (event) => {
  event.waitUntil(discard().then(() => scope.clients.claim()));
});

scope.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== scope.location.origin) return;
  if (request.mode === 'navigate') {
    if (ADDRESSES.test(pathname)) event.respondWith(pageFor(request));
  } else if (pathname.startsWith('/assets/')) event.respondWith(assetFor(request));
});

/** Only for speed: where it cannot be, the worker decides the same. */
async function layRoutes(event: Installing): Promise<void> {
  const routes = [
    { condition: { urlPattern: '/v1/*' }, source: 'network' },
    { condition: { urlPattern: '/a/*' }, source: 'network' },
    { condition: { urlPattern: '/login/*' }, source: 'network' },
    { condition: { requestMode: 'navigate' }, source: 'race-network-and-fetch-handler' },
  ];
  try {
    await event.addRoutes?.(routes);
  } catch {
    // Not every browser knows every kind of route.
  }
}

/** Faults: a file is missing, or the page is of another build meanwhile; the browser tries again. */
async function gather(): Promise<void> {
  const cache = await caches.open(OWN);
  const page = await fetch(PAGE, { cache: 'no-cache' });
  const text = await page.clone().text();
  const named = text.match(/\/assets\/[^"]+/g) ?? [];
  const isOwn = named.length > 0 && named.every((file) => FILES.has(file));
  if (!page.ok || !isOwn) throw new Error('the page is of another build');
  await cache.addAll([...FILES]);
  await cache.put(PAGE, page);
}

async function discard(): Promise<void> {
  const kept = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== OWN);
  const old = kept.slice(0, Math.max(0, kept.length - (BUILDS_MAX - 1)));
  for (const name of old) await caches.delete(name);
}

/** The server’s page, for as long as there is a server. */
async function pageFor(request: Request): Promise<Response> {
  const own = (await caches.open(OWN)).match(PAGE, { ignoreVary: true });
  try {
    const answer = await Promise.race([fetch(request), outOfPatience()]);
    return (GATEWAY.includes(answer.status) && (await own)) || answer;
  } catch (error) {
    const page = await own;
    if (page) return page;
    throw error;
  }
}

function outOfPatience(): Promise<never> {
  return new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error('no answer')), PATIENCE_MS);
  });
}

/** A name stands for its content: whichever build kept it, it is that. */
async function assetFor(request: Request): Promise<Response> {
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) {
    const cache = await caches.open(OWN);
    await cache.put(request, answer.clone());
  }
  return answer;
}
