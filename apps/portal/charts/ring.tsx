import { percent } from '../format/figures.js';

/** The ring of 一円: the share of something among all of it, said in words beside the number. */
export function Ring(props: { readonly part: number; readonly whole: number; readonly words: string }) {
  const share = percent(props.part, props.whole);
  return (
    <svg viewBox="0 0 42 42" role="img" aria-label={`${props.words} ${share}%`}>
      <circle className="bed" cx="21" cy="21" r="15.9" fill="none" strokeWidth="6" />
      {props.whole > 0 && (
        <>
          <circle className="grid" cx="21" cy="21" r="15.9" fill="none" strokeWidth="6" />
          <circle
            className="leaf"
            cx="21"
            cy="21"
            r="15.9"
            fill="none"
            strokeWidth="6"
            pathLength="100"
            strokeDasharray={`${share} ${100 - share}`}
            strokeDashoffset="25"
          />
        </>
      )}
      <text className="share" x="21" y="21" textAnchor="middle" fontSize="8">
        {share}%
      </text>
      <text className="words" x="21" y="26.4" textAnchor="middle" fontSize="3.6">
        {props.words}
      </text>
    </svg>
  );
}
