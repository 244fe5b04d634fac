/** Our own signs, 20 px on a stroke of 1.5. */

const PATHS = {
  inbox: 'M3 11.5 5 4h10l2 7.5V16H3zM3 11.5h4l1 2h4l1-2h4',
  start: 'M4 16V4h8l4 4v8zM10 8v5M7.5 10.5h5',
  sent: 'M3 10 17 4l-4 13-3-5zM10 12l7-8',
  done: 'M4 10.5 8 14.5 16 5.5',
  bell: 'M5 14h10l-1.5-2V9a3.5 3.5 0 0 0-7 0v3zM8.5 16.5h3',
  person: 'M10 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM4 17c.5-3.5 3-5 6-5s5.5 1.5 6 5',
  search: 'M9 14A5 5 0 1 0 9 4a5 5 0 0 0 0 10zM12.5 12.5 17 17',
  hourglass: 'M5 3h10M5 17h10M6 3c0 4 4 5 4 7s-4 3-4 7M14 3c0 4-4 5-4 7s4 3 4 7',
  back: 'M8 5 4 9l4 4M4 9h8a4 4 0 0 1 0 8H9',
  changed: 'M10 3a7 7 0 1 0 0 14z M10 3a7 7 0 0 1 0 14',
  incident: 'M7 2.5h6L17.5 7v6L13 17.5H7L2.5 13V7zM11 5l-3 6h4l-3 5',
  gear: 'M10 13a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM10 3v2M10 15v2M3 10h2M15 10h2M5 5l1.5 1.5M13.5 13.5 15 15M5 15l1.5-1.5M13.5 6.5 15 5',
  equal: 'M5 8h10M5 12h10',
  skip: 'M4 12c2-5 8-5 11-1M15 6v5h-5',
  plus: 'M10 4v12M4 10h12',
  close: 'M5 5l10 10M15 5 5 15',
  chevron: 'M7 4l6 6-6 6',
  more: 'M4.5 10h.01M10 10h.01M15.5 10h.01',
  file: 'M5 3h7l3 3v11H5zM12 3v3h3',
  call: 'M4 6h9M10 3l3 3-3 3M16 14H7M10 11l-3 3 3 3',
  branch: 'M10 3v5M10 8 5 13v4M10 8l5 5v4',
  sun: 'M10 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM10 2v2M10 16v2M2 10h2M16 10h2M4.5 4.5 6 6M14 14l1.5 1.5M4.5 15.5 6 14M14 6l1.5-1.5',
  comment: 'M3 4h14v9H9l-4 4v-4H3z',
  pause: 'M7 4v12M13 4v12',
  calendar: 'M3 5h14v12H3zM3 8.5h14M7 3v4M13 3v4',
} as const;

export type IconName = keyof typeof PATHS;

/** Decoration: what it stands for is always said in words beside it. */
export function Icon({ name, size = 20 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === 'more' ? 2.5 : 1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
