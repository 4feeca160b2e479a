/** One bar: a whole, and the part of it that the chart is about. */
export interface ShareBar {
  readonly key: string;
  readonly part: number;
  readonly whole: number;
}

const WIDTH = 340;
const HEIGHT = 120;
/** A month's: so that bars don't change their width as its days come. */
const FEWEST_PLACES = 31;

/** Wholes as grey bars with their parts in the neighbours' colour. The same figures stand in a table beside it. */
export function ShareBars({ bars, label }: { readonly bars: readonly ShareBar[]; readonly label: string }) {
  const most = Math.max(1, ...bars.map(({ whole }) => whole));
  const step = WIDTH / Math.max(FEWEST_PLACES, bars.length);
  const height = (value: number) => (value / most) * (HEIGHT - 6);
  return (
    <svg className="chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      {bars.map(({ key, part, whole }, index) => (
        <g key={key}>
          <rect
            className="retailer"
            x={index * step}
            width={step * 0.72}
            y={HEIGHT - height(whole)}
            height={height(whole)}
          />
          <rect
            className="local"
            x={index * step}
            width={step * 0.72}
            y={HEIGHT - height(part)}
            height={height(part)}
          />
        </g>
      ))}
      <line className="axis" x1="0" x2={WIDTH} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} />
    </svg>
  );
}
