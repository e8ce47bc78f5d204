/** The files of a drop or a paste, without folders, which cannot be read. Only while its event is handled. */
export function filesOf({ files, items }: DataTransfer): readonly File[] {
  const entries = [...items].filter(({ kind }) => kind === 'file').map((item) => item.webkitGetAsEntry());
  return [...files].filter((_, index) => entries[index]?.isDirectory !== true);
}
