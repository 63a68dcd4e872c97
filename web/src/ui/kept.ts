// What this browser remembers. Storage may be forbidden or full: then nothing is remembered, and nothing breaks.

export function kept(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function keep(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Forgetting is all that happens.
  }
}
