import type { OlmMachine } from '@matrix-org/matrix-sdk-crypto-wasm';
import type { CryptoBackend } from 'matrix-js-sdk/lib/common-crypto/CryptoBackend.js';
import { countOf } from '../shape.ts';
import type { Fields } from '../shape.ts';
import { loadCryptoCode } from './load-crypto-code.ts';

/** What the SDK keeps private (43.0.0). */
interface Parts {
  readonly olmMachine: Pick<OlmMachine, 'getRoomSettings'>;
}

export const megolm = 'm.megolm.v1.aes-sha2';

/**
 * How a room is encrypted, in words that the crypto machine does not refuse. It keeps the settings that it was told first,
 * and takes no others; the SDK then cannot encrypt for the room at all, or throws where it already does and anything else
 * in the event has changed, even the order.
 */
export async function roomSettings(
  backend: CryptoBackend,
  roomId: string,
  content: Fields,
): Promise<Record<string, unknown>> {
  const { algorithm } = content;
  if (algorithm !== megolm) return { algorithm };
  const { RoomId } = await loadCryptoCode();
  const { olmMachine } = backend as unknown as Parts;
  const stored = await olmMachine.getRoomSettings(new RoomId(roomId));
  const [time, messages] =
    stored === undefined
      ? [countOf(content['rotation_period_ms']), countOf(content['rotation_period_msgs'])]
      : [stored.sessionRotationPeriodMs, stored.sessionRotationPeriodMessages];
  stored?.free();
  return {
    algorithm,
    ...(time === undefined ? {} : { rotation_period_ms: time }),
    ...(messages === undefined ? {} : { rotation_period_msgs: messages }),
  };
}
