"""A forgotten password: the e-mail with a link, and the new password by it."""
