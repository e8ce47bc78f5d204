import { css } from 'lit';

export const headerStyles = css`
  :host {
    display: block;
    border-block-end: 1px solid var(--_line);
  }
  .header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    column-gap: 0.75em;
    /* As high as its menu's button, which comes later. */
    min-block-size: calc(max(2em, 24px) + 0.75em);
    padding: 0.375em var(--_edge, 1em);
  }
  .name {
    flex: 1;
    min-inline-size: 0;
    margin: 0;
    overflow: hidden;
    color: inherit;
    font-size: 1em;
    font-weight: 600;
    line-height: 1.45;
    /* At the edge where the page begins, whichever way it is written. */
    text-align: -webkit-match-parent;
    text-align: match-parent;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .avatar {
    flex: none;
    inline-size: 1.5em;
    block-size: 1.5em;
    border-radius: 0.25em;
    overflow: hidden;
  }
  .people,
  .note {
    color: var(--_muted);
    font-size: 0.857em;
    white-space: nowrap;
  }
  @container wiki-room (inline-size < 26em) {
    .header {
      column-gap: 0.5em;
    }
    .note ~ .people {
      display: none;
    }
  }
  @container wiki-room (inline-size < 20em) {
    .people {
      display: none;
    }
  }
  .menu-button {
    flex: none;
    min-inline-size: max(2em, 24px);
    margin-inline-end: -0.5em;
  }
  .topic {
    flex-basis: 100%;
    display: block;
    min-inline-size: 0;
    min-block-size: 24px;
    padding: 0;
    border: 0;
    overflow: hidden;
    color: var(--_muted);
    font-size: 0.857em;
    text-align: -webkit-match-parent;
    text-align: match-parent;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .topic[aria-expanded='true']::after {
    content: '›';
    display: inline-block;
    padding-inline: 0.375em;
    rotate: 90deg;
  }
  .whole-topic {
    flex-basis: 100%;
    min-inline-size: 0;
    max-block-size: 12em;
    overflow: auto;
    color: var(--_muted);
    font-size: 0.857em;
    text-align: start;
    overflow-wrap: anywhere;
    /* Each of its lines runs its own way. */
    unicode-bidi: plaintext;
  }
  .whole-topic:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
  @media (pointer: coarse) {
    .header {
      min-block-size: calc(44px + 0.75em);
    }
    /* As high as a finger, into what is empty around it: under the name, and the header's own edge. */
    .topic {
      min-block-size: 44px;
      margin-block: -10px -0.4375em;
    }
    .topic[aria-expanded='true'] {
      margin-block-end: 0;
    }
    .menu-button {
      position: relative;
      z-index: 1;
      min-inline-size: 44px;
    }
  }
`;
