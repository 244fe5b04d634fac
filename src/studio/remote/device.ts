/** What a device keeps for the person who is signed in: nobody else who signs in on it meets it. */

const PREFIX = 'vermilion.of.';

let owner: string | undefined;

/** From here on the device keeps for this person; called before anything is read. */
export function keepFor({ tenant, id }: { readonly tenant: string; readonly id: string }): void {
  owner = `${PREFIX}${JSON.stringify([tenant, id])}.`;
}

export function kept(name: string): string | undefined {
  if (owner === undefined) return undefined;
  return localStorage.getItem(owner + name) ?? undefined;
}

/** undefined forgets it; of nobody nothing is kept. */
export function keep(name: string, text: string | undefined): void {
  if (owner === undefined) return;
  if (text === undefined) localStorage.removeItem(owner + name);
  else localStorage.setItem(owner + name, text);
}

/** Forgets everything that is kept for the person, as at a sign-out, and keeps no more for them. */
export function forgetAll(): void {
  if (owner === undefined) return;
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(owner)) localStorage.removeItem(key);
  }
  owner = undefined;
}
