(() => {
const page = document.documentElement, given = page.classList, asked = document.currentScript.dataset;
const today = Math.floor(Date.now() / 864e5), views = +asked.views, days = +asked.days;
let kept = {};
try { kept = JSON.parse(localStorage.appeals) } catch {}
const keep = () => { try { localStorage.appeals = JSON.stringify(kept) } catch {} };
const variants = {};
given.add('appeal-on');
if (asked.given) kept.given = today + (asked.given == 'once' ? 180 : 366);
if (kept.given > today) given.add('appeal-given');
for (const place of ['bar', 'message']) {
  if (!asked[place]) continue;
  const [slug, two] = asked[place].split(' ');
  const one = kept[slug] ||= {};
  one.seen = (one.seen || []).filter(day => day > today - days);
  if (two) variants[place] = one.variant ||= Math.random() < .5 ? 'a' : 'b';
  if (variants[place] == 'b') given.add(place + '-b');
  if (one[place] > today || place == 'message' && views && one.seen.length >= views) given.add(place + '-off');
}
keep();
const place = event => event.target.closest('[data-appeal]')?.dataset.appeal;
addEventListener('click', event => {
  const where = place(event), link = event.target.closest('a');
  if (!where) return;
  if (event.target.closest('.appeal-off')) {
    kept[asked[where].split(' ')[0]][where] = today + days;
    keep();
    given.add(where + '-off');
  } else if (link && variants[where]) link.href = link.href.replace(/variant=$/, '$&' + variants[where]);
}, true);
addEventListener('submit', event => {
  const field = event.target.elements.variant;
  if (field && place(event)) field.value = variants[place(event)] || '';
}, true);
const look = () => {
  const letter = document.querySelector('[data-appeal=message]');
  if (letter && asked.message) new IntersectionObserver((entries, observer) => {
    if (!entries[0].isIntersecting) return;
    observer.disconnect();
    kept[asked.message.split(' ')[0]].seen.push(today);
    keep();
  }).observe(letter);
};
document.readyState == 'loading' ? addEventListener('DOMContentLoaded', look) : look();
})();
