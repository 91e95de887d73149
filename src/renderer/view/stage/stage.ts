import { Enums, type RenderingEngine, type Types } from '@cornerstonejs/core';
import { draggedWindow, type Voi, windowBetween } from '../../../domain/grey/index.js';
import type { Placement } from '../../ui/index.js';
import { type CannotShowReason, reasonOf } from '../read/cannot-show.js';
import { reader } from '../read/reader.js';
import { priorities } from '../read/reader-pool.js';
import {
  canvasToPixels,
  edgesOf,
  fitWhole,
  panBy,
  placementOf,
  placeOf,
  scaleOf,
  setPlace,
  setScale,
  setTurn,
  turnOf,
} from './camera.js';
import { canDraw } from './cornerstone.js';
import type { FilmRef, FilmStack, PictureStack } from './film-stack.js';
import { type FilmView, freshView } from './film-view.js';
import type { Vector2 } from './geometry.js';
import { setGreyRamp } from './grey-ramp.js';
import { type FilmImage, imageIdOf, isFilmImage, loadFilm } from './image-loader.js';
import type { LensSource } from './magnifier.js';
import { type DrawnFilm, emptyStage, type StageState } from './stage-state.js';

/** Colour is shown as it is. */
const plainColour = windowBetween(0, 255);
const PREFETCH = 12;
/** What the speed of a cine goes through, faster and slower. */
const SPEEDS = [1, 2, 3, 5, 7, 10, 15, 20, 25, 30, 40, 60];

/**
 * One viewport: a stack of films, the view on the current one, and the commands that change it.
 * The state that it publishes describes what the canvas holds, read back from the drawn image.
 */
export class Stage<S extends PictureStack = FilmStack> {
  private state: StageState<S> = emptyStage;
  private readonly listeners = new Set<() => void>();
  private readonly viewport: Types.IStackViewport;
  /** The reader's own window or table; undefined = each film by its first view. */
  private chosenVoi: Voi | undefined;
  private invertedByReader = false;
  private fitted = true;
  private destroyed = false;
  /** The next film is in the viewport but has yet to find its place there. */
  private placing = false;
  /** The view to show a stack with, until its first film is placed. */
  private pending: FilmView | undefined;
  /** Counts what was asked for, so that an answer that comes too late is not shown. */
  private wanted = 0;
  private cine: ReturnType<typeof setTimeout> | undefined;
  private chosenSpeed: number | undefined;

  constructor(
    readonly id: string,
    private readonly engine: RenderingEngine,
    readonly element: HTMLDivElement,
  ) {
    engine.enableElement({
      viewportId: id,
      type: Enums.ViewportType.STACK,
      element,
      defaultOptions: { background: [0, 0, 0] },
    });
    this.viewport = engine.getViewport(id) as Types.IStackViewport;
    element.addEventListener(Enums.Events.STACK_NEW_IMAGE, this.onNewImage);
    element.addEventListener(Enums.Events.IMAGE_RENDERED, this.onRendered);
  }

  readonly getState = (): StageState<S> => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  destroy(): void {
    this.stop();
    this.destroyed = true;
    this.wanted += 1;
    this.element.removeEventListener(Enums.Events.STACK_NEW_IMAGE, this.onNewImage);
    this.element.removeEventListener(Enums.Events.IMAGE_RENDERED, this.onRendered);
    if (!this.engine.hasBeenDestroyed) this.engine.disableElement(this.id);
  }

  /** Shows a stack from its film `index` on, as it was left or with a fresh view. */
  async show(stack: S, index: number, view: FilmView = freshView): Promise<void> {
    this.stop();
    this.chosenSpeed = undefined;
    this.chosenVoi = view.voi;
    this.invertedByReader = view.invertedByReader;
    this.fitted = view.place === undefined;
    this.pending = view;
    this.publish({ ...emptyStage, phase: 'loading', stack, index });
    await this.load(stack, index);
  }

  /** What `show` needs to bring back what is seen now. */
  view(): FilmView {
    if (this.pending) return this.pending;
    const image = this.image();
    if (!image) return freshView;
    return {
      voi: this.chosenVoi,
      invertedByReader: this.invertedByReader,
      ...turnOf(this.viewport),
      place: this.fitted ? undefined : placeOf(this.viewport, image),
    };
  }

  /** Shows other pictures of the same film: window, zoom and place stay as the reader has set them. */
  async replace(stack: S, index: number): Promise<void> {
    this.stop();
    this.publish({ ...this.state, phase: 'loading', stack, index, reason: undefined, report: undefined });
    await this.load(stack, index);
  }

  /** Moves by `delta` films; stops at the ends unless `wrap`. */
  async scroll(delta: number, wrap = false): Promise<void> {
    const { stack, index } = this.state;
    if (!stack) return;
    const count = stack.films.length;
    const next = wrap ? (index + delta + count) % count : Math.min(count - 1, Math.max(0, index + delta));
    await this.goTo(next);
  }

