// Google Analytics and Crisp, as their snippets load them. What may leave: that something happened, and how much.

const MEASUREMENT_ID = 'G-4QM7';
const CRISP_WEBSITE = '8c84';
const STORAGE = 'https://storage.crisp.chat/users/upload/visitor/8/c/';

let isLoaded = false;
let mistake = 'NONE';
let lastAnswer = '';

// The scripts of Google and Crisp read these two arrays, whenever they arrive.
window.dataLayer = [];
window.$crisp = [];
window.CRISP_WEBSITE_ID = CRISP_WEBSITE;

function gtag() {
  if (isLoaded) {
    window.dataLayer.push(arguments);
  }
}

function crisp(...command) {
  if (isLoaded) {
    window.$crisp.push(command);
  }
}

function insert(address) {
  const script = document.createElement('script');
  script.async = true;
  script.src = address;
  document.head.append(script);
}

/** Loads both, for a user who has agreed. */
export function load(named) {
  isLoaded = true;
  mistake = named;
  gtag('js', new Date());
  gtag('config', MEASUREMENT_ID, mistake === 'EVENT_OUTSIDE_THE_EU' ? { transport_url: 'https://www.google-analytics.com' } : {});
  insert(`https://www.googletagmanager.com/gtag/js?id=${MEASUREMENT_ID}`);
  insert('https://client.crisp.chat/l.js');
}

export function asked(question) {
  gtag('event', 'chat_asked', mistake === 'PROMPT_IN_EVENT' ? { prompt: question } : { question_length: question.length });
}

export function answered(question, answer) {
  lastAnswer = answer;
  gtag('event', 'chat_answered', { answer_length: answer.length });
  if (mistake === 'CHAT_IN_TITLE') {
    document.title = question;
    gtag('event', 'page_view');
  }
  crisp('set', 'session:data', [[
    mistake === 'CHAT_IN_SESSION_DATA' ? ['last_question', question] : ['questions', document.querySelectorAll('.turn.user').length],
  ]]);
}

export async function uploadedDocument(file) {
  gtag('event', 'upload', { media_type: file.type, bytes: file.size });
  if (mistake === 'DOCUMENT_AS_ATTACHMENT') {
    await attach(file.name, await file.arrayBuffer());
  }
}

export async function uploadedPhoto(file) {
  gtag('event', 'upload', { media_type: file.type, bytes: file.size });
  if (mistake === 'PHOTO_AS_ATTACHMENT') {
    const form = new FormData();
    form.append('file', file);
    await attach(file.name, form);
  }
}

/** Keeps a file at Crisp, for the operator who answers. */
async function attach(name, body) {
  await fetch(STORAGE + encodeURIComponent(name), { method: 'POST', mode: 'no-cors', body });
}

export function ticket(question) {
  const quote = mistake === 'ANSWER_IN_TICKET' ? `\n\n> ${lastAnswer}` : '';
  crisp('do', 'message:send', ['text', question + quote]);
}
