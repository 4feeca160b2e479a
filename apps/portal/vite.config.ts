import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Libraries come from `dist/libs` (package.json "imports"), so `tsc` runs first. */
// biome-ignore lint/style/noDefaultExport: Vite asks for one
export default defineConfig({
  root: here('.'),
  plugins: [react()],
  build: {
    outDir: here('../../dist/portal'),
    emptyOutDir: true,
    target: 'es2023',
    // Fonts are files of their own: a data: URL would need a wider content security policy.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 400,
    rolldownOptions: {
      input: { portal: here('index.html'), 'service-worker': here('service-worker.ts') },
      output: {
        // The worker's own address must never change; everything else is named by its content.
        entryFileNames: ({ name }) => (name === 'service-worker' ? 'service-worker.js' : 'assets/[name]-[hash].js'),
      },
    },
  },
});
