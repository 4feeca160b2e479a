import RulesScreen from '../staff/rules-screen.js';
import { RuleSetForm } from './rule-set-form.js';

/** Rules and rates, and the way to enter new rules. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function OperatorRulesScreen() {
  return <RulesScreen form={(view) => <RuleSetForm {...view} />} />;
}
