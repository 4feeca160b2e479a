/** What a resident is shown: summing up one household's meter, postings and trades. Pure rules and view types. Floor 3. */
export { areaNameOf } from './area-names.js';
export { type DayFlow, type Flow, type FlowFacts, type FlowState, type FlowStep, flowOf } from './flow.js';
export { lineTotals, type PostingSum } from './line-totals.js';
export { NOTICE_DAYS, type NoticeFacts, noticesFrom } from './notices.js';
export { MAX_YEARS, nextMonth, type Period, periodAt, SPANS, type Span, yearBefore } from './period.js';
export { BASIS_DAYS, projectMonth } from './project-month.js';
export { type MeterSum, type SeriesInput, seriesOf } from './series.js';
export { formatSeriesCsv } from './series-csv.js';
export { type TradeFacts, tradeStatus } from './trade-status.js';
export * from './views.js';
