import { readFile } from 'node:fs/promises';

/**
 * Throws unless the archive holds these files, each once, and every entry has the moment that the project `pom` gives to all:
 * else no two builds are the same.
 */
export async function checkArchive(path: string, pom: string, wanted: readonly string[]): Promise<void> {
  const [, given] = /<project\.build\.outputTimestamp>(.*?)</.exec(await readFile(pom, 'utf8')) ?? [];
  const entries = archiveEntries(await readFile(path));
  for (const { name, moment } of entries) {
    if (given === undefined || moment !== new Date(given).getTime())
      throw new Error(`${path} holds ${name} as of ${new Date(moment).toISOString()}`);
  }
  for (const name of wanted) {
    const found = entries.filter((entry) => entry.name === name).length;
    if (found !== 1) throw new Error(`${path} holds ${name} ${found} times`);
  }
}

interface ArchiveEntry {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly moment: number;
}

/** The central directory of a ZIP. Source: APPNOTE.TXT, 4.3.12 and 4.3.16. */
function archiveEntries(zip: Buffer): readonly ArchiveEntry[] {
  const end = zip.lastIndexOf('PK\x05\x06');
  if (end < 0) throw new Error('it is no ZIP');
  const entries: ArchiveEntry[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const read = (offset: number): number => zip.readUInt16LE(at + offset);
    const afterName = at + 46 + read(28);
    entries.push({ name: zip.toString('utf8', at + 46, afterName), moment: momentOf(read(14), read(12)) });
    at = afterName + read(30) + read(32);
  }
  return entries;
}

/** As MS-DOS writes it: a day since 1980, and every other second of it. It has no zone; Maven takes UTC. */
function momentOf(day: number, time: number): number {
  return Date.UTC(1980 + (day >> 9), ((day >> 5) & 15) - 1, day & 31, time >> 11, (time >> 5) & 63, (time & 31) * 2);
}
