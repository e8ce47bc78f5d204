import type { Page } from 'playwright-core';

/** The names of what has the role, as the browser tells them to a screen reader; not those in frames of another origin. */
export async function accessibleNames(page: Page, role: string): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  const { root } = await session.send('DOM.getDocument');
  const { nodes } = await session.send('Accessibility.queryAXTree', { nodeId: root.nodeId, role });
  await session.detach();
  return nodes.map(({ name }) => String(name?.value));
}
