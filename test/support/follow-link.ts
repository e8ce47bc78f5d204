/** Follows a link; gives whether the browser was kept from it. No tab is opened. */
export async function follow(act: () => void | Promise<void>): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const clicked = (event: MouseEvent): void => {
    resolve(event.defaultPrevented);
    event.preventDefault();
  };
  window.addEventListener('click', clicked, { once: true });
  await act();
  return promise;
}

/** A click on a link by the mouse. */
export const click = (anchor: Element, init: MouseEventInit = {}): Promise<boolean> => {
  const event = new MouseEvent('click', { bubbles: true, cancelable: true, composed: true, ...init });
  return follow(() => void anchor.dispatchEvent(event));
};
