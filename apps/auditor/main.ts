import { setTimeout } from 'node:timers/promises';
import { audit } from './audit.js';

const { stdout, stderr } = process;

process.exitCode = await audit(process.argv.slice(2), {
  print: (text) => stdout.write(text),
  printError: (text) => stderr.write(text),
  pause: (milliseconds) => setTimeout(milliseconds),
  ...(stderr.isTTY && { showProgress: (line: string) => stderr.write(`\r\u001b[K${line}`) }),
});
