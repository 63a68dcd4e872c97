"""Who changed what, and when: the activity log of organizations and projects."""
