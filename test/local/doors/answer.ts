/** Answers with what the body says, or fails as it says. */
export const handler = async ({ body }: { body: string }): Promise<unknown> => {
  const { result, fail, wait } = JSON.parse(body) as { result?: unknown; fail?: string; wait?: boolean };
  if (fail !== undefined) throw new Error(fail);
  return wait ? new Promise(() => {}) : result;
};
