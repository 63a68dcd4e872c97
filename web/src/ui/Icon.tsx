// The few icons there are, drawn on a 16-pixel grid in the colour of the text beside them.

const PATHS = {
  home: 'M2.5 7.5 8 2.8l5.5 4.7M4 6.6v6.6h8V6.6M6.7 13.2V9.3h2.6v3.9',
  sql: 'M2.5 3.3h11v9.4h-11zM4.9 6.1l2 1.9-2 1.9M8.4 10h2.8',
  pipeline: 'M1.5 8h2.6l1.7-4.4 3.3 9 1.9-4.6h3.5',
  settings:
    'M6.8 3.1L6.9 1.6L9.1 1.6L9.2 3.1L10.6 3.7L11.8 2.7L13.3 4.2L12.3 5.4L12.9 6.8L14.4 6.9L14.4 9.1L12.9 9.2L12.3 10.6L13.3 11.8L11.8 13.3L10.6 12.3L9.2 12.9L9.1 14.4L6.9 14.4L6.8 12.9L5.4 12.3L4.2 13.3L2.7 11.8L3.7 10.6L3.1 9.2L1.6 9.1L1.6 6.9L3.1 6.8L3.7 5.4L2.7 4.2L4.2 2.7L5.4 3.7zM8 6a2 2 0 1 1 0 4 2 2 0 0 1 0-4z',
  copy: 'M5.5 5.5h7.8v7.8H5.5zM10.3 5.3V2.7H2.7v7.6h2.6',
  check: 'm3 8.6 3.2 3.2L13 4.6',
  chevron: 'm6 3.5 4.5 4.5L6 12.5',
  down: 'M3.5 6 8 10.5 12.5 6',
  up: 'M3.5 10 8 5.5l4.5 4.5',
  menu: 'M2 4h12M2 8h12M2 12h12',
  close: 'm3.5 3.5 9 9M12.5 3.5l-9 9',
  play: 'M4.5 2.8v10.4L13 8z',
  stop: 'M4 4h8v8H4z',
  download: 'M8 2v8M4.6 6.8 8 10.2l3.4-3.4M2.5 13.5h11',
  link: 'M6.7 9.3a2.8 2.8 0 0 0 4 0l2-2a2.8 2.8 0 0 0-4-4l-.9.9M9.3 6.7a2.8 2.8 0 0 0-4 0l-2 2a2.8 2.8 0 0 0 4 4l.9-.9',
  clock: 'M8 2.2a5.8 5.8 0 1 1 0 11.6A5.8 5.8 0 0 1 8 2.2zM8 4.9V8l2.2 1.5',
  eye: 'M1.5 8S4 3.7 8 3.7 14.5 8 14.5 8 12 12.3 8 12.3 1.5 8 1.5 8zM8 6.2a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6z',
  warn: 'M8 2.3 14.3 13H1.7zM8 6.4v3M8 11v.2',
  info: 'M8 2.2a5.8 5.8 0 1 1 0 11.6A5.8 5.8 0 0 1 8 2.2zM8 7.3v3.4M8 5.2v.2',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      aria-hidden
      focusable="false"
      style={{ flex: 'none' }}
    >
      <path
        d={PATHS[name]}
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
