// Whose session has ended meanwhile is sent to sign in: the server knows where, so the page is asked for anew.
"use strict";
const plainFetch = window.fetch;
window.fetch = async (...given) => {
  const answer = await plainFetch(...given);
  if (answer.status !== 401 || new URL(answer.url).origin !== location.origin) return answer;
  location.reload();
  return new Promise(() => {}); // nothing more is shown on a page that is left
};
