// Tells below the frieze what the pointer or the focus is on. Everything can be read without it.
'use strict';

const detail = document.getElementById('frieze-detail');
const plot = document.querySelector('svg.plot');

if (detail && plot) {
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
