import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { renderFailure } from '../screens/render-failure.ts';
import { renderHeaderPlace } from '../screens/render-header-place.ts';
import { renderMainPlace } from '../screens/render-main-place.ts';
import { renderSkeleton } from '../screens/render-skeleton.ts';
import type { FrameController } from './frame-controller.ts';

/** The frame with the room, or what stands in its place until it is there. */
export function renderFrame(frame: FrameController, name: string, withoutHeader: boolean): TemplateResult {
  const { shell, error } = frame;
  const header = withoutHeader ? nothing : renderHeaderPlace(name);
  const screen = error === undefined ? renderSkeleton() : renderFailure(error, () => frame.again());
  return shell?.render(name, withoutHeader) ?? html`${header} ${renderMainPlace(screen)}`;
}
