import type { Profile, Tab } from '../profile.ts';
import { rendererMemory } from './memory.ts';

/** What a page holds after it came to rest. */
export interface Footprint {
  /** Bytes of JavaScript objects on the page's main thread, after a collection; workers have heaps of their own. */
  readonly heap: number;
  /** Bytes of the page's process, its workers and WebAssembly included: the largest renderer's proportional set. */
  readonly memory: number;
  /** Nodes of every kind, as the browser counts them: in shadow roots too, and those that are held but not shown. */
  readonly nodes: number;
}

export async function footprint(profile: Profile, tab: Tab): Promise<Footprint> {
  const nodes = await heldNodes(tab);
  const { usedSize } = await tab.devtools.send('Runtime.getHeapUsage');
  return { heap: usedSize, nodes, memory: await rendererMemory(profile) };
}

/** One collection leaves what the frame being drawn still refers to; the one that frees nothing has found the rest. */
async function heldNodes(tab: Tab, before = Infinity): Promise<number> {
  await tab.devtools.send('HeapProfiler.collectGarbage');
  const { nodes } = await tab.devtools.send('Memory.getDOMCounters');
  return nodes < before ? heldNodes(tab, nodes) : nodes;
}
