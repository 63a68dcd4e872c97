// Property filters as rows that people can change, and from rows back to filters.

export type Operator =
  | 'exact'
  | 'is_not'
  | 'icontains'
  | 'not_icontains'
  | 'regex'
  | 'not_regex'
  | 'gt'
  | 'lt'
  | 'is_set'
  | 'is_not_set';

export const OPERATORS: [Operator, string][] = [
  ['exact', 'is'],
  ['is_not', 'is not'],
  ['icontains', 'contains'],
  ['not_icontains', 'does not contain'],
  ['regex', 'matches the regex'],
  ['not_regex', 'does not match the regex'],
  ['gt', 'is greater than'],
  ['lt', 'is less than'],
  ['is_set', 'is set'],
  ['is_not_set', 'is not set'],
];

const WITHOUT_VALUE = new Set<Operator>(['is_set', 'is_not_set']);
const WITH_ONE = new Set<Operator>(['regex', 'not_regex', 'gt', 'lt']);
const KNOWN = new Set(['key', 'type', 'operator', 'value', 'group_type_index']);

/** `of` is event, person, or a kind of group: `group:0`. What rows cannot show is kept as it is, in `kept`. */
export type Row = {
  id: number;
  of: string;
  key: string;
  operator: Operator;
  values: string[];
  kept: object | null;
};

export type Amount = 'none' | 'one' | 'some';
export const amountOf = (operator: Operator): Amount =>
  WITHOUT_VALUE.has(operator) ? 'none' : WITH_ONE.has(operator) ? 'one' : 'some';

let last = 0;
export const newRow = (): Row => ({
  id: ++last,
  of: 'person',
  key: '',
  operator: 'not_icontains',
  values: [],
  kept: null,
});

/** The row with a change; a filter that it was made from is forgotten. */
export const changed = (row: Row, change: Partial<Row>): Row => ({ ...row, ...change, kept: null });

export function rowsOf(filters: unknown): Row[] {
  return (Array.isArray(filters) ? filters : []).map((filter) => rowOf(filter as object));
}

export const isShown = (row: Row) => row.key !== '' || row.kept === null;

export const isFinished = (row: Row) =>
  row.kept !== null ||
  (row.key.trim() !== '' && (amountOf(row.operator) === 'none' || row.values.some((text) => text !== '')));

export function filterOf({ of, key, operator, values, kept }: Row): object {
  if (kept !== null) return kept;
  const [type, index] = of.split(':');
  return {
    key: key.trim(),
    type,
    operator,
    value: valueOf(operator, values),
    ...(index !== undefined && { group_type_index: Number(index) }),
  };
}

/** Whether two lists of filters ask the same; databases may give the members of an object in another order. */
export const isSame = (some: unknown, others: unknown): boolean => inOrder(some) === inOrder(others);

function inOrder(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
}

function valueOf(operator: Operator, values: string[]): unknown {
  if (amountOf(operator) === 'none') return operator;
  if (operator === 'exact' || operator === 'is_not') return values;
  if (operator === 'gt' || operator === 'lt') return Number(values[0]);
  return values.length === 1 ? values[0] : values;
}

function rowOf(filter: object): Row {
  const { key, type, operator, value, group_type_index: index } = filter as Record<string, unknown>;
  const kind = type ?? 'event';
  const of = kind === 'group' && typeof index === 'number' ? `group:${index}` : kind;
  const asked = operator ?? 'exact';
  const values = textsOf(value);
  const isSimple =
    typeof key === 'string' &&
    typeof of === 'string' &&
    /^(event|person|group:\d)$/.test(of) &&
    OPERATORS.some(([known]) => known === asked) &&
    values !== null &&
    Object.keys(filter).every((name) => KNOWN.has(name));
  if (!isSimple) return { ...newRow(), kept: filter };
  return { id: ++last, of, key, operator: asked as Operator, values, kept: filter };
}

function textsOf(value: unknown): string[] | null {
  if (value === null || value === undefined) return [];
  const all: unknown[] = Array.isArray(value) ? value : [value];
  const isPlain = all.every((one) => ['string', 'number', 'boolean'].includes(typeof one));
  return isPlain ? all.map(String) : null;
}

/** What a filter that no row can show says, for people. */
export function inWords(filter: object): string {
  const { key, type, value } = filter as Record<string, unknown>;
  if (type === 'hogql') return `SQL: ${String(key)}`;
  if (type === 'cohort') return `Cohort ${String(value)}`;
  return JSON.stringify(filter);
}
