import type { Flow } from '#resident';
import { kwh } from '../format/figures.js';

/** Where an arrow begins and ends, and where its figure stands. */
interface Place {
  readonly of: keyof Flow;
  /** Its colour is that of where the energy comes from. */
  readonly source: 'sun' | 'leaf' | 'grid';
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  readonly figure: readonly [x: number, y: number, anchor: 'start' | 'end'];
}

/** The home stands in the middle above, the neighbours below to the left, the retailer below to the right. */
const PLACES: readonly Place[] = [
  { of: 'toNeighboursWh', source: 'sun', from: [128, 84], to: [70, 146], figure: [86, 106, 'end'] },
  { of: 'fromNeighboursWh', source: 'leaf', from: [88, 160], to: [146, 98], figure: [122, 148, 'start'] },
  { of: 'toRetailerWh', source: 'sun', from: [212, 84], to: [270, 146], figure: [254, 106, 'start'] },
  { of: 'fromRetailerWh', source: 'grid', from: [252, 160], to: [194, 98], figure: [218, 148, 'end'] },
];
const WIDTH = 340;
const HEIGHT = 232;
const [THINNEST, THICKEST] = [3, 11];

/** The four ways of a home's energy as arrows, the thicker the more. All of it is said in `label` and stands in a table beside it. */
export function FlowPicture(props: {
  readonly flow: Flow;
  readonly label: string;
  readonly home: string;
  readonly neighbours: string;
  readonly retailer: string;
}) {
  const { flow, label, home, neighbours, retailer } = props;
  const most = Math.max(1, ...PLACES.map(({ of }) => flow[of] ?? 0));
  return (
    <svg className="chart flow" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      {PLACES.map((place) => (
        <Way key={place.of} place={place} wh={flow[place.of]} most={most} />
      ))}
      <path className="house" d="M170 14l40 34v36h-80v-36z" />
      <path className="roof" d="M122 54l48-41 48 41-6 6-42-36-42 36z" />
      <path className="near" d="M36 178l16-14 16 14v20H36zM66 186l14-12 14 12v16H66z" />
      <path className="far" d="M270 202l8-42h4l8 42M262 172h36M266 184h28" />
      <text className="name" x="170" y="76" textAnchor="middle">
        {home}
      </text>
      <text className="name" x="64" y="222" textAnchor="middle">
        {neighbours}
      </text>
      <text className="name" x="280" y="222" textAnchor="middle">
        {retailer}
      </text>
    </svg>
  );
}

function Way({ place, wh, most }: { readonly place: Place; readonly wh: number | null; readonly most: number }) {
  const { source, from, to, figure } = place;
  const [x, y, anchor] = figure;
  if (wh === null || wh === 0) {
    return <line className="still" x1={from[0]} y1={from[1]} x2={to[0]} y2={to[1]} />;
  }
  const width = THINNEST + ((THICKEST - THINNEST) * wh) / most;
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  const [along, across] = [(to[0] - from[0]) / length, (to[1] - from[1]) / length];
  const head = width + 5;
  const [neckX, neckY] = [to[0] - along * head, to[1] - across * head];
  const corner = (side: 1 | -1) => `${neckX - across * head * 0.7 * side} ${neckY + along * head * 0.7 * side}`;
  return (
    <g className={source}>
      <line x1={from[0]} y1={from[1]} x2={neckX} y2={neckY} strokeWidth={width} />
      <path d={`M${to[0]} ${to[1]}L${corner(1)}L${corner(-1)}z`} />
      <text className="amount" x={x} y={y} textAnchor={anchor}>
        {kwh(wh, 2)}
        <tspan className="unit"> kWh</tspan>
      </text>
    </g>
  );
}
