const CLOSED_RECORD =
  '(uint32 areaId, uint64 slot, bytes32 journalRoot, uint32 journalCount, bytes32 tradeRoot, uint32 tradeCount, uint64 tradedWh)';
const SETTLED_RECORD =
  '(uint32 areaId, uint64 slot, uint32 version, bytes32 readingsRoot, uint32 exportCount, uint32 importCount, uint64 exportedWh, uint64 importedWh, bytes32 allocationRoot, uint32 allocationCount, uint64 tradedWh, uint64 allocatedWh)';

/** What this library calls and reads of `contracts/SlotLedger.sol`; documented in `contracts/ISlotLedger.sol`. */
export const SLOT_LEDGER_ABI = [
  `function close(${CLOSED_RECORD}[] records)`,
  `function settle((${SETTLED_RECORD} record, bytes meteringSignature, bytes prior)[] settlements)`,
  'function CERTIFICATE() view returns (address)',
  'function latest(uint32 areaId, uint64 slot) view returns (bytes32)',
  'function head(uint32 areaId) view returns (bytes32)',
  `event SlotClosed(uint32 indexed areaId, uint64 indexed slot, bytes32 recordHash, bytes32 previousHead, ${CLOSED_RECORD} record)`,
  `event SlotSettled(uint32 indexed areaId, uint64 indexed slot, bytes32 recordHash, bytes32 previousHead, bytes32 previousOfSlot, ${SETTLED_RECORD} record)`,
  'error BatchSizeInvalid(uint256 given, uint256 limit)',
  'error SlotAlreadyClosed(uint32 areaId, uint64 slot, bytes32 latest)',
  'error SlotNotClosed(uint32 areaId, uint64 slot)',
  'error PriorMismatch(uint32 areaId, uint64 slot, bytes32 latest, bytes32 given)',
  'error VersionOutOfOrder(uint32 areaId, uint64 slot, uint32 expected, uint32 given)',
  'error TradedWhMismatch(uint32 areaId, uint64 slot, uint64 closedWh, uint64 givenWh)',
  'error AllocatedAboveTraded(uint32 areaId, uint64 slot, uint64 allocatedWh, uint64 tradedWh)',
  'error AllocatedAboveExported(uint32 areaId, uint64 slot, uint64 allocatedWh, uint64 exportedWh)',
  'error AllocatedAboveImported(uint32 areaId, uint64 slot, uint64 allocatedWh, uint64 importedWh)',
  'error AllocatedBelowMinted(uint32 areaId, uint64 slot, uint64 allocatedWh, uint64 mintedWh)',
  'error NotMeteringAgent(uint32 areaId, uint64 slot, address signer)',
  'error EnforcedPause()',
  'error AccessControlUnauthorizedAccount(address account, bytes32 neededRole)',
] as const;
