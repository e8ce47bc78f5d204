import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import process from 'node:process';

/**
 * Before `npm start` and `npm test`: installs what the project depends on, where that has not been done or the list has
 * changed since. Plain JavaScript without imports of packages, for none is there yet, and run by whatever Node is.
 */
const timeOf = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? -Infinity;

if (timeOf('node_modules/.package-lock.json') < timeOf('package-lock.json')) {
  console.error('Installing packages …');
  const { status, error } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) {
    console.error(
      `The packages could not be installed${error ? `: ${error.message}` : ''}. Look at what npm says above, and try "npm ci".`,
    );
    process.exit(1);
  }
}
