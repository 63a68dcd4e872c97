// The dependency rule of the web app: api knows nobody, ui knows api, features know both, app knows all;
// one feature never knows another. One rule for every folder there is and will be.
import path from 'node:path';

const KNOWS = {
  api: ['api'],
  ui: ['ui', 'api'],
  features: ['features', 'ui', 'api'],
  app: ['app', 'features', 'ui', 'api'],
};

/** The room of a file below src/: ['features', 'query'] or ['ui']. */
function room(file) {
  const parts = file.split(`${path.sep}src${path.sep}`).at(-1).split(path.sep);
  return parts[0] === 'features' ? parts.slice(0, 2) : parts.slice(0, 1);
}

function complaint(from, to) {
  const allowed = KNOWS[from[0]];
  if (allowed === undefined || KNOWS[to[0]] === undefined)
    return `src/${to[0]} is not a room; see eslint.rooms.js`;
  if (!allowed.includes(to[0])) return `${from[0]} may not know ${to[0]}`;
  if (from[0] === 'features' && to[0] === 'features' && from[1] !== to[1])
    return `feature ${from[1]} may not know feature ${to[1]}; join them in app`;
  return null;
}

/** @type {import('eslint').Rule.RuleModule} */
export const rooms = {
  create(context) {
    const check = (node) => {
      const source = node.source?.value;
      if (typeof source !== 'string' || !source.startsWith('.')) return;
      const message = complaint(
        room(context.filename),
        room(path.resolve(path.dirname(context.filename), source)),
      );
      if (message !== null) context.report({ node, message });
    };
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
    };
  },
};
