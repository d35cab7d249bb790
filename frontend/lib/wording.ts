/** Both languages of a text stand beside each other, as in the Python half of the house. */
export function isChinese(): boolean {
  // The service worker has no page, only the browser's own language.
  const { document } = globalThis as { document?: { documentElement: { lang: string } } };
  return (document?.documentElement.lang ?? navigator.language).startsWith("zh");
}

export function say(zh: string, en: string): string {
  return isChinese() ? zh : en;
}
