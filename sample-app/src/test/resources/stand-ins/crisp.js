// Stands in for Crisp's l.js: keeps a session over a WebSocket, in frames of Socket.IO.
(() => {
  const session = `session_${crypto.randomUUID()}`;
  const relay = new WebSocket('wss://client.relay.crisp.chat/w/b1/?EIO=4&transport=websocket');
  const waiting = [];
  let isOpen = false;

  function emit(name, data) {
    const frame = `42${JSON.stringify([name, data])}`;
    if (isOpen) {
      relay.send(frame);
    } else {
      waiting.push(frame);
    }
  }

  relay.addEventListener('open', () => {
    isOpen = true;
    relay.send('40');
    waiting.splice(0).forEach(frame => relay.send(frame));
  });

  function run([command, name, [first, second]]) {
    if (command === 'set' && name === 'session:data') {
      emit('session:set_data', Object.fromEntries(first));
    } else if (command === 'do' && name === 'message:send') {
      emit('message:send', { type: first, from: 'user', origin: 'chat', content: second, fingerprint: Date.now() });
    }
  }

  emit('session:create', { website_id: window.CRISP_WEBSITE_ID, session_id: session, locale: navigator.language });
  window.$crisp.forEach(run);
  window.$crisp.push = run;
})();
