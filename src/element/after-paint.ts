/** Where no frames are drawn (a tab in the background) it counts as painted after this many milliseconds. */
const longestFrame = 200;

/** Calls back when what is drawn now has come to the screen. */
export function afterPaint(callback: () => void): void {
  let done = false;
  const once = (): void => {
    if (!done) callback();
    done = true;
  };
  // What runs in a frame is painted at its end.
  requestAnimationFrame(() => setTimeout(once));
  setTimeout(once, longestFrame);
}
