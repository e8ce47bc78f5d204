/** What the element knows of the page it is in; `src/host` implements it. Grows with the wiki side. */
export interface HostPage {
  /** Address of the page without its fragment. */
  readonly url: string;
  readonly title: string;
  readonly language: string;
}
