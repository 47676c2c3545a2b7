'use strict';

const ENDPOINT = new URL('graphql', document.baseURI);
const ACCEPT = 'application/graphql-response+json, application/json;q=0.9';

// A name under up to six lists and non-nulls.
const TYPE = `${'kind name ofType { '.repeat(6)}kind name${' }'.repeat(6)}`;
const INTROSPECTION = `query Schema {
  __schema {
    queryType { name } mutationType { name } subscriptionType { name }
    types {
      kind name description
      fields(includeDeprecated: true) {
        name description isDeprecated deprecationReason
        args { name description defaultValue type { ...Of } }
        type { ...Of }
      }
      inputFields { name description defaultValue type { ...Of } }
      enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
      possibleTypes { name }
    }
  }
}
fragment Of on __Type { ${TYPE} }`;

const find = (id) => document.getElementById(id);
const number = new Intl.NumberFormat('fr');
let running = null;

function make(name, properties, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

// Running a query.

function readHeaders() {
  const headers = { 'content-type': 'application/json', accept: ACCEPT };
  for (const line of find('headers').value.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
  return headers;
}

function send(body, signal) {
  return fetch(ENDPOINT, {
    method: 'POST', headers: readHeaders(), body: JSON.stringify(body), signal, redirect: 'error',
  });
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function describe(response, text, started) {
  const parts = [`HTTP ${response.status}`, `${number.format(Math.round(performance.now() - started))} ms`];
  try {
    const { cost } = JSON.parse(text).extensions;
    parts.push(`coût · cost ${number.format(cost.requested)} / ${number.format(cost.limit)}`);
  } catch {
    // Not an answer of the API: the status says enough.
  }
  return parts.join(' · ');
}

async function run() {
  running?.abort();
  running = new AbortController();
  const { signal } = running;
  let variables;
  try {
    variables = JSON.parse(find('variables').value.trim() || '{}');
  } catch (error) {
    find('status').textContent = `Variables : JSON invalide · invalid JSON (${error.message})`;
    find('variables').focus();
    return;
  }
  find('status').textContent = 'En cours… · Running…';
  const started = performance.now();
  try {
    const response = await send({ query: find('query').value, variables }, signal);
    const text = await response.text();
    find('answer').textContent = pretty(text);
    find('status').textContent = describe(response, text, started);
  } catch (error) {
    if (signal.aborted) return;
    find('answer').textContent = '';
    find('status').textContent = `Sans réponse · No answer (${error.message})`;
  }
}

// The schema.

function written(type) {
  if (type.kind === 'NON_NULL') return [...written(type.ofType), '!'];
  if (type.kind === 'LIST') return ['[', ...written(type.ofType), ']'];
  return [make('a', { href: `#type-${type.name}`, textContent: type.name })];
}

function argument(input) {
  const initial = input.defaultValue === null ? [] : [` = ${input.defaultValue}`];
  return [`${input.name}: `, ...written(input.type), ...initial];
}

function member(entry) {
  const args = entry.args ?? [];
  const signature = args.flatMap((input, index) => [index ? ', ' : '', ...argument(input)]);
  const term = make('dt', {}, entry.name);
  if (args.length) term.append('(', ...signature, ')');
  if (entry.type) term.append(': ', ...written(entry.type));
  if (entry.defaultValue) term.append(` = ${entry.defaultValue}`);
  const notes = [entry.description, ...args.map((input) => input.description && `${input.name} : ${input.description}`)];
  if (entry.isDeprecated) notes.push(`Déprécié · Deprecated: ${entry.deprecationReason ?? ''}`);
  return [term, ...notes.filter(Boolean).map((textContent) => make('dd', { textContent }))];
}

function panel(type) {
  const details = make('details', { id: `type-${type.name}` }, make('summary', {}, type.name));
  details.dataset.words = JSON.stringify(type).toLowerCase();
  // Filled when first opened: a large schema stays quick.
  details.addEventListener('toggle', () => {
    if (details.childElementCount > 1) return;
    if (type.description) details.append(make('p', { textContent: type.description }));
    const members = [...(type.fields ?? []), ...(type.inputFields ?? []), ...(type.enumValues ?? [])];
    details.append(make('dl', {}, ...members.flatMap(member)));
    if (type.possibleTypes) {
      const names = type.possibleTypes.flatMap(({ name }) => [' ', ...written({ name })]);
      details.append(make('p', {}, 'Est l’un de · One of:', ...names));
    }
  });
  return details;
}

function filter() {
  const word = find('filter').value.trim().toLowerCase();
  let found = 0;
  for (const type of find('types').children) {
    type.hidden = !type.dataset.words.includes(word);
    found += type.hidden ? 0 : 1;
  }
  find('found').textContent = `${number.format(found)} types`;
}

function follow(event) {
  const link = event.target.closest('a[href^="#type-"]');
  const target = link && find(link.hash.slice(1));
  if (!target) return;
  event.preventDefault();
  find('filter').value = '';
  filter();
  target.open = true;
  target.firstElementChild.focus();
  target.scrollIntoView({ block: 'nearest' });
}

async function readSchema() {
  if (!find('schema').open || find('types').childElementCount) return;
  find('found').textContent = 'En cours… · Loading…';
  try {
    const { data, errors } = await (await send({ query: INTROSPECTION })).json();
    if (!data) throw new Error(errors[0].message);
    const { queryType, mutationType, subscriptionType, types } = data.__schema;
    const roots = [queryType, mutationType, subscriptionType].map((root) => root?.name);
    const rank = ({ name }) => (roots.includes(name) ? roots.indexOf(name) : roots.length);
    const shown = types.filter(({ name }) => !name.startsWith('__'));
    shown.sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
    find('types').replaceChildren(...shown.map(panel));
    filter();
  } catch (error) {
    find('found').textContent = `Schéma illisible · Schema not readable (${error.message})`;
  }
}

// The page.

function choose() {
  const { options, selectedIndex } = find('example');
  const chosen = options[selectedIndex];
  if (!chosen) return;
  find('query').value = chosen.dataset.query;
  find('variables').value = chosen.dataset.variables;
}

find('example').addEventListener('change', choose);
find('form').addEventListener('submit', (event) => {
  event.preventDefault();
  run();
});
find('form').addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    run();
  }
});
find('schema').addEventListener('toggle', readSchema);
find('filter').addEventListener('input', filter);
find('types').addEventListener('click', follow);
if (!find('query').value) choose();
