import { cp, glob, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { buildLoader } from './xwiki/build-loader.ts';
import { buildPages } from './xwiki/build-pages.ts';
import { buildBundle, writeBundlePage } from './xwiki/bundle.ts';
import { checkArchive } from './xwiki/check-archive.ts';
import { format, maven, verify } from './xwiki/maven.ts';

/** `npm run build:xar`: the archive that a wiki imports, and the same files as a webjar, in `xwiki-macro/target`. */
const target = 'xwiki-macro/target';
const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };

const bundle = await buildBundle(join(target, 'bundle'));
const pages = join(target, 'pages');
await rm(pages, { recursive: true, force: true });
await buildPages(pages, {
  version,
  loader: await buildLoader(),
  bundle: bundle.page,
  entry: bundle.entry,
  callback: bundle.callback,
  'test-connection': bundle.testConnection,
});
await writeBundlePage(pages, bundle);

// The plugin looks for mistakes in a project's own folder of resources only: so a project of the pages as they were made.
const project = join(target, 'project');
await rm(project, { recursive: true, force: true });
await mkdir(join(project, 'src/main'), { recursive: true });
await cp('xwiki-macro/pom.xml', join(project, 'pom.xml'));
const resources = resolve(project, 'src/main/resources');
await cp(pages, resources, { recursive: true });
await must(project, [format, 'package', verify], { skipTests: 'true', 'wiki-room.pages': resources });
for await (const page of glob('**/*.xml', { cwd: pages })) {
  if ((await readFile(join(pages, page), 'utf8')) === (await readFile(join(resources, page), 'utf8'))) continue;
  console.error(`${page} is not as XWiki formats a page: run it through xar:format.`);
  process.exit(1);
}
const archive = `wiki-room-xwiki-${version}.xar`;
await cp(join(project, 'target', archive), join(target, archive));
await checkArchive(join(target, archive), join(project, 'pom.xml'), [
  'package.xml',
  `WikiRoom/Code/${bundle.page}.xml`,
]);

// With what Maven has made there of an earlier bundle.
await rm(join(target, 'webjar'), { recursive: true, force: true });
const jarFiles = join(target, 'webjar', 'files');
await cp(bundle.folder, jarFiles, { recursive: true });
// The name that the pages know. A script of its own, since a webjar's address may carry a query, and a module that is
// imported by two addresses runs twice.
await writeFile(join(jarFiles, 'wiki-room.js'), `import './${bundle.entry}';\n`);
// XWiki reads the version of a webjar from its POM, as it stands there.
const webjar = join(target, 'webjar-project');
await mkdir(webjar, { recursive: true });
const pom = await readFile('xwiki-macro/webjar/pom.xml', 'utf8');
await writeFile(join(webjar, 'pom.xml'), pom.replaceAll('${version}', version));
await must(webjar, ['package'], {});

const jar = join(target, 'webjar', `wiki-room-webjar-${version}.jar`);
// Where a wiki looks for it.
const inJar = `META-INF/resources/webjars/wiki-room-webjar/${version}/`;
const held = ['wiki-room.js', ...bundle.files].map((name) => inJar + name);
await checkArchive(jar, join(webjar, 'pom.xml'), held);

for (const file of [join(target, archive), jar]) {
  console.log(`${file}: ${((await stat(file)).size / 1e6).toFixed(1)} MB`);
}

async function must(project: string, goals: readonly string[], properties: Record<string, string>): Promise<void> {
  const { code, output } = await maven(project, goals, { revision: version, ...properties });
  if (code === 0) return;
  process.stderr.write(output);
  process.exit(code);
}
