/** A text for people, without the user information that a URL in it may hold, and on one line. */
export function withoutCredentials(text: string): string {
  return text
    .replace(/\p{Cc}+/gu, ' ')
    .replace(/:\/\/[^/\s@]+@/g, '://***@')
    .trim();
}
