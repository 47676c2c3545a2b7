import type { CodegenConfig } from '@graphql-codegen/cli';

/** Types of what is asked in these files, made from the schema of the server. */
const config: CodegenConfig = {
  schema: process.env['PARCOURS_SCHEMA'] ?? '../../api/schema.graphql',
  documents: ['parcours.ts', 'pathway.ts'],
  importExtension: '.js',
  generates: { 'generated/': { preset: 'client', presetConfig: { fragmentMasking: false } } },
  config: {
    // A scalar that the schema gains is asked about here, and not taken for whatever.
    strictScalars: true,
    scalars: {
      Date: 'string',
      DateTime: 'string',
      JSON: 'unknown',
      PartialDate: 'string',
      Position: 'number',
      UUID: 'string',
    },
  },
};
export default config;
