/** What a device keeps for the person who is signed in: nobody else who signs in on it meets it. */

const PREFIX = 'vermilion.of.';
/** Stands from a sign-in to the next sign-out, for all tabs. */
const HERE = 'here';

/** The place of one person: what began for them ends up there, or nowhere once they have left. */
export interface Device {
  readonly kept: (name: string) => string | undefined;
  /** undefined forgets it. */
  readonly keep: (name: string, text: string | undefined) => void;
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
  const here = localStorage.getItem(owner + HERE) ?? String(Math.random());
  localStorage.setItem(owner + HERE, here);
  const isLeft = (): boolean => localStorage.getItem(owner + HERE) !== here;
  return {
    isLeft,
    whenLeft: (told) => {
      const hear = (): void => {
        if (isLeft()) told();
      };
      window.addEventListener('storage', hear);
      return () => window.removeEventListener('storage', hear);
    },
    kept: (name) => (isLeft() ? undefined : (localStorage.getItem(owner + name) ?? undefined)),
    keep: (name, text) => {
      if (isLeft()) return;
      if (text === undefined) localStorage.removeItem(owner + name);
      else localStorage.setItem(owner + name, text);
    },
    forgetAll: () => {
      // A tab may have kept something yet before it heard that its person had left by another.
      if (localStorage.getItem(owner + HERE) !== null && isLeft()) return;
      for (const key of Object.keys(localStorage)) {
        if (key.startsWith(owner)) localStorage.removeItem(key);
      }
    },
  };
}

/** Forgets what is kept by a name for whomever, where it is old. */
export function forgetOld(name: string, isOld: (text: string) => boolean): void {
  for (const [key, text] of Object.entries(localStorage)) {
    if (key.startsWith(PREFIX) && key.endsWith(`].${name}`) && isOld(text)) {
      localStorage.removeItem(key);
    }
  }
}
