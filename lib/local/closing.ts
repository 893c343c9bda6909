/** Has a part closed when the whole is, in the opposite order of the calls. Returns the part. */
export type Closing = <Part>(part: Part, close: (part: Part) => unknown) => Part;

/** Collects what is to be closed. `close` runs once, closes everything, and fails with the first failure. */
export function closingStack(): { readonly closing: Closing; close(): Promise<void> } {
  const closers: (() => unknown)[] = [];
  let closed: Promise<void> | undefined;
  const closeAll = async (): Promise<void> => {
    const failures: unknown[] = [];
    for (const close of closers.reverse()) {
      try {
        await close();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  };
  return {
    closing: (part, close) => {
      closers.push(() => close(part));
      return part;
    },
    close: () => {
      closed ??= closeAll();
      return closed;
    },
  };
}
