import { serverName } from '../../test/stack/people.ts';
import type { Bundles } from '../bundle.ts';
import type { ContenderName } from '../contender.ts';
import type { RoomName } from '../facts.ts';

export interface PageInput {
  readonly room: RoomName;
  readonly roomId: string;
  readonly homeserver: string;
  readonly issuer: string;
  readonly bundles: Bundles;
  /** The element's script: as of the others, the name has a hash. */
  readonly script: string;
}

/** The page of each contender: the same wiki-like page around a box of the same size. */
export const pages: Readonly<Record<ContenderName, (input: PageInput) => string>> = {
  'wiki-room': ({ room, homeserver, issuer, script }) =>
    page({
      head: `<script type="module" src="/wiki-room/${script}"></script>`,
      body: `<wiki-room class="box" room="#${room}:${serverName}" homeserver="${homeserver}" issuer="${issuer}" client-id="wiki-room"></wiki-room>`,
    }),
  hydrogen: ({ roomId, bundles }) =>
    page({
      head: `<link rel="stylesheet" href="../${bundles['hydrogen.css']}" /><script type="module" src="../${bundles['hydrogen.js']}"></script>`,
      data: { 'room-id': roomId, 'olm-js': `../${bundles['olm.js']}`, 'olm-wasm': `../${bundles['olm.wasm']}` },
      body: '<div class="box hydrogen" id="app"></div>',
      style:
        '#app { position: relative; font-size: 15px } .RoomView { height: 100% } .RoomView_body { min-height: 0 } .Timeline { min-height: 0 }',
    }),
  'js-sdk': ({ roomId, bundles }) =>
    page({
      head: `<script type="module" src="../${bundles['js-sdk.js']}"></script>`,
      data: { 'room-id': roomId },
      body: '<div class="box column"><div id="timeline"></div><textarea aria-label="Message"></textarea></div>',
      style: '.column { display: flex; flex-direction: column } #timeline { flex: 1; min-height: 0; overflow: auto }',
    }),
  floor: ({ roomId, bundles }) =>
    page({
      head: `<script type="module" src="../${bundles['floor.js']}"></script>`,
      data: { 'room-id': roomId },
      body: '<bench-floor class="box"></bench-floor>',
      style: 'bench-floor { overflow: auto }',
    }),
};

interface Content {
  readonly head: string;
  readonly body: string;
  readonly data?: Readonly<Record<string, string>>;
  readonly style?: string;
}

function page({ head, body, data = {}, style = '' }: Content): string {
  const attributes = Object.entries(data).map(([name, value]) => ` data-${name}="${value}"`);
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Bench</title>
    <link rel="icon" href="data:," />
    <style>body { font: 15px sans-serif } .box { display: block; height: 600px; width: 800px } ${style}</style>
    ${head}
  </head>
  <body${attributes.join('')}>
    <h1>A page of the wiki</h1>
    ${body}
  </body>
</html>
`;
}
