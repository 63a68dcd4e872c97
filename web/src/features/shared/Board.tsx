// The tiles of a shared dashboard in their layout; below each other on a small screen.
import { useMemo } from 'react';
import { Empty } from '../../ui/Empty';
import { arrange } from './layout';
import type { Dashboard } from './page';
import classes from './Shared.module.css';
import { TileView } from './TileView';

export function Board({ dashboard, isBrief }: { dashboard: Dashboard; isBrief: boolean }) {
  const tiles = useMemo(
    () => arrange(dashboard.tiles.filter(({ insight, text }) => insight !== null || text !== null)),
    [dashboard],
  );
  if (tiles.length === 0)
    return <Empty title="This dashboard is empty">What its owner puts on it appears here.</Empty>;
  return (
    <div className={classes.grid}>
      {tiles.map(({ tile, place }) => (
        <TileView key={tile.id} tile={tile} place={place} isBrief={isBrief} />
      ))}
    </div>
  );
}
