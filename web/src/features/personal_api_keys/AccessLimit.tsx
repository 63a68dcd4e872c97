// Where a key works: everywhere its user may be, or only in some organizations or projects.
import { api } from '../../api/client';
import { Found } from '../../ui/Found';
import { Skeleton } from '../../ui/Skeleton';
import { Trouble } from '../../ui/Trouble';
import classes from './PersonalApiKeys.module.css';

export type Limit =
  | { kind: 'all' }
  | { kind: 'organizations'; ids: readonly string[] }
  | { kind: 'projects'; ids: readonly number[] };

const KINDS: [Limit['kind'], string][] = [
  ['all', 'Everywhere that you may be'],
  ['organizations', 'Some organizations'],
  ['projects', 'Some projects'],
];

type Props = { limit: Limit; error: string | null; onChange: (limit: Limit) => void };

export function AccessLimit({ limit, error, onChange }: Props) {
  const change = (kind: Limit['kind']) => onChange(kind === 'all' ? { kind } : { kind, ids: [] });
  return (
    <fieldset className={classes.limit}>
      <legend>It works</legend>
      <div className={classes.kinds}>
        {KINDS.map(([kind, label]) => (
          <label key={kind}>
            <input type="radio" name="limit" checked={limit.kind === kind} onChange={() => change(kind)} />{' '}
            {label}
          </label>
        ))}
      </div>
      {limit.kind === 'projects' && (
        <Projects chosen={limit.ids} onChange={(ids) => onChange({ kind: 'projects', ids })} />
      )}
      {limit.kind === 'organizations' && (
        <Organizations chosen={limit.ids} onChange={(ids) => onChange({ kind: 'organizations', ids })} />
      )}
      {error !== null && (
        <p role="alert" className={classes.wrong}>
          {error}
        </p>
      )}
    </fieldset>
  );
}

function Projects({ chosen, onChange }: { chosen: readonly number[]; onChange: (ids: number[]) => void }) {
  const all = api.useQuery('get', '/api/projects/', { params: { query: { limit: 1000 } } });
  if (all.isPending) return <Skeleton lines={2} />;
  if (all.isError) return <Trouble what="The projects could not be loaded" error={all.error} />;
  return <Boxes items={all.data.results} chosen={chosen} onChange={onChange} />;
}

function Organizations({
  chosen,
  onChange,
}: {
  chosen: readonly string[];
  onChange: (ids: string[]) => void;
}) {
  const all = api.useQuery('get', '/api/organizations/', { params: { query: { limit: 1000 } } });
  if (all.isPending) return <Skeleton lines={2} />;
  if (all.isError) return <Trouble what="The organizations could not be loaded" error={all.error} />;
  return <Boxes items={all.data.results} chosen={chosen} onChange={onChange} />;
}

type BoxesProps<T> = {
  items: readonly { id: T; name: string }[];
  chosen: readonly T[];
  onChange: (ids: T[]) => void;
};

function Boxes<T extends string | number>({ items, chosen, onChange }: BoxesProps<T>) {
  return (
    <Found what="place" items={items} words={({ name }) => name}>
      {(shown) => (
        <ul className={classes.boxes}>
          {shown.map(({ id, name }) => (
            <li key={id}>
              <label>
                <input
                  type="checkbox"
                  checked={chosen.includes(id)}
                  onChange={({ target }) =>
                    onChange(target.checked ? [...chosen, id] : chosen.filter((other) => other !== id))
                  }
                />{' '}
                {name}
              </label>
            </li>
          ))}
        </ul>
      )}
    </Found>
  );
}
