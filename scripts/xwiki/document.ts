/** Stands in for the global of that name in a script that has to be small. */
const page = self.document;

export { page as document };
