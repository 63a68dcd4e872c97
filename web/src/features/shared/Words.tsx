// The words of a text card: Markdown as elements. HTML stays text, and a link can only lead to a page or a mailbox.
import Markdown, { type MarkdownToJSX } from 'markdown-to-jsx/react';
import type { ReactNode } from 'react';
import classes from './Words.module.css';

const SAFE = /^(?:https?:\/\/|mailto:)/i;
type LinkProps = { href?: string; title?: string; children?: ReactNode };

function Link({ href, title, children }: LinkProps) {
  if (href === undefined || !SAFE.test(href)) return <span>{children}</span>;
  return (
    <a href={href} title={title} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}

/** A picture of another site would tell that site who looks: only the way to it is shown. */
function Picture({ src, alt }: { src?: string; alt?: string }) {
  return <Link {...(src !== undefined && { href: src })}>{alt?.trim() || 'Picture'}</Link>;
}

/** Footnotes would bring an id that somebody else chose. */
const Plain = ({ children }: { children?: ReactNode }) => <div>{children}</div>;

/** Below the title of the page, and without an id, too. */
const heading = (level: number) => {
  const Tag = `h${Math.min(level + 1, 6)}` as 'h2';
  return ({ children }: { children?: ReactNode }) => <Tag>{children}</Tag>;
};

const OPTIONS: MarkdownToJSX.Options = {
  disableParsingRawHTML: true,
  forceBlock: true,
  sanitizer: (value) => (SAFE.test(value) ? value : null),
  overrides: {
    a: Link,
    img: Picture,
    div: Plain,
    ...Object.fromEntries([1, 2, 3, 4, 5, 6].map((level) => [`h${level}`, heading(level)])),
  },
};

export function Words({ text }: { text: string }) {
  return (
    <div className={classes.words}>
      <Markdown options={OPTIONS}>{text}</Markdown>
    </div>
  );
}