  async goTo(index: number): Promise<void> {
    const { stack } = this.state;
    if (!stack || index === this.state.index || !stack.films[index]) return;
    this.publish({ ...this.state, phase: 'loading', index, reason: undefined, report: undefined });
    await this.load(stack, index);
  }

  dragWindow(dx: number, dy: number): void {
    const { drawn } = this.state;
    const voi = this.voi();
    if (!voi || drawn?.picture.kind !== 'grey') return;
    this.setVoi(draggedWindow(voi, dx, dy, drawn.picture.highest - drawn.picture.lowest));
  }

  setVoi(voi: Voi): void {
    this.chosenVoi = voi;
    this.redraw();
  }

  /** The window or table as it will be drawn next; undefined for colour. */
  voi(): Voi | undefined {
    const image = this.image();
    return image && this.voiFor(image);
  }

  invert(): void {
    this.invertedByReader = !this.invertedByReader;
    this.redraw();
  }

  pan(by: Vector2): void {
    this.fitted = false;
    panBy(this.viewport, by);
    this.viewport.render();
  }

  /** Zooms by a factor around a point of the viewport in CSS pixels (default: its middle). */
  zoom(factor: number, around?: Vector2): void {
    const image = this.image();
    if (!image) return;
    this.fitted = false;
    setScale(this.viewport, image, scaleOf(this.viewport, image) * factor, around);
    this.viewport.render();
  }

  /** One image pixel becomes one device pixel. */
  oneToOne(): void {
    const image = this.image();
    if (!image) return;
    this.fitted = false;
    setScale(this.viewport, image, 1);
    this.viewport.render();
  }

  fit(): void {
    const image = this.image();
    if (!image) return;
    this.fitted = true;
    fitWhole(this.viewport, image);
    this.viewport.render();
  }

  flip(axis: 'horizontal' | 'vertical'): void {
    const camera = this.viewport.getCamera();
    this.viewport.setCamera(
      axis === 'horizontal'
        ? { flipHorizontal: !camera.flipHorizontal }
        : { flipVertical: !camera.flipVertical },
    );
    this.afterTurn();
  }

  /** Turns clockwise as seen on the screen; negative for the other way. */
  rotate(degrees: number): void {
    const rotation = (this.viewport.getRotation() + degrees + 360) % 360;
    this.viewport.setViewPresentation({ ...this.viewport.getViewPresentation(), rotation });
    this.afterTurn();
  }

  reset(): void {
    this.chosenVoi = undefined;
    this.invertedByReader = false;
    this.viewport.resetCamera();
    this.fitted = true;
    this.redraw();
    this.fit();
  }

  /** To be called when the element's size changed, after the engine has resized its canvases. */
  afterResize(): void {
    if (this.destroyed) return;
    if (this.fitted) this.fit();
  }

  togglePlay(): void {
    if (this.cine) this.stop();
    else this.play();
  }

  /** The next speed of the cine, whether it runs or not. */
  changeSpeed(way: 'faster' | 'slower'): void {
    const now = this.framesPerSecond();
    const next =
      way === 'faster' ? SPEEDS.find((speed) => speed > now) : SPEEDS.findLast((speed) => speed < now);
    if (next === undefined) return;
    this.chosenSpeed = next;
    this.publish({ ...this.state, framesPerSecond: next });
  }

  private framesPerSecond(): number {
    return this.chosenSpeed ?? this.state.drawn?.header.framesPerSecond ?? emptyStage.framesPerSecond;
  }

  /** Where the drawn film's pixels lie in the viewport. */
  placement(): Placement | undefined {
    const image = this.state.drawn && this.image();
    return image && placementOf(this.viewport, image);
  }

  /** The drawn film and where its pixels lie on the screen, for the magnifier. */
  lensSource(): LensSource | undefined {
    const { drawn } = this.state;
    const affine = drawn && canvasToPixels(this.viewport);
    return drawn && affine && { drawn, toPixel: affine };
  }

  private play(): void {
    const stack = this.state.stack;
    if (!stack || stack.films.length < 2) return;
    const tick = (): void => {
      const startedMs = performance.now();
      void this.scroll(1, true).then(async () => {
        if (this.state.phase !== 'cannot-show') await this.nextRender();
        if (!this.cine) return;
        const elapsedMs = performance.now() - startedMs;
        this.cine = setTimeout(tick, Math.max(0, 1000 / this.framesPerSecond() - elapsedMs));
      });
    };
    this.cine = setTimeout(tick, 0);
    this.publish({ ...this.state, playing: true, framesPerSecond: this.framesPerSecond() });
  }

  /** No frame is passed over: where drawing is slower than the speed asked for, the speed gives way. */
  private nextRender(): Promise<unknown> {
    return new Promise((resolve) => {
      this.element.addEventListener(Enums.Events.IMAGE_RENDERED, resolve, { once: true });
    });
  }

