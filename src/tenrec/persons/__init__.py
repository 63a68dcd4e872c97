"""Who stands behind the events: decisions (pure), models, and how they are carried out."""
