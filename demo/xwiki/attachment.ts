import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { PageResponse } from '../../test/stack/site.ts';

const types: Readonly<Record<string, string>> = {
  js: 'text/javascript;charset=UTF-8',
  gz: 'application/gzip;charset=UTF-8',
  txt: 'text/plain;charset=UTF-8',
};

/**
 * An attachment with the headers of XWiki 17.4: a charset added to every type, offered as a download, and neither
 * compression nor anything to cache by but a date.
 */
export async function attachment(folder: string, name: string): Promise<PageResponse> {
  const file = basename(name);
  const type = types[file.slice(file.lastIndexOf('.') + 1)];
  const body = await readFile(join(folder, file)).catch(() => undefined);
  if (type === undefined || body === undefined) return { status: 404, body: 'There is no such attachment.' };
  return {
    headers: {
      'content-disposition': `attachment; filename*=utf-8''${encodeURIComponent(file)}`,
      'last-modified': new Date(0).toUTCString(),
      'accept-ranges': 'bytes',
      'content-type': type,
      'content-language': 'en',
      'content-length': String(body.length),
      'content-script-type': 'text/javascript',
      'cache-control': '',
    },
    body,
  };
}
