/** One half hour of the market. */
export interface PricePoint {
  readonly key: number;
  /** sen/kWh; null if nothing was traded: the line has a gap there. */
  readonly priceSen: number | null;
  readonly volumeWh: number;
  /** The reader's own part of the volume. */
  readonly ownWh: number;
}

const WIDTH = 340;
const HEIGHT = 160;
const LEFT = 30;
const FOOT = 18;
const TOP = 8;

/** Prices as a line over volumes as bars, the reader's own part darker. */
export function PriceLine(props: {
  readonly points: readonly PricePoint[];
  readonly label: string;
  readonly unit: string;
  readonly marks: ReadonlyMap<number, string>;
  readonly now?: number | undefined;
}) {
  const { points, label, unit, marks, now } = props;
  const step = (WIDTH - LEFT) / Math.max(1, points.length);
  const prices = points.flatMap(({ priceSen }) => (priceSen === null ? [] : [priceSen]));
  // The scale ends on a whole five yen above the dearest, so that it does not jump with every trade.
  const topSen = Math.max(500, Math.ceil(Math.max(0, ...prices) / 500) * 500);
  const most = Math.max(1, ...points.map(({ volumeWh }) => volumeWh));
  const floor = HEIGHT - FOOT;
  const y = (priceSen: number) => floor - (priceSen / topSen) * (floor - TOP);
  const x = (index: number) => LEFT + index * step + step / 2;
  const bar = (wh: number) => (wh / most) * (floor - TOP) * 0.55;
  return (
    <svg className="chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      {[0, 0.5, 1].map((part) => (
        <g key={part}>
          <line className="axis" x1={LEFT} x2={WIDTH} y1={y(topSen * part)} y2={y(topSen * part)} />
          <text x="0" y={y(topSen * part) + 4}>
            {`${(topSen * part) / 100}${part === 1 ? unit : ''}`}
          </text>
        </g>
      ))}
      {points.map(({ key, volumeWh, ownWh }, index) => (
        <g key={key}>
          <rect
            className="volume"
            x={x(index) - step * 0.4}
            width={step * 0.8}
            y={floor - bar(volumeWh)}
            height={bar(volumeWh)}
          />
          <rect
            className="local"
            x={x(index) - step * 0.4}
            width={step * 0.8}
            y={floor - bar(ownWh)}
            height={bar(ownWh)}
          />
        </g>
      ))}
      {runs(points).map((run) =>
        run.length === 1 ? (
          <circle key={run[0]![0]} className="dot-price" cx={x(run[0]![0])} cy={y(run[0]![1])} r="2" />
        ) : (
          <polyline
            key={run[0]![0]}
            className="price"
            points={run.map(([index, sen]) => `${x(index)},${y(sen)}`).join(' ')}
          />
        ),
      )}
      {now !== undefined && <line className="now" x1={LEFT + now * step} x2={LEFT + now * step} y1={TOP} y2={floor} />}
      {[...marks].map(([index, words]) => (
        <text key={index} x={LEFT + index * step} y={HEIGHT - 4}>
          {words}
        </text>
      ))}
    </svg>
  );
}

/** Stretches of half hours that have a price, as (index, price). */
function runs(points: readonly PricePoint[]): [number, number][][] {
  const found: [number, number][][] = [];
  let isOpen = false;
  points.forEach(({ priceSen }, index) => {
    if (priceSen === null) {
      isOpen = false;
      return;
    }
    if (!isOpen) found.push([]);
    isOpen = true;
    found.at(-1)!.push([index, priceSen]);
  });
  return found;
}
