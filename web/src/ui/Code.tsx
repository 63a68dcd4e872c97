// A piece of code with its words coloured, simply: comments, strings, numbers, keywords, calls.
import classes from './Code.module.css';

export type Language = 'python' | 'js' | 'html' | 'bash';
const WORDS: Record<Language, string> = {
  python: 'from|import|as|def|return|None|True|False|with',
  js: 'import|from|const|let|await|async|new|return|null|true|false',
  html: 'script|src|posthog',
  bash: 'curl|export',
};

function pattern(language: Language): RegExp {
  const comment = language === 'python' || language === 'bash' ? '(?:^|(?<=\\s))#.*' : '\\/\\/.*|<!--.*?-->';
  return new RegExp(
    `(?<quiet>${comment})|(?<string>"(?:[^"\\\\\\n]|\\\\.)*"|'(?:[^'\\\\]|\\\\.)*')|` +
      `(?<number>\\b\\d+(?:\\.\\d+)?\\b)|(?<word>\\b(?:${WORDS[language]})\\b|(?<=\\s)--?[a-zA-Z][\\w-]*)|(?<call>\\b\\w+(?=\\())`,
    'gm',
  );
}

type Part = { kind: string | null; text: string };

export function partsOf(code: string, language: Language): Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (const found of code.matchAll(pattern(language))) {
    if (found.index > at) parts.push({ kind: null, text: code.slice(at, found.index) });
    const kind = Object.entries(found.groups ?? {}).find(
      ([, text]) => (text as string | undefined) !== undefined,
    );
    parts.push({ kind: kind?.[0] ?? null, text: found[0] });
    at = found.index + found[0].length;
  }
  parts.push({ kind: null, text: code.slice(at) });
  return parts;
}

export function Code({ code, language, label }: { code: string; language: Language; label: string }) {
  return (
    <pre className={classes.code} tabIndex={0} aria-label={label}>
      <code>
        {partsOf(code, language).map((part, at) =>
          part.kind === null ? (
            part.text
          ) : (
            <span key={at} className={classes[part.kind]}>
              {part.text}
            </span>
          ),
        )}
      </code>
    </pre>
  );
}
