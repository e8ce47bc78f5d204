/** One organisation's four origins, and a foreign site. Browsers send every `*.localhost` name to the loopback. */
export interface Origins {
  readonly wiki: string;
  /** Where no page of the wiki and no script of its pages is: the second home of the element. */
  readonly chat: string;
  readonly sso: string;
  readonly matrix: string;
  readonly elsewhere: string;
}

export interface Ports {
  readonly site: number;
  readonly sso: number;
  readonly matrix: number;
}

export function originsOf(ports: Ports): Origins {
  return {
    wiki: `http://wiki.example.localhost:${String(ports.site)}`,
    chat: `http://chat.example.localhost:${String(ports.site)}`,
    sso: `http://sso.example.localhost:${String(ports.sso)}`,
    matrix: `http://matrix.example.localhost:${String(ports.matrix)}`,
    elsewhere: `http://elsewhere.localhost:${String(ports.site)}`,
  };
}

/** Node does not resolve `*.localhost` names, so servers and tests talk to the loopback itself. */
export function loopback(port: number): string {
  return `http://127.0.0.1:${String(port)}`;
}
