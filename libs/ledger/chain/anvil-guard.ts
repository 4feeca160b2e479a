/**
 * A process of its own: runs anvil for as long as whoever started it lives. Standard input is a pipe that the starter
 * holds open; when it ends, by `stop()` or by `kill -9` alike, anvil is told to save its state and to end.
 */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';

const arch = process.arch === 'x64' ? 'amd64' : process.arch;
const extension = process.platform === 'win32' ? '.exe' : '';
const require = createRequire(createRequire(import.meta.url).resolve('@foundry-rs/anvil/package.json'));
const binary = require.resolve(`@foundry-rs/anvil-${process.platform}-${arch}/bin/anvil${extension}`);

const anvil = spawn(binary, process.argv.slice(2), { stdio: ['ignore', 'inherit', 'inherit'] });
anvil.on('exit', (code) => process.exit(code ?? 1));
process.stdin.on('end', () => anvil.kill('SIGTERM')).resume();
