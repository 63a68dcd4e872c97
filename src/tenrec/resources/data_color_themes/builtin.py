"""The theme that comes with the product."""

from datetime import UTC, datetime

from tenrec.resources.data_color_themes.models import DataColorTheme

DEFAULT_ID = 0
_COLORS = (
    "#2563c9", "#d9662b", "#1f9d74", "#b23a8f", "#c9a227", "#5b4bc4", "#0f8ba8", "#c23b4a",
    "#6f9a2d", "#8a5a3c", "#3d7d5e", "#a4509f", "#4f6d8f", "#d08a8a", "#7a7a52",
)  # fmt: skip


def default_theme() -> DataColorTheme:
    """Fifteen colors that can be told apart; it belongs to no project and is not kept."""
    return DataColorTheme(
        id=DEFAULT_ID,
        name="Default theme",
        colors={f"preset-{n}": color for n, color in enumerate(_COLORS, start=1)},
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
