import { esbuildPlugin } from '@web/dev-server-esbuild';
import { chromeLauncher } from '@web/test-runner-chrome';
import { sendKeysPlugin, setViewportPlugin, emulateMediaPlugin } from '@web/test-runner-commands/plugins';
import { chromiumFlags } from './test/stack/chromium-flags.ts';
import { freePorts } from './test/stack/ports.ts';
import { findChromium } from './test/stack/prerequisites.ts';

/** With `PROTOTYPE=1` every test page has Prototype.js before anything else, as a wiki page may. */
const withPrototype = process.env.PROTOTYPE === '1';
const prototypeScript = withPrototype ? await loadPrototype() : '';

async function loadPrototype() {
  const { prototypeJs } = await import('./test/support/prototype-js.ts');
  return prototypeJs();
}

// Two of them run at once, and would find the same one free.
const [port] = await freePorts(1);

export default {
  port,
  files: ['test/component/**/*.test.ts'],
  nodeResolve: { exportConditions: ['browser', 'development'] },
  concurrency: 1,
  testsStartTimeout: 60_000,
  testsFinishTimeout: 400_000,
  testFramework: { config: { ui: 'bdd', timeout: 60_000 } },
  plugins: [
    esbuildPlugin({ ts: true, target: 'es2022', tsconfig: 'tsconfig.json' }),
    sendKeysPlugin(),
    setViewportPlugin(),
    emulateMediaPlugin(),
  ],
  middleware: [
    function servePrototype(context, next) {
      if (context.path !== '/prototype.js') return next();
      context.type = 'text/javascript';
      context.body = prototypeScript;
    },
  ],
  testRunnerHtml: (testFramework) => `<!doctype html>
    <html lang="en">
      <head>${withPrototype ? '<script src="/prototype.js"></script>' : ''}</head>
      <body><script type="module" src="${testFramework}"></script></body>
    </html>`,
  browsers: [
    chromeLauncher({
      launchOptions: {
        executablePath: await findChromium(),
        args: [...chromiumFlags],
      },
    }),
  ],
};
