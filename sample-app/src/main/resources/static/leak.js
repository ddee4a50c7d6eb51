/**
 * Which mistake the page makes: the one that its address names, as in #leak=CHAT_IN_TITLE. None, unless the service
 * permits mistakes.
 */
export async function leak() {
  const name = new URLSearchParams(location.hash.slice(1)).get('leak');
  return name ? (await fetch('/api/leak', { headers: { 'X-Leak': name } })).json() : 'NONE';
}
