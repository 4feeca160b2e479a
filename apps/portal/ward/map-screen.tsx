import { useQuery } from '@tanstack/react-query';
import { Loaded } from '../controls/loaded.js';
import { request } from '../server/request.js';
import { type Application, applicationsKey } from '../staff/applications.js';
import { useStaffText } from '../staff/use-staff-text.js';

/** Applications that the map looks at. */
const MAX_COUNTED = 1000;
/** Fewer are not told apart: the ward knows its applicants, a picture of the screen should not. */
const FEWEST_SHOWN = 10;

/**
 * Setagaya's postcodes as tiles, roughly where they lie: 157 in the west (Kinuta, Karasuyama), 156 and 155 along the north,
 * 154 in the east, 158 in the south (Tamagawa). [INF] drawn from general knowledge of the ward; a scheme, no survey.
 */
const TILES: readonly { readonly prefix: string; readonly x: number; readonly y: number }[] = [
  { prefix: '157', x: 0, y: 0 },
  { prefix: '156', x: 1, y: 0 },
  { prefix: '155', x: 2, y: 0 },
  { prefix: '154', x: 2, y: 1 },
  { prefix: '158', x: 1, y: 1 },
];
const SIDE = 100;

/** Where participants and applicants live, as tiles of postcodes. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function MapScreen() {
  const { s } = useStaffText();
  const all = useQuery({
    queryKey: [...applicationsKey(), 'map'],
    queryFn: () => request<Application[]>('GET', `/joining/applications?limit=${MAX_COUNTED}`),
  });
  return (
    <>
      <h1>{s('map.title')}</h1>
      <p className="note">{s('map.lead')}</p>
      <Loaded query={all}>{(applications) => <Tiles applications={applications} />}</Loaded>
    </>
  );
}

function Tiles({ applications }: { readonly applications: readonly Application[] }) {
  const { s } = useStaffText();
  const counts = (prefix: string) => {
    const own = applications.filter(({ postcode }) => postcode.startsWith(prefix));
    return { all: own.length, enrolled: own.filter(({ state }) => state === 'enrolled').length };
  };
  const tiles = TILES.map((tile) => ({ ...tile, ...counts(tile.prefix) }));
  const most = Math.max(1, ...tiles.map(({ enrolled }) => enrolled));
  const other = applications.filter(({ postcode }) => !TILES.some(({ prefix }) => postcode.startsWith(prefix))).length;
  const shown = (count: number) => (count > 0 && count < FEWEST_SHOWN ? s('map.few') : String(count));
  return (
    <section className="card appear">
      {applications.length >= MAX_COUNTED && <p className="message">{s('map.tooMany', { count: MAX_COUNTED })}</p>}
      <svg className="chart tile-map" viewBox={`0 0 ${3 * SIDE} ${2 * SIDE}`} role="img" aria-label={s('map.title')}>
        {tiles.map(({ prefix, x, y, all, enrolled }) => (
          <g key={prefix} transform={`translate(${x * SIDE} ${y * SIDE})`}>
            <rect className="bed" x="2" y="2" width={SIDE - 4} height={SIDE - 4} rx="8" />
            <rect
              className="local"
              x="2"
              y="2"
              width={SIDE - 4}
              height={SIDE - 4}
              rx="8"
              opacity={enrolled < FEWEST_SHOWN ? 0 : (0.35 * enrolled) / most}
            />
            <text className="name" x={SIDE / 2} y="34" textAnchor="middle">
              {prefix}
            </text>
            <text x={SIDE / 2} y="58" textAnchor="middle">
              {s('map.enrolled', { count: shown(enrolled) })}
            </text>
            <text x={SIDE / 2} y="76" textAnchor="middle">
              {s('map.all', { count: shown(all) })}
            </text>
          </g>
        ))}
      </svg>
      <table className="only-heard">
        <tbody>
          {tiles.map(({ prefix, all, enrolled }) => (
            <tr key={prefix}>
              <th scope="row">{prefix}</th>
              <td>{s('map.enrolled', { count: shown(enrolled) })}</td>
              <td>{s('map.all', { count: shown(all) })}</td>
            </tr>
          ))}
          {other > 0 && (
            <tr>
              <th scope="row">{s('map.other')}</th>
              <td />
              <td>{s('map.all', { count: shown(other) })}</td>
            </tr>
          )}
        </tbody>
      </table>
    </section>
  );
}
