/** Which build of the studio this page is of, and which one the server hands out. */

/** Shape: whether the server has another build; then the page is loaded anew, and what was written is kept. */
export async function renewIfOutdated(): Promise<boolean> {
  try {
    const response = await fetch('/', { cache: 'no-store' });
    const served = new DOMParser().parseFromString(await response.text(), 'text/html');
    const theirs = scriptsOf(served);
    if (!response.ok || theirs === '' || theirs === scriptsOf(document)) return false;
  } catch {
    // Without a server there is nothing newer.
    return false;
  }
  location.reload();
  return true;
}

/** Names that follow from their content. */
function scriptsOf(page: Document): string {
  const scripts = page.querySelectorAll('script[type=module]');
  return Array.from(scripts, (script) => script.getAttribute('src')).join();
}
