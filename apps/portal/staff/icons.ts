/** Drawings of the staff's navigation: paths of 24 x 24 in strokes. */
export const ICONS = {
  overview: 'M12 3l9 16H3zM12 10v4M12 16.5v.5',
  slots: 'M4 5h16M4 10h16M4 15h16M4 20h16M9 5v15',
  people:
    'M9 11a3.5 3.5 0 100-7 3.5 3.5 0 000 7zM2 20c.6-4 3.4-5.500 7-5.500s6.400 1.500 7 5.500M16 4.500a3.500 3.500 0 010 6.500M18 15c2.300.700 3.600 2.300 4 5',
  participants: 'M4 11l8-7 8 7v9h-5v-6H9v6H4z',
  applications: 'M6 3h9l4 4v14H6zM9 12h7M9 16h7M9 8h3',
  contracts: 'M6 3h12v18H6zM9 7h6M9 11h6M9 17c1-2 2-2 2.500 0s2 1.500 3.500-.500',
  imports: 'M4 14v6h16v-6M12 3v11M8 10l4 4 4-4',
  rules: 'M5 4h11l3 3v13H5zM9 9h2M9 13h6M9 17h6M14 9h1',
  audit: 'M12 3l7 3v6c0 4-3 7-7 9-4-2-7-5-7-9V6zM9 12l2 2 4-4',
  keys: 'M8 15a4 4 0 110-8 4 4 0 010 8zM12 11h9v4M17 11v3',
  notices: 'M6 17V11a6 6 0 1112 0v6l2 2H4zM10 21h4',
  money: 'M5 5l7 8 7-8M12 13v8M7 13h10M7 17h10',
  close: 'M5 5h14v15H5zM5 9h14M9 3v4M15 3v4M9 14l2 2 4-4',
  payments: 'M3 7h18v11H3zM3 11h18M7 15h4',
  prices: 'M4 12l8-8h8v8l-8 8zM15.5 8.5v.01M9 11l4 4',
  files: 'M4 6h6l2 2h8v11H4zM12 11v5M10 14l2 2 2-2',
  positions: 'M3 12h18M6 12V6M10 12V4M14 12v5M18 12v8',
  effect: 'M4 20V4M4 20h16M8 16l4-5 3 3 5-7',
  map: 'M9 4L3 6v14l6-2 6 2 6-2V4l-6 2zM9 4v14M15 6v14',
} as const;
