import { RateForm } from '../staff/rate-form.js';
import RulesScreen from '../staff/rules-screen.js';

/** Rules and rates, and the way to enter a new rate. */
// biome-ignore lint/style/noDefaultExport: React.lazy asks for one
export default function RetailerRulesScreen() {
  return <RulesScreen rateForm={(view) => <RateForm {...view} />} />;
}
