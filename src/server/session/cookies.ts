/** Cookies that no script reads and no other site sends along with a form. */

export interface CookieJar {
  readonly session: string;
  readonly login: string;
  /** The Set-Cookie header that keeps a value, for so many seconds; 0 forgets it. */
  set(name: string, value: string, seconds: number): string;
}

/** Names and attributes for the studio’s address: over https a cookie is bound to this very host. */
export function cookieJar(publicUrl: string): CookieJar {
  const isSecure = publicUrl.startsWith('https:');
  const prefix = isSecure ? '__Host-' : '';
  const rest = `Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
  return {
    session: `${prefix}vermilion-session`,
    login: `${prefix}vermilion-login`,
    set: (name, value, seconds) => `${name}=${value}; ${rest}; Max-Age=${seconds}`,
  };
}

/** The value of a cookie; undefined: it was not sent. */
export function cookieIn(header: string | undefined, name: string): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return undefined;
}
