"""/api/user/ as it was before /api/users/@me/: you, your project and its event names in one."""
