// HogQL for CodeMirror: its words and its completions.
import {
  completeFromList,
  type Completion,
  type CompletionContext,
  type CompletionSource,
} from '@codemirror/autocomplete';
import { SQLDialect, sql } from '@codemirror/lang-sql';
import type { Extension } from '@codemirror/state';
import type { Tables } from './ask';

const KEYWORDS =
  'select distinct from where and or not in is null as on join left right inner outer full cross any all array using ' +
  'group by having order asc desc limit offset with union except intersect case when then else end between like ilike ' +
  'prewhere sample final interval second minute hour day week month quarter year over partition rows range qualify';
const FUNCTIONS =
  'count countIf uniq uniqIf sum sumIf avg avgIf min max any argMax argMin median quantile groupArray groupUniqArray ' +
  'now today yesterday toDate toDateTime toStartOfMinute toStartOfHour toStartOfDay toStartOfWeek toStartOfMonth ' +
  'dateDiff dateAdd dateSub formatDateTime toString toInt toFloat toUUID if multiIf coalesce ifNull nullIf isNull ' +
  'isNotNull lower upper length trim concat substring replaceAll splitByChar match extract round floor ceil abs ' +
  'arrayJoin arrayMap arrayFilter has indexOf tuple JSONExtractString JSONExtractInt JSONExtractFloat JSONExtractRaw';

const dialect = SQLDialect.define({
  keywords: KEYWORDS,
  builtin: FUNCTIONS,
  types: 'string integer float boolean date datetime uuid',
  backslashEscapes: true,
  identifierQuotes: '`"',
  operatorChars: '*+-%<>!=&|^/~?',
  caseInsensitiveIdentifiers: false,
});

const functions: Completion[] = FUNCTIONS.split(' ').map((name) => ({
  label: name,
  type: 'function',
  apply: `${name}(`,
  boost: -1,
}));

/** The columns of every table that the query names, wherever a column may stand. */
function columns(tables: Tables): CompletionSource {
  return (context: CompletionContext) => {
    const word = context.matchBefore(/[\w$]+/);
    if (word === null && !context.explicit) return null;
    if (word !== null && context.state.sliceDoc(word.from - 1, word.from) === '.') return null;
    const text = context.state.doc.toString();
    const words = new Set(text.match(/[\w.]+/g));
    const named = Object.keys(tables).filter((table) => words.has(table));
    const options = named.flatMap((table) =>
      (tables[table] ?? []).map(({ name, type }) => ({
        label: name,
        type: 'property',
        detail: type,
        boost: 1,
      })),
    );
    return { from: word?.from ?? context.pos, options, validFor: /^[\w$]*$/ };
  };
}

export function hogql(tables: Tables): Extension {
  const schema = Object.fromEntries(
    Object.entries(tables).map(([table, fields]) => [
      table,
      fields.map(({ name, type }) => ({ label: name, type: 'property', detail: type })),
    ]),
  );
  const support = sql({ dialect, schema });
  return [
    support,
    support.language.data.of({ autocomplete: columns(tables) }),
    support.language.data.of({ autocomplete: completeFromList(functions) }),
  ];
}
