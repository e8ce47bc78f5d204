import type { OlmMachine, OutgoingRequest, UploadSigningKeysRequest } from '@matrix-org/matrix-sdk-crypto-wasm';
import type { CryptoApi } from 'matrix-js-sdk/lib/crypto-api/index.js';

type Proof = (makeRequest: (auth: null) => Promise<unknown>) => Promise<void>;

/** What the SDK keeps private (43.0.0): its machine, and what sends the machine's requests. */
interface Sending {
  readonly olmMachine: Pick<OlmMachine, 'bootstrapCrossSigning'>;
  readonly outgoingRequestsManager: {
    readonly outgoingRequestProcessor: {
      makeOutgoingRequest(request: OutgoingRequest | UploadSigningKeysRequest, proof: Proof): Promise<void>;
    };
  };
}

/** A first upload needs no further proof of who one is (MSC3967). */
export const withoutProof: Proof = async (makeRequest) => {
  await makeRequest(null);
};

/** Tells the homeserver of the identity that this device holds, of which it knows nothing. No new one is made. */
export async function publishIdentity(crypto: CryptoApi): Promise<void> {
  const { olmMachine, outgoingRequestsManager } = crypto as unknown as Sending;
  const requests = await olmMachine.bootstrapCrossSigning(false);
  const deviceKeys = requests.uploadKeysRequest as OutgoingRequest | undefined;
  for (const request of [deviceKeys, requests.uploadSigningKeysRequest, requests.uploadSignaturesRequest]) {
    if (request === undefined) continue;
    await outgoingRequestsManager.outgoingRequestProcessor.makeOutgoingRequest(request, withoutProof);
  }
}
