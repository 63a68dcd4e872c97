"""What the API changes about persons: by events and commands in the journal, never past it."""

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.db import transaction
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from tenrec.ingest import outbox
from tenrec.persons.models import Person, PersonDeletion, PersonDistinctId
from tenrec.resources.persons.serializers import (
    BulkDeleteSerializer,
    DistinctIdSerializer,
    PropertiesSerializer,
    PropertySerializer,
    SplitSerializer,
    SuccessSerializer,
)

_YES = frozenset({"true", "1", "yes", "t", ""})
_EVENTS = OpenApiParameter("delete_events", bool, description="Delete their events, too.")
_RECORDINGS = OpenApiParameter("delete_recordings", bool, description="And their recordings.")
_KEY = OpenApiParameter("key", str, description="Instead of the member of the body.")
_VALUE = OpenApiParameter("value", str, description="Instead of the member of the body.")
_UNSET = OpenApiParameter("$unset", str, description="The property; or as a member of the body.")


class Changes:
    """For the viewset of persons. Answers come when the change is in the journal, on disk."""

    is_atomic: ClassVar[bool] = False  # nobody may wait for the pipeline inside a transaction

    @extend_schema(request=PropertiesSerializer, responses={202: None})
    def update(self: Any, request: Request, *_: Any, **__: Any) -> Response:
        """Sets properties as a `$set` event of the person would; other properties stay."""
        person = self.get_object()
        asked = _checked(PropertiesSerializer, request.data)
        self._send(person, "$set", {"$set": asked["properties"]})
        self._tell("updated", person, "properties")
        return _accepted()

    @extend_schema(request=PropertiesSerializer, responses={202: None})
    def partial_update(self: Any, request: Request, *_: Any, **__: Any) -> Response:
        """Sets properties as a `$set` event of the person would; other properties stay."""
        answer: Response = self.update(request)
        return answer

    @extend_schema(request=PropertySerializer, responses={202: None}, parameters=[_KEY, _VALUE])
    @action(detail=True, methods=["post"])
    def update_property(self: Any, request: Request, *_: Any, **__: Any) -> Response:
        """Sets one property."""
        person = self.get_object()
        asked = _checked(PropertySerializer, {**request.query_params.dict(), **_body(request)})
        self._send(person, "$set", {"$set": {asked["key"]: asked["value"]}})
        self._tell("updated", person, "properties")
        return _accepted()

    @extend_schema(
        request={
            "application/json": {"type": "object", "properties": {"$unset": {"type": "string"}}}
        },
        responses={201: SuccessSerializer},
        parameters=[_UNSET],
    )
    @action(detail=True, methods=["post"])
    def delete_property(self: Any, request: Request, *_: Any, **__: Any) -> Response:
        """Removes one property."""
        person = self.get_object()
        key = _body(request).get("$unset") or request.query_params.get("$unset")
        if not isinstance(key, str) or not key:
            raise _required("$unset")
        self._send(person, "$delete_person_property", {"$unset": [key]})
        self._tell("delete_property", person, "properties")
        return Response({"success": True}, 201)

    @extend_schema(request=SplitSerializer, responses={201: SuccessSerializer})
    @action(detail=True, methods=["post"])
    def split(self: Any, request: Request, *_: Any, **__: Any) -> Response:
        """Makes somebody of every distinct id but one; their events follow them."""
        person = self.get_object()
        main = _checked(SplitSerializer, request.data).get("main_distinct_id")
        if main is not None and not person.distinct_ids.filter(distinct_id=main).exists():
            problem = ErrorDetail("This person has no such distinct id.", code="does_not_exist")
            raise ValidationError({"main_distinct_id": [problem]})
        box = outbox.current()
        box.command(person.team_id, "split_person", person=str(person.uuid), main=main)
        self._tell("split_person", person, "distinct_ids")
        box.settle()
        return Response({"success": True}, 201)

    @extend_schema(responses={202: None}, request=None, parameters=[_EVENTS, _RECORDINGS])
    def destroy(self: Any, request: Request, *_: Any, **__: Any) -> Response:
        """Deletes the person; `…/persons/deletions/` tells when everything is removed."""
        person = self.get_object()
        asked = request.query_params
        self._delete(
            [person],
            deletes_events=_says_yes(asked, "delete_events"),
            deletes_recordings=_says_yes(asked, "delete_recordings"),
        )
        return _accepted()

    @extend_schema(request=BulkDeleteSerializer, responses={202: None})
    @action(detail=False, methods=["post"])
    def bulk_delete(self: Any, request: Request, *_: Any, **__: Any) -> Response:
        """Deletes up to a thousand persons by their uuids or distinct ids."""
        asked = _checked(BulkDeleteSerializer, request.data)
        mine = Person.objects.filter(team_id=self.project.id)
        if uuids := asked.get("ids"):
            found = list(mine.filter(uuid__in=uuids))
        else:
            held = PersonDistinctId.objects.filter(
                team_id=self.project.id, distinct_id__in=asked["distinct_ids"]
            )
            found = list(mine.filter(pk__in=held.values("person_id")))
        if found:
            self._delete(
                found,
                deletes_events=asked["delete_events"],
                deletes_recordings=asked["delete_recordings"],
            )
        return _accepted()

    @extend_schema(request=None, responses={202: None})
    @action(detail=True, methods=["post"])
    def delete_events(self: Any, request: Request, *_: Any, **__: Any) -> Response:
        """Deletes what the person did until now, and keeps the person."""
        self._delete([self.get_object()], deletes_person=False, deletes_events=True)
        return _accepted()

    @extend_schema(request=None, responses={202: None})
    @action(detail=True, methods=["post"])
    def delete_recordings(self: Any, request: Request, *_: Any, **__: Any) -> Response:
        """Deletes the person's recordings until now, and keeps the person."""
        self._delete([self.get_object()], deletes_person=False, deletes_recordings=True)
        return _accepted()

    @extend_schema(request=DistinctIdSerializer, responses={202: None})
    @action(detail=False, methods=["post"])
    def reset_person_distinct_id(self: Any, request: Request, *_: Any, **__: Any) -> Response:
        """Lets a deleted distinct id be used again: here every one can be, by its next event."""
        _checked(DistinctIdSerializer, request.data)
        return _accepted()

    def _send(self: Any, person: Person, name: str, properties: dict[str, Any]) -> None:
        first = person.distinct_ids.order_by("id").first()
        if first is None:
            problem = ErrorDetail("This person has no distinct id any more.", code="invalid")
            raise ValidationError({"id": [problem]})
        box = outbox.current()
        box.event(person.team_id, name, first.distinct_id, properties)
        box.settle()

    def _delete(self: Any, persons: Sequence[Person], **what: bool) -> None:
        team_id = self.project.id
        uuids = [str(person.uuid) for person in persons]
        names = PersonDistinctId.objects.filter(
            team_id=team_id, person_id__in=[person.pk for person in persons]
        )
        box = outbox.current()
        with transaction.atomic():
            deletion = PersonDeletion.objects.create(
                team_id=team_id,
                requested_by_id=self.user.pk,
                persons=uuids,
                distinct_ids=sorted(names.values_list("distinct_id", flat=True)),
                **what,
            )
            for person in persons:
                self._tell(
                    "deleted" if what.get("deletes_person", True) else "deleted_data", person
                )
        try:
            box.command(team_id, "remove_persons", deletion=str(deletion.pk))
        except Exception:  # the journal did not take it, for whatever reason
            deletion.delete()  # it was never asked for
            raise
        box.settle()

    def _tell(self: Any, activity: str, person: Person, field: str | None = None) -> None:
        change = {"type": "Person", "action": "changed", "field": field}
        # What was set is in the events; a log that kept it would have to be forgotten, too.
        changes = [] if field is None else [{**change, "before": None, "after": None}]
        self.log(activity, person, changes)


def uuid_of(text: str, attr: str, hint: str) -> UUID:
    """Raises ValidationError naming `attr`."""
    try:
        return UUID(text)
    except ValueError:
        raise ValidationError({attr: [ErrorDetail(hint, code="invalid")]}) from None


def _checked(kind: type[serializers.Serializer[Any]], data: Any) -> dict[str, Any]:
    serializer = kind(data=data)
    serializer.is_valid(raise_exception=True)
    checked: dict[str, Any] = serializer.validated_data
    return checked


def _body(request: Request) -> dict[str, Any]:
    data = request.data
    return dict(data.items()) if hasattr(data, "items") else {}


def _says_yes(asked: Any, name: str) -> bool:
    return name in asked and asked[name].lower() in _YES


def _required(name: str) -> ValidationError:
    return ValidationError({name: [ErrorDetail("This field is required.", code="required")]})


def _accepted() -> Response:
    return Response(status=202)
