import { css } from 'lit';

export const wikiRoomStyles = css`
  :host {
    display: flex !important;
    flex-direction: column;
    position: relative;
    box-sizing: border-box;
    inline-size: auto;
    min-inline-size: 0;
    block-size: min(34em, 70vh);
    min-block-size: 14em;
    overflow: hidden;
    border: 1px solid var(--_line);
    border-radius: var(--wiki-room-radius, 0.5em);
    background: var(--_surface);
    color: var(--_text);
    line-height: 1.45;
    /* Inherited from the page, and harmful to a list of messages. */
    font-style: normal;
    font-weight: normal;
    letter-spacing: normal;
    text-align: start;
    text-indent: 0;
    text-shadow: none;
    text-transform: none;
    white-space: normal;
    word-spacing: normal;
    cursor: auto;
    visibility: visible;
    container: wiki-room / inline-size;
  }
  wiki-room-timeline {
    flex: 1;
  }
  wiki-room-header,
  wiki-room-keys,
  wiki-room-composer {
    flex: none;
  }
  @media print {
    :host {
      block-size: auto;
      overflow: visible;
    }
  }
`;
