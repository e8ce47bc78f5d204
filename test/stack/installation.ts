import { installKeycloak } from './keycloak.ts';
import type { Progress } from './progress.ts';
import { installSynapse } from './synapse.ts';

/** Downloads what is missing of the servers; what is there takes milliseconds. */
export async function installStack(progress: Progress): Promise<{ installation: string; python: string }> {
  const [installation, python] = await Promise.all([installKeycloak(progress), installSynapse(progress)]);
  return { installation, python };
}
