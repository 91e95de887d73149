import type { Socket } from 'node:net';
import { Writable } from 'node:stream';
import type { association, requests } from 'dcmjs-dimse';
import dimse from 'dcmjs-dimse';
import type { FileOutcome } from '../../contract/index.js';
import { InvalidValueError } from '../../domain/dicom/index.js';
import { StoreFullError } from '../store/index.js';
import type { Announced, Arrival } from './arrivals.js';
import { acceptedSyntax, type CallerRules, refusalOf, StorageCommitment } from './association-policy.js';
import { commitmentAsked, commitmentReport } from './commitment.js';
import { ConnectionGuard } from './connection-guard.js';

const { Status, PresentationContextResult, RejectResult, RejectSource, RejectReason } = dimse.constants;
const { CEchoResponse, CStoreResponse, NActionResponse } = dimse.responses;

/** A modality may keep its line open between two exposures; one that is silent for longer has gone. */
const SILENT_MS = 5 * 60_000;

/** Kept, with a remark (PS3.4 B.2.3 leaves B000 to warnings). */
const KEPT_WITH_REMARK = 0xb000;
const CANNOT_UNDERSTAND = 0xc000;
const OUT_OF_RESOURCES = 0xa700;

/** What a connection needs of the receiver that it belongs to. */
export interface ScpSite extends CallerRules {
  readonly begin: (announced: Announced) => Arrival;
  /** Whether an instance is in the store, indexed and with its bytes. */
  readonly isKept: (SOPInstanceUID: string) => boolean;
  /** Told before the sender is. */
  readonly onOutcome: (caller: string, outcome: FileOutcome) => void;
}

interface Answer {
  readonly status: number;
  /** At most 64 characters, no patient data (PS3.7 C). */
  readonly comment: string;
}

/** One connection of a sender: C-ECHO, C-STORE and storage commitment (PS3.4 A, B and J). */
export class StoreScp extends dimse.Scp {
  readonly #site: ScpSite;
  readonly #socket: Socket;
  readonly #guard: ConnectionGuard;
  #caller = '';
  #receiving: ReceivingStream | undefined;

  constructor(socket: Socket, site: ScpSite) {
    const guard = new ConnectionGuard(socket);
    super(socket, { connectTimeout: SILENT_MS });
    this.#site = site;
    this.#socket = socket;
    this.#guard = guard;
    // A peer that breaks the protocol, goes away or falls silent: nothing that was acknowledged depends on it.
    this.on('networkError', () => this.#socket.destroy());
    this.on('close', () => this.#receiving?.abort());
  }

  override associationRequested(asked: association.Association): void {
    const calling = asked.getCallingAeTitle();
    const refusal = refusalOf(asked.getCalledAeTitle(), calling, this.#site);
    if (refusal !== undefined) {
      const reason =
        refusal === 'called-ae-not-recognised'
          ? RejectReason.CalledAeNotRecognized
          : RejectReason.CallingAeNotRecognized;
      this.sendAssociationReject(RejectResult.Permanent, RejectSource.ServiceUser, reason);
      this.#socket.end();
      return;
    }
    this.#caller = calling.trim();
    for (const { context } of asked.getPresentationContexts()) {
      const syntax = acceptedSyntax(context.getAbstractSyntaxUid(), context.getTransferSyntaxUids());
      if (syntax === undefined) context.setResult(PresentationContextResult.RejectAbstractSyntaxNotSupported);
      else context.setResult(PresentationContextResult.Accept, syntax);
    }
    this.#guard.messageEnded();
    this.sendAssociationAccept();
  }

  override associationReleaseRequested(): void {
    this.sendAssociationReleaseResponse();
    this.#socket.end();
  }

  override abort(): void {
    this.#socket.destroy();
  }

  override cEchoRequest(
    request: requests.CEchoRequest,
    callback: (response: InstanceType<typeof CEchoResponse>) => void,
  ): void {
    this.#guard.messageEnded();
    const response = CEchoResponse.fromRequest(request);
    response.setStatus(Status.Success);
    callback(response);
  }

  override createStoreWritableStream(
    context: association.PresentationContext,
    request: requests.CStoreRequest,
  ): Writable {
    this.#receiving = new ReceivingStream(this.#guard, () =>
      this.#site.begin({
        caller: this.#caller,
        SOPClassUID: request.getAffectedSopClassUid(),
        SOPInstanceUID: request.getAffectedSopInstanceUid(),
        TransferSyntaxUID: context.getAcceptedTransferSyntaxUid() ?? '',
      }),
    );
    return this.#receiving;
  }

