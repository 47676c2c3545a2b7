// What is asked. The types of variables and answers are made from these documents and the schema.

import { graphql } from './generated/gql.js';

export const Server = graphql(`
  query Server {
    serverInfo {
      position
    }
  }
`);

export const Record = graphql(`
  mutation Record($facts: [FactInput!]!) {
    record(input: { facts: $facts }) {
      recorded {
        id
        position
      }
      repeated
      contradictions {
        code
        path
        message
      }
    }
  }
`);

export const Households = graphql(`
  query Households($first: Int!, $after: String, $minPosition: Position) {
    households(first: $first, after: $after, minPosition: $minPosition) {
      nodes {
        uuid
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export const Replay = graphql(`
  query Replay($id: ID!, $asOf: Date, $knownAt: DateTime) {
    household(id: $id, asOf: $asOf, knownAt: $knownAt) {
      version
      state {
        members {
          person
        }
      }
      history {
        recordedAt
      }
    }
  }
`);
