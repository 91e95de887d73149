import type { Socket } from 'node:net';

/** PS3.8 9.3: a PDU begins with its type, a reserved byte and the length of the rest. */
const PDU_HEADER_BYTES = 6;
const FIRST_PDU_TYPE = 0x01;
const LAST_PDU_TYPE = 0x07;

/** Far more than any peer needs that was offered 256 KiB; what is longer would be held in memory until it is whole. */
const MAX_PDU_BYTES = 1024 * 1024;
/** A command and what belongs to it, other than an object, is some kilobytes; the library holds it in memory. */
const MAX_UNKEPT_BYTES = 8 * 1024 * 1024;

/**
 * Closes a connection that is no DICOM peer or that would fill memory, before the library sees its bytes: the library
 * believes any length that it is told. To be made before the library's own listener is.
 */
export class ConnectionGuard {
  readonly #socket: Socket;
  readonly #header = Buffer.alloc(PDU_HEADER_BYTES);
  #headerBytes = 0;
  #bodyLeft = 0;
  #unkept = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.#unkept += chunk.length;
      if (this.#unkept > MAX_UNKEPT_BYTES || !this.#isCredible(chunk)) this.#socket.destroy();
    });
  }

  /** So many bytes of an object went to the disk. */
  kept(bytes: number): void {
    this.#unkept = Math.max(0, this.#unkept - bytes);
  }

  /** A message was whole, and its memory is free again. */
  messageEnded(): void {
    this.#unkept = 0;
  }

  /** Follows the PDUs through the bytes: each of a known type and of a length that can be. */
  #isCredible(chunk: Buffer): boolean {
    let offset = 0;
    while (offset < chunk.length) {
      if (this.#bodyLeft > 0) {
        const passed = Math.min(this.#bodyLeft, chunk.length - offset);
        this.#bodyLeft -= passed;
        offset += passed;
        continue;
      }
      const taken = chunk.copy(this.#header, this.#headerBytes, offset);
      this.#headerBytes += taken;
      offset += taken;
      if (!this.#typeIsKnown()) return false;
      if (this.#headerBytes < PDU_HEADER_BYTES) continue;
      this.#headerBytes = 0;
      this.#bodyLeft = this.#header.readUInt32BE(2);
      if (this.#bodyLeft > MAX_PDU_BYTES) return false;
    }
    return true;
  }

  #typeIsKnown(): boolean {
    const type = this.#header[0] ?? 0;
    return type >= FIRST_PDU_TYPE && type <= LAST_PDU_TYPE;
  }
}
