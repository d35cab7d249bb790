/** Both languages of a text stand beside each other, as in the Python half of the house. */
export const isChinese = (): boolean => document.documentElement.lang.startsWith("zh");

export function say(zh: string, en: string): string {
  return isChinese() ? zh : en;
}
