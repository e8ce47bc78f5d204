import { commonKeycloakPort } from '../stack/common-keycloak.ts';
import { type Stack, type StackOptions, startStack } from '../stack/stack.ts';

/** A small stack for engines without a browser: with the Keycloak of all test files where there is one. */
export function startEngineStack(options: StackOptions = {}): Promise<Stack> {
  return startStack({ seed: 'small', keycloakPort: commonKeycloakPort(), ...options });
}
