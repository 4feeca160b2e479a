import { isIchienError } from '#energy';
import { HELP, readOptions } from './options.js';

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    console.log(HELP);
  } else {
    // A word typed wrong is answered at once, and not after the whole exchange has been loaded.
    const { demonstrate } = await import('./demo.js');
    await demonstrate(options);
  }
} catch (error) {
  console.error(isIchienError(error) ? `${error.code}: ${error.message}` : error);
  process.exitCode = 1;
}
