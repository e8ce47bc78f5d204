/** Notes the events of these names, each with its detail, as they come. */
export function listen(target: EventTarget, ...names: readonly string[]): [string, unknown][] {
  const heard: [string, unknown][] = [];
  for (const name of names) {
    target.addEventListener(name, (event) => heard.push([name, (event as CustomEvent<unknown>).detail]));
  }
  return heard;
}
