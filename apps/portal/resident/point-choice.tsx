import type { NamedPoint } from '#resident';
import { useText } from '../shell/use-text.js';
import { pointName } from './point-name.js';

/** Which supply point is looked at; a choice only if there are several. */
export function PointChoice(props: {
  readonly points: readonly NamedPoint[];
  readonly point: NamedPoint | undefined;
  readonly onChoose: (pointId: string) => void;
}) {
  const { t, language } = useText();
  const { points, point, onChoose } = props;
  if (point === undefined) return null;
  if (points.length === 1) return <>{`${point.area[language]} · ${pointName(point, points, t)}`}</>;
  return (
    <select aria-label={t('app.point')} value={point.pointId} onChange={(event) => onChoose(event.target.value)}>
      {points.map((each) => (
        <option key={each.pointId} value={each.pointId}>
          {pointName(each, points, t)}
        </option>
      ))}
    </select>
  );
}
