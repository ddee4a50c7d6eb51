const NAME = 'consent';

/** True if the user has agreed to analytics and support. */
export function accepted() {
  return localStorage.getItem(NAME) === 'yes';
}

/** Asks a user who has not answered yet. */
export function ask(onAccept) {
  const banner = document.getElementById('consent');
  banner.hidden = localStorage.getItem(NAME) !== null;
  const answer = value => {
    localStorage.setItem(NAME, value);
    banner.hidden = true;
  };
  document.getElementById('decline').addEventListener('click', () => answer('no'));
  document.getElementById('accept').addEventListener('click', () => {
    answer('yes');
    onAccept();
  });
}
