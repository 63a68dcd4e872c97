// The rows of an answer: head always in sight, sorted by a click, any number of rows (only those in view are drawn).
import {
  createSortedRowModel,
  rowSortingFeature,
  tableFeatures,
  useTable,
  type ColumnDef,
  type Header,
} from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import type { Column } from '../api/answer';
import type { Json } from '../api/json';
import { Cell } from './Cell';
import { compareCells } from './cells';
import { Icon } from './Icon';
import classes from './ResultTable.module.css';

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() });
type Definition = ColumnDef<typeof features, Json[]>;
const NOTHING: Json = { kind: 'null' };
const ROW_HEIGHT = 31;

function definitions(columns: Column[]): Definition[] {
  return columns.map((column, at) => ({
    id: String(at),
    header: column.name,
    accessorFn: (row) => row[at] ?? NOTHING,
    sortFn: (a, b) => compareCells(a.original[at] ?? NOTHING, b.original[at] ?? NOTHING),
    sortDescFirst: false,
  }));
}

const isNumeric = (type: string | null) => type !== null && /^(Nullable\()?(U?Int|Float|Decimal)/.test(type);

type Props = { columns: Column[]; rows: Json[][]; label?: string };

export function ResultTable({ columns, rows, label = 'Result table' }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState<string | null>(null);
  const table = useTable({ features, columns: useMemo(() => definitions(columns), [columns]), data: rows });
  const sorted = table.getRowModel().rows;
  // eslint-disable-next-line react-hooks/incompatible-library -- nothing here is memoized by a compiler
  const virtual = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 20,
  });
  const items = virtual.getVirtualItems();
  const above = items[0]?.start ?? 0;
  const below = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  return (
    <div className={classes.scroll} ref={box} tabIndex={0} role="region" aria-label={label}>
      <table className={classes.table} aria-rowcount={sorted.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            <th className={classes.count}>
              <span className="visually-hidden">Row</span>
            </th>
            {table.getHeaderGroups()[0]?.headers.map((header, at) => (
              <Head key={header.id} header={header} type={columns[at]?.type ?? null} />
            ))}
          </tr>
        </thead>
        <tbody>
          {above > 0 && <tr style={{ height: above }} aria-hidden />}
          {items.map(({ index, key }) => (
            <tr key={key} aria-rowindex={index + 2} data-index={index} ref={virtual.measureElement}>
              <td className={classes.count}>{index + 1}</td>
              {columns.map((column, at) => {
                const place = `${sorted[index]?.id ?? ''}:${at}`;
                return (
                  <Cell
                    key={at}
                    json={sorted[index]?.original[at] ?? NOTHING}
                    isNumeric={isNumeric(column.type)}
                    isOpen={open === place}
                    onOpen={() => setOpen(open === place ? null : place)}
                  />
                );
              })}
            </tr>
          ))}
          {below > 0 && <tr style={{ height: below }} aria-hidden />}
        </tbody>
      </table>
    </div>
  );
}

type HeadProps = { header: Header<typeof features, Json[]>; type: string | null };

function Head({ header, type }: HeadProps) {
  const direction = header.column.getIsSorted();
  const sort = direction === 'asc' ? 'ascending' : direction === 'desc' ? 'descending' : 'none';
  return (
    <th aria-sort={sort} className={isNumeric(type) ? classes.numeric : undefined}>
      <button type="button" onClick={header.column.getToggleSortingHandler()} title="Sort by this column">
        <span className={classes.name}>
          {header.column.columnDef.header as string}
          <span className={classes.arrow}>
            {direction !== false && <Icon name={direction === 'asc' ? 'up' : 'down'} size={11} />}
          </span>
        </span>
        <span className={classes.type}>{type ?? '\u00a0'}</span>
      </button>
    </th>
  );
}
