// The two ways to a server: asked over HTTP, followed over a WebSocket, as the owner of one token.

import { Client, type CombinedError, fetchExchange, type OperationResult } from '@urql/core';
import { print } from 'graphql';
import { type Client as Live, createClient } from 'graphql-ws';
import { setTimeout as wait } from 'node:timers/promises';
import { WebSocket } from 'ws';

import { graphql } from './generated/gql.js';
import type { EventsSubscription, EventsSubscriptionVariables } from './generated/graphql.js';

/** Asks and records over HTTP. What is asked may identify somebody: it stands in no address, and nothing is kept. */
export function connect(url: string, token: string): Client {
  return new Client({
    url: `${url}/graphql`,
    exchanges: [fetchExchange],
    preferGetMethod: false,
    fetchOptions: { headers: { authorization: `Bearer ${token}`, 'accept-language': 'en' } },
  });
}

/** The data of an answer; what is wrong with a request is thrown. That facts are refused is data. */
export async function answered<Data>(asked: PromiseLike<OperationResult<Data>>): Promise<Data> {
  const { data, error } = await asked;
  if (error) throw error;
  if (!data) throw new Error('an answer has data or errors');
  return data;
}

/** The codes of what is wrong with a request: programs branch on them. */
export function codes(error: CombinedError): unknown[] {
  return error.graphQLErrors.map((error) => error.extensions['code']);
}

/** Opens a socket when something is followed. Trying again is left to `follow`, which knows where to go on. */
export function live(url: string, token: string): Live {
  return createClient({
    url: `${url.replace(/^http/, 'ws')}/graphql`,
    connectionParams: { authorization: `Bearer ${token}` },
    webSocketImpl: WebSocket,
    retryAttempts: 0,
  });
}

const Events = graphql(`
  subscription Events($after: Position!) {
    events(after: $after) {
      id
      position
      stream
      type
    }
  }
`);

export type RecordedEvent = EventsSubscription['events'];

/** What was recorded after a position and what is from now on: each event once and in order, however often it is cut off. */
export async function* follow(socket: Live, after: number): AsyncGenerator<RecordedEvent> {
  const query = print(Events);
  for (;;) {
    const variables: EventsSubscriptionVariables = { after };
    try {
      for await (const { data, errors } of socket.iterate<EventsSubscription>({ query, variables })) {
        if (errors) throw errors;
        if (!data) continue;
        after = data.events.position;
        yield data.events;
      }
    } catch (cause) {
      if (!passes(cause)) throw cause;
    }
    await wait(500);
  }
}

/** Whether what ended a subscription is over by itself: a cut, or a server that has too much to do. */
function passes(cause: unknown): boolean {
  if (Array.isArray(cause)) {
    return cause.every(({ extensions }) => ['RATE_LIMITED', 'UNAVAILABLE'].includes(extensions?.code));
  }
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  // From 4400 on it is said what is wrong with the request, but for 4499: that this side has cut.
  return typeof code !== 'number' || code < 4400 || code === 4499;
}
