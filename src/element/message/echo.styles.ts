import { css } from 'lit';

/** How it stands with what the reader wrote. */
export const echoStyles = css`
  .sending {
    position: absolute;
    inset-block-end: 0.25em;
    inset-inline-end: 1em;
    padding-inline-start: 0.5em;
    background: var(--_surface);
    color: var(--_muted);
    font-size: 0.786em;
    /* Most messages are gone before this is seen. */
    visibility: hidden;
    animation: wiki-room-appear 0s 2s forwards;
  }
  @keyframes wiki-room-appear {
    to {
      visibility: visible;
    }
  }
  .failure {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25em 0.5em;
    color: var(--_danger);
    font-size: 0.857em;
  }
  .upload {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 0.5em;
    color: var(--_muted);
    font-size: 0.857em;
  }
  .upload progress {
    inline-size: 8em;
    max-inline-size: 100%;
    accent-color: var(--_accent);
  }
  .why svg {
    vertical-align: text-bottom;
  }
  .ways {
    display: inline-flex;
    flex-wrap: wrap;
    gap: 0 0.75em;
  }
`;
