import type { RateTable } from '#energy';

const HISTORY = 'B7 [ST: enjoy.ne.jp/~k-ichikawa/PV_solarFukakin.html] H';

/** 再エネ賦課金, sen/kWh, tax included, by the first day of the billing month from which a rate holds. */
export const LEVY_RATES: RateTable<number> = [
  {
    fromDay: '2012-08-01',
    value: 22,
    source: `${HISTORY}; 2012-08 to 2013-03 [ST: pps-net.org/statistics/renewable] H`,
  },
  {
    fromDay: '2013-04-01',
    value: 35,
    source: `${HISTORY}; 2013-04 to 2014-04 [ST: pps-net.org/statistics/renewable] H`,
  },
  { fromDay: '2014-05-01', value: 75, source: HISTORY },
  { fromDay: '2015-05-01', value: 158, source: HISTORY },
  { fromDay: '2016-05-01', value: 225, source: HISTORY },
  { fromDay: '2017-05-01', value: 264, source: HISTORY },
  { fromDay: '2018-05-01', value: 290, source: HISTORY },
  { fromDay: '2019-05-01', value: 295, source: HISTORY },
  { fromDay: '2020-05-01', value: 298, source: HISTORY },
  { fromDay: '2021-05-01', value: 336, source: HISTORY },
  { fromDay: '2022-05-01', value: 345, source: HISTORY },
  { fromDay: '2023-05-01', value: 140, source: HISTORY },
  { fromDay: '2024-05-01', value: 349, source: HISTORY },
  { fromDay: '2025-05-01', value: 398, source: 'B7 [ST: daily.co.jp 0018778288, METI on 2025-03-21] H' },
  { fromDay: '2026-05-01', value: 418, source: 'B7 [ST: sunglad-energy.com/?p=2370, one retailer citing METI] M' },
];
