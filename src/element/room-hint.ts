/** Says that a room was shown on this origin; nothing of it, and not whose. */
const place = 'wiki-room:room-shown';

/** Whether a room was shown at the last visit: what shows it is asked for at once, before the store has said so. */
export function expectsRoom(): boolean {
  try {
    return localStorage.getItem(place) !== null;
  } catch {
    // Denied; then it comes a little later.
    return false;
  }
}

/** Notes for the next visit whether a room is shown, or nobody is signed in. */
export function noteRoom(shown: boolean): void {
  if (shown === expectsRoom()) return;
  try {
    if (shown) localStorage.setItem(place, '');
    else localStorage.removeItem(place);
  } catch {
    // As above.
  }
}
