import { useQuery } from '@tanstack/react-query';
import type { AreaCounts } from '#joining';
import { Loaded } from '../controls/loaded.js';
import { request } from '../server/request.js';
import { applicationsKey } from '../staff/applications.js';
import { useStaffText } from '../staff/use-staff-text.js';

/** Fewer are not told apart: the ward knows its applicants, a picture of the screen should not. */
const FEWEST_SHOWN = 10;
const SIDE = 100;

/** Where participants and applicants live, as tiles of the parts of the service area. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function MapScreen() {
  const { s } = useStaffText();
  const counts = useQuery({
    queryKey: [...applicationsKey(), 'areas'],
    queryFn: () => request<AreaCounts>('GET', '/joining/areas'),
  });
  return (
    <>
      <h1>{s('map.title')}</h1>
      <p className="note">{s('map.lead')}</p>
      <Loaded query={counts}>{(view) => <Tiles counts={view} />}</Loaded>
    </>
  );
}

function Tiles({ counts: { areas, elsewhere } }: { readonly counts: AreaCounts }) {
  const { s } = useStaffText();
  const most = Math.max(1, ...areas.map(({ enrolled }) => enrolled));
  const [columns, rows] = [areas.map(({ column }) => column), areas.map(({ row }) => row)];
  const [width, height] = [SIDE * (Math.max(...columns) + 1), SIDE * (Math.max(...rows) + 1)];
  const shown = (count: number) => (count > 0 && count < FEWEST_SHOWN ? s('map.few') : String(count));
  return (
    <section className="card appear">
      <svg className="chart tile-map" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={s('map.title')}>
        {areas.map(({ prefix, column, row, applications, enrolled }) => (
          <g key={prefix} transform={`translate(${column * SIDE} ${row * SIDE})`}>
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
              {s('map.all', { count: shown(applications) })}
            </text>
          </g>
        ))}
      </svg>
      <table className="only-heard">
        <tbody>
          {areas.map(({ prefix, applications, enrolled }) => (
            <tr key={prefix}>
              <th scope="row">{prefix}</th>
              <td>{s('map.enrolled', { count: shown(enrolled) })}</td>
              <td>{s('map.all', { count: shown(applications) })}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {elsewhere.applications > 0 && (
        <p className="note">
          {s('map.other')}: {s('map.all', { count: shown(elsewhere.applications) })}
        </p>
      )}
    </section>
  );
}