  private stop(): void {
    clearTimeout(this.cine);
    this.cine = undefined;
    if (this.state.playing) this.publish({ ...this.state, playing: false });
  }

  private async load(stack: S, index: number): Promise<void> {
    this.wanted += 1;
    const ticket = this.wanted;
    const film = stack.films[index];
    if (!film) return;
    if (!canDraw()) {
      this.fail({ code: 'no-graphics', detail: 'WebGL' });
      return;
    }
    reader().drop(priorities.prefetch);
    try {
      const image = await loadFilm(film, priorities.visible);
      if (ticket !== this.wanted) return;
      if (!film.accepts(image.header.identity)) {
        this.fail({ code: 'identity', detail: film.object });
        return;
      }
      const imageIds = stack.films.map(imageIdOf);
      this.placing = true;
      if (this.pending || this.viewport.getImageIds()[index] !== imageIds[index]) {
        const view = this.view();
        await this.viewport.setStack(imageIds, index);
        if (ticket !== this.wanted) return;
        setTurn(this.viewport, view);
        if (view.place) setPlace(this.viewport, image, view.place);
      } else {
        await this.viewport.setImageIdIndex(index);
        if (ticket !== this.wanted) return;
      }
      if (this.fitted) fitWhole(this.viewport, image);
      this.pending = undefined;
      this.placing = false;
      this.viewport.render();
      this.prefetch(stack, index);
    } catch (error) {
      if (ticket === this.wanted) await this.explain(film, reasonOf(error), ticket);
    }
  }

  /** A report has no picture but a text, which is worth more than the reason why there is no picture. */
  private async explain(film: FilmRef, reason: CannotShowReason, ticket: number): Promise<void> {
    this.fail(reason);
    if (reason.code !== 'not-an-image') return;
    const request = { kind: 'report', object: film.object } as const;
    const report = await reader()
      .ask(request, priorities.visible)
      .catch(() => undefined);
    const stack = this.state.stack;
    if (!report || !stack || ticket !== this.wanted || report.nodes.length === 0) return;
    if (!film.accepts(report.header.identity)) return;
    this.publish({ ...this.state, report });
  }

  private fail(reason: CannotShowReason): void {
    this.publish({ ...this.state, phase: 'cannot-show', drawn: undefined, report: undefined, reason });
  }

  private prefetch(stack: PictureStack, index: number): void {
    for (let step = 1; step <= PREFETCH; step++) {
      for (const neighbour of [
        stack.films[index + step],
        step <= PREFETCH / 3 ? stack.films[index - step] : undefined,
      ]) {
        // What cannot be shown says so when its turn comes.
        if (neighbour) loadFilm(neighbour, priorities.prefetch).catch(() => undefined);
      }
    }
  }

  private image(): FilmImage | undefined {
    const image = this.viewport.getCornerstoneImage();
    return isFilmImage(image) ? image : undefined;
  }

  private presetsOf(image: FilmImage): Voi[] {
    const { picture } = image;
    return picture.kind === 'grey' ? [...picture.presentation.vois, picture.autoWindow] : [];
  }

  private voiFor(image: FilmImage): Voi | undefined {
    return image.picture.kind === 'grey' ? (this.chosenVoi ?? this.presetsOf(image)[0]) : undefined;
  }

  private redraw(): void {
    this.applyRamp();
    this.viewport.render();
  }

  private applyRamp(): void {
    const image = this.image();
    if (!image) return;
    const voi = this.voiFor(image) ?? plainColour;
    const inverted = (image.picture.kind === 'grey' && image.header.inverted) !== this.invertedByReader;
    setGreyRamp(this.viewport, voi, inverted, image.maxPixelValue - image.minPixelValue);
  }

  private afterTurn(): void {
    if (this.fitted) this.fit();
    else this.viewport.render();
  }

  private readonly onNewImage = (): void => {
    this.applyRamp();
  };

  private readonly onRendered = (): void => {
    const image = this.image();
    const { stack, index, phase } = this.state;
    const film = stack?.films[index];
    // What is still on the canvas while the next film loads must not be taken for it.
    if (!image || !film || this.placing || image.imageId !== imageIdOf(film) || phase === 'cannot-show')
      return;
    const drawn: DrawnFilm = {
      header: image.header,
      picture: image.picture,
      voi: this.voiFor(image),
      presets: this.presetsOf(image),
      invertedByReader: this.invertedByReader,
      scale: scaleOf(this.viewport, image),
      edges: edgesOf(this.viewport, image),
      ...turnOf(this.viewport),
      position: index,
    };
    this.publish({ ...this.state, phase: 'drawn', drawn, reason: undefined, report: undefined });
  };

  private publish(state: StageState<S>): void {
    this.state = state;
    for (const listener of this.listeners) listener();
  }
}
