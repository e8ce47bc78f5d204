/** The package where there is no page, as where a server renders one: all by its name, and nothing comes of it. */
type Entry = typeof import('./index.ts');

export const { define, WikiRoom }: Entry = {
  define: () => undefined,
  WikiRoom: class extends EventTarget {} as Entry['WikiRoom'],
};
