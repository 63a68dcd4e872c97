// One tile of a shared dashboard: an insight with its result, or a card of words.
import type { CSSProperties } from 'react';
import type { Place } from './layout';
import { titleOf, type Tile } from './page';
import { Result } from './Result';
import classes from './Shared.module.css';
import { Words } from './Words';

const COLORS = ['blue', 'green', 'purple', 'black'];

type Props = { tile: Tile; place: Place; isBrief: boolean };

export function TileView({ tile, place, isBrief }: Props) {
  const { insight, text } = tile;
  const color = COLORS.includes(tile.color ?? '') ? classes[tile.color ?? ''] : undefined;
  const style = {
    '--column': `${place.x + 1} / span ${place.w}`,
    '--row': `${place.y + 1} / span ${place.h}`,
  } as CSSProperties;
  if (insight === null)
    return (
      <section
        className={`${classes.tile} ${classes.card} ${color ?? ''}`}
        style={style}
        aria-label="Text card"
      >
        <Words text={text?.body ?? ''} />
      </section>
    );
  return (
    <section className={`${classes.tile} ${color ?? ''}`} style={style} aria-label={titleOf(insight)}>
      <header className={classes.head}>
        <h2>{titleOf(insight)}</h2>
        {!isBrief && insight.description && <p>{insight.description}</p>}
      </header>
      <Result insight={insight} />
    </section>
  );
}
