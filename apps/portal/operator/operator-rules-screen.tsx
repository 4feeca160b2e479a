import { RateForm } from '../staff/rate-form.js';
import RulesScreen from '../staff/rules-screen.js';
import { Co2FactorForm } from './co2-factor-form.js';
import { RuleSetForm } from './rule-set-form.js';

/** Rules and rates, and the ways to enter new ones. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function OperatorRulesScreen() {
  return (
    <RulesScreen
      form={(view) => <RuleSetForm {...view} />}
      rateForm={(view) => <RateForm {...view} />}
      factorForm={<Co2FactorForm />}
    />
  );
}
