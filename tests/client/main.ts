// One walk through the API: sign in, record, be refused, list, replay, follow. It tells what it found, a line of JSON for each.
//
// It records a household that is made up: point it at a server that is made for trying.

import { randomUUID } from 'node:crypto';

import type { HouseholdsQuery, RecordMutationVariables } from './generated/graphql.js';
import { answered, codes, connect, follow, live, type RecordedEvent } from './parcours.js';
import { Households, Record, Replay, Server } from './pathway.js';

const { PARCOURS_URL = 'http://127.0.0.1:8080', PARCOURS_TOKEN = '', PARCOURS_ORGANISATION = '' } = process.env;
const tell = (step: string, found: unknown) => console.log(JSON.stringify({ step, found }));

// Sign in: a token goes with every request, and without one nothing is answered.
const nobody = await connect(PARCOURS_URL, 'none').query(Server, {});
tell('a stranger', nobody.error && codes(nobody.error));
const server = connect(PARCOURS_URL, PARCOURS_TOKEN);
const begin = (await answered(server.query(Server, {}))).serverInfo?.position ?? 0;

// Record: facts are recorded together or not at all. Their identifiers are ours, so that a call may be repeated.
type Facts = RecordMutationVariables['facts'];
const household = randomUUID();
const stream = `household/${household}`;
const record = async (facts: Facts) => (await answered(server.mutation(Record, { facts }))).record;
const parent = { person: randomUUID(), birth: '1990-04', role: 'REFERENCE_PERSON', reason: 'INITIAL' } as const;
// Of a date that part is told which is known.
const child = { person: randomUUID(), birth: '2012', role: 'CHILD', reason: 'FAMILY_REUNIFICATION' } as const;
const opening: Facts = [
  { id: randomUUID(), stream, occurredOn: '2024-01-08', fact: { householdOpened: { openedBy: PARCOURS_ORGANISATION } } },
  { id: randomUUID(), stream, occurredOn: '2024-01-08', fact: { memberJoined: parent } },
];
const opened = await record(opening);
tell('recorded', opened?.recorded.length);
tell('repeated', (await record(opening))?.repeated);
const before = (await answered(server.query(Replay, { id: household }))).household?.history?.at(-1)?.recordedAt;
await record([{ stream, occurredOn: '2025-02', fact: { memberJoined: child } }]);

// Be refused: that is an answer. Each contradiction says which rule, and where in what was sent.
const refused = await record([{ stream, occurredOn: '2025-03', fact: { memberJoined: child } }]);
tell('refused', refused?.contradictions.map(({ code, path }) => ({ code, path: path.join('.') })));

// List: page by page, as of a position at least, so that what was just recorded is there.
const minPosition = opened?.recorded.at(-1)?.position ?? null;
const listed: string[] = [];
let page: HouseholdsQuery['households'] | undefined;
do {
  const after = page?.pageInfo.endCursor ?? null;
  page = (await answered(server.query(Households, { first: 1, after, minPosition }))).households;
  listed.push(...page.nodes.map(({ uuid }) => uuid));
} while (page.pageInfo.hasNextPage);
tell('listed', listed.includes(household));

// Replay: true on which day, known at which instant.
const replay = async (asOf: string | null, knownAt: string | null) => {
  const { household: found } = await answered(server.query(Replay, { id: household, asOf, knownAt }));
  return { members: found?.state?.members.length, version: found?.version };
};
tell('today', await replay(null, null));
tell('on a day before', await replay('2024-06-30', null));
tell('as known before', await replay(null, before ?? null));

// Follow: what was recorded, then what is. Cut off in the middle, it goes on after the last position that it has.
const socket = live(PARCOURS_URL, PARCOURS_TOKEN);
let sockets = 0;
socket.on('connected', () => sockets++);
const seen: RecordedEvent[] = [];
for await (const event of follow(socket, begin)) {
  seen.push(event);
  if (seen.length === 2) {
    socket.terminate();
    const other = { ...child, person: randomUUID() };
    await record([{ stream, occurredOn: '2025-04', fact: { memberJoined: other } }]);
  }
  if (seen.length === 4) break;
}
await socket.dispose();
tell('followed', { sockets, events: seen.map(({ type, position }) => [type, position - begin]) });
