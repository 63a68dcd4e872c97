"""The released PostHog CLI at a live server: every tool of the families we have, one after another.

What a tool needs is made by the tools before it, so the order tells a story: a project, its events
and persons, what people build on them, who may see it. docs/clients.md names the tools that pass.
"""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Timer
from typing import Any

import pytest
from tests.live import EMAIL, LiveServer

pytestmark = pytest.mark.slow
Json = Any
SQL = {
    "kind": "DataVisualizationNode",
    "source": {"kind": "HogQLQuery", "query": "select event, count() from events group by event"},
}
PRO = {"key": "plan", "type": "person", "value": ["pro"], "operator": "exact"}


class Cli:
    """`call` runs one tool after the other in one process, as a long session of an agent does."""

    def __init__(self, folder: Path, server: LiveServer, cache: Path) -> None:
        self.script = folder / "node_modules/@posthog/cli/lib/posthog-api-cli.mjs"
        project = server.ask("GET", "/api/projects/@current/").json()["id"]
        self.env = {
            "PATH": os.environ["PATH"],
            "HOME": str(cache),
            "POSTHOG_CLI_HOST": server.url,
            "POSTHOG_CLI_API_KEY": server.key,
            "POSTHOG_CLI_PROJECT_ID": str(project),
        }
        self.passed: list[str] = []
        self.session = subprocess.Popen(
            ["node", str(folder / "session.mjs"), str(self.script)], env=self.env, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def call(self, tool: str, sure: bool = False, **asked: Json) -> Json:
        flags = ["--json", *(["--confirm"] if sure else [])]
        answer = self._answer(" ".join(["call", *flags, tool, json.dumps(asked)]))
        assert "error" not in answer, f"{tool} {asked}: {answer['error'][-3000:]}"
        self.passed.append(tool)
        # What the program prints: a text as it is, anything else as JSON.
        said = answer.get("result")
        return json.loads(said) if isinstance(said, str) and said.strip() else said

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """The program in a process of its own, as it is installed."""
        return subprocess.run(
            ["node", str(self.script), *arguments], env=self.env, capture_output=True, text=True,
            timeout=120, stdin=subprocess.DEVNULL,
        )  # fmt: skip

    def close(self) -> None:
        with self.session:  # closes what it reads from, and waits
            pass
        assert self.session.returncode == 0

    def _answer(self, command: str) -> Json:
        assert self.session.stdin is not None
        assert self.session.stdout is not None
        self.session.stdin.write(json.dumps(command) + "\n")
        self.session.stdin.flush()
        patience = Timer(120, self.session.kill)
        patience.start()
        try:
            for line in self.session.stdout:
                if line.startswith("{"):  # before the first answer stands how to use the program
                    return json.loads(line)
        finally:
            patience.cancel()
        raise AssertionError(f"the CLI ended: {self.session.wait(60)}")


@pytest.fixture(scope="module")
def cli(
    server: LiveServer,
    installed: Callable[[Path], Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Cli]:
    folder = installed(Path(__file__).parent / "cli")
    server.send([_event(n) for n in range(3)])
    server.wait_until_stored()
    cli = Cli(folder, server, tmp_path_factory.mktemp("node"))
    yield cli
    cli.close()


def _event(n: int) -> Json:
    return {
        "event": "cli_order",
        "distinct_id": f"cli-{n}",
        "properties": {"amount": n, "$set": {"plan": "pro", "email": f"cli-{n}@example.com"}},
    }


def test_program__in_a_process_of_its_own__answers_and_refuses(cli: Cli) -> None:
    done = cli.run("call", "--json", "user-get", "{}")
    assert (done.returncode, json.loads(done.stdout)["email"]) == (0, EMAIL), done.stderr
    refused = cli.run("call", "--json", "action-get", json.dumps({"id": 999_999}))
    assert refused.returncode == 1
    assert "404" in refused.stderr


def test_accounts__organizations_projects_members_roles(cli: Cli, server: LiveServer) -> None:
    assert cli.call("user-get")["email"] == EMAIL
    organization = cli.call("organization-get")
    assert organization["id"] in {row["id"] for row in cli.call("organizations-get")}
    assert cli.call("organizations-list")["count"] == 1
    members = cli.call("org-members-list")[
        "results"
    ]  # other tests invite people to the same server
    assert EMAIL in {member["user"]["email"] for member in members}
    project = cli.call("project-get")
    assert project["id"] in {row["id"] for row in cli.call("projects-get")}
    changed = cli.call(
        "project-settings-update", id=project["id"], autocapture_opt_out=True, sure=True
    )
    assert changed["autocapture_opt_out"] is True
    rule = {"action": "append", "alias": "/orders/<id>", "regex": "/orders/\\d+"}
    rules = cli.call("path-cleaning-rules-update", sure=True, confirm=True, operations=[rule])
    assert "/orders/<id>" in json.dumps(rules)
    kept = server.ask("GET", "/api/projects/@current/").json()["path_cleaning_filters"]
    assert [one["alias"] for one in kept] == ["/orders/<id>"]
    made = server.ask("POST", "/api/organizations/@current/roles/", json={"name": "Analysts"})
    assert made.status_code == 201, made.text
    role = made.json()["id"]
    assert role in {row["id"] for row in cli.call("roles-list")["results"]}
    assert cli.call("role-get", id=role)["name"] == "Analysts"
    assert cli.call("role-members-list", role_id=role)["count"] == 0
    cli.call("switch-project", projectId=project["id"])
    cli.call("switch-organization", orgId=organization["id"])


def test_events_and_persons__read_changed_deleted(cli: Cli) -> None:
    rows = cli.call("execute-sql", query="select count() from events where event = 'cli_order'")
    assert "3" in json.dumps(rows)
    people = cli.call("persons-list", search="cli-1@example.com")["results"]
    assert [person["distinct_ids"] for person in people] == [["cli-1"]]
    one = people[0]
    assert cli.call("persons-retrieve", id=str(one["uuid"]))["uuid"] == one["uuid"]
    assert cli.call("persons-cohorts-retrieve", person_id=one["uuid"]) is not None
    assert "pro" in json.dumps(cli.call("persons-values-retrieve", key="plan"))
    cli.call("persons-property-set", id=one["uuid"], key="vip", value="yes")
    cli.call("persons-property-delete", id=one["uuid"], unset="vip", sure=True)
    cli.call("persons-bulk-delete", distinct_ids=["cli-2"], sure=True)


def test_definitions__described(cli: Cli) -> None:
    data = {"description": "An order", "tags": ["shop"], "verified": True}
    assert cli.call("event-definition-update", eventName="cli_order", data=data) is not None
    cli.call("event-definition-create", eventName="cli_planned", data={"description": "Soon"})
    cli.call(
        "property-definition-update", propertyName="amount", type="event",
        data={"description": "In euros"},
    )  # fmt: skip


def test_schema__told_to_agents(cli: Cli, server: LiveServer) -> None:
    events = cli.call("read-data-schema", query={"kind": "events"})
    assert "`cli_order`" in json.dumps(events)
    names = cli.call("read-data-schema", query={"kind": "entity_properties", "entity": "person"})
    assert "`plan`" in json.dumps(names)
    amounts = {"event_name": "cli_order", "property_name": "amount"}
    values = cli.call("read-data-schema", query={"kind": "event_property_values", **amounts})
    assert "once" in json.dumps(values)
    chain = 'button:attr__data-id="7"nth-child="1"text="Buy"'
    click = {
        "event": "$autocapture",
        "distinct_id": "cli-0",
        "properties": {"$elements_chain": chain},
    }
    server.send([click])
    server.wait_until_stored()
    found = cli.call("elements-stats-retrieve", limit=10, include=["$autocapture"])["results"]
    assert [(one["count"], one["elements"][0]["text"]) for one in found] == [(1, "Buy")]


def test_actions__made_read_changed_deleted(cli: Cli) -> None:
    made = cli.call("action-create", name="Orders", steps=[{"event": "cli_order"}])
    assert cli.call("action-get", id=made["id"])["name"] == "Orders"
    assert cli.call("actions-get-all") is not None
    assert cli.call("action-update", id=made["id"], name="All orders")["name"] == "All orders"
    cli.call("action-delete", id=made["id"], sure=True)


def test_annotations__made_read_changed_deleted(cli: Cli) -> None:
    made = cli.call("annotation-create", content="Launch", scope="project")
    assert cli.call("annotation-retrieve", id=made["id"])["content"] == "Launch"
    assert cli.call("annotations-list")["count"] >= 1
    changed = cli.call("annotations-partial-update", id=made["id"], content="Launched")
    assert changed["content"] == "Launched"
    cli.call("annotation-delete", id=made["id"], sure=True)


def test_cohorts__dynamic_and_static(cli: Cli) -> None:
    filters = {"properties": {"type": "OR", "values": [{"type": "AND", "values": [PRO]}]}}
    made = cli.call("cohorts-create", name="Pro", filters=filters)
    assert cli.call("cohorts-retrieve", id=made["id"])["name"] == "Pro"
    changed = cli.call("cohorts-partial-update", id=made["id"], description="Paying")
    assert changed["description"] == "Paying"
    static = cli.call("cohorts-create", name="Chosen", is_static=True)
    person = cli.call("persons-list", distinct_id="cli-0")["results"][0]["uuid"]
    cli.call(
        "cohorts-add-persons-to-static-cohort-partial-update", id=static["id"], person_ids=[person]
    )
    cli.call(
        "cohorts-rm-person-from-static-cohort-partial-update", id=static["id"], person_id=person
    )
    assert cli.call("cohorts-list")["count"] >= 2


def test_insights__made_read_run_changed(cli: Cli, server: LiveServer) -> None:
    insight = cli.call("insight-create", name="Events", query=SQL)
    key = insight["short_id"]
    assert cli.call("insight-get", id=key)["name"] == "Events"
    assert cli.call("insight-update", id=key, name="Events by name")["name"] == "Events by name"
    assert "cli_order" in json.dumps(cli.call("insight-query", insightId=key))
    assert cli.call("insights-list")["count"] >= 1
    assert cli.call("insights-activity-retrieve", id=insight["id"])["results"]
    assert cli.call("insights-all-activity-retrieve")["results"]
    seen = {"insight_ids": [insight["id"]]}
    assert server.ask("POST", "/api/projects/@current/insights/viewed/", json=seen).is_success
    trending = cli.call("insights-trending-retrieve")["results"]
    assert insight["id"] in {row["id"] for row in trending}
    cli.call("insight-delete", id=key, sure=True)


def test_dashboards__filled_moved_deleted(cli: Cli, server: LiveServer) -> None:
    board = cli.call("dashboard-create", name="Shop")["id"]
    other = cli.call("dashboard-create", name="Second")["id"]
    cli.call("insight-create", name="On the board", query=SQL, dashboards=[board])
    cli.call("dashboard-update", id=board, description="Of the shop", pinned=True)
    cli.call("dashboard-create-tile", id=board, type="text", body="# Hello")
    tiles = cli.call("dashboard-get", id=board)["tiles"]
    assert len(tiles) == 2
    (text,) = [tile["id"] for tile in tiles if tile.get("text")]
    (insight,) = [tile["id"] for tile in tiles if tile.get("insight")]
    cli.call("dashboard-update-text-tile", id=board, tile_id=text, body="# Hi")
    cli.call("dashboard-reorder-tiles", id=board, tile_order=[insight, text])
    assert "cli_order" in json.dumps(cli.call("dashboard-insights-run", id=board))
    cli.call("dashboard-tile-copy", id=other, fromDashboardId=board, tileId=insight)
    cli.call("dashboards-move-tile-partial-update", id=board, to_dashboard=other, tile={"id": text})
    cli.call("dashboard-delete-tile", id=other, tile_id=text, sure=True)
    template = server.ask("GET", "/api/projects/@current/dashboard_templates/").json()["results"][0]
    # The tool wraps its rows in a text that tells agents not to obey them.
    assert template["id"] in cli.call("dashboard-templates-list")["content"]
    assert template["id"] in json.dumps(cli.call("dashboard-templates-retrieve", id=template["id"]))
    assert cli.call("dashboards-get-all")["count"] >= 2
    cli.call("dashboard-delete", id=board, sure=True)


def test_notebooks_comments_variables(cli: Cli) -> None:
    content = {"type": "doc", "content": []}
    book = cli.call("notebooks-create", title="Notes", content=content)
    key = book["short_id"]
    assert cli.call("notebooks-retrieve", short_id=key)["title"] == "Notes"
    assert cli.call("notebooks-list")["count"] >= 1
    cli.call("notebooks-partial-update", short_id=key, title="More notes", version=book["version"])
    cli.call("notebooks-destroy", short_id=key, sure=True)
    remark = cli.call("comments-create", content="Why?", scope="Replay", item_id="1")
    assert cli.call("comment-get", id=remark["id"])["content"] == "Why?"
    cli.call("comments-create", content="So.", scope="Replay", item_id="1",
             source_comment=remark["id"])  # fmt: skip
    assert cli.call("comment-thread", id=remark["id"]) is not None
    assert cli.call("comments-list", scope="Replay", item_id="1")["results"]
    assert cli.call("comment-count") is not None
    variable = cli.call("sql-variables-create", name="Country", type="String", default_value="DE")
    cli.call("sql-variables-update", id=variable["id"], default_value="FR")
    cli.call("sql-variables-delete", id=variable["id"], sure=True)


def test_feature_flags__made_read_changed_asked_deleted(cli: Cli) -> None:
    person = {"properties": [PRO], "rollout_percentage": 100}
    made = cli.call(
        "create-feature-flag", key="cli-flag", name="From the CLI", filters={"groups": [person]},
        tags=["cli"], evaluation_runtime="all",
    )  # fmt: skip
    flag = made["id"]
    found = cli.call("feature-flag-get-definition-by-key", key="cli-flag")
    assert (found["found"], found["id"]) == (True, flag)
    assert cli.call("feature-flag-get-definition", id=flag)["filters"]["groups"] == [person]
    rows = cli.call("feature-flag-get-all", search="cli-", type="boolean", active="true")
    assert [row["key"] for row in rows["results"]] == ["cli-flag"]
    changed = cli.call("update-feature-flag", id=flag, name="Changed", evaluation_contexts=["app"])
    assert (changed["name"], changed["evaluation_contexts"]) == ("Changed", ["app"])
    assert cli.call("feature-flag-disable", id=flag)["active"] is False
    assert cli.call("feature-flag-archive", id=flag)["archived"] is True
    assert cli.call("feature-flag-unarchive", id=flag)["archived"] is False
    assert cli.call("feature-flag-enable", id=flag)["active"] is True
    status = cli.call("feature-flags-status-retrieve", id=flag)
    assert (status["status"], status["rollout"]["has_targeting_conditions"]) == ("active", True)
    reasons = cli.call("feature-flags-evaluation-reasons-retrieve", distinct_id="cli-0")
    assert reasons["cli-flag"]["value"] is True
    mine = cli.call("feature-flags-my-flags-retrieve", flag_keys=["cli-flag"])
    assert '"value":false' in json.dumps(mine).replace(" ", "")
    reach = cli.call("feature-flags-user-blast-radius-create", condition=person)
    assert 0 < reach["users_affected"] <= reach["total_users"]
    needed = {"key": str(flag), "type": "flag", "value": True, "operator": "flag_evaluates_to"}
    asking = cli.call(
        "create-feature-flag", key="cli-asking",
        filters={"groups": [{"properties": [needed], "rollout_percentage": 100}]},
    )["id"]  # fmt: skip
    assert "cli-asking" in json.dumps(cli.call("feature-flags-dependent-flags-retrieve", id=flag))
    keys = cli.call("feature-flags-bulk-keys-retrieve", ids=[flag, asking])["keys"]
    assert keys == {str(flag): "cli-flag", str(asking): "cli-asking"}
    tagged = cli.call(
        "feature-flags-bulk-update-tags-create", ids=[flag], action="add", tags=["new"], sure=True
    )
    assert tagged["updated"] == [{"id": flag, "tags": ["cli", "new"]}]
    log = cli.call("feature-flags-activity-retrieve", id=flag)["results"]
    assert {"created", "updated"} <= {row["activity"] for row in log}
    told = cli.call("feature-flags-bulk-delete-create", ids=[asking], sure=True)
    assert [one["key"] for one in told["deleted"]] == ["cli-asking"]
    cli.call("delete-feature-flag", id=flag, sure=True)


def test_feature_flags__copied_to_another_project(cli: Cli, server: LiveServer) -> None:
    home = cli.call("project-get")
    path = f"/api/organizations/{home['organization']}/projects/"
    answer = server.ask("POST", path, json={"name": "Copies"})
    assert answer.status_code == 201, answer.text
    server.ask("PATCH", "/api/users/@me/", json={"set_current_team": home["id"]})
    everybody = {"properties": [], "rollout_percentage": 100}
    cli.call("create-feature-flag", key="cli-copied", filters={"groups": [everybody]})
    where = {"feature_flag_key": "cli-copied", "from_project": home["id"],
             "target_project_ids": [answer.json()["id"]]}  # fmt: skip
    assert cli.call("feature-flags-copy-dependencies-check", **where)["dependency_count"] == 0
    told = cli.call("feature-flags-copy-flags-create", **where)
    assert [one["key"] for one in told["success"]] == ["cli-copied"]


def test_activity_log__tells_of_all_this(cli: Cli) -> None:
    assert cli.call("advanced-activity-logs-list")["results"]
    assert cli.call("advanced-activity-logs-filters") is not None
    tabs = [{"pathname": "/insights", "title": "Insights"}]
    cli.call("user-home-settings-update", uuid="@me", tabs=tabs, sure=True)
    assert cli.call("user-home-settings-get", uuid="@me")["tabs"][0]["title"] == "Insights"
    changed = cli.call("user-settings-update", uuid="@me", theme_mode="dark", sure=True)
    assert changed["theme_mode"] == "dark"


def test_tools__that_passed__are_these(cli: Cli) -> None:
    """Run last: the documents name every tool that was walked."""
    told = (Path(__file__).parents[2] / "docs" / "clients.md").read_text()
    missing = sorted({tool for tool in cli.passed if f"`{tool}`" not in told})
    assert not missing, f"docs/clients.md does not name {missing}"
