import { hostEngine } from '../link/engine-host.ts';
import { openEngineStore } from '../store/engine-store.ts';
import { startEngine } from './engine.ts';

hostEngine(async (settings) => startEngine(settings, await openEngineStore(settings.homeserver)));
