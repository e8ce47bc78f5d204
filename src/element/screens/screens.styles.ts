import { css } from 'lit';

export const screensStyles = css`
  .screen {
    flex: 1;
    min-block-size: 0;
    display: grid;
    overflow: auto;
    padding: 1em;
  }
  .screen-content {
    place-self: center;
    display: grid;
    justify-items: center;
    gap: 0.5em;
    max-inline-size: 32em;
    text-align: center;
    overflow-wrap: anywhere;
  }
  .screen-content > :is(p, .actions) {
    margin: 0;
  }
  .screen-title {
    font-size: 1.143em;
    font-weight: 600;
  }
  .problem {
    color: var(--_danger);
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 0.5em;
    padding-block-start: 0.5em;
  }
  .unsent {
    display: grid;
    justify-items: center;
    gap: 0.5em;
    box-sizing: border-box;
    inline-size: 100%;
    padding: 0.5em 0.75em;
  }
  .unsent p,
  .unsent ul {
    margin: 0;
  }
  .unsent ul {
    box-sizing: border-box;
    inline-size: 100%;
    max-block-size: 12em;
    overflow: auto;
    padding: 0.5em 0.75em;
    border: 1px solid var(--_line);
    border-radius: 0.25em;
    list-style: none;
    text-align: start;
    user-select: text;
  }
  .unsent li {
    white-space: pre-wrap;
  }
  .unsent li + li {
    padding-block-start: 0.5em;
  }
  .details {
    max-inline-size: 100%;
    color: var(--_muted);
    font-size: 0.857em;
  }
  .details summary {
    min-block-size: 24px;
    cursor: pointer;
  }
  .details code {
    display: block;
    font-family: ui-monospace, 'DejaVu Sans Mono', monospace;
    user-select: all;
  }
  @media (pointer: coarse) {
    .details summary {
      min-block-size: 44px;
      line-height: 44px;
    }
  }
  .skeleton {
    flex: 1;
    min-block-size: 0;
    display: flex;
    flex-direction: column;
    justify-content: flex-end;
    gap: 0.875em;
    padding: 1em var(--_edge, 1em);
    overflow: hidden;
    animation: appear 120ms 200ms both;
  }
  .bars {
    display: grid;
    gap: 0.5em;
    padding-inline-start: 2.75em;
    position: relative;
  }
  .disc {
    position: absolute;
    inset-inline-start: 0;
    inline-size: 2em;
    block-size: 2em;
    border-radius: 0.375em;
  }
  .bar {
    max-inline-size: 42em;
    block-size: 0.75em;
    border-radius: 0.25em;
  }
  .disc,
  .bar {
    background: color-mix(in srgb, var(--_text) 14%, var(--_surface));
  }
  .bar.name {
    inline-size: 6em;
  }
  .bar.short {
    inline-size: 28%;
  }
  .bar.medium {
    inline-size: 48%;
  }
  .bar.long {
    inline-size: 68%;
  }
  .bar.full {
    inline-size: 86%;
  }
  @keyframes appear {
    from {
      opacity: 0;
    }
  }
  @media (forced-colors: active) {
    .disc,
    .bar {
      border: 1px solid GrayText;
      background: Canvas;
    }
  }
`;
