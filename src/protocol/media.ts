/** A file is in memory whole, so there is an end also where the homeserver sets none. Bytes. */
export const largestFile = 100 * 1024 * 1024;

/** Where a file lies, and what is needed to decrypt it. Checked in the engine: `mxc` fits the grammar. */
export interface MediaSource {
  /** `mxc://server/id`. */
  readonly mxc: string;
  /** `EncryptedFile` of the Client-Server API ("Sending encrypted attachments"), where the file is encrypted. */
  readonly encryption?: FileEncryption;
  /** Declared size in bytes; the download is cut off beyond it and called damaged. */
  readonly size?: number;
}

export interface FileEncryption {
  /** Unpadded base64url AES-256 key (`key.k`). */
  readonly key: string;
  /** Unpadded base64 initial counter block. */
  readonly iv: string;
  /** Unpadded base64 SHA-256 of the encrypted file. */
  readonly sha256: string;
}

/** A picture's declared box, in CSS pixels, already bounded (1–10,000 each). */
export interface MediaSize {
  readonly width: number;
  readonly height: number;
}
