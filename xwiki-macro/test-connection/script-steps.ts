import type { WikiSettings } from '../loader/settings.ts';
import { ask } from './ask.ts';
import type { Outcome, Step, Surroundings } from './step.ts';

/** The script names the module that it loads, which lies beside it. */
const wasmName = /wiki-room-crypto-[\w-]+\.wasm(?:\.gz)?/;
/** That of a webjar has a name without a hash, and is nothing but the way to the one that has. */
const onlyImport = /^import '\.\/([\w.-]+\.js)';\s*$/;

/** As the browser asks for them: attachments of a wiki that is closed to guests are there for who is logged in alone. */
const asReader = { credentials: 'same-origin' } as const;

/** The script, what it needs of the page's policy, and whether it belongs to the pages of this wiki. */
export function scriptSteps({ script = '', version }: Partial<WikiSettings>, around: Surroundings): readonly Step[] {
  let text: string | undefined;
  const withScript = async (step: (text: string) => Promise<Outcome>): Promise<Outcome> =>
    text === undefined ? 'skipped' : step(text);

  return [
    {
      name: 'script',
      run: async () => {
        if (script === '') return 'skipped';
        const answer = await ask(around, script, asReader);
        if (typeof answer === 'string') return answer;
        if (answer.status !== 200) return 'missing';
        if (!/\b(javascript|ecmascript)\b/.test(answer.type)) return 'wrong-type';
        const [, entry] = onlyImport.exec(answer.text) ?? [];
        const source = entry === undefined ? answer : await ask(around, beside(script, entry), asReader);
        if (typeof source === 'string') return source;
        if (source.status !== 200) return 'missing';
        text = source.text;
        return 'ok';
      },
    },
    {
      name: 'versions',
      run: () =>
        withScript(async () => {
          const versions = await around.versionsOf(script);
          if (versions === undefined) return 'not-run';
          if (versions.script !== version) return 'mismatch';
          return around.loaderVersion() === version ? 'ok' : 'old-loader';
        }),
    },
    {
      name: 'wasm',
      run: async () => {
        if (!(await around.mayCompile())) return 'policy';
        return withScript(async (source) => {
          const [name] = wasmName.exec(source) ?? [];
          if (name === undefined) return 'missing';
          const answer = await ask(around, beside(script, name), asReader);
          if (typeof answer === 'string') return answer;
          return answer.status === 200 ? 'ok' : 'missing';
        });
      },
    },
    { name: 'worker', run: async () => ((await around.mayStartWorker()) ? 'ok' : 'policy') },
    { name: 'media', run: async () => ((await around.mayShowMedia()) ? 'ok' : 'policy') },
  ];
}

function beside(script: string, name: string): string {
  return script.replace(/[^/?#]*(?:[?#].*)?$/, name);
}
