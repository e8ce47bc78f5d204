/** "1:05", "1:02:05" */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1_000);
  const two = (value: number): string => value.toString().padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  const ofHour = `${two(minutes % 60)}:${two(seconds % 60)}`;
  return minutes < 60 ? ofHour.replace(/^0/, '') : `${Math.floor(minutes / 60)}:${ofHour}`;
}
