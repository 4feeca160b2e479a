/** Codes raised by this library. */
export type MerkleErrorCode = 'HEX_INVALID' | 'WH_INVALID' | 'SUM_TOO_LARGE' | 'TREE_TOO_LARGE' | 'INDEX_OUT_OF_RANGE';
