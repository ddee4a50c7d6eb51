import { accepted, ask as askForConsent } from './consent.js';
import { leak } from './leak.js';
import * as widgets from './widgets.js';

const byId = id => document.getElementById(id);

const user = remembered(localStorage, 'user', 'usr_');
const chat = remembered(sessionStorage, 'chat', 'chat_');
const conversation = byId('conversation');

const mistake = await leak();
if (accepted()) {
  widgets.load(mistake);
} else {
  askForConsent(() => widgets.load(mistake));
}
await show();
document.documentElement.dataset.ready = 'true';

/** An id that is made once. */
function remembered(storage, name, prefix) {
  const id = storage.getItem(name)
      ?? prefix + Array.from(crypto.getRandomValues(new Uint8Array(6)), b => b.toString(16).padStart(2, '0')).join('');
  storage.setItem(name, id);
  return id;
}

async function call(path, request = {}) {
  const response = await fetch(path, { ...request, headers: { ...request.headers, 'X-User-Id': user } });
  if (!response.ok) {
    throw new Error((await response.json().catch(() => ({}))).detail ?? `The service answers ${response.status}.`);
  }
  return response;
}

function json(body) {
  return { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
}

/** What a form does when it is sent; meanwhile its button is disabled. */
function onSubmit(id, action) {
  const form = byId(id);
  const button = form.querySelector('button');
  form.addEventListener('submit', async event => {
    event.preventDefault();
    button.disabled = true;
    byId('status').textContent = '';
    try {
      byId('status').textContent = await action(form);
    } catch (e) {
      byId('status').textContent = e.message;
    } finally {
      button.disabled = false;
    }
  });
}

// ---- chat

function addTurn(role, text) {
  conversation.querySelector('.empty')?.remove();
  const turn = document.createElement('p');
  turn.className = `turn ${role}`;
  turn.textContent = text;
  conversation.append(turn);
  conversation.scrollTop = conversation.scrollHeight;
  return turn;
}

async function show() {
  const turns = await (await call(`/api/chat/${chat}/messages`)).json();
  turns.forEach(turn => addTurn(turn.role, turn.content));
}

/** The events of a stream, as they come. */
async function* events(response) {
  let rest = '';
  for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + piece).split('\n\n');
    rest = blocks.pop();
    for (const block of blocks) {
      const lines = block.split('\n');
      const of = name => lines.filter(line => line.startsWith(`${name}:`)).map(line => line.slice(name.length + 1)).join('\n');
      yield { name: of('event'), data: of('data') };
    }
  }
}

onSubmit('chat', async form => {
  const question = byId('message').value;
  form.reset();
  addTurn('user', question);
  widgets.asked(question);
  const response = await call(`/api/chat/${chat}/messages`, json({ message: question }));
  const turn = addTurn('assistant', '');
  for await (const event of events(response)) {
    if (event.name === 'error') {
      throw new Error(event.data);
    }
    turn.textContent += event.data;
    conversation.scrollTop = conversation.scrollHeight;
  }
  widgets.answered(question, turn.textContent);
  return '';
});

byId('message').addEventListener('keydown', event => {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    byId('chat').requestSubmit();
  }
});

// ---- files

async function upload(path, part, file) {
  const body = new FormData();
  body.append(part, file);
  await call(path, { method: 'POST', body });
}

function addPhoto(file, description) {
  const image = document.createElement('img');
  image.src = URL.createObjectURL(file);
  image.alt = description;
  const item = document.createElement('li');
  item.append(image);
  byId('gallery').prepend(item);
}

onSubmit('documents', async form => {
  const file = byId('document').files[0];
  await upload('/api/uploads', 'document', file);
  await widgets.uploadedDocument(file);
  const item = document.createElement('li');
  item.textContent = file.name;
  byId('document-list').append(item);
  form.reset();
  return 'The document is uploaded.';
});

onSubmit('photos', async form => {
  const file = byId('photo').files[0];
  await upload('/api/photos', 'photo', file);
  await widgets.uploadedPhoto(file);
  addPhoto(file, `Your photo ${file.name}`);
  form.reset();
  return 'The photo is uploaded.';
});

onSubmit('generator', async form => {
  const prompt = byId('prompt').value;
  const response = await call('/api/photos/generated', json({ prompt }));
  addPhoto(await response.blob(), prompt);
  form.reset();
  return 'The photo is ready.';
});

// ---- help

byId('help').addEventListener('click', () => byId('support').showModal());

byId('ticket').addEventListener('submit', event => {
  if (event.submitter.value === 'send') {
    widgets.ticket(byId('question').value);
    byId('status').textContent = 'Thank you. We answer within a day.';
  }
});
