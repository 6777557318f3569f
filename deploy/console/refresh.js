// Doing something now and again and again, never twice at a time, not while the page is hidden. Returns how to stop it.

export function every(milliseconds, work) {
  let stopped = false;
  let timer = 0;
  const once = async () => {
    if (!document.hidden) await work();
    if (!stopped) timer = setTimeout(once, milliseconds);
  };
  once();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
