import { RateForm } from '../staff/rate-form.js';
import RulesScreen from '../staff/rules-screen.js';
import { RuleSetForm } from './rule-set-form.js';

/** Rules and rates, and the ways to enter new ones. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function OperatorRulesScreen() {
  return <RulesScreen form={(view) => <RuleSetForm {...view} />} rateForm={(view) => <RateForm {...view} />} />;
}
