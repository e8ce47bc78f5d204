import { css } from 'lit';

/** What a page may have set on everything, and text in here must not inherit. Font, size and direction are the page's. */
export const resetStyles = css`
  .room {
    border-collapse: separate;
    cursor: auto;
    font-style: normal;
    font-variant: normal;
    font-weight: 400;
    hyphens: manual;
    letter-spacing: normal;
    line-height: 1.45;
    list-style: none;
    pointer-events: auto;
    quotes: auto;
    tab-size: 4;
    text-align: start;
    text-decoration: none;
    text-indent: 0;
    text-shadow: none;
    text-transform: none;
    unicode-bidi: isolate;
    user-select: text;
    visibility: inherit;
    white-space: normal;
    word-break: normal;
    word-spacing: normal;
    writing-mode: horizontal-tb;
    -webkit-text-fill-color: currentColor;
    -webkit-text-size-adjust: none;
  }
`;
