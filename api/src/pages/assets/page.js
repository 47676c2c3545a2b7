// What is handier with a script than without: everything can be read and done without it.
'use strict';

const DAY = 86_400_000;
const language = document.documentElement.lang;

/** Tells below the frieze what the pointer or the focus is on. */
function tellItems() {
  const detail = document.getElementById('frieze-detail');
  const plot = document.querySelector('svg.plot');
  if (!detail || !plot) return;
  const hint = detail.textContent;
  const tell = (event) => {
    const item = event.target.closest('.item');
    detail.textContent = item ? item.getAttribute('aria-label') : hint;
    detail.classList.toggle('told', Boolean(item));
  };
  // Where there is no room for all of it, the day looked at comes first.
  const line = plot.querySelector('line.as-of');
  const frame = plot.parentElement;
  frame.scrollLeft = line.getAttribute('x1') - frame.clientWidth * 0.7;
  plot.addEventListener('focusin', tell);
  plot.addEventListener('pointerover', tell);
}

/** Shows what a form asks for below it; what is under the hand stays where it is. */
function follower(form) {
  let waiting;
  let asked;
  const show = async () => {
    asked?.abort();
    asked = new AbortController();
    const address = `${location.pathname}?${new URLSearchParams(new FormData(form))}`;
    try {
      const answer = await fetch(address, { signal: asked.signal });
      // Refused: the button of the form says why.
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      for (const old of document.querySelectorAll('main > section')) old.remove();
      document.querySelector('main').append(...page.querySelectorAll('main > section'));
      document.querySelector('.languages').replaceWith(page.querySelector('.languages'));
      history.replaceState(null, '', address);
      tellItems();
    } catch {
      // Asked again meanwhile, or nobody answers: what is shown says of which day it is.
    }
  };
  return () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 250);
  };
}

/** A slider below each day that says how far it may go; the page goes with it. */
function slide(form) {
  const follow = follower(form);
  const number = (day) => Math.round(Date.parse(day) / DAY);
  for (const field of form.querySelectorAll('input[data-first]')) {
    const { first, last, slider: name, open } = field.dataset;
    const slider = document.createElement('input');
    const tell = () => {
      const day = new Date(slider.value * DAY);
      slider.ariaValueText = day.toLocaleDateString(language, { dateStyle: 'long', timeZone: 'UTC' });
    };
    const put = () => {
      slider.value = number(field.value || last);
      tell();
    };
    Object.assign(slider, { type: 'range', min: number(first), max: number(last), ariaLabel: name });
    put();
    slider.addEventListener('input', () => {
      const atEnd = open !== undefined && slider.value === slider.max;
      field.value = atEnd ? '' : new Date(slider.value * DAY).toISOString().slice(0, 10);
      tell();
      follow();
    });
    field.addEventListener('change', put);
    field.after(slider);
  }
}

/** The data of server-sent events, as they come. */
async function* events(body) {
  let text = '';
  for await (const part of body.pipeThrough(new TextDecoderStream())) {
    text += part;
    const blocks = text.split('\n\n');
    text = blocks.pop();
    for (const block of blocks) {
      const data = block.split('\n').find((line) => line.startsWith('data: '));
      if (data) yield JSON.parse(data.slice(6));
    }
  }
}

/** Tells what somebody else records meanwhile. */
async function watch(place) {
  const document_ = `subscription ($household: UUID!, $after: Position!) {
    events(household: $household, after: $after) { position typeLabel }
  }`;
  let { household, position: after } = place.dataset;
  const headers = { Accept: 'text/event-stream', 'Accept-Language': language, 'Content-Type': 'application/json' };
  const tell = ({ typeLabel }) => {
    if (!place.querySelector('a')) place.append(place.querySelector('template').content.cloneNode(true));
    place.querySelector('b').textContent = typeLabel;
    place.querySelector('a').href = location.pathname + location.search;
  };
  // A browser has few connections for all its pages: one that nobody looks at gives its own back.
  const seen = async () => {
    while (document.hidden) await new Promise((again) => document.addEventListener('visibilitychange', again, { once: true }));
  };
  for (;;) {
    await seen();
    const left = new AbortController();
    const leave = () => document.hidden && left.abort();
    document.addEventListener('visibilitychange', leave);
    try {
      const body = JSON.stringify({ query: document_, variables: { household, after: Number(after) } });
      const answer = await fetch('/graphql', { method: 'POST', headers, body, signal: left.signal });
      for await (const { data } of events(answer.body)) {
        // Signed out, or no room: whoever asks for the page will be told.
        if (!data) return;
        after = data.events.position;
        tell(data.events);
      }
    } catch {
      // The server is away, or nobody looks at this page.
    }
    document.removeEventListener('visibilitychange', leave);
    if (!document.hidden) await new Promise((again) => setTimeout(again, 10_000));
  }
}

/** Whoever signs out leaves nothing to read in other windows: each asks for its page again, and is told to sign in. */
function leaveTogether() {
  const left = 'signed-out';
  const form = document.querySelector('form[action="/sign-out"]');
  // Once the answer is there the cookie is gone.
  if (form) form.addEventListener('submit', () => sessionStorage.setItem(left, 'now'));
  else if (sessionStorage.getItem(left)) {
    sessionStorage.removeItem(left);
    localStorage.setItem(left, Date.now());
  }
  window.addEventListener('storage', ({ key }) => key === left && location.reload());
}

tellItems();
leaveTogether();
for (const form of document.querySelectorAll('form.moment')) slide(form);
for (const place of document.querySelectorAll('[data-position]')) watch(place);
