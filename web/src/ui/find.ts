// Whether something is what somebody looks for: every word is in it, whatever its case.

export function isFound(asked: string, text: string): boolean {
  const known = text.toLowerCase();
  return asked
    .toLowerCase()
    .split(/\s+/)
    .every((word) => known.includes(word));
}
