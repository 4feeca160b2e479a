/** One place on the time axis. */
export interface TwoWayBar {
  readonly key: string;
  /** Drawn upwards. */
  readonly up: number;
  /** Drawn downwards. */
  readonly down: number;
  /** Of the year before, drawn as an outline. */
  readonly pastUp?: number | undefined;
  readonly pastDown?: number | undefined;
  /** No reading came: shown as such, not as zero. */
  readonly missing?: boolean;
}

const WIDTH = 340;
const HEIGHT = 150;
const FOOT = 18;
const MIDDLE = (HEIGHT - FOOT) / 2;

/**
 * What went out above the line and what came in below it. The picture is described in words by `label`; the same figures stand
 * in a table beside it.
 */
export function TwoWayBars(props: {
  readonly bars: readonly TwoWayBar[];
  readonly label: string;
  /** Words under the axis, by index of their bar. */
  readonly marks: ReadonlyMap<number, string>;
  /** Where now is, as an index; absent if not in view. */
  readonly now?: number | undefined;
}) {
  const { bars, label, marks, now } = props;
  const most = Math.max(1, ...bars.flatMap((bar) => [bar.up, bar.down, bar.pastUp ?? 0, bar.pastDown ?? 0]));
  const step = WIDTH / Math.max(1, bars.length);
  const width = Math.max(1.5, step * 0.74);
  const height = (value: number) => (value <= 0 ? 0 : Math.max(1.5, (value / most) * (MIDDLE - 4)));
  return (
    <svg className="chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      {bars.map((bar, index) => {
        const x = index * step + (step - width) / 2;
        const [up, down] = [height(bar.up), height(bar.down)];
        return (
          <g key={bar.key}>
            {bar.missing === true && (
              <rect className="missing" x={index * step} y={4} width={step} height={HEIGHT - FOOT - 8} />
            )}
            <rect className="sell" x={x} y={MIDDLE - up} width={width} height={up} rx={Math.min(2, width / 3)} />
            <rect className="buy" x={x} y={MIDDLE} width={width} height={down} rx={Math.min(2, width / 3)} />
            {bar.pastUp !== undefined && bar.pastUp > 0 && (
              <rect className="past" x={x} y={MIDDLE - height(bar.pastUp)} width={width} height={height(bar.pastUp)} />
            )}
            {bar.pastDown !== undefined && bar.pastDown > 0 && (
              <rect className="past" x={x} y={MIDDLE} width={width} height={height(bar.pastDown)} />
            )}
          </g>
        );
      })}
      <line className="axis" x1="0" x2={WIDTH} y1={MIDDLE} y2={MIDDLE} />
      {now !== undefined && <line className="now" x1={now * step} x2={now * step} y1="2" y2={HEIGHT - FOOT} />}
      {[...marks].map(([index, words]) => (
        <text key={index} x={index * step} y={HEIGHT - 4}>
          {words}
        </text>
      ))}
    </svg>
  );
}
