/** What a device keeps for the person who is signed in: nobody else who signs in on it meets it. */

const PREFIX = 'vermilion.of.';
/** Stands from a sign-in to the next sign-out, for all tabs. */
const HERE = 'here';

/** The place of one person: what began for them ends up there, or nowhere once they have left. */
export interface Device {
  readonly kept: (name: string) => string | undefined;
  /** undefined forgets it. What the device has no room for is kept as long as the page stands. */
  readonly keep: (name: string, text: string | undefined) => void;
  /** Whether something is kept by this page alone. */
  readonly isFull: () => boolean;
  /** Tells when that changes, until the returned function is called. */
  readonly whenFull: (told: () => void) => () => void;
  /** Whether its person has signed out since, in this tab or in another. */
  readonly isLeft: () => boolean;
  /** Tells when they have signed out in another tab, until the returned function is called. */
  readonly whenLeft: (told: () => void) => () => void;
  /** Forgets everything that is kept for the person, as at a sign-out, and keeps no more for them. */
  readonly forgetAll: () => void;
}

/** Called before anything of the person is read. */
export function deviceOf({ tenant, id }: { readonly tenant: string; readonly id: string }): Device {
  const owner = `${PREFIX}${JSON.stringify([tenant, id])}.`;
  const known = localStorage.getItem(owner + HERE);
  const here = known ?? String(Math.random());
  /** What there is no room for. */
  const unkept = new Map<string, string>();
  const listeners = new Set<() => void>();
  let isGone = false;
  // Without room for the mark no other tab can tell that its person has left.
  const isMarked = known !== null || put(owner + HERE, here);
  const isLeft = (): boolean => isGone || (isMarked && localStorage.getItem(owner + HERE) !== here);
  return {
    isLeft,
    isFull: () => !isMarked || unkept.size > 0,
    whenFull: (told) => {
      listeners.add(told);
      return () => listeners.delete(told);
    },
    whenLeft: (told) => {
      const hear = (): void => {
        if (isLeft()) told();
      };
      window.addEventListener('storage', hear);
      return () => window.removeEventListener('storage', hear);
    },
    kept: (name) =>
      isLeft() ? undefined : (unkept.get(name) ?? localStorage.getItem(owner + name) ?? undefined),
    keep: (name, text) => {
      if (isLeft()) return;
      const before = unkept.size;
      if (text === undefined) localStorage.removeItem(owner + name);
      if (text === undefined || put(owner + name, text)) unkept.delete(name);
      else {
        // What is older than this would come back with the next page.
        localStorage.removeItem(owner + name);
        unkept.set(name, text);
      }
      if (before !== unkept.size) for (const told of listeners) told();
    },
    forgetAll: () => {
      // A tab may have kept something yet before it heard that its person had left by another.
      if (localStorage.getItem(owner + HERE) !== null && isLeft()) return;
      isGone = true;
      unkept.clear();
      for (const key of Object.keys(localStorage)) {
        if (key.startsWith(owner)) localStorage.removeItem(key);
      }
    },
  };
}

/** Whether there was room for it. */
function put(key: string, text: string): boolean {
  try {
    localStorage.setItem(key, text);
    return true;
  } catch {
    return false;
  }
}

/** Forgets what is kept by a name for whomever, where it is old. */
export function forgetOld(name: string, isOld: (text: string) => boolean): void {
  for (const [key, text] of Object.entries(localStorage)) {
    if (key.startsWith(PREFIX) && key.endsWith(`].${name}`) && isOld(text)) {
      localStorage.removeItem(key);
    }
  }
}
