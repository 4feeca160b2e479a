import type { SupplyPoint } from '#resident';
import { useText } from '../shell/use-text.js';

/** Which supply point is looked at; a choice only if there are several. */
export function PointChoice(props: {
  readonly points: readonly SupplyPoint[];
  readonly point: SupplyPoint | undefined;
  readonly onChoose: (pointId: string) => void;
}) {
  const { t, language } = useText();
  const { points, point, onChoose } = props;
  if (point === undefined) return null;
  if (points.length === 1) return <>{`${point.area[language]} · ${point.pointId}`}</>;
  return (
    <select aria-label={t('app.point')} value={point.pointId} onChange={(event) => onChoose(event.target.value)}>
      {points.map((each) => (
        <option key={each.pointId} value={each.pointId}>
          {each.pointId}
        </option>
      ))}
    </select>
  );
}
