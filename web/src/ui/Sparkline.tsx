// The last values of one figure as a line without axes.

type Props = { values: number[]; label: string; width?: number; height?: number };

export function Sparkline({ values, label, width = 84, height = 28 }: Props) {
  const highest = Math.max(...values, 1e-9);
  const step = width / Math.max(values.length - 1, 1);
  const points = values.map(
    (value, at) => `${(at * step).toFixed(1)},${(height - 2 - (value / highest) * (height - 4)).toFixed(1)}`,
  );
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
      aria-label={label}
      preserveAspectRatio="none"
    >
      {points.length > 1 && (
        <>
          <polygon
            points={`0,${height} ${points.join(' ')} ${width},${height}`}
            fill="var(--brand)"
            opacity="0.25"
          />
          <polyline
            points={points.join(' ')}
            fill="none"
            stroke="var(--ink-2)"
            strokeWidth="1.5"
            strokeLinejoin="round"
          />
        </>
      )}
    </svg>
  );
}
