import { css } from 'lit';

export const partsStyles = css`
  .text :is(p, ul, ol, blockquote, .code, .table, details, .heading) {
    margin-block: 0.375em;
  }
  .text > :first-child {
    margin-block-start: 0;
  }
  .text > :last-child {
    margin-block-end: 0;
  }
  .text :is(ul, ol) {
    padding-inline-start: 1.5em;
  }
  .text li > :is(ul, ol, p) {
    margin-block: 0;
  }
  /* Between their parts the templates break lines. */
  .text :is(ul, ol, .table, details, .code) {
    white-space: normal;
  }
  .text blockquote {
    margin-inline: 0;
    padding-inline-start: 0.75em;
    border-inline-start: 3px solid var(--_line);
    color: var(--_muted);
  }
  .text hr {
    margin-block: 0.5em;
    border: 0;
    border-block-start: 1px solid var(--_line);
  }
  .text .heading {
    font-weight: 600;
  }
  .text .heading.large {
    font-size: 1.15em;
  }
  .text sub,
  .text sup {
    font-size: 0.75em;
    line-height: 0;
  }

  .text a {
    color: var(--_accent);
    text-decoration: underline;
    text-decoration-thickness: from-font;
    text-underline-offset: 0.15em;
  }
  .host {
    color: var(--_muted);
    font-size: 0.857em;
  }
  .text .pill {
    padding: 0 0.25em;
    border-radius: 0.25em;
    background: color-mix(in srgb, var(--_accent) 12%, transparent);
    color: inherit;
    text-decoration: none;
  }
  .text .pill.self {
    background: color-mix(in srgb, var(--_accent) 24%, transparent);
    font-weight: 600;
  }

  @media (forced-colors: active) {
    .text .pill {
      outline: 1px solid;
    }
    .text .pill.self {
      outline: 2px solid Highlight;
    }
  }

  .text :is(code, pre) {
    font-family: ui-monospace, 'Cascadia Code', 'Source Code Pro', Menlo, Consolas, monospace;
    font-size: 0.9em;
  }
  .text :not(pre) > code {
    padding: 0.1em 0.3em;
    border-radius: 0.25em;
    background: var(--_hover);
    white-space: break-spaces;
  }
  .code {
    position: relative;
    min-inline-size: min(12em, 100%);
    border: 1px solid var(--_line);
    border-radius: 0.375em;
    background: var(--_hover);
  }
  .code pre {
    max-block-size: 24em;
    margin: 0;
    padding: 0.5em 0.75em;
    overflow: auto;
    border-radius: inherit;
    text-align: start;
    white-space: pre;
  }
  .code-bar {
    position: absolute;
    /* On the edge: nothing lies over the code. */
    inset-block-start: 0;
    inset-inline-end: 0.5em;
    translate: 0 -50%;
    display: flex;
    align-items: center;
    border-radius: 0.25em;
    background: color-mix(in srgb, var(--_surface), var(--_text) 5%);
    color: var(--_muted);
    font-size: 0.786em;
    line-height: 1.2;
    white-space: nowrap;
  }
  .code-copy {
    min-inline-size: 24px;
    min-block-size: 24px;
    padding: 0 0.375em;
    border: 0;
    border-radius: 0.25em;
    background: none;
    color: inherit;
    font: inherit;
    cursor: pointer;
  }
  .code-copy:hover {
    color: var(--_text);
  }
  .code-language {
    padding-inline: 0.375em;
  }
  @media (hover: hover) {
    .code:not(:hover) .code-copy:not(:focus-visible) {
      inline-size: 0;
      block-size: 0;
      min-inline-size: 0;
      min-block-size: 0;
      padding: 0;
      overflow: hidden;
    }
  }
  @media (hover: none) {
    .code-bar {
      position: static;
      translate: none;
      justify-content: flex-end;
      background: none;
    }
  }
  @media (pointer: coarse) {
    .code-copy {
      min-inline-size: 44px;
      min-block-size: 44px;
    }
  }

  .table {
    overflow-x: auto;
  }
  .table table {
    border-collapse: collapse;
    font-size: 0.93em;
  }
  .table :is(th, td) {
    padding: 0.2em 0.6em;
    border: 1px solid var(--_line);
    text-align: start;
    vertical-align: top;
    overflow-wrap: normal;
  }
  .table th {
    background: var(--_hover);
    font-weight: 600;
  }

  .text summary {
    min-block-size: 24px;
    cursor: pointer;
  }
  .spoiler {
    min-inline-size: 24px;
    min-block-size: 24px;
    padding: 0 0.5em;
    border: 1px solid var(--_line);
    border-radius: 0.25em;
    background: var(--_hover);
    color: var(--_muted);
    font: inherit;
    font-size: 0.857em;
    cursor: pointer;
  }
  @media (pointer: coarse) {
    .text summary {
      min-block-size: 44px;
      line-height: 44px;
    }
    .spoiler {
      min-inline-size: 44px;
      min-block-size: 44px;
    }
  }
  .spoiled {
    padding-inline-start: 0.375em;
  }
  .inline-image {
    display: inline-block;
    max-inline-size: 100%;
    object-fit: contain;
    vertical-align: middle;
  }
  /* Until they are loaded. */
  :is(.picture, .file):not(:defined) {
    display: block;
    max-inline-size: 100%;
  }
  .file:not(:defined) {
    block-size: 3.25em;
  }
  .picture,
  .file {
    margin-block: 0.25em;
  }
`;
