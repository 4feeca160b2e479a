import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { type KeyedSettlement, keyedTrees, slotSecrets } from '#ledger/keyed-settlement';

// One settlement's own thread (settled-record.ts): names and salts at once, the trees when the rules are through. It imports
// that one file, for the rest of the library brings ethers, which takes longer to load than a slot of 10,000 to settle.
const settlement: KeyedSettlement = workerData;
const secrets = slotSecrets(settlement);
const [allocatedWh] = await once(parentPort!, 'message');
parentPort!.postMessage(keyedTrees(settlement, allocatedWh, secrets).record);
