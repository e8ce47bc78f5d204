import { css } from 'lit';

/** The lines that are no messages: days, where reading stopped, changes of the room. */
export const linesStyles = css`
  .day,
  .new {
    display: flex;
    align-items: center;
    gap: 0.75em;
    block-size: 2.25em;
    color: var(--_muted);
    font-size: 0.857em;
  }
  .day::before,
  .day::after,
  .new::before {
    content: '';
    flex: 1;
    border-block-start: 1px solid var(--_line);
  }
  .new {
    color: var(--_accent);
    font-weight: 600;
  }
  .new::before {
    border-color: var(--_accent);
  }

  /* As far from what is above as a name is from the line. */
  .day {
    block-size: 3.125em;
    padding-block-start: 0.875em;
  }

  .notice {
    padding-block: 0.125em;
    /* Under the text of the messages, in its smaller letters. */
    padding-inline: calc(3.75em / 0.857) max(1em, 100% - 56ch - 4.4em);
    color: var(--_muted);
    font-size: 0.857em;
    overflow-wrap: anywhere;
  }
  /* A name does not turn the words around it, and these begin where the lines of the page do. */
  .notice,
  .notice li,
  .fold,
  .muted,
  .why > span {
    unicode-bidi: plaintext;
  }
  .notice:dir(rtl) {
    text-align: right;
  }
  .fold {
    min-block-size: 24px;
    padding: 0;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    text-align: inherit;
    cursor: pointer;
  }
  .fold::after {
    content: '›';
    direction: ltr;
    display: inline-block;
    padding-inline: 0.375em;
  }
  .fold[aria-expanded='true']::after {
    rotate: 90deg;
  }
  .fold:hover {
    color: var(--_text);
  }
  @media (pointer: coarse) {
    .fold {
      min-inline-size: 44px;
      min-block-size: 44px;
    }
  }
  .unfolded {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  :is(.redacted, .undecryptable) > .content {
    max-inline-size: 56ch;
  }
  @container wiki-room-timeline (inline-size < 26em) {
    .notice {
      padding-inline: calc(0.75em / 0.857);
    }
  }
`;
