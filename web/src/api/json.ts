// Reads JSON without losing anything: numbers keep their digits, objects their order and their repeated keys.
// JSON.parse rounds integers beyond 2^53 and moves keys like "10" to the front; what a client sent is shown as sent.

export type Json =
  | { kind: 'object'; entries: [key: string, value: Json][] }
  | { kind: 'array'; items: Json[] }
  | { kind: 'string'; value: string }
  | { kind: 'number'; text: string }
  | { kind: 'boolean'; value: boolean }
  | { kind: 'null' };

const WORD = /[^\s,:[\]{}"]+/y;
const SPACE = /\s*/y;

class Reader {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  value(): Json {
    const first = this.peek();
    if (first === '{') return { kind: 'object', entries: this.list('{', '}', () => this.entry()) };
    if (first === '[') return { kind: 'array', items: this.list('[', ']', () => this.value()) };
    if (first === '"') return { kind: 'string', value: this.string() };
    return word(this.take(WORD));
  }

  end(): void {
    if (this.peek() !== '') throw new SyntaxError(`Unexpected text at ${this.at}`);
  }

  private entry(): [string, Json] {
    const key = this.string();
    this.expect(':');
    return [key, this.value()];
  }

  private list<T>(open: string, close: string, item: () => T): T[] {
    this.expect(open);
    const items: T[] = [];
    if (this.peek() !== close) {
      items.push(item());
      while (this.peek() === ',') {
        this.at += 1;
        items.push(item());
      }
    }
    this.expect(close);
    return items;
  }

  private string(): string {
    if (this.peek() !== '"') throw new SyntaxError(`Expected a text at ${this.at}`);
    const start = this.at;
    let end = start;
    // Searched by hand: a pattern would run out of stack on texts of megabytes.
    do {
      end = this.text.indexOf('"', end + 1);
      if (end < 0) throw new SyntaxError(`A text without end at ${start}`);
    } while (this.isEscaped(end));
    this.at = end + 1;
    return JSON.parse(this.text.slice(start, this.at)) as string;
  }

  private isEscaped(at: number): boolean {
    let slashes = 0;
    while (this.text[at - slashes - 1] === '\\') slashes += 1;
    return slashes % 2 === 1;
  }

  private peek(): string {
    this.take(SPACE);
    return this.text.charAt(this.at);
  }

  private expect(sign: string): void {
    if (this.peek() !== sign) throw new SyntaxError(`Expected ${sign} at ${this.at}`);
    this.at += 1;
  }

  private take(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found === undefined) throw new SyntaxError(`Unexpected text at ${this.at}`);
    this.at += found.length;
    return found;
  }
}

function word(text: string): Json {
  if (text === 'null') return { kind: 'null' };
  if (text === 'true' || text === 'false') return { kind: 'boolean', value: text === 'true' };
  if (Number.isNaN(Number(text))) throw new SyntaxError(`Not a JSON value: ${text}`);
  return { kind: 'number', text };
}

export function parseJson(text: string): Json {
  const reader = new Reader(text);
  const value = reader.value();
  reader.end();
  return value;
}

/** The member of an object, or of nothing. When a key is repeated the last one counts, as everywhere. */
export function member(json: Json | undefined, key: string): Json | undefined {
  return json?.kind === 'object' ? json.entries.findLast(([name]) => name === key)?.[1] : undefined;
}

export const itemsOf = (json: Json | undefined): Json[] => (json?.kind === 'array' ? json.items : []);

export const stringOf = (json: Json | undefined): string | null =>
  json?.kind === 'string' ? json.value : null;

/** JSON text again, on one line or indented; the digits of numbers are those that came. */
export function printJson(json: Json, indent = 0, depth = 0): string {
  const line = indent === 0 ? '' : `\n${' '.repeat(indent * (depth + 1))}`;
  const last = indent === 0 ? '' : `\n${' '.repeat(indent * depth)}`;
  const inside = (parts: string[], open: string, close: string) =>
    parts.length === 0 ? open + close : open + line + parts.join(`,${line}`) + last + close;
  switch (json.kind) {
    case 'object': {
      const colon = indent === 0 ? ':' : ': ';
      const parts = json.entries.map(([k, v]) => JSON.stringify(k) + colon + printJson(v, indent, depth + 1));
      return inside(parts, '{', '}');
    }
    case 'array':
      return inside(
        json.items.map((item) => printJson(item, indent, depth + 1)),
        '[',
        ']',
      );
    case 'number':
      return json.text;
    case 'null':
      return 'null';
    default:
      return JSON.stringify(json.value);
  }
}
