import { css } from 'lit';

export const wikiRoomStyles = css`
  /*
   * Of the page's stylesheet the element wants a height, and its place. It may unset everything, on everything: what the
   * room is drawn with lies within.
   */
  :host {
    flex-direction: column !important;
    box-sizing: border-box;
    min-block-size: 14em;
    min-inline-size: 0;
  }
  @media screen {
    /* A page may hide what it does not know; hiding is asked for by the hidden attribute. */
    :host {
      display: flex !important;
    }
  }
  :host([hidden]) {
    display: none !important;
  }
  .room {
    box-sizing: border-box;
    position: relative;
    flex: auto;
    block-size: max(14em, min(34em, 70vh));
    min-block-size: 0;
    display: flex;
    flex-direction: column;
    border: var(--wiki-room-border, 1px solid var(--_line));
    border-radius: var(--wiki-room-radius, 0.5em);
    overflow: clip;
    background: var(--_surface);
    color: var(--_text);
    font-family: var(--wiki-room-font-family, inherit);
    contain: layout style;
    container: wiki-room / inline-size;
  }
  .main {
    position: relative;
    flex: 1;
    min-block-size: 0;
    display: flex;
    flex-direction: column;
  }
  wiki-room-timeline {
    flex: 1;
  }
  .header-place {
    display: grid;
    align-items: center;
    min-block-size: calc(max(2em, 24px) + 0.75em + 1px);
    padding: 0.375em var(--_edge, 1em);
    border-block-end: 1px solid var(--_line);
  }
  .header-place h2 {
    min-inline-size: 0;
    margin: 0;
    overflow: hidden;
    font-size: 1em;
    font-weight: 600;
    line-height: 1.45;
    text-overflow: ellipsis;
    text-align: -webkit-match-parent;
    text-align: match-parent;
    white-space: nowrap;
  }
  .header-place,
  wiki-room-header,
  wiki-room-composer,
  .strip,
  .instead {
    flex: none;
  }
  wiki-room-composer:not(:defined) {
    /* As tall as it will be when it is there, empty. */
    display: block;
    block-size: calc(0.25em + 2px + 0.375em + max(2.075em, 24px) + 1.2576em);
  }
  wiki-room-keys {
    /* A question must not push the conversation out of a small element. */
    flex: 0 1 auto;
    max-block-size: 55%;
    overflow: auto;
  }
  .frame {
    flex: 1;
    inline-size: 100%;
    min-block-size: 0;
    border: 0;
    color-scheme: inherit;
  }
  .cover {
    position: absolute;
    inset: 0;
    display: flex;
    flex-direction: column;
    background: var(--_surface);
  }
  .strip {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0.25em 0.75em;
    padding: 0.25em calc(var(--_edge, 1em) / 0.857);
    border-block-end: 1px solid var(--_line);
    background: color-mix(in srgb, var(--_warning) 8%, var(--_surface));
    font-size: 0.857em;
  }
  .strip .ways {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25em 1.25em;
  }
  .strip button.text {
    margin-inline: -0.25em;
  }
  .instead {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0.5em;
    margin: 0;
    padding: 0.5em var(--_edge, 1em);
    border-block-start: 1px solid var(--_line);
    color: var(--_muted);
  }
  .instead a {
    color: var(--_accent);
  }
  .beside {
    position: absolute;
    z-index: 2;
    inline-size: max-content;
    max-inline-size: 100%;
    margin-block: 0.25em;
    padding: 0.25em 0.75em;
    border: 1px solid var(--_control);
    border-radius: 0.375em;
    background: var(--_surface);
    box-shadow: 0 1px 4px rgb(0 0 0 / 20%);
    font-size: 0.857em;
    pointer-events: none;
  }
  @container wiki-room (inline-size < 26em) {
    .room > * {
      --_edge: 0.75em;
    }
  }
  .strip .words {
    max-inline-size: 56ch;
  }
  @media (pointer: coarse) {
    .header-place {
      min-block-size: calc(44px + 0.75em + 1px);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      animation-duration: 0.01ms !important;
      transition: none !important;
    }
  }
  @media print {
    .room {
      block-size: auto;
      border: 0;
    }
  }
`;
