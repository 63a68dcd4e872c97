// The mark: a streaked tenrec, black with yellow streaks. public/favicon.svg is the same drawing.

const BODY =
  'M3.9 20.6 1.6 18.4l2.9-.3-1.6-2.6 2.9.4-1-3 2.8 1.2-.3-3 2.5 1.8.5-3 2 2.3 1.2-2.8 1.3 2.8 1.8-2.4.6 2.9 2.4-1.8v3c3 .5 6.3 3.3 10.6 7.3.5.5.3 1.1-.4 1.2-2.4.3-4.6.9-6.8.9l.4 2.2h-2.6l-.8-2.2H9.9l-.5 2.2H6.8l.1-2.7c-1.7-.8-2.7-1.8-3-3.8z';
const STREAKS = 'M7.2 20.8c.3-3.3 1.8-5.3 3.9-6.3M11.2 21.4c.2-3 1.5-5 3.6-6M15.2 21.7c.2-2.4 1.2-4.2 3-5.2';

export function Mark({ size = 32 }: { size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 32 32"
      aria-hidden
      focusable="false"
      style={{ flex: 'none' }}
    >
      <rect width="32" height="32" rx="8" fill="#ffd23f" />
      <g transform="translate(0 -1)">
        <path d={BODY} fill="#18191b" />
        <path d={STREAKS} fill="none" stroke="#ffd23f" strokeWidth="1.5" strokeLinecap="round" />
        <circle cx="23.3" cy="17.7" r="1" fill="#ffd23f" />
      </g>
    </svg>
  );
}
