import { run } from '../run.ts';

const xarPlugin = 'org.xwiki.commons:xwiki-commons-tool-xar-plugin:17.10.0';
/** XWiki's own rules for the pages of an archive. */
export const verify = `${xarPlugin}:verify`;
/** Writes the pages anew as XWiki's own developers format theirs. */
export const format = `${xarPlugin}:format`;

/** Runs Maven in a project's folder; what it downloads lies in Maven's own folder, and a second run needs no network. */
export function maven(
  project: string,
  goals: readonly string[],
  properties: Readonly<Record<string, string>>,
  quiet = true,
): Promise<{ code: number; output: string }> {
  const given = Object.entries(properties).map(([name, value]) => `-D${name}=${value}`);
  return run('mvn', ['-B', '-ntp', '-f', project, ...goals, ...given], { quiet });
}
