/** Knows the caller by the header `who`; lets nobody in who is called `stranger`. */
export const handler = async (event: { headers: Record<string, string> }) => {
  const who = event.headers['who'];
  if (who === 'fault') throw new Error('no identities today');
  if (who === 'riddle') return { isAuthorized: 'perhaps' };
  return { isAuthorized: who !== 'stranger', context: { who, event: JSON.stringify(event) } };
};
