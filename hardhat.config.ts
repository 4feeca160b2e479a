import { fileURLToPath } from 'node:url';
import { defineConfig } from 'hardhat/config';

/**
 * The compiler comes from the npm package `solc` (nothing can be downloaded on a closed machine), so its path is given.
 * Solidity tests stand beside the contracts (`*.t.sol`); everything in TypeScript runs in mocha (`npm test`).
 */
export default defineConfig({
  solidity: {
    compilers: [
      {
        version: '0.8.37',
        path: fileURLToPath(new URL('./node_modules/solc/soljson.js', import.meta.url)),
        settings: { optimizer: { enabled: true, runs: 10_000 }, evmVersion: 'cancun' },
      },
    ],
  },
  paths: { tests: { solidity: './contracts' } },
});
