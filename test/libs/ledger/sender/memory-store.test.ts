import { MemoryOutboxStore } from './memory-store.js';
import { describeOutboxStore } from './outbox-store.js';

describeOutboxStore('MemoryOutboxStore', async () => {
  const store = new MemoryOutboxStore();
  return { store, add: (...records) => store.add(...records) };
});