  /** The library would parse the object, which `cStoreRequest` does not need: it has it on the disk. */
  override createDatasetFromStoreWritableStream(
    _stream: Writable,
    _context: association.PresentationContext,
    callback: (dataset: InstanceType<typeof dimse.Dataset>) => void,
  ): void {
    callback(new dimse.Dataset());
  }

  override cStoreRequest(
    request: requests.CStoreRequest,
    callback: (response: InstanceType<typeof CStoreResponse>) => void,
  ): void {
    const stream = this.#receiving;
    this.#receiving = undefined;
    this.#guard.messageEnded();
    void this.#answer(stream).then(({ status, comment }) => {
      const response = CStoreResponse.fromRequest(request);
      response.setStatus(status);
      if (comment !== '') response.setErrorComment(comment);
      if (!this.#socket.destroyed) callback(response);
    });
  }

  /** Storage commitment. The report goes over the same association, as most modalities want it (PS3.4 J.3.3.1). */
  override nActionRequest(
    request: requests.NActionRequest,
    callback: (response: InstanceType<typeof NActionResponse>) => void,
  ): void {
    this.#guard.messageEnded();
    const response = NActionResponse.fromRequest(request);
    const asked = commitmentAsked(request.getDataset());
    const isOurs = request.getRequestedSopClassUid() === StorageCommitment && asked !== undefined;
    response.setStatus(isOurs ? Status.Success : Status.InvalidArgumentValue);
    callback(response);
    if (!isOurs) return;
    const syntax = request.getDataset()?.getTransferSyntaxUid() ?? '';
    this.sendRequests(commitmentReport(asked, this.#site.isKept, syntax));
  }

  async #answer(stream: ReceivingStream | undefined): Promise<Answer> {
    if (stream === undefined) return { status: CANNOT_UNDERSTAND, comment: 'no object came' };
    try {
      const outcome = await stream.settle();
      if (outcome === 'mismatch') {
        return { status: Status.DataSetSopClassMismatch, comment: 'another object than was announced' };
      }
      this.#site.onOutcome(this.#caller, outcome);
      return answerTo(outcome);
    } catch (error) {
      if (error instanceof StoreFullError) return { status: OUT_OF_RESOURCES, comment: 'the disk is full' };
      if (error instanceof InvalidValueError) {
        return { status: Status.InvalidObjectInstance, comment: 'the announced UID is none' };
      }
      return { status: Status.ProcessingFailure, comment: 'the object could not be stored' };
    }
  }
}

function answerTo({ result }: FileOutcome): Answer {
  switch (result) {
    case 'stored':
    case 'duplicate':
      return { status: Status.Success, comment: '' };
    case 'conflict':
      return { status: KEPT_WITH_REMARK, comment: 'kept aside: another object has this UID' };
    case 'unreadable':
    case 'not-dicom':
      return { status: CANNOT_UNDERSTAND, comment: 'kept aside: cannot be read' };
  }
}

/** Takes an object's bytes from the library to the disk, as they come. What fails is told when it is settled. */
class ReceivingStream extends Writable {
  readonly #guard: ConnectionGuard;
  #arrival: Arrival | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(guard: ConnectionGuard, begin: () => Arrival) {
    super();
    this.#guard = guard;
    this.#try(() => {
      this.#arrival = begin();
    });
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#guard.kept(chunk.length);
    this.#try(() => this.#arrival?.write(chunk));
    done();
  }

  /** @throws what receiving failed with. */
  async settle(): Promise<FileOutcome | 'mismatch'> {
    if (this.#failure !== undefined) throw this.#failure.error;
    if (this.#arrival === undefined) throw new Error('an object without an arrival');
    return await this.#arrival.settle();
  }

  abort(): void {
    this.#arrival?.abort();
  }

  #try(step: () => void): void {
    if (this.#failure !== undefined) return;
    try {
      step();
    } catch (error) {
      this.#failure = { error };
      this.#arrival?.abort();
    }
  }
}
