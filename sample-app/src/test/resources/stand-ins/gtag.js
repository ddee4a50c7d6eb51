// Stands in for Google's gtag.js: sends what that one sends for a page view, for events, and when the page is no longer seen.
(() => {
  const DELAY_MILLIS = 100;
  const visit = Math.floor(Date.now() / 1000);
  const shared = { v: 2, gtm: '45je6bu0v9', _p: Date.now(), cid: `${visit}.7`, sid: visit, sct: 1, seg: 1 };
  const waiting = [];
  let end = 'https://region1.google-analytics.com';
  let hits = 0;
  let timer;

  const encode = fields => new URLSearchParams(fields).toString();

  function event(name, parameters) {
    const fields = { en: name };
    for (const [key, value] of Object.entries(parameters ?? {})) {
      fields[`${typeof value === 'number' ? 'epn' : 'ep'}.${key}`] = String(value).slice(0, 100);
    }
    waiting.push(fields);
    timer ??= setTimeout(send, DELAY_MILLIS, fetchIt);
  }

  function fetchIt(address, body) {
    fetch(address, { method: 'POST', mode: 'no-cors', keepalive: true, body });
  }

  /** One event is all in the address; more are lines of the body. */
  function send(by) {
    clearTimeout(timer);
    timer = undefined;
    const lines = waiting.splice(0);
    if (lines.length === 0) {
      return;
    }
    const screen = `${window.screen.width}x${window.screen.height}`;
    const page = { _s: ++hits, ul: navigator.language, sr: screen, dl: location.origin + location.pathname, dt: document.title };
    const only = lines.length === 1 ? lines[0] : {};
    const body = lines.length === 1 ? undefined : lines.map(encode).join('\r\n');
    by(`${end}/g/collect?${encode({ ...shared, ...page, ...only })}`, body);
  }

  function run([command, name, options]) {
    if (command === 'config') {
      shared.tid = name;
      end = options?.transport_url ?? end;
      event('page_view');
    } else if (command === 'event') {
      event(name, options);
    }
  }

  window.dataLayer.forEach(run);
  window.dataLayer.push = run;
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') {
      event('user_engagement', { engagement_time_msec: Math.round(performance.now()) });
      send((address, body) => navigator.sendBeacon(address, body));
    }
  });
})();
