"""Makes Bob's organization, project and key in the state database of a server's data folder.

    python -m tests.faults.second_project TOKEN KEY

Runs in a process of its own with that server's settings; prints the project's id.
"""

import os
import sys


def main(token: str, key: str) -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tenrec.settings"
    import django

    django.setup()
    from tenrec.accounts.models import Membership, Organization, PersonalAPIKey, Project, User
    from tenrec.core.ids import hash_key, mask_key

    bob = User.objects.create_user("bob@tenrec.example", "another horse battery")
    organization = Organization.objects.create(name="Bob's")
    Membership.objects.create(organization=organization, user=bob, level=Membership.Level.OWNER)
    project = Project.objects.create(organization=organization, name="Bob's", api_token=token)
    PersonalAPIKey.objects.create(
        user=bob,
        label="tests",
        mask_value=mask_key(key),
        secure_value=hash_key(key),
        scopes=["*"],
    )
    sys.stdout.write(f"{project.pk}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
