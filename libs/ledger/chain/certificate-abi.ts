const NODE = '(bytes32 hash, uint64 wh)';
const ALLOCATION = `(bytes settled, uint32 index, uint32 tradeSequence, uint64 wh, bytes32 secret, bytes32 termsHash, ${NODE}[] siblings)`;

/** What this library calls and reads of `contracts/KwhCertificate.sol`; documented in `contracts/IKwhCertificate.sol`. */
export const KWH_CERTIFICATE_ABI = [
  `function take(${ALLOCATION} allocation, address to)`,
  'function safeTransferFrom(address from, address to, uint256 id, uint256 value, bytes data)',
  'function retire(address holder, uint256 id, uint64 wh, string beneficiary)',
  'function multicall(bytes[] data) returns (bytes[] results)',
  'function mintedWh(uint32 areaId, uint64 slot) view returns (uint64)',
  'function retiredWh(uint32 areaId, uint64 slot) view returns (uint64)',
  'function isTaken(uint32 areaId, uint64 slot, uint32 tradeSequence) view returns (bool)',
  'function balanceOf(address account, uint256 id) view returns (uint256)',
  'event Taken(uint256 indexed id, uint32 indexed tradeSequence, address indexed to, address holder, uint64 wh, bytes32 recordHash)',
  'event Retired(uint256 indexed id, address indexed holder, uint64 wh, string beneficiary)',
  'event TransferSingle(address indexed operator, address indexed from, address indexed to, uint256 id, uint256 value)',
  'event TransferBatch(address indexed operator, address indexed from, address indexed to, uint256[] ids, uint256[] values)',
  'error RecordNotLatest(bytes32 given)',
  'error SlotNotSettled(bytes32 recordHash)',
  'error AllocationNotProven(uint32 areaId, uint64 slot, uint32 tradeSequence, address sender)',
  'error TakenTooEarly(uint32 areaId, uint64 slot, uint256 takeableAt)',
  'error AllocationTaken(uint32 areaId, uint64 slot, uint32 tradeSequence)',
  'error AllocationEmpty(uint32 areaId, uint64 slot, uint32 tradeSequence)',
  'error MintedAboveAllocated(uint32 areaId, uint64 slot, uint64 mintedWh, uint64 wh, uint64 allocatedWh)',
  'error NothingToRetire(uint256 id)',
  'error BeneficiaryInvalid(uint256 length, uint256 limit)',
  'error ERC1155InsufficientBalance(address sender, uint256 balance, uint256 needed, uint256 tokenId)',
  'error ERC1155InvalidReceiver(address receiver)',
  'error ERC1155MissingApprovalForAll(address operator, address owner)',
  'error EnforcedPause()',
] as const;
