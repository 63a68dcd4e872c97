import { RuleTester } from 'eslint';
import { describe, it } from 'vitest';
import { rooms } from './eslint.rooms.js';

RuleTester.describe = describe;
RuleTester.it = it;

const at = (file, source) => ({ filename: `/home/tenrec/web/src/${file}`, code: `import '${source}';` });

new RuleTester().run('rooms', rooms, {
  valid: [
    at('app/App.tsx', '../features/query/SqlPage'),
    at('features/query/SqlPage.tsx', './ask'),
    at('features/insights/kinds/trends.tsx', '../insight'),
    at('features/query/ask.ts', '../../api/json'),
    at('ui/JsonView.tsx', '../api/json'),
    at('features/query/look.ts', '@codemirror/view'),
  ],
  invalid: [
    { ...at('features/query/SqlPage.tsx', '../events/LiveEvents'), errors: 1 },
    { ...at('features/query/SqlPage.tsx', '../../app/Shell'), errors: 1 },
    { ...at('ui/Card.tsx', '../features/query/ask'), errors: 1 },
    { ...at('api/client.ts', '../ui/theme'), errors: 1 },
    { ...at('features/query/deep/a.ts', '../../events/b'), errors: 1 },
    { ...at('app/App.tsx', '../helpers/b'), errors: 1 },
  ],
});
