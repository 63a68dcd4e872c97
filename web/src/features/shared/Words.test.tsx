import { cleanup, render } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { Words } from './Words';

afterEach(cleanup);

const ALLOWED = new Set(
  'div span p a strong em del code pre br hr h2 h3 h4 h5 h6 ul ol li blockquote table thead tbody tr th td input sup footer'.split(
    ' ',
  ),
);
const ATTRIBUTES = new Set('href title target rel class start style type checked readonly'.split(' '));

test('Words__Markdown__becomes elements', () => {
  const { container } = render(
    <Words text={'# Hello\n\n**bold** and [a page](https://tenrec.example/x)\n\n- one\n- two'} />,
  );
  expect(container.querySelector('h2')?.textContent).toBe('Hello');
  expect(container.querySelector('strong')?.textContent).toBe('bold');
  expect(container.querySelectorAll('li')).toHaveLength(2);
  const link = container.querySelector('a');
  expect(link?.getAttribute('href')).toBe('https://tenrec.example/x');
  expect(link?.getAttribute('rel')).toContain('noopener');
});

test.each([
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg/onload=alert(1)>',
  '<iframe src="javascript:alert(1)"></iframe>',
  '<iframe srcdoc="<script>alert(1)</script>">',
  '<a href="javascript:alert(1)">x</a>',
  '<style>body{display:none}</style>',
  '<div style="position:fixed;inset:0" onclick="alert(1)">x</div>',
  '<!-- --><img src=x onerror=alert(1)>',
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1))',
  '[x](java\tscript:alert(1))',
  '[x](&#106;avascript:alert(1))',
  '[x](java&#x0A;script:alert(1))',
  '[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)',
  '[x](vbscript:msgbox(1))',
  '[x](file:///etc/passwd)',
  '[x](//evil.example/x)',
  '[x]( javascript:alert(1) "title")',
  '[x][1]\n\n[1]: javascript:alert(1)',
  '<javascript:alert(1)>',
  '![x](javascript:alert(1))',
  '![x](https://evil.example/pixel.png)',
  '![x" onerror="alert(1)](https://evil.example/a.png)',
  '[x](https://a.example/"onmouseover="alert(1))',
  '# x <img src=x onerror=alert(1)>',
  '|a|\n|-|\n|<img src=x onerror=alert(1)>|',
  '```html" onload="alert(1)\n<script>alert(1)</script>\n```',
  '- [x] <input autofocus onfocus=alert(1)>',
  'x[^1]\n\n[^1]: <script>alert(1)</script> [y](javascript:alert(1))',
  '---\ntitle: <script>alert(1)</script>\n---\n<script>alert(1)</script>',
  '<b\n onclick={alert(1)}>x</b>',
])('Words__attack %j__is only words', (attack) => {
  const { container } = render(<Words text={attack} />);
  for (const element of container.querySelectorAll('*')) {
    expect(ALLOWED).toContain(element.localName);
    for (const { name, value } of element.attributes) {
      expect(ATTRIBUTES).toContain(name);
      if (name === 'href') expect(value).toMatch(/^(https?:\/\/|mailto:)/i);
    }
  }
});

test.each([
  '[x](https://tenrec.example)',
  'https://tenrec.example',
  '<me@tenrec.example>',
  '[m](mailto:me@x.example)',
])('Words__honest link %j__leads there without handing anything over', (text) => {
  const { container } = render(<Words text={text} />);
  const link = container.querySelector('a');
  expect(link?.getAttribute('href')).toMatch(/^(https:\/\/|mailto:)/);
  expect([link?.target, link?.rel]).toEqual(['_blank', 'noopener noreferrer nofollow']);
});
